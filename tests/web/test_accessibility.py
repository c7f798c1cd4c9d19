"""In a real browser: no accessibility fault, no policy violation, nothing cut, every target large enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SIZES = {320: 640, 1280: 900}

# Links inside a sentence are exempt, as WCAG 2.5.8 has them; the map's stops are reached through the list.
SMALL = """(least) => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary, textarea")]
  .filter((target) => target.checkVisibility() && !target.closest(".sr-only, .skip, .leaflet-marker-pane"))
  .filter((target) => !(target.matches("a") && getComputedStyle(target).display === "inline"))
  .map((target) => [target, (target.closest("label") ?? target).getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([target, box]) => `${target.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
WIDER = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest(".sr-only, .skip, .table, .leaflet-container"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
HEARD = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  (window.violations ??= []).push(`${violatedDirective} ${blockedURI}`));"""


@pytest.fixture(scope="module")
def axe():
    """One copy of axe for the module."""
    return Axe()


@pytest.fixture(params=PAGES)
def opened(request, chromium, address):
    """A page of each kind in a French browser, listening for what goes wrong."""
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    page = context.new_page()
    page.add_init_script(HEARD)
    page.mistakes = []
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    page.goto(address + PAGES[request.param])
    page.portal = page.locator("body.portal").count() == 1
    yield page
    context.close()


def test_the_page_is_sound_in_light_and_dark_on_a_phone_and_on_a_desk(opened, axe):
    """Axe finds nothing, nothing overflows, targets are large enough, the policy is never broken."""
    for width, height in SIZES.items():
        opened.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(opened, options=RULES)
            assert 0 == found.violations_count, f"{width} {scheme}: {found.generate_report()}"
        assert [] == opened.evaluate(WIDER)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert [] == opened.evaluate(SMALL, 44 if opened.portal else 24)
    assert not opened.evaluate("window.violations")
    assert [] == opened.mistakes


def test_text_may_be_twice_as_large_on_a_phone(opened):
    """At 200 % text and 320 px nothing is pushed out of the page."""
    opened.set_viewport_size({"width": 320, "height": 640})
    opened.evaluate("document.documentElement.style.fontSize = '200%'")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320, opened.evaluate(WIDER)
