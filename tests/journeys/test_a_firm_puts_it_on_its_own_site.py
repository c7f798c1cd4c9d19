"""A line copied from the settings puts the booking page on the firm's own site; no other site can frame it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.journeys.conftest import SERVICE
from tests.web.stage import served

pytestmark = pytest.mark.browser


@pytest.fixture
def pages() -> dict[str, str]:
    """The pages of the firm's own site, by their paths."""
    return {}


@pytest.fixture
def site(pages: dict[str, str]) -> Iterator[str]:
    """The firm's own site, on another host."""

    def shown(request):
        return HTMLResponse(f"<!doctype html><title>Lumière du Lac</title><body>{pages.get(request.url.path, '')}")

    with served(Starlette(routes=[Route("/{path}", shown)])) as address:
        yield address.replace("127.0.0.1", "localhost")


def settings(claire, firm):
    """The settings, open."""
    page = claire.new_page()
    page.goto(f"/f/{firm.slug}/reglages")
    return page


def allow(claire, firm, site):
    """Let a site frame the booking page; return the lines to copy."""
    page = settings(claire, firm)
    page.get_by_label("Vos sites qui montrent la réservation").fill(site)
    page.locator("#page-des-clients").get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".notice")).to_contain_text("enregistré")
    return {name: page.locator(f"#snippet-{name}").input_value() for name in ("button", "frame", "plain")}


def test_a_customer_books_from_the_list_on_the_firms_own_site(customer, claire, firm, site, pages):
    """With the script, or with the frame alone: the choice opens the whole page."""
    lines = allow(claire, firm, site)
    for name in ("frame", "plain"):
        pages[f"/{name}"] = lines[name]
        page = customer.new_page()
        page.goto(f"{site}/{name}")
        frame = page.frame_locator("iframe")
        frame.get_by_label("Votre commune").fill("Seynod")
        frame.get_by_role("button", name=SERVICE).tap()
        page.wait_for_url(f"{firm.home}/rdv?**")
        expect(page.locator(".best-slot").first).to_be_visible()
        page.close()


def test_a_button_leads_to_the_booking_page(customer, claire, firm, site, pages):
    """One line, nothing else."""
    pages["/contact"] = allow(claire, firm, site)["button"]
    page = customer.new_page()
    page.goto(f"{site}/contact")
    page.get_by_role("link", name="Prendre rendez-vous").tap()
    page.wait_for_url(firm.home)


def test_a_site_that_is_not_named_shows_nothing(customer, claire, firm, site, pages):
    """Nor does the firm's own site show any other page in a frame."""
    lines = allow(claire, firm, "https://www.ailleurs.invalid")
    pages["/frame"] = lines["plain"]
    page = customer.new_page()
    page.goto(f"{site}/frame")
    expect(page.frame_locator("iframe").get_by_role("button", name=SERVICE)).to_have_count(0)
    allow(claire, firm, site)
    pages["/portal"] = lines["plain"].replace("/integrer", "")
    page.goto(f"{site}/portal")
    expect(page.frame_locator("iframe").get_by_role("button", name=SERVICE)).to_have_count(0)
