"""Claire has a full day searched, goes on working while a curve falls, stops it, and finds the best so far proposed."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.actions import searching
from planner.board import Board
from planner.booking import confirm, hold
from planner.identifiers import CustomerId, SiteId, TechnicianId
from planner.ports import Actor, Work
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Wish, offer_slots
from planner.staffing import save_technician
from planner.technicians import Technician
from planner.working_days import local_day
from solver.stop import AnyOf
from tests.journeys.conftest import CLAIRE, PASSWORD, SERVICE, Firm

pytestmark = pytest.mark.browser

NAMES = ("Anna", "Bruno", "Chloé", "Denis", "Emma", "Farid")
PHONE = {"width": 390, "height": 844}
LONG = 120_000
"""Milliseconds that the last steps of a search may take where many things are tested at once."""

_SYSTEM = Actor("system")


@pytest.fixture
def full(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> date:
    """A day whose technicians are each sent round the others' homes; only Claire ends a search of it."""
    monkeypatch.setattr(searching, "thoroughly", lambda: AnyOf(()))
    house = firm.server.house
    found = house.transactions.firm_by_slug(firm.slug)
    return house.transactions.write(found.id, _filled)


def _filled(work: Work) -> date:
    """Six more technicians around the lake, and three visits for each where somebody else lives."""
    day = _working_day(work)
    like = work.of(Technician).find()[0]
    homes = [Position(45.85 + 0.02 * number, 6.05 + 0.03 * (number % 3)) for number in range(len(NAMES))]
    for name, home in zip(NAMES, homes, strict=True):
        save_technician(work, Technician(TechnicianId(name), name, home, home, like.shifts, like.skills))
    service = next(one for one in work.of(Service).find() if one.name == SERVICE)
    board = Board()
    for number, (turn, name) in enumerate(itertools.product(range(3), NAMES)):
        where = homes[(NAMES.index(name) + 2 + turn) % len(homes)]
        wish = Wish(service.id, where, "74000", day, day, technician_id=TechnicianId(name), by_firm=True)
        slot = max(offer_slots(work, wish, board), key=lambda slot: slot.cost)
        site = Site(SiteId(f"site-{number}"), CustomerId("durand"), where, "house", city="Annecy", postcode="74000")
        work.of(Site).put(site)
        confirm(work, hold(work, wish, slot.target, board, actor=_SYSTEM).id, site, board, actor=_SYSTEM)
    return day


def _working_day(work: Work) -> date:
    """The first Tuesday at least three days ahead on which the firm works."""
    first = local_day(work.now, work.firm.zone) + timedelta(days=3)
    days = (first + timedelta(days=number) for number in range(60))
    return next(day for day in days if day.weekday() == 1 and not work.firm.rules.closed(day))


@pytest.fixture(params=["desk", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, firm: Firm) -> Iterator[Page]:
    """Claire, signed in, at her desk or on her telephone."""
    small = {"viewport": PHONE, "has_touch": True} if request.param == "phone" else {}
    context = chromium.new_context(base_url=firm.address, locale="fr-FR", **small)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/f/{firm.slug}/connexion")
    page.get_by_label("E-mail").fill(CLAIRE)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(re.compile("/jour/"))
    yield page
    context.close()


def look_until(page: Page, there: Callable[[], bool]) -> None:
    """Follow the link to look again until something is so, for as long as a busy machine may need."""
    give_up = time.monotonic() + LONG / 1000
    while not there():
        assert time.monotonic() < give_up, page.locator("main").inner_text()
        page.get_by_role("link", name="Voir où elle en est").click()


def seconds(page: Page) -> int:
    """How long the page says the search has been going on."""
    return int(re.findall(r"(\d+) s", page.locator("[data-part=since]").inner_text())[0])


def test_she_watches_goes_on_working_stops_and_keeps_the_best(page: Page, full: date, firm: Firm) -> None:
    """The page answers at once all along; what is proposed needs no reload."""
    page.goto(f"/f/{firm.slug}/jour/{full}")
    page.get_by_role("button", name="Proposer mieux").click()
    panel = page.locator("#recherche")
    expect(panel).to_contain_text("La recherche est en cours")
    expect(panel).to_contain_text("gagne l’équivalent de")
    expect(panel.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile("gagne l’équivalent de"))
    expect(panel.locator("path.line")).to_have_attribute("d", re.compile(r"^M0 3.0H[\d.]+V"))
    expect(panel.locator("[role=status]")).not_to_be_empty()
    before = seconds(page)
    expect(page.locator("[data-part=since]")).not_to_have_text(f"Depuis {before} s.")
    assert seconds(page) > before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    moved = page.locator(".plan-routes .visit-card").first
    sheet = moved.get_attribute("href")
    page.goto(str(sheet))
    page.get_by_role("button", name="Son technicien", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("reste chez son technicien")
    page.goto(f"/f/{firm.slug}/jour/{full}")
    expect(panel).to_contain_text("gagne l’équivalent de")
    assert seconds(page) > before

    page.get_by_role("button", name="Arrêter et garder le meilleur").click()
    expect(page.locator("#proposition .changes li").first).to_be_attached(timeout=LONG)
    expect(panel).to_have_count(0)


def test_an_answer_appears_by_itself(page: Page, full: date, firm: Firm) -> None:
    """Somebody else stops the search: the day shows what it found, without a reload, and says so when it is nothing."""
    page.goto(f"/f/{firm.slug}/jour/{full}")
    page.get_by_role("button", name="Proposer mieux").click()
    expect(page.locator("#recherche")).to_contain_text("gagne l’équivalent de")
    house = firm.server.house
    found = house.transactions.firm_by_slug(firm.slug)
    run = house.searches.stop((found.id, full))
    assert run
    expect(page.locator("#proposition .changes li").first).to_be_attached(timeout=LONG)
    expect(page.locator("#recherche")).to_have_count(0)


def test_without_a_script_the_day_shows_how_far_it_is(
    chromium: Browser, claire: BrowserContext, full: date, firm: Firm
) -> None:
    """As of loading, with a link to look again and the button that stops it."""
    cookies = claire.cookies()
    with chromium.new_context(base_url=firm.address, java_script_enabled=False, locale="fr-FR") as context:
        context.add_cookies([{key: one[key] for key in ("name", "value", "domain", "path")} for one in cookies])  # type: ignore[misc]
        plain = context.new_page()
        plain.goto(f"/f/{firm.slug}/jour/{full}")
        plain.get_by_role("button", name="Proposer mieux").click()
        expect(plain.locator("#recherche")).to_contain_text("La recherche est en cours")
        plain.get_by_role("link", name="Voir où elle en est").click()
        expect(plain.locator("#recherche")).to_contain_text("Depuis")
        look_until(plain, lambda: "gagne l’équivalent de" in plain.locator("#recherche").inner_text())
        plain.get_by_role("button", name="Arrêter et garder le meilleur").click()
        look_until(plain, lambda: not plain.locator("#recherche").count())
        expect(plain.locator("#proposition .changes li").first).to_be_attached()
