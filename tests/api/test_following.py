"""A technician's calendar on a real server follows the plan, and the plan follows what he blocks there."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api import wiring
from api.application import create_application
from api.following import POLL, SURVEY, Follower, follow
from api.house import House
from calendar_sync.remote.caldav import CalDAVCalendar
from desk.connections import (
    NOTE_SUCCESS_EVERY,
    Connection,
    ForeignEntry,
    Halt,
    MirroredEntry,
    Provider,
    connections_of,
    disconnect,
    forget_notes,
    new_connection_id,
    resume,
)
from desk.errors import AlreadyConnected
from desk.notices import open_notices
from desk.setup import Founded
from desk.showing import connect
from planner.booking import cancel, move
from planner.firms import Firm
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Actor
from planner.slots import Target
from planner.staffing import save_technician
from planner.technicians import Absence
from tests.api.test_v1 import ask, book
from tests.calendar_sync.agendas import Somebody
from tests.calendar_sync.samples import an_entry
from tests.support.dav_servers import NAME, PASSWORD, SERVERS, DAVServer
from tests.support.house import SetClock, a_house
from tests.support.planner import a_technician, paris

GAETAN = TechnicianId("gaëtan")
CLAIRE = Actor("dispatcher", "claire")
_numbers = itertools.count()


@pytest.fixture(scope="module")
def server() -> Iterator[DAVServer]:
    """A calendar server, for all tests of this file."""
    with SERVERS["radicale"]() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house that may speak to a calendar server on this machine."""
    return a_house(tmp_path, clock, private_addresses=True)


@pytest.fixture
def application(house: House) -> FastAPI:
    """The application of that house."""
    return create_application(house)


class Technician:
    """A technician with a calendar elsewhere that is connected, and his telephone."""

    def __init__(self, house: House, firm: Firm, server: DAVServer, technician_id: TechnicianId = GAETAN) -> None:
        self.house, self.firm, self.id = house, firm, technician_id
        self.url = server.new_calendar(f"agenda-{next(_numbers)}")
        self.http = server.client()
        self.phone = Somebody(CalDAVCalendar(self.http, self.url))
        self.connection_id = self.connects()

    def connects(self, password: str = PASSWORD, url: str = "") -> Any:
        """Connect the calendar with this password."""
        key = new_connection_id()
        secret = self.house.seal.close(self.firm.id, key, password.encode())
        now = self.house.clock()
        made = Connection(key, self.id, Provider.CALDAV, "Agenda", url or self.url, NAME, secret, now)
        self.do(lambda work: connect(work, made))
        return key

    def do(self, command: Callable[[Any], Any]) -> Any:
        """Run a command of the firm."""
        return self.house.transactions.write(self.firm.id, command)

    def connection(self) -> Connection:
        """What is noted of the connection."""
        found: Connection = self.do(lambda work: work.of(Connection).get(self.connection_id))
        return found

    def syncs(self, **how: bool) -> Any:
        """One pass over the calendar."""
        return follow(self.house, self.firm.id, self.connection(), **how)

    def sees(self) -> dict[str, Any]:
        """What stands in the calendar, when, by uid."""
        return {uid: (entry.start, entry.end) for uid, entry in self.phone.entries().items()}

    def planned(self) -> dict[str, Any]:
        """What the plan says of this technician, in the same form."""
        routes = self.do(lambda work: work.routes.between(paris(8).date(), paris(8).date() + timedelta(days=30)))
        mine = [route for route in routes if route.technician_id == self.id]
        return {f"{one.appointment_id}@creneau": (one.start, one.end) for route in mine for one in route.visits}


@pytest.fixture
def gaetan(house: House, duret: Founded, server: DAVServer) -> Iterator[Technician]:
    """Gaëtan and his telephone."""
    made = Technician(house, duret.firm, server)
    yield made
    made.http.close()


def test_what_is_booked_moved_and_cancelled_stands_in_his_calendar(gaetan, client):
    """Each change is there after one pass, and a pass with nothing new does nothing."""
    key = AppointmentId(book(client)["appointment"])
    assert 1 == len(gaetan.syncs().created)
    assert gaetan.planned() == gaetan.sees()
    board = gaetan.house.boards.of(gaetan.firm.id)
    assert gaetan.syncs().quiet
    gaetan.do(lambda work: cancel(work, key, board, actor=CLAIRE))
    assert 1 == len(gaetan.syncs().deleted)
    assert {} == gaetan.sees()


