"""Every action of every page by keyboard alone and by tap alone, at any size of text, on any screen."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

HELPERS = Path(__file__).with_name("operability.js").read_text(encoding="utf-8")
SCREENS = {"telephone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}
FARTHEST = 400


@pytest.fixture(params=PAGES)
def opened(request, chromium, address):
    """A page of each kind on a touch screen as narrow as any."""
    context = chromium.new_context(
        locale="fr-FR", viewport=SCREENS["telephone"], has_touch=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + PAGES[request.param])
    page.evaluate(HELPERS)
    yield page
    context.close()


def ask(page, question):
    """What the page answers about itself."""
    return page.evaluate(f"window.operability.{question}")


def test_tab_reaches_every_action_and_shows_where_it_is(opened):
    """Opening what is folded with Enter on the way, never caught, once around the page."""
    for screen in SCREENS.values():
        opened.set_viewport_size(screen)
        opened.reload()
        opened.evaluate(HELPERS)
        opened.evaluate("document.activeElement.blur()")
        for _ in range(FARTHEST):
            opened.keyboard.press("Tab")
            found = ask(opened, "step()")
            if found == "closed":
                opened.keyboard.press("Enter")
            elif found != "on":
                break
        assert [] == ask(opened, "missed()")
        assert not ask(opened, "unseen")


def test_a_finger_reaches_every_action(opened):
    """Nothing lies over it, and it is as large as a finger needs: 24 px for the staff, 44 px for customers."""
    ask(opened, "open()")
    for screen in SCREENS.values():
        opened.set_viewport_size(screen)
        assert [] == ask(opened, "covered()")
        assert [] == ask(opened, f"small({44 if opened.locator('body.portal').count() else 24})")


def test_nothing_is_pushed_out_of_the_screen(opened):
    """At 320 px and on a desk, folded parts open, with text as it is and twice as large."""
    ask(opened, "open()")
    for screen in SCREENS.values():
        opened.set_viewport_size(screen)
        for size in ("100%", "200%"):
            opened.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
            assert [] == ask(opened, "wide()")
            assert opened.evaluate("document.documentElement.scrollWidth") <= screen["width"]


@pytest.mark.parametrize("way", ["tap", "focus"])
def test_every_visit_of_the_timeline_opens_its_actions_without_dragging(chromium, address, way):
    """A tap or the keyboard's focus shows them beside the map: where else it could go, and its sheet."""
    with chromium.new_context(viewport=SCREENS["desk"], has_touch=True) as context:
        page = context.new_page()
        page.goto(address + PAGES["day"])
        expect(page.locator("plan-timeline.ready[data-view=timeline]")).to_be_visible()
        for visit in page.locator(".plan-routes .visit").all():
            getattr(visit.locator(".visit-card"), way)()
            appointment = visit.get_attribute("data-appointment")
            actions = page.locator(".chosen .visit-actions a")
            expect(actions.first).to_have_attribute("href", f"{PAGES['day']}/deplacer/{appointment}")
            expect(actions.last).to_have_attribute("href", f"/f/duret/rendez-vous/{appointment}")
