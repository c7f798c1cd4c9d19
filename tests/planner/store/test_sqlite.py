"""One thread writes to the file: commands share a COMMIT, and nobody is answered before it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from planner.identifiers import FirmId, TechnicianId
from planner.ports import Actor, Entry, Snapshot
from planner.routes import Route, Visit
from planner.store import Database
from planner.store.errors import NotSaved, StoreError
from planner.store.sqlite import BATCH
from tests.contracts.conftest import KINDS
from tests.contracts.samples import Gadget, Maker
from tests.support.planner import ANNECY, MONDAY, SUNDAY_NIGHT, between, paris

DURET = FirmId("duret")


class Changed(Exception):
    """A command changes its mind."""


def put(database, *keys, **changes):
    """Put gadgets in one command."""
    gadgets = [replace(Maker().entity(Gadget), id=key, name=key, **changes) for key in keys]
    database.write(DURET, lambda work: [work.of(Gadget).put(gadget) for gadget in gadgets])


def keys(database):
    """Identifiers of the gadgets that a reader sees."""
    with database.read(DURET) as work:
        return [gadget.id for gadget in work.of(Gadget).find()]


@pytest.fixture
def commits(on_file):
    """What a reader saw just before each COMMIT; a test may make the next one fail."""
    seen = []

    def before_commit(_connection):
        seen.append(keys(on_file))

    event.listen(on_file._engine._writing, "commit", before_commit)
    return seen


def together(database, commands):
    """Let commands wait behind a first one, so that they come in one batch; return their futures."""
    reached, gate = Event(), Event()

    def block(_work):
        reached.set()
        assert gate.wait(timeout=30)

    with ThreadPoolExecutor(len(commands) + 1) as pool:
        pool.submit(database.write, DURET, block)
        assert reached.wait(timeout=30)
        futures = [pool.submit(command) for command in commands]
        while database._engine._waiting.qsize() < len(commands):
            pass
        gate.set()
        return futures


def test_nobody_is_answered_before_the_commit(on_file, commits):
    """What is answered is durable: at the COMMIT no reader sees it and no caller knows, afterwards both do."""
    answered: list[str] = []
    event.listen(on_file._engine._writing, "commit", lambda _: commits.append(list(answered)))
    for name in "ab":
        put(on_file, name)
        answered += keys(on_file)[-1]
    assert [[], [], ["a"], ["a"]] == commits
    assert ["a", "b"] == answered


def test_commands_that_wait_share_one_commit(on_file, commits):
    """The disk is asked once for all of them."""
    names = [f"{number:02}" for number in range(10)]
    together(on_file, [lambda name=name: put(on_file, name) for name in names])
    assert [[]] == commits
    assert names == keys(on_file)


def test_a_batch_has_an_end(on_file, commits):
    """The first of a batch does not wait for ever."""
    together(on_file, [lambda name=name: put(on_file, name) for name in map(str, range(BATCH + 5))])
    assert 2 == len(commits)


def test_a_command_that_raises_takes_back_nothing_of_its_neighbours(on_file, commits):
    """Each has a savepoint of its own."""

    def fail():
        def command(work):
            work.of(Gadget).put(Maker().entity(Gadget))
            raise Changed

        on_file.write(DURET, command)

    first, failed, last = together(on_file, [lambda: put(on_file, "a"), fail, lambda: put(on_file, "b")])
    assert (None, None) == (first.exception(), last.exception())
    assert Changed is type(failed.exception())
    assert (1, ["a", "b"]) == (len(commits), keys(on_file))


def test_when_the_commit_fails_every_command_of_the_batch_fails(on_file):
    """Nobody is told that something is saved which is not; a refusal stays the refusal it was; the next one works."""
    failing = [True]

    def full_disk(_connection):
        if failing:
            failing.pop()
            raise sqlite3.OperationalError("database or disk is full")

    def refuse():
        def command(_work):
            raise Changed

        on_file.write(DURET, command)

    event.listen(on_file._engine._writing, "commit", full_disk)
    futures = together(on_file, [lambda: put(on_file, "a"), refuse, lambda: put(on_file, "b")])
    assert [NotSaved, Changed, NotSaved] == [type(future.exception()) for future in futures]
    assert [] == keys(on_file)
    put(on_file, "a")
    assert ["a"] == keys(on_file)


def test_a_full_disk_fails_the_command_and_leaves_the_store_working(on_file):
    """SQLite itself may give up; afterwards everything is as before."""
    put(on_file, "a")
    pages = on_file._engine.write(lambda one: one.exec_driver_sql("PRAGMA page_count").scalar_one(), lambda _: None)
    limit = on_file._engine.write(
        lambda one: one.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}").scalar_one(), lambda _: None
    )
    assert pages + 2 == limit
    with pytest.raises((NotSaved, OperationalError)):
        put(on_file, "big", blob=bytes(1_000_000))
    assert ["a"] == keys(on_file)
    put(on_file, "a", count=3)


def test_the_file_is_as_durable_as_sqlite_can_make_it_and_only_the_writer_checkpoints(on_file):
    """Write-ahead log, every COMMIT synced; readers cannot write and never fold the log in."""

    def pragma(connection, name):
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

    writer = on_file._engine.write(
        lambda connection: [pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys")],
        lambda _: None,
    )
    assert ["wal", 2, 1] == writer
    with on_file._engine.read() as connection:
        assert [1, 0] == [pragma(connection, name) for name in ("query_only", "wal_autocheckpoint")]


def test_closing_finishes_what_waits_and_folds_the_log_into_the_file(on_file, sqlite_url):
    """Afterwards one file is the whole database; closing twice is no error, writing is."""
    together(on_file, [lambda name=name: put(on_file, name) for name in "abc"] + [on_file.close])
    on_file.close()
    with pytest.raises(StoreError):
        put(on_file, "d")
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        assert [("a",), ("b",), ("c",)] == connection.execute("SELECT id FROM gadgets ORDER BY id").fetchall()


def test_another_program_may_write_to_the_file_too(on_file, sqlite_url):
    """An import while no server runs: the lock is the file's own."""
    with closing(Database(sqlite_url, kinds=KINDS)) as other:
        put(other, "theirs")
        put(on_file, "ours")
        assert ["ours", "theirs"] == keys(other) == keys(on_file)


