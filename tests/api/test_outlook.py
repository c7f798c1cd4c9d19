"""A technician opens his Outlook to us once; it follows the plan, the plan follows it, and Microsoft rings."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from api import wiring
from api.application import create_application
from api.following import follow
from api.house import House, Microsoft
from api.outlook import BACK, begin
from calendar_sync import Report
from desk.connections import Connection, Halt, Opening
from planner.identifiers import TechnicianId
from planner.technicians import Absence
from tests.api.test_v1 import ask, book
from tests.support.client import Client
from tests.support.graph_server import ADDRESS, GraphServer, graph_server
from tests.support.house import SetClock, a_house
from tests.support.microsoft_sign_in import CLIENT_ID, SECRET

GAETAN = TechnicianId("gaëtan")
FROM_EIGHT = {"start": "07", "end": "18"}


@pytest.fixture
def microsoft() -> Iterator[GraphServer]:
    """A stand-in for Microsoft."""
    with graph_server() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, clock: SetClock, microsoft: GraphServer) -> House:
    """A house that is registered there."""
    registered = Microsoft(CLIENT_ID, SECRET, "common", microsoft.anybody)
    return replace(a_house(tmp_path, clock, base_url="https://rdv.duret.invalid"), microsoft=registered)


@pytest.fixture
def application(house: House) -> FastAPI:
    """The application of that house."""
    return create_application(house)


@pytest.fixture
def do(house: House, duret: Any) -> Callable[[Any], Any]:
    """Runs commands of the firm."""
    return lambda command: house.transactions.write(duret.firm.id, command)


@pytest.fixture
def connected(house: House, duret: Any, microsoft: GraphServer, client: Client, do: Any) -> Callable[[], Connection]:
    """Gaëtan's mailbox, opened to us: what is noted of the connection."""
    started = begin(house, duret.firm.id, GAETAN)
    answer = client.post(BACK, data=dict(microsoft.pages.agrees(started, ADDRESS)), follow_redirects=False)
    assert (303, "/f/duret/agendas") == (answer.status_code, answer.headers["location"])

    def known() -> Connection:
        found: list[Connection] = do(lambda work: work.of(Connection).find())
        return found[0]

    return known


def passed(house: House, connection: Connection) -> Report:
    """One pass that comes to its end."""
    report = follow(house, house.transactions.firms()[0].id, connection)
    assert report is not None
    return report


def dentist(microsoft: GraphServer) -> Any:
    """He writes a whole Tuesday into his Outlook."""
    hours = {name: {"dateTime": f"2026-11-24T{hour}:00:00", "timeZone": "UTC"} for name, hour in FROM_EIGHT.items()}
    return microsoft.service.mailbox(ADDRESS).create({"subject": "Dentiste", "showAs": "busy", **hours})


def test_who_agrees_at_microsoft_has_his_calendar_connected(connected, do):
    """By its address and name; what opens it is sealed."""
    known = connected()
    assert (ADDRESS, "Calendrier", GAETAN) == (known.account, known.name, known.technician_id)
    assert b"refresh_token" not in known.secret
    assert [] == do(lambda work: work.of(Opening).find())


def test_visits_stand_in_outlook_and_what_blocks_it_is_not_sold(house, duret, client, connected, microsoft, do):
    """Both ways, by passes that renew access and ask to be told."""
    book(client)
    assert 1 == len(passed(house, connected()).created)
    (event,) = microsoft.service.mailbox(ADDRESS).events.values()
    assert "Dépannage · Camille Revel" == event.fields["subject"]
    assert passed(house, connected()).quiet
    free = {slot["start"] for slot in ask(client)}
    dentist(microsoft)
    follow(house, duret.firm.id, connected())
    assert 1 == len(do(lambda work: work.of(Absence).find()))
    assert not [start for start in {slot["start"] for slot in ask(client)} if start.startswith("2026-11-24")]
    assert "2026-11-24" in "".join(sorted(free))


def test_microsoft_is_asked_to_tell_and_its_word_rings(house, duret, client, connected, microsoft, monkeypatch):
    """It sees that the address is ours, and tells it of each change with the state we gave."""

    def heard(url: str, **told: Any) -> Any:
        assert url.startswith("https://rdv.duret.invalid/")
        return client.post(url.removeprefix("https://rdv.duret.invalid"), **told)

    def validated(url: str) -> None:
        assert "êtes-vous là ?" == heard(url, params={"validationToken": "êtes-vous là ?"}).text

    subscriptions = microsoft.service.subscriptions
    monkeypatch.setattr(subscriptions, "_validate", validated)
    follow(house, duret.firm.id, connected())
    assert connected().told_until is not None
    microsoft.service._changed(microsoft.service.mailbox(ADDRESS), "created", dentist(microsoft))
    ((url, told),) = subscriptions.pending
    assert 202 == heard(url, json={"value": [told]}).status_code
    wiring.worker_of(house).drain()
    assert {(duret.firm.id, GAETAN)} == house.wakes.take(0)
    assert 202 == heard(url, json={"value": [{**told, "clientState": "forgé"}]}).status_code
    wiring.worker_of(house).drain()
    assert set() == house.wakes.take(0)


def test_who_comes_back_twice_or_too_late_or_with_a_state_of_his_own_connects_nothing(
    house, duret, client, microsoft, clock, do
):
    """Each way there is good once, for ten minutes."""
    started = begin(house, duret.firm.id, GAETAN)
    answer = dict(microsoft.pages.agrees(started, ADDRESS))
    forged = {**answer, "state": "duret.forgé"}
    assert client.post(BACK, data=forged).status_code in {403, 404, 410}
    clock.forward(minutes=11)
    assert client.post(BACK, data=answer).status_code in {403, 404, 410}
    assert [] == do(lambda work: work.of(Connection).find())


def test_who_refuses_connects_nothing(house, duret, client, microsoft, do):
    """He is told to begin again when he likes."""
    started = begin(house, duret.firm.id, GAETAN)
    assert 502 == client.post(BACK, data=dict(microsoft.pages.refuses(started))).status_code
    assert [] == do(lambda work: work.of(Connection).find())


def test_a_mailbox_whose_access_was_withdrawn_waits_for_its_owner(house, duret, client, connected, microsoft):
    """After ninety idle days, a new password: it stops, and opening it again goes on."""
    microsoft.pages.withdraws(ADDRESS)
    assert follow(house, duret.firm.id, connected()) is None
    assert Halt.ACCESS_LOST is connected().halt
    started = begin(house, duret.firm.id, GAETAN)
    client.post(BACK, data=dict(microsoft.pages.agrees(started, ADDRESS)), follow_redirects=False)
    assert connected().halt is None
    assert follow(house, duret.firm.id, connected()) is not None


def test_the_way_to_microsoft_comes_back_to_this_server(house, duret):
    """To an address registered there, with a state of ours."""
    asked = parse_qs(urlsplit(begin(house, duret.firm.id, GAETAN)).query)
    assert [f"https://rdv.duret.invalid{BACK}"] == asked["redirect_uri"]
    assert asked["state"][0].startswith(f"{duret.firm.id}.")
