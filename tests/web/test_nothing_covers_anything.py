"""The day in odd light: bars that cover nothing, forced colours, paper, English, and the keys that the help names."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1024, "height": 800}, "phone": {"width": 320, "height": 640}}
BOXES = """(places) => places.map((place) => {
  const box = document.querySelector(place).getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
})"""


@pytest.fixture
def context(chromium, address):
    """Claire's browser, in French."""
    with chromium.new_context(base_url=address, viewport=SIZES["desk"], locale="fr-FR") as context:
        yield context


def day(context):
    """Her day, ready."""
    page = context.new_page()
    page.goto(PAGES["day"])
    expect(page.locator("plan-timeline.ready")).to_be_visible()
    return page


def moving(page):
    """M on a visit, and the places are shown."""
    page.locator("#rdv-A2 .visit-card").focus()
    page.keyboard.press("m")
    expect(page.locator(".verdict-mark.aimed")).to_have_count(1)


def apart(page, *places):
    """True when no two of these lie over one another, to within a pixel."""
    boxes = page.evaluate(BOXES, places)
    return all(
        one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )


def test_the_bars_under_the_lanes_cover_neither_each_other_nor_the_place_aimed_at(context):
    """At a small desk by keys; what is said goes when something is chosen; at 320 px a word stays a word."""
    page = day(context)
    moving(page)
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        assert apart(page, ".plan-say", ".plan-days", ".verdict-mark.aimed"), key
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.locator(".plan-say")).to_have_text("Rien n’a été déplacé.")
    page.locator("#rdv-A2 .visit-card").focus()
    page.keyboard.press("Space")
    expect(page.locator(".several")).to_be_visible()
    expect(page.locator(".plan-say")).to_be_hidden()
    page.keyboard.press("Escape")
    page.set_viewport_size(SIZES["phone"])
    page.locator("#rdv-A2 .visit-card").focus()
    page.keyboard.press("m")
    expect(page.locator(".plan-say")).to_contain_text("route")
    assert apart(page, ".plan-say", ".plan-days button", ".plan-days a[rel=prev]", ".plan-days a[rel=next]")
    lines = """(button) => {
      const all = new Range();
      all.selectNodeContents(button);
      return all.getClientRects().length;
    }"""
    assert 1 == page.locator(".plan-days button").evaluate(lines)
    for link in page.locator(".plan-days a").all():
        assert link.evaluate("(link) => link.scrollWidth <= link.clientWidth")


def test_a_refused_place_is_a_dotted_line_without_colours(context):
    """And the one aimed at stands out."""
    page = day(context)
    page.emulate_media(forced_colors="active")
    moving(page)
    style = "(mark) => getComputedStyle(mark).outlineStyle"
    assert "dotted" == page.locator(".verdict-mark.no").first.evaluate(style)
    assert "double" == page.locator(".verdict-mark.aimed").evaluate(style)


def test_a_ghost_leaves_the_hour_and_the_box_of_the_card_beneath(context):
    """It lies in the lower half of the lane."""
    page = day(context)
    page.get_by_role("button", name="Choisir plusieurs").click()
    overlaps = page.evaluate("""() => [...document.querySelectorAll(".ghost")].flatMap((ghost) => {
      const over = ghost.getBoundingClientRect();
      const parts = ghost.closest(".lane").querySelectorAll(".visit .pick, .visit .visit-time");
      return [...parts].map((part) => part.getBoundingClientRect()).filter((part) => part.width
        && part.left < over.right && over.left < part.right && part.bottom > over.top + 4);
    }).length""")
    assert 0 == overlaps
    assert page.locator(".ghost").count()


def test_a_printed_day_is_the_plan_alone(context):
    """No proposal, no search, no bar, no boxes, nothing struck out."""
    page = day(context)
    page.get_by_role("button", name="Choisir plusieurs").click()
    page.locator("#rdv-A2 .pick").click()
    page.emulate_media(media="print")
    for part in (".proposal", ".several", ".plan-say", ".plan-days", ".pick", ".ghost"):
        expect(page.locator(part).first).to_be_hidden()
    assert "none" == page.locator(".leaving .visit-card").first.evaluate(
        "(card) => getComputedStyle(card).textDecorationLine"
    )
    expect(page.locator(".visit-card").first).to_be_visible()
    page.goto(PAGES["day-searching"])
    expect(page.locator(".searching")).to_be_hidden()


def test_a_move_speaks_english_on_an_english_page(context, address):
    """With its colon and its hours."""
    context.add_cookies([{"name": "lang", "value": "en", "url": address}])
    page = day(context)
    moving(page)
    expect(page.locator(".plan-say")).to_have_text(re.compile(r"^Gaëtan, \d\d:\d\d: "))


def test_the_help_names_every_key_of_the_plan(context):
    """Whatever the line above the lanes says."""
    page = day(context)
    keys = re.findall(r"([^.:]+) :", page.locator(".plan-keys").inner_text())
    assert len(keys) >= 5
    told = {"Flèches": "← →", "Entrée": "↵", "Ctrl+Z": "Ctrl + Z"}
    page.keyboard.press("?")
    named = page.locator("#help kbd").all_inner_texts()
    assert {told.get(key.strip(), key.strip()) for key in keys} <= set(named)
    assert {"Échap", "Page ↑ / ↓"} <= set(named)


def test_control_enter_in_the_search_field_books_no_emergency(context):
    """Only in the form of the call, or where no form has the focus."""
    page = context.new_page()
    sent = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    page.goto(PAGES["call-customer"])
    page.locator("#q").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert [] == sent
    page.goto(PAGES["call-customer"])
    page.locator("#comment").focus()
    with page.expect_request(lambda asked: asked.method == "POST") as asked:
        page.keyboard.press("Control+Enter")
    assert "urgent" in (asked.value.post_data or "")


@pytest.mark.parametrize("name", ["day", "direction"])
def test_the_menu_stands_in_one_row_on_a_desk(context, name):
    """Claire's and direction's: 1280 px wide, less what the bar of scrolling takes; import stays one step away."""
    page = context.new_page()
    page.set_viewport_size({"width": 1265, "height": 800})
    page.goto(PAGES[name])
    everything = page.locator(".top a:visible, .top button:visible, .top input:visible").all()
    assert 1 == len({round((box["y"] + box["height"] / 2) / 8) for box in (one.bounding_box() for one in everything)})
    page.goto(PAGES["settings"])
    expect(page.locator("main a[href$='/import']")).to_be_visible()
