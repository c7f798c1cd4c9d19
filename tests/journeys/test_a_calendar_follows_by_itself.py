"""Claire connects Gaëtan's calendar on its page; from then on his telephone and the portal know of each other."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api import wiring
from api.following import Follower
from calendar_sync.remote.caldav import CalDAVCalendar
from planner.staffing import save_technician
from planner.technicians import Technician
from tests.calendar_sync.agendas import Somebody
from tests.calendar_sync.samples import an_entry
from tests.journeys.booking import book
from tests.journeys.conftest import SERVICE, Firm, Server
from tests.support.dav_servers import NAME, PASSWORD, DAVServer, radicale

pytestmark = pytest.mark.browser
NOON = 12


@pytest.fixture(scope="module")
def dav() -> Iterator[DAVServer]:
    """A calendar server, for all tests of this file."""
    with radicale() as running:
        yield running


@pytest.fixture
def url(dav: DAVServer) -> Iterator[str]:
    """Gaëtan's calendar there."""
    with dav.calendar("tournee") as made:
        yield made


@pytest.fixture
def server_settings() -> dict[str, Any]:
    """A server that may speak to calendars of this machine."""
    return {"private_addresses": True}


@pytest.fixture
def phone(dav: DAVServer, url: str) -> Iterator[Somebody]:
    """Gaëtan's telephone."""
    with dav.client() as signed_in:
        yield Somebody(CalDAVCalendar(signed_in, url))


@pytest.fixture
def follows(server: Server) -> Callable[[], None]:
    """What the server does by itself: tell what happened, and look at the calendars."""
    follower = Follower(server.house)

    def once() -> None:
        wiring.worker_of(server.house).drain()
        with ThreadPoolExecutor(1) as pool:
            follower.look(pool, server.house.wakes.take(0))

    return once


def test_an_appointment_appears_there_and_an_afternoon_blocked_there_is_not_sold(
    claire, customer, firm, phone, url, follows
):
    """Connected in three steps; booked, seen; blocked, gone from the portal; unblocked, offered again."""
    page = claire.new_page()
    _works_alone(firm)
    _signs_in(page, firm, url, PASSWORD)
    page.locator(".choices button").click()
    expect(page.locator(".notice")).to_contain_text("suit maintenant les passages de Gaëtan Roche")
    expect(page.locator(".calendar-state")).to_contain_text("première lecture en cours")
    follows()
    page.reload()
    expect(page.locator(".calendar-state")).to_contain_text("À jour")

    book(customer, firm).close()
    follows()
    assert ["Élise Fontaine"] == [entry.summary.split(" · ")[1] for entry in phone.entries().values()]
    page.reload()
    expect(page.locator(".calendar .figures")).to_contain_text("1 passage dans l’agenda")

    offered = _offered(customer, firm)
    day = max(day for day, hour in offered if hour >= NOON)
    phone.adds(an_entry(uid="dentiste", start=_at(day, NOON), end=_at(day, 20)), "dentiste.ics")
    _asks_now(page)
    follows()
    assert {(on, hour) for on, hour in offered if (on, hour >= NOON) != (day, True)} == _offered(customer, firm)
    phone.deletes("dentiste")
    _asks_now(page)
    follows()
    assert offered == _offered(customer, firm)


def test_a_wrong_password_says_what_to_do_and_keeps_what_was_typed(claire, firm, url):
    """Beside its field; the password alone is typed again."""
    page = claire.new_page()
    _signs_in(page, firm, url, "faux")
    expect(page.locator(".error")).to_contain_text("n’est pas accepté")
    assert [url, NAME, ""] == [page.locator(f"#{name}").input_value() for name in ("address", "account", "password")]


def _signs_in(page: Page, firm: Firm, url: str, password: str) -> None:
    """From the navigation to the list of his calendars."""
    page.goto(f"/f/{firm.slug}/jour")
    page.get_by_role("link", name=re.compile("^Agendas")).click()
    page.get_by_role("link", name="Connecter un agenda Gaëtan Roche").click()
    page.get_by_label("Adresse du serveur").fill(url)
    page.get_by_label("Nom d’utilisateur").fill(NAME)
    page.get_by_label("Mot de passe d’application").fill(password)
    page.get_by_role("button", name="Tester").click()


def _asks_now(page: Page) -> None:
    page.get_by_role("button", name="Synchroniser maintenant").click()
    expect(page.locator(".notice")).to_contain_text("relu maintenant")


def _works_alone(firm: Firm) -> None:
    """Nadia is gone: what is offered is Gaëtan's time."""

    def command(work: Any) -> None:
        for one in work.of(Technician).find():
            save_technician(work, replace(one, active=one.name.startswith("Gaëtan")))

    transactions = firm.server.house.transactions
    transactions.write(transactions.firm_by_slug(firm.slug).id, command)


def _offered(customer: BrowserContext, firm: Firm) -> set[tuple[date, int]]:
    """The days and first hours of what the portal offers."""
    page = customer.new_page()
    page.goto(firm.home)
    page.get_by_label("Votre commune").fill("Seynod")
    page.get_by_role("button", name=SERVICE).tap()
    expect(page.locator(".slot-day").first).to_be_visible()
    found = {
        (date.fromisoformat((one.get_attribute("aria-labelledby") or "").removeprefix("day-")), int(hours.split()[0]))
        for one in page.locator(".slot-day").all()
        for hours in one.locator(".slot-hours").all_inner_texts()
    }
    page.close()
    return found


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo("Europe/Paris"))
