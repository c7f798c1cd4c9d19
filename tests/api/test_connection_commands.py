"""Connecting a technician's calendar from the command line: connect, see, sync, read anew, let go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from calendar_sync.remote.caldav import CalDAVCalendar
from desk.connections import Connection, MirroredEntry
from planner.technicians import Absence
from tests.calendar_sync.agendas import Somebody
from tests.calendar_sync.samples import an_entry
from tests.support.command_line import Creneau, in_house
from tests.support.dav_servers import NAME, PASSWORD, DAVServer, radicale

CONNECT = ("calendars", "connect", "Gaëtan")


@pytest.fixture(scope="module")
def server() -> Iterator[DAVServer]:
    """A real server."""
    with radicale() as running:
        yield running


@pytest.fixture
def typed(creneau: Creneau, firm: str, monkeypatch: pytest.MonkeyPatch) -> Creneau:
    """Types commands of a firm that may speak to a server on this machine."""
    monkeypatch.setenv("CRENEAU_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("CRENEAU_CALENDAR_PASSWORD", PASSWORD)
    return creneau


@pytest.fixture
def url(server: DAVServer, request: pytest.FixtureRequest) -> str:
    """A calendar nobody has used yet."""
    return server.new_calendar(request.node.name.replace("_", "-")[:40])


@pytest.fixture
def phone(server: DAVServer, url: str) -> Iterator[Somebody]:
    """Somebody's telephone, on which an afternoon of next week is blocked."""
    with server.client() as client:
        somebody = Somebody(CalDAVCalendar(client, url))
        start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
        somebody.adds(an_entry(uid="dentiste", start=start, end=start + timedelta(hours=4)), "d.ics")
        yield somebody


def test_a_calendar_is_connected_seen_and_let_go(typed, phone, url):
    """Each command says what it did, to people and to programs."""
    code, said, answer = typed(*CONNECT, url, "--user", NAME, "--json")
    assert (0, "", 0) == (code, answer["trouble"], answer["created"]), said
    assert "suit les passages de Gaëtan" in said
    assert 1 == len(in_house(lambda work: work.of(Absence).find()))
    code, said, answer = typed("calendars", "status", "--json")
    assert (0, ["Gaëtan"], [[]]) == (
        code,
        [one["technician"] for one in answer["connections"]],
        [one["quarantined"] for one in answer["connections"]],
    )
    assert "à jour le" in said
    code, said, answer = typed("calendars", "sync", "--whole", "--json")
    assert (0, [""]) == (code, [one["trouble"] for one in answer["passes"]])
    code, said, answer = typed("calendars", "disconnect", "Gaëtan", "--json")
    assert (0, 1) == (code, len(answer["disconnected"]))
    assert [] == in_house(lambda work: work.of(Absence).find())
    assert ["dentiste"] == list(phone.entries())


def test_a_reset_is_rehearsed_before_it_is_done(typed, server, url):
    """Nothing is changed by asking; done, everything is found again by its name."""
    typed(*CONNECT, url, "--user", NAME)
    before = in_house(lambda work: work.of(Connection).find())
    code, said, answer = typed("calendars", "reset", "Gaëtan", "--dry-run", "--json")
    assert (0, True, 0) == (code, answer["dry_run"], answer["created"])
    assert "Il serait fait" in said
    assert before == in_house(lambda work: work.of(Connection).find())
    assert 0 == typed("calendars", "reset", "Gaëtan", "--json")[0]


def test_what_cannot_be_connected_says_what_to_do(typed, server, url, monkeypatch):
    """A wrong password, no calendar there, a second calendar for the same technician."""
    monkeypatch.setenv("CRENEAU_CALENDAR_PASSWORD", "faux")
    code, said, _ = typed(*CONNECT, url, "--user", NAME)
    assert 4 == code
    assert "mot de passe" in said
    monkeypatch.setenv("CRENEAU_CALENDAR_PASSWORD", PASSWORD)
    assert "Aucun serveur ne répond" in typed(*CONNECT, "http://127.0.0.1:9/", "--user", NAME)[1]
    typed(*CONNECT, url, "--user", NAME)
    other = server.new_calendar("un-autre")
    code, said, _ = typed(*CONNECT, other, "--user", NAME)
    assert 4 == code
    assert "déconnectez-le d’abord" in said
    assert [] == in_house(lambda work: work.of(MirroredEntry).find())


def test_a_calendar_that_stopped_shows_and_is_connected_again(typed, server, url):
    """Its password was changed: the state says so with exit code 1; the new one puts it right."""
    typed(*CONNECT, url, "--user", NAME)

    def spoil(work):
        (known,) = work.of(Connection).find()
        work.of(Connection).put(known.halted("access_lost", "Le calendrier distant n’accepte plus cet accès."))

    in_house(spoil)
    code, _, answer = typed("calendars", "status", "--json")
    assert (1, [True]) == (code, [one["halted"] for one in answer["connections"]])
    assert 0 == typed(*CONNECT, url, "--user", NAME)[0]
    assert 0 == typed("calendars", "status")[0]


def test_no_calendar_is_said_too(typed):
    """An empty list says how to begin."""
    assert "creneau calendars connect" in typed("calendars", "status")[1]
    assert 4 == typed("calendars", "reset", "Gaëtan")[0]
