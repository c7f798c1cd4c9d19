"""A move goes on on another day's page: by mouse, by finger and by keys, until it is done or given up."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

DAY, NEXT = "/f/duret/jour/2026-11-24", "/f/duret/jour/2026-11-25"
ON_THE_NEXT = re.compile(f"{NEXT}$")

OPENS_NO_MENU = """link => !link.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }))"""


def place(page, technician="T2"):
    """Where the kernel says yes on a technician's lane."""
    mark = page.locator(f"[data-technician={technician}] .verdict-mark.yes")
    expect(mark).to_be_visible()
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def taken_up(page):
    """The next day shows the places for the visit that began its move on Tuesday."""
    expect(page).to_have_url(ON_THE_NEXT)
    expect(page.locator(".plan-say")).to_contain_text("Nadia, 15 h 05")


def sent(page):
    """The move was sent to the day it was dropped on."""
    expect(page.locator(".notice")).to_contain_text("Déplacé (A2, move-2).")
    assert [(f"{NEXT}/deplacer/A2", ["move-2"])] == [(sent.path, sent.fields["offer"]) for sent in page.posted]


def begin_by_keys(page):
    """M on Jean Vincent's visit."""
    page.locator("#rdv-A2 .visit-card").focus()
    page.keyboard.press("m")
    expect(page.locator(".verdict-mark")).to_have_count(6)


def test_page_keys_go_to_another_day_and_enter_confirms_there(desk):
    """M, page down, Enter."""
    begin_by_keys(desk)
    desk.keyboard.press("PageDown")
    taken_up(desk)
    desk.keyboard.press("Enter")
    sent(desk)


def test_escape_leads_back_to_the_day_it_came_from(desk):
    """Nothing is sent, and the keyboard stands on the visit again."""
    begin_by_keys(desk)
    desk.keyboard.press("PageDown")
    taken_up(desk)
    desk.keyboard.press("Escape")
    expect(desk).to_have_url(re.compile(f"{DAY}#rdv-A2"))
    expect(desk.locator("#rdv-A2 .visit-card")).to_be_focused()
    assert [] == desk.posted


def test_a_closed_day_is_passed_over(desk):
    """From Wednesday on to the next day that has lanes."""
    begin_by_keys(desk)
    desk.keyboard.press("PageDown")
    taken_up(desk)
    passed = []
    desk.on("framenavigated", lambda frame: passed.append(frame.url))
    desk.keyboard.press("PageDown")
    expect(desk).to_have_url(re.compile(f"{DAY}$"))
    expect(desk.locator("#rdv-A2")).to_have_class(re.compile("moved"))
    assert [url for url in passed if url.endswith(f"{DAY}#deplacer=A2&vers=next&jours=2")]


def test_a_mouse_waits_on_the_arrow_and_drops_on_the_next_day(desk):
    """The button stays down across the two pages."""
    card = desk.locator("#rdv-A2 .visit-card")
    card.scroll_into_view_if_needed()
    card.hover()
    desk.mouse.down()
    desk.mouse.move(700, 700, steps=3)
    arrow = desk.locator(".plan-days a[rel=next]")
    expect(arrow).to_contain_text("mercredi 25 novembre")
    box = arrow.bounding_box()
    desk.mouse.move(box["x"] + 20, box["y"] + 20, steps=3)
    expect(desk).to_have_url(ON_THE_NEXT)
    x, y = place(desk)
    desk.mouse.move(x - 30, y, steps=2)
    desk.mouse.move(x, y, steps=2)
    expect(desk.locator(".plan-say")).to_contain_text("Nadia, 15 h 05")
    desk.mouse.up()
    sent(desk)


def test_a_finger_carries_it_to_the_arrow_and_taps_the_place(desk):
    """A long press lifts it; on the next day a tap is enough."""
    card = desk.locator("#rdv-A2 .visit-card")
    card.tap(trial=True, position={"x": 20, "y": 20})
    box = card.bounding_box()
    wire = desk.context.new_cdp_session(desk)

    def touch(kind, x=0.0, y=0.0):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", box["x"] + 20, box["y"] + 20)
    expect(desk.locator(".verdict-mark")).to_have_count(6)
    assert card.evaluate(OPENS_NO_MENU), "a phone's menu for links takes the finger away"
    goal = desk.locator(".plan-days a[rel=next]").bounding_box()
    touch("touchMove", goal["x"] + 20, goal["y"] + 20)
    touch("touchEnd")
    taken_up(desk)
    desk.touchscreen.tap(*place(desk))
    sent(desk)


def test_a_tap_on_the_arrow_goes_on_as_well(desk):
    """The two days stand under the lanes as links while something is moved."""
    begin_by_keys(desk)
    desk.locator(".plan-days a[rel=next]").tap()
    taken_up(desk)
    desk.get_by_role("button", name="Renoncer").tap()
    expect(desk).to_have_url(re.compile(f"{DAY}#rdv-"))


def test_an_address_that_names_no_way_begins_no_move_and_the_page_works(chromium, address):
    """Whatever stands in the hash of a link; a day without lanes is where it would have been followed."""
    with chromium.new_context(viewport={"width": 1440, "height": 1000}, locale="fr-FR") as context:
        page = context.new_page()
        thrown = []
        page.on("pageerror", lambda error: thrown.append(str(error)))
        for day in (DAY, PAGES["day-closed"]):
            page.goto(f"{address}{day}#deplacer=A2&vers=]")
            page.reload()
            page.wait_for_load_state("networkidle")
        assert [] == thrown
        page.goto(f"{address}{DAY}?#deplacer=A2&vers=]")
        expect(page.locator("plan-timeline.ready")).to_be_visible()
        expect(page.locator("plan-timeline.moving")).to_have_count(0)
