"""Claire and Hélène steer the same day: each sees what the other does, and a drop that comes too late loses nothing."""

from dataclasses import replace
from datetime import time

import pytest
from playwright.sync_api import expect

from tests.journeys.steering import PAUL, change, colleague, day_of, drag, keeper, lane

pytestmark = pytest.mark.browser


@pytest.fixture
def both(customer, claire, chromium, firm):
    """Both pages on a day whose two visits are Gaëtan's; Nadia has time for one visit, early in the morning."""
    nadia = change(firm, "Nadia", skills={})
    hers = day_of(customer, claire, firm, PAUL)
    mornings = tuple(replace(shift, end=time(10, 30)) for shift in nadia.shifts)
    change(firm, "Nadia", skills=nadia.skills, shifts=mornings)
    hers.reload()
    desk = colleague(claire, chromium, firm)
    theirs = desk.new_page()
    theirs.goto(hers.url.split("#")[0])
    for page in (hers, theirs):
        expect(page.locator(".plan-routes .visit")).to_have_count(2)
    yield hers, theirs
    desk.close()


def moved_to_nadia(page, name):
    """Move a visit onto Nadia's first possible place by keys."""
    page.locator(".visit", has_text=name).locator(".visit-card").focus()
    page.keyboard.press("m")
    expect(page.locator(".plan-say")).to_contain_text("route")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".plan-say")).to_contain_text("Nadia")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("déplacé")


def test_what_one_moves_the_other_sees_without_reloading(both):
    """The visit changes lanes on Hélène's screen by itself, and on Claire's when it is taken back."""
    hers, theirs = both
    theirs.evaluate("window.neverReloaded = true")
    moved_to_nadia(hers, "Fontaine")
    expect(lane(theirs, "Nadia").locator(".visit")).to_contain_text("Élise Fontaine")
    assert theirs.evaluate("window.neverReloaded")
    theirs.keyboard.press("Control+z")
    expect(theirs.locator(".notice")).to_contain_text("annulée")
    expect(lane(hers, "Nadia").locator(".visit")).to_have_count(0)


def test_a_drop_on_a_place_that_is_taken_meanwhile_says_what_changed(both):
    """Hélène still sees it free while she drags: refused, with who did what, and the page shows how things stand."""
    hers, theirs = both
    free = lane(theirs, "Nadia").locator(".verdict-mark.yes, .verdict-mark.tell").first
    drag(theirs, theirs.locator(".visit", has_text="Fontaine"), free)
    moved_to_nadia(hers, "Lachenal")
    theirs.mouse.up()
    said = theirs.locator(".notice.bad")
    expect(said).to_contain_text("Rien n’a été déplacé.")
    expect(said).to_contain_text("Entre-temps")
    expect(said).to_contain_text("Paul Lachenal")
    expect(said).to_contain_text("Claire Morel")
    assert keeper(theirs, "Fontaine").startswith("Gaëtan")
    assert keeper(theirs, "Lachenal").startswith("Nadia")


def test_a_visit_that_somebody_else_moved_meanwhile_is_not_moved_over_that(both):
    """The place would still be free, but Hélène decided on how things stood before."""
    hers, theirs = both
    free = lane(theirs, "Gaëtan").locator(".verdict-mark.tell").last
    drag(theirs, theirs.locator(".visit", has_text="Fontaine"), free)
    moved_to_nadia(hers, "Fontaine")
    theirs.mouse.up()
    expect(theirs.locator(".notice.bad")).to_contain_text("Élise Fontaine")
    assert keeper(theirs, "Fontaine").startswith("Nadia")


def test_what_was_begun_stays_when_the_day_changes(both):
    """Words typed and folds opened are still there after the other has moved something."""
    hers, theirs = both
    lane(theirs, "Gaëtan").get_by_text("Absent", exact=False).first.click()
    theirs.get_by_label("Raison").first.fill("Grippe")
    moved_to_nadia(hers, "Fontaine")
    expect(lane(theirs, "Nadia").locator(".visit")).to_contain_text("Élise Fontaine")
    expect(theirs.get_by_label("Raison").first).to_have_value("Grippe")
    expect(theirs.get_by_label("Raison").first).to_be_focused()