def test_an_appointment_he_blocks_on_his_phone_is_not_sold(gaetan, client):
    """The dentist: his time is taken, his title is nowhere in our tables; deleted, the time is his again."""
    slots = {slot["start"] for slot in ask(client)}
    gaetan.phone.adds(an_entry(uid="dentiste", start=paris(8), end=paris(18), summary="Dentiste à Lyon"), "d.ics")
    gaetan.syncs()
    assert not [start for start in {slot["start"] for slot in ask(client)} if start.startswith("2026-11-23")]
    foreign, away = gaetan.do(lambda work: (work.of(ForeignEntry).find(), work.of(Absence).find()))
    assert [f"calendar:{gaetan.connection_id}"] == [one.source for one in away]
    assert "Dentiste" not in repr((foreign, away))
    gaetan.phone.deletes("dentiste")
    gaetan.syncs()
    assert slots == {slot["start"] for slot in ask(client)}


def test_a_visit_he_moves_within_the_promise_is_planned_at_his_hour(gaetan, client):
    """And one he moves elsewhere comes back, with a word."""
    book(client)
    gaetan.syncs()
    ((uid, (start, end)),) = gaetan.sees().items()
    half = timedelta(minutes=30)
    gaetan.phone.edits(uid, start=start + half, end=end + half)
    gaetan.syncs()
    assert {uid: (start + half, end + half)} == gaetan.planned() == gaetan.sees()
    gaetan.phone.edits(uid, start=start + 12 * half, end=end + 12 * half)
    gaetan.syncs()
    assert {uid: (start + half, end + half)} == gaetan.planned() == gaetan.sees()
    assert 1 == len(gaetan.do(open_notices))


def test_a_visit_given_to_somebody_else_leaves_one_calendar_and_stands_in_the_other(gaetan, client, server):
    """Whatever order the two are looked at in, and however often: one copy, one uid."""
    key = AppointmentId(book(client)["appointment"])
    gaetan.do(lambda work: save_technician(work, a_technician("Mylène")))
    mylene = Technician(gaetan.house, gaetan.firm, server, TechnicianId("mylène"))
    gaetan.syncs()
    window = gaetan.do(lambda work: work.routes.holding(key)).visits[0].window
    board = gaetan.house.boards.of(gaetan.firm.id)
    gaetan.do(lambda work: move(work, key, Target(mylene.id, window), board, actor=CLAIRE))
    mylene.syncs()  # a crash here leaves the visit in both for a moment …
    gaetan.syncs()  # … until the other is looked at again
    assert ([], [f"{key}@creneau"]) == (list(gaetan.sees()), list(mylene.sees()))
    mylene.http.close()


def test_a_password_that_is_refused_waits_for_somebody(gaetan, client, server):
    """Nothing is tried with it any more: some servers lock an account."""
    gaetan.do(lambda work: disconnect(work, gaetan.connection_id))
    gaetan.connection_id = gaetan.connects("faux")
    assert gaetan.syncs() is None
    known = gaetan.connection()
    assert (Halt.ACCESS_LOST, False) == (known.halt, known.due(gaetan.house.clock()))
    assert "reconnectez" in known.trouble


def test_a_server_that_is_away_is_tried_again_later_each_time(gaetan, clock):
    """Half a minute, a minute, two; once it answers all is well."""
    away = replace(gaetan.connection(), address="http://127.0.0.1:9/agenda/")
    gaetan.do(lambda work: work.of(Connection).put(away))
    pauses = []
    for _ in range(3):
        assert gaetan.syncs() is None
        pauses.append((gaetan.connection().next_at - clock()).total_seconds())
    assert [30, 60, 120] == pauses
    assert not gaetan.connection().due(clock())
    back = replace(gaetan.connection(), address=gaetan.url)
    gaetan.do(lambda work: work.of(Connection).put(back))
    gaetan.syncs()
    known = gaetan.connection()
    assert (0, "", clock()) == (known.failures, known.trouble, known.synced_at)


def test_a_calendar_that_lost_nearly_everything_waits_for_somebody(gaetan, client):
    """Nothing is done until somebody says that it is meant; then what he must visit stands there again."""
    for number in range(6):
        book(client, number=number, word=f"n{number}")
    gaetan.syncs()
    for uid in gaetan.sees():
        gaetan.phone.deletes(uid)
    assert gaetan.syncs() is None
    assert Halt.EMPTIED is gaetan.connection().halt
    gaetan.do(lambda work: resume(work, gaetan.connection_id, loss_is_meant=True))
    gaetan.syncs()
    assert gaetan.planned() == gaetan.sees()
    assert gaetan.connection().halt is None


