"""The commune was all that was known; Claire points at the house, and the road to it is worked out again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import book

pytestmark = pytest.mark.browser


@pytest.fixture
def sheet(customer, claire, firm):
    """Claire's page of Élise's appointment, found by searching."""
    book(customer, firm).close()
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/recherche?q=Fontaine")
    page.locator(".rows a").first.click()
    page.wait_for_url(re.compile("/rendez-vous/"))
    return page


@pytest.fixture
def where(sheet):
    """The section that says where it is."""
    return sheet.get_by_role("region", name="Où est-ce ?")


def degrees(where):
    """Read the degrees in the form."""
    return tuple(float(where.get_by_label(name).input_value()) for name in ("Latitude", "Longitude"))


def test_a_tap_on_the_map_sets_the_pin(sheet, where):
    """What was a commune is an exact place, and history says who corrected it."""
    expect(where).to_contain_text("Seule la commune est connue.")
    before = degrees(where)
    where.locator(".map-sheet").click(position={"x": 300, "y": 120})
    pointed = degrees(where)
    assert before != pointed
    where.get_by_role("button", name="Corriger le lieu").click()
    expect(sheet.locator(".notice")).to_contain_text("Lieu corrigé.")
    expect(where).to_contain_text("Une épingle a été posée")
    assert pointed == degrees(where)
    expect(sheet.locator(".history")).to_contain_text("Lieu corrigé sur la carte")


def test_the_pin_follows_the_pointer_and_the_degrees_follow_the_pin(sheet, where):
    """Dragged to the east the longitude grows; the latitude hardly changes."""
    lat, lon = degrees(where)
    pin = where.locator(".map-pin")
    pin.scroll_into_view_if_needed()
    box = pin.bounding_box()
    sheet.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    sheet.mouse.down()
    sheet.mouse.move(box["x"] + 120, box["y"] + box["height"] / 2, steps=5)
    sheet.mouse.up()
    there = degrees(where)
    assert there[1] > lon + 0.01
    assert abs(there[0] - lat) < 0.001


def test_degrees_typed_by_keyboard_move_the_pin(sheet, where):
    """With a decimal comma, as one reads them aloud in French."""
    pin = where.locator(".map-pin")
    before = pin.get_attribute("style")
    where.get_by_label("Latitude").fill("45,9070")
    where.get_by_label("Longitude").fill("6,0340")
    assert before != pin.get_attribute("style")
    sheet.keyboard.press("Enter")
    expect(sheet.locator(".notice")).to_contain_text("Lieu corrigé.")
    assert (45.907, 6.034) == degrees(where)


def test_it_works_without_scripts(sheet, chromium, claire):
    """Two fields and a button; a place nowhere on Earth is refused in words."""
    plain = chromium.new_context(storage_state=claire.storage_state(), java_script_enabled=False, locale="fr-FR")
    page = plain.new_page()
    page.goto(sheet.url)
    expect(page.locator("pin-map")).to_be_hidden()
    page.get_by_label("Latitude").fill("145,9")
    page.get_by_role("button", name="Corriger le lieu").click()
    expect(page.locator(".notice")).to_contain_text("n’est pas lisible")
    page.get_by_label("Latitude").fill("45,9070")
    page.get_by_role("button", name="Corriger le lieu").click()
    expect(page.locator(".notice")).to_contain_text("Lieu corrigé.")
    plain.close()
