"""Claire steers a whole day without a mouse, from signing in to the inbox: every step is a key."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.booking import ELISE, book
from tests.journeys.conftest import CLAIRE, PASSWORD, SERVICE
from tests.journeys.steering import PAUL, change, keeper, lane

pytestmark = pytest.mark.browser

FARTHEST = 150


@pytest.fixture
def keys(chromium, customer, firm):
    """A page at the sign-in of a firm where Gaëtan has two visits on a day; its mouse is unplugged."""
    nadia = change(firm, "Nadia", skills={})
    for who in (ELISE, PAUL):
        book(customer, firm, who).close()
    change(firm, "Nadia", skills=nadia.skills)
    with chromium.new_context(base_url=firm.address, viewport={"width": 1440, "height": 1000}, locale="fr-FR") as desk:
        page = desk.new_page()
        page.goto(f"/f/{firm.slug}/connexion")
        yield page


def reach(page, goal):
    """Press Tab until the keyboard is there."""
    for _ in range(FARTHEST):
        if goal.evaluate("(goal) => goal === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(goal).to_be_focused()


def press(page, *typed):
    """Press keys, one after the other."""
    for key in typed:
        page.keyboard.press(key)


def said(page, words, timeout=20_000):
    """What the page says was done."""
    expect(page.locator(".notice").first).to_contain_text(words, timeout=timeout)


def sign_in_and_find(page):
    """Signed in, the visit searched for, its day opened: the keyboard stands on the visit."""
    reach(page, page.get_by_label("E-mail"))
    page.keyboard.type(CLAIRE)
    press(page, "Tab")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    page.wait_for_url(re.compile("/jour/"))
    press(page, "/")
    page.keyboard.type("Fontaine")
    press(page, "Enter")
    reach(page, page.locator(".rows a").first)
    press(page, "Enter")
    back_to_the_day(page)


def back_to_the_day(page):
    """From a sheet to its day."""
    page.wait_for_url(re.compile("/rendez-vous/"))
    reach(page, page.locator("a.back"))
    press(page, "Enter")
    page.wait_for_url(re.compile("/jour/.*#rdv-"))
    expect(page.locator(".visit", has_text="Fontaine").locator(".visit-card")).to_be_focused()


def test_a_whole_day_without_a_mouse(keys):
    """Move, undo, redo, pin, an absence, a part of a proposal, help, a caller, the inbox."""
    page = keys
    sign_in_and_find(page)
    press(page, "m")
    expect(page.locator(".plan-say")).to_contain_text("route")
    press(page, "ArrowDown")
    expect(page.locator(".plan-say")).to_contain_text("Nadia")
    press(page, "Enter")
    said(page, "déplacé")
    assert keeper(page, "Fontaine").startswith("Nadia")
    for step, done, whose in (
        ("Control+z", "annulée", "Gaëtan"),
        ("Control+Shift+Z", "rétablie", "Nadia"),
        ("Control+z", "annulée", "Gaëtan"),
    ):
        press(page, step)
        said(page, done)
        assert keeper(page, "Fontaine").startswith(whose)

    pin_it(page)
    an_absence_and_a_part_of_the_proposal(page)
    press(page, "?")
    expect(page.get_by_role("dialog", name="Touches")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    book_a_caller(page)
    press(page, "v")
    page.wait_for_url(re.compile("/a-voir$"))
    expect(page.locator(".inbox-item").first).to_be_visible()


def pin_it(page):
    """Élise's visit stays with its technician; back on the day the keyboard stands on it."""
    reach(page, page.locator(".visit", has_text="Fontaine").locator(".visit-card"))
    press(page, "Enter")
    reach(page, page.get_by_role("button", name="Son technicien", exact=True))
    press(page, "Enter")
    said(page, "reste chez son technicien")
    back_to_the_day(page)


def an_absence_and_a_part_of_the_proposal(page):
    """Gaëtan is ill; of the two changes proposed one is accepted."""
    reach(page, lane(page, "Gaëtan").locator(".absent"))
    press(page, "Enter")
    expect(page.get_by_label("Raison")).to_be_focused()
    page.keyboard.type("Grippe")
    press(page, "Enter")
    said(page, "noté absent", timeout=90_000)  # the solver's first search compiles it
    boxes = page.locator(".changes input")
    expect(boxes).to_have_count(2)
    reach(page, boxes.first)
    press(page, "Space")
    reach(page, page.get_by_role("button", name="Accepter ce qui est coché"))
    press(page, "Enter")
    said(page, "1 changement accepté")
    expect(lane(page, "Nadia").locator(".visit")).to_have_count(1)


def book_a_caller(page):
    """Élise calls for a second appointment."""
    press(page, "a")
    page.wait_for_url(re.compile("/appel$"))
    expect(page.locator("main input[name=q]")).to_be_focused()
    page.keyboard.type("Fontaine")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Élise Fontaine")).to_be_visible()
    page.keyboard.type(SERVICE[:3])
    press(page, "Tab")
    page.keyboard.type("Le four ne chauffe plus")
    press(page, "Enter")
    expect(page.locator(".best-slot").first).to_be_focused()
    press(page, "Enter")
    page.wait_for_url(re.compile("/rendez-vous/"))
    said(page, "le rendez-vous est pris")