@pytest.mark.parametrize("statement", ["UPDATE history SET verb = 'x'", "DELETE FROM history"])
def test_history_cannot_be_rewritten_even_by_hand(on_file, statement):
    """The table itself refuses."""
    entry = Entry("hold", SUNDAY_NIGHT, Actor("customer"), Snapshot(), Snapshot())
    on_file.write(DURET, lambda work: work.history.append(entry))
    with pytest.raises(IntegrityError, match="append-only"):
        on_file._engine.write(lambda connection: connection.exec_driver_sql(statement), lambda _: None)
    with on_file.read(DURET) as work:
        assert [replace(entry, number=1)] == work.history.latest(10)


def test_a_mistake_is_not_taken_for_a_changed_route(on_file):
    """Only what cannot stand beside another visit is a refusal; the rest is a defect and says so."""
    visit = Visit(None, ANNECY, between(9, 11), paris(9), timedelta(hours=1))  # type: ignore[arg-type]
    route = Route(TechnicianId("gaetan"), MONDAY, visits=(visit,))
    with pytest.raises(IntegrityError, match="NOT NULL"):
        on_file.write(DURET, lambda work: work.routes.save([route]))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/creneau"])
def test_a_database_that_cannot_keep_the_promises_is_refused(url):
    """A database in memory has one reader; other engines have not been tried."""
    with pytest.raises(ValueError, match="SQLite file or PostgreSQL"):
        Database(url)
