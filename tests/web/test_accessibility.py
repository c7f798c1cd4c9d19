"""In a real browser: no accessibility fault in light or dark, no policy violation, no script that fails."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SIZES = {320: 640, 1280: 900}
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
    yield page
    context.close()


def test_the_page_is_sound_in_light_and_dark_on_a_phone_and_on_a_desk(opened, axe):
    """Axe finds nothing, the policy is never broken, nothing fails in silence."""
    for width, height in SIZES.items():
        opened.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            opened.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(opened, options=RULES)
            assert 0 == found.violations_count, f"{width} {scheme}: {found.generate_report()}"
    assert not opened.evaluate("window.violations")
    assert [] == opened.mistakes