def test_forgetting_all_notes_doubles_nothing(gaetan, client):
    """Everything is found again by its name."""
    book(client)
    gaetan.syncs()
    before = gaetan.sees()
    gaetan.do(lambda work: forget_notes(work, gaetan.connection_id))
    assert [] == gaetan.do(lambda work: work.of(MirroredEntry).find())
    gaetan.syncs()
    assert before == gaetan.sees()
    assert 1 == len(gaetan.do(lambda work: work.of(MirroredEntry).find()))


def test_a_second_calendar_for_the_same_visits_is_refused(gaetan):
    """He would see each visit twice."""
    with pytest.raises(AlreadyConnected):
        gaetan.connects()


def test_no_table_tells_the_password(gaetan):
    """What opens his account is sealed."""
    assert PASSWORD not in repr(gaetan.do(connections_of))


def test_disconnecting_gives_his_time_back_and_leaves_his_calendar_alone(gaetan, client):
    """What stands there stays; nothing of it is known here any more."""
    book(client)
    gaetan.phone.adds(an_entry(uid="dentiste", start=paris(14), end=paris(15)), "d.ics")
    gaetan.syncs()
    there = gaetan.sees()
    gaetan.do(lambda work: disconnect(work, gaetan.connection_id))
    kinds = (Connection, MirroredEntry, ForeignEntry, Absence)
    assert [[], [], [], []] == [gaetan.do(lambda work, kind=kind: work.of(kind).find()) for kind in kinds]
    assert there == gaetan.sees()


class AtOnce(Executor):
    """Does what it is given before it returns."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """See `Executor`."""
        done: Future[Any] = Future()
        done.set_result(work(*arguments, **named))
        return done


def test_a_change_of_the_plan_has_his_calendar_looked_at(gaetan, client):
    """Through the outbox: booked, told, there, whether or not it is time for the next look."""
    follower = Follower(gaetan.house)
    follower.look(AtOnce(), gaetan.house.wakes.take(0))
    book(client)
    assert {} == gaetan.sees()
    wiring.worker_of(gaetan.house).drain()
    follower.look(AtOnce(), gaetan.house.wakes.take(0))
    assert gaetan.planned() == gaetan.sees() != {}


def test_without_a_word_it_is_looked_at_every_few_seconds(gaetan, clock):
    """What he blocks is found although his server tells nothing by itself."""
    follower = Follower(gaetan.house)
    follower.look(AtOnce(), set())
    gaetan.phone.adds(an_entry(uid="dentiste", start=paris(14), end=paris(15)), "d.ics")
    follower.look(AtOnce(), set())
    assert [] == gaetan.do(lambda work: work.of(Absence).find())
    clock.forward(hours=14)  # Monday, ten in the morning
    follower.look(AtOnce(), set())
    assert 1 == len(gaetan.do(lambda work: work.of(Absence).find()))


def test_two_workers_do_not_look_after_the_same_calendar(gaetan, clock, client):
    """The second leaves it alone, until the first has not been heard of for a while."""
    one, two = Follower(gaetan.house), Follower(gaetan.house)
    one.look(AtOnce(), set())
    book(client)
    two.look(AtOnce(), set())
    assert {} == gaetan.sees()
    clock.forward(minutes=6)
    two.look(AtOnce(), set())
    assert gaetan.planned() == gaetan.sees() != {}


def test_a_calendar_both_sides_agree_on_is_only_glanced_at(gaetan, clock, client, monkeypatch):
    """Whether anything changed is one question; what he blocks, and what is booked, is seen all the same."""
    passes = []

    def counted(*given: Any) -> Any:
        passes.append(given)
        return follow(*given)

    monkeypatch.setattr("api.following.follow", counted)
    clock.forward(hours=14)  # Monday, ten in the morning
    follower = Follower(gaetan.house)

    def looks() -> int:
        """How many passes the next look takes."""
        passes.clear()
        clock.forward(seconds=POLL + SURVEY)
        follower.look(AtOnce(), set())
        return len(passes)

    book(client)
    assert [1, 1] == [looks(), looks()]  # it is put there, and seen to be told of
    assert 0 == looks() + looks()
    assert clock() - gaetan.connection().synced_at < NOTE_SUCCESS_EVERY
    gaetan.phone.adds(an_entry(uid="dentiste", start=paris(14), end=paris(15)), "d.ics")
    assert 1 == looks()
    assert 1 == len(gaetan.do(lambda work: work.of(Absence).find()))
