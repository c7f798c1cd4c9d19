"""On PostgreSQL callers race: the loser runs again, and the tables refuse what no command may do."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from planner.errors import RouteChanged
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from planner.ports import Actor, Entry, Snapshot
from planner.records import NotUnique
from planner.routes import Route, Visit
from planner.store import Database
from planner.store.errors import Unreachable
from planner.store.postgresql import TRIES
from planner.store.scope import Scope
from tests.contracts.samples import Gadget, Maker, Token
from tests.support.planner import ANNECY, MONDAY, SUNDAY_NIGHT, between, paris

pytestmark = pytest.mark.postgresql
DURET = FirmId("duret")
GAETAN, LEA = TechnicianId("gaetan"), TechnicianId("lea")


def a_visit(key, hour):
    """A visit of one hour."""
    return Visit(AppointmentId(key), ANNECY, between(hour, hour + 2), paris(hour), timedelta(hours=1))


def save(database, *visits, version=0):
    """Save a route of Gaëtan's in one command."""
    route = Route(GAETAN, MONDAY, version, visits)
    return database.write(DURET, lambda work: work.routes.save([route]))[0]


def by_hand(database, statement):
    """Run a statement on duret's rows that no module of ours would."""
    database._engine.write(lambda one: Scope(one, DURET).connection.exec_driver_sql(statement), lambda _: None)


def test_a_deadlock_is_broken_and_the_loser_runs_again(on_server):
    """Two commands that lock in opposite orders both succeed in the end."""
    gate = Barrier(2)
    tries = []

    def command(work, first, second):
        work.routes.lock([first])
        tries.append(first)
        if tries.count(first) == 1:
            gate.wait(timeout=30)
        work.routes.lock([second])
        return first

    with ThreadPoolExecutor(2) as pool:
        orders = [(GAETAN, LEA), (LEA, GAETAN)]
        futures = [pool.submit(on_server.write, DURET, lambda work, o=order: command(work, *o)) for order in orders]
        assert [GAETAN, LEA] == [future.result(timeout=60) for future in futures]
    assert 3 == len(tries)


def test_a_command_that_always_loses_ends(on_server):
    """What looks like a race but is not is reported in the end."""
    tries = []

    def command(work):
        tries.append(1)
        for key in "ab":
            work.of(Gadget).put(replace(Maker().entity(Gadget), id=Token(key), name="same"))

    with pytest.raises(NotUnique):
        on_server.write(DURET, command)
    assert TRIES == len(tries)


def test_a_route_saved_between_two_reads_of_it_cannot_be_overwritten(on_server):
    """READ COMMITTED may show an old version with new visits, never the other way round: the command runs again."""
    saved = save(on_server, a_visit("a", 8))
    reads = []

    def after_select(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT routes."):
            reads.append(statement)
            if len(reads) == 1:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(save, on_server, *saved.visits, a_visit("b", 10), version=1).result(timeout=30)

    def command(work):
        route = work.routes.load(GAETAN, MONDAY)
        work.routes.save([replace(route, visits=(*route.visits, a_visit("c", 14)))])

    event.listen(on_server._engine._engine, "after_cursor_execute", after_select)
    on_server.write(DURET, command)
    with on_server.read(DURET) as work:
        assert ["a", "b", "c"] == [visit.appointment_id for visit in work.routes.load(GAETAN, MONDAY).visits]


def test_a_route_that_was_stale_before_the_command_began_is_refused(on_server):
    """Running again does not help, and ends."""
    save(on_server, a_visit("a", 8))
    tries = []

    def command(work):
        tries.append(1)
        work.routes.save([Route(GAETAN, MONDAY)])

    with pytest.raises(RouteChanged):
        on_server.write(DURET, command)
    assert TRIES == len(tries)


@pytest.mark.parametrize("statement", ["UPDATE history SET verb = 'x'", "DELETE FROM history"])
def test_history_cannot_be_rewritten_even_by_hand(on_server, statement):
    """The table itself refuses."""
    entry = Entry("hold", SUNDAY_NIGHT, Actor("customer"), Snapshot(), Snapshot())
    on_server.write(DURET, lambda work: work.history.append(entry))
    with pytest.raises(DBAPIError, match="append-only"):
        by_hand(on_server, statement)
    with on_server.read(DURET) as work:
        assert [replace(entry, number=1)] == work.history.latest(10)


def test_overlapping_visits_cannot_be_inserted_even_by_hand(on_server):
    """The constraint compares technician and time; a neighbour's visit at the same time is none of its business."""
    save(on_server, a_visit("a", 8))
    copy = """INSERT INTO visits SELECT firm_id, day, technician_id, rank + 1, appointment_id || 'b', lat, lon,
        window_start, window_end, start_at + interval '59 minutes', end_at + interval '1 hour', duration, NULL, false
        FROM visits"""
    with pytest.raises(DBAPIError, match="visits_do_not_overlap"):
        by_hand(on_server, copy)


def test_a_broken_connection_is_said_so_and_the_next_command_works(on_server, postgresql_tables):
    """The server restarted, a cable was pulled: the pool reconnects."""

    def break_it(work):
        pid = work._scope.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(postgresql_tables.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        work.of(Gadget).find()

    with pytest.raises(Unreachable):
        on_server.write(DURET, break_it)
    with pytest.raises(Unreachable), on_server.read(DURET) as work:
        break_it(work)
    assert [] == on_server.write(DURET, lambda work: work.of(Gadget).find())


def test_a_server_that_is_not_there_is_said_so(tmp_path):
    """Before anything was read, too."""
    with closing(Database(f"postgresql+psycopg://postgres@/nothing?host={tmp_path}")) as database:
        with pytest.raises(Unreachable), database.read(DURET):
            pass
        with pytest.raises(Unreachable):
            database.write(DURET, lambda work: work.now)


def test_sessions_are_durable_and_speak_utc(on_server):
    """Whatever the server's own settings are."""
    with on_server._engine.read() as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("timezone", "synchronous_commit")]
    assert ["UTC", "on"] == shown
