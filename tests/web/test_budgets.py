"""What a first visit costs on the wire: 15 kB for a customer, 120 kB for the console, nothing from anywhere else."""

from urllib.parse import urlsplit

import pytest

from tests.web.pages import PAGES

pytestmark = pytest.mark.browser

CUSTOMER, CONSOLE = 15_000, 120_000
BUDGETS = {
    **dict.fromkeys(("portal", "slots", "details", "lost", "follow", "follow-move", "sign-in"), CUSTOMER),
    **dict.fromkeys(("day", "week", "month", "move", "call-customer", "appointment", "settings", "direction"), CONSOLE),
}
HEARD = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  (window.violations ??= []).push(`${violatedDirective} ${blockedURI}`));"""


@pytest.fixture(params=BUDGETS)
def first_visit(request, chromium, address):
    """A page seen for the first time, with what each answer weighed: headers and compressed body, in bytes."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.add_init_script(HEARD)
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        page.asked, page.weights = {}, {}

        def ask(event):
            page.asked[event["requestId"]] = event["request"]["url"]

        def weigh(event):
            page.weights[event["requestId"]] = event["encodedDataLength"]

        wire.on("Network.requestWillBeSent", ask)
        wire.on("Network.loadingFinished", weigh)
        page.goto(address + PAGES[request.param])
        page.wait_for_function("!document.querySelector('plan-map') || document.querySelector('.map-lake')")
        page.budget, page.address = BUDGETS[request.param], address
        yield page


def test_a_first_visit_keeps_its_budget(first_visit):
    """Page, sheets, scripts, icons, map: all that is fetched, as it is sent."""
    weighed = {first_visit.asked[number]: size for number, size in first_visit.weights.items()}
    assert len(weighed) >= 4
    assert sum(weighed.values()) <= first_visit.budget, weighed


def test_a_first_visit_asks_nobody_else_and_keeps_the_policy(first_visit):
    """Every address is this server's (what a browser draws from its own data aside), and nothing was blocked."""
    places = {urlsplit(url).netloc for url in first_visit.asked.values() if not url.startswith("data:")}
    assert {urlsplit(first_visit.address).netloc} == places
    assert not first_visit.evaluate("window.violations")
