"""An appointment on either side of a clock change keeps its local hour everywhere: database, API, page and feed."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api import migrations
from api.house import House
from api.settings import read_settings
from api.wiring import open_house
from calendar_sync import read_calendar
from desk.feeds import open_feed
from desk.setup import Founded, Founder, NewFirm, create_firm
from planner.identifiers import TechnicianId
from planner.working_days import instant
from tests.support.client import Client
from tests.support.house import PASSWORD, SECRET, SetClock
from tests.support.planner import a_service, a_technician
from web.main import application

PARIS = ZoneInfo("Europe/Paris")
CAMILLE = {
    "name": "Camille Revel",
    "phone": "06 39 98 12 34",
    "address": "12 rue des Aulnes",
    "postcode": "74600",
    "city": "Seynod",
}


@pytest.fixture
def clock() -> SetClock:
    """A clock to set before each change."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> Iterator[House]:
    """A house on a real database file."""
    settings = read_settings(data_folder=tmp_path, secret=SECRET, log_level="error")
    migrations.migrate(settings.database)
    house = open_house(settings, clock=clock)
    yield house
    house.close()


@pytest.fixture
def duret(house: House) -> Founded:
    """A firm with one technician and one service."""
    founder = Founder("Odile", "odile@duret.invalid", PASSWORD)
    services = (a_service(arrival_window=timedelta(hours=2)),)
    plan = NewFirm("Duret Électricité", founder, slug="duret", technicians=(a_technician(),), services=services)
    return create_firm(house.transactions, plan)


@pytest.mark.parametrize(
    "friday, monday",
    [(date(2027, 3, 26), date(2027, 3, 30)), (date(2027, 10, 29), date(2027, 11, 2))],
    ids=["spring", "autumn"],
)
def test_bookings_across_a_change_keep_their_local_hour(house, duret, clock, friday, monday):
    """Eight o'clock before is eight o'clock after, in every place where somebody may read it."""
    clock.now = instant(friday - timedelta(days=3), time(9), PARIS)
    client = Client(application(house))
    tokens = [book(client, day) for day in (friday, monday)]
    expected = [instant(day, time(8), PARIS) for day in (friday, monday)]
    assert expected == stored_starts(house)
    assert expected == [api_start(client, token) for token in tokens]
    for day, token in zip((friday, monday), tokens, strict=True):
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/f/duret/suivi/{token}").text))
        assert re.search(rf"{day.day} \w+ .*entre 8 h et 10 h", text), text
    for day, start in zip((friday, monday), feed(house, duret, client), strict=True):
        assert day == start.astimezone(PARIS).date()
        assert time(8) <= start.astimezone(PARIS).time() < time(10)


def book(client: Client, day: date) -> str:
    """Book eight o'clock of a day through the API; return the customer's link."""
    service = client.get("/v1/firms/duret").json()["services"][0]["service"]
    wish = {"firm": "duret", "service": service, "commune": "74600 Seynod", "first_day": day.isoformat()}
    slots = client.get("/v1/slots", params=wish).json()["slots"]
    eight = instant(day, time(8), PARIS)
    offer = next(slot["offer"] for slot in slots if datetime.fromisoformat(slot["start"]) == eight)
    kept = client.post("/v1/holds", json={"firm": "duret", "offer": offer}, headers={"idempotency-key": f"h{day}"})
    wanted = {"firm": "duret", "hold": kept.json()["hold"], **CAMILLE}
    booked = client.post("/v1/appointments", json=wanted, headers={"idempotency-key": f"a{day}"})
    assert 201 == booked.status_code, booked.text
    return str(booked.json()["token"])


def api_start(client: Client, token: str) -> datetime:
    """The start of the promised window as the API tells it."""
    answer = client.get(f"/v1/firms/duret/bookings/{token}")
    return datetime.fromisoformat(answer.json()["start"])


def stored_starts(house: House) -> list[datetime]:
    """The starts of the promised windows as the table holds them."""
    file = house.settings.database.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT window_start FROM appointments ORDER BY window_start").fetchall()
    return [as_instant(row[0]) for row in rows]


def as_instant(stored: str) -> datetime:
    """Read an instant as stored in UTC."""
    read = datetime.fromisoformat(stored)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def feed(house: House, duret: Founded, client: Client) -> list[datetime]:
    """The planned starts in the technician's feed, read as a calendar program would."""
    token = house.transactions.write(duret.firm.id, lambda work: open_feed(work, TechnicianId("gaëtan"), "essai"))[1]
    answer = client.get(f"/f/duret/calendar/{token}.ics")
    assert 200 == answer.status_code, answer.text
    return sorted(entry.start for entry in read_calendar(answer.content, zone="Europe/Paris").entries)
