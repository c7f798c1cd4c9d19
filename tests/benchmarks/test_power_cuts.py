"""Replayed power cuts lose nothing of the store as it is, and are seen to lose something of one that syncs less."""

from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.bench_power_cuts import cut_often
from benchmarks.race import ground
from benchmarks.race.keeper import Keeper
from benchmarks.race.recording import NotRecordable, Written, recording
from planner.store import sqlite
from tests.support.apart import apart
from tests.support.missing import lacking

CUTS, BOOKINGS = 40, 24


@pytest.fixture(scope="module", autouse=True)
def recordable():
    """Some Pythons keep SQLite to themselves."""
    if not apart(_recordable):
        lacking("a recordable SQLite", "use a Python whose sqlite3 is linked to the system's library")


def _recordable():
    try:
        with recording(Path()):
            return True
    except NotRecordable:
        return False


def test_a_power_cut_loses_nothing_that_was_acknowledged():
    """Whatever the disk kept of what it had not yet promised; the longer form has ten thousand cuts."""
    found = apart(cut_often, BOOKINGS, CUTS, seed=1)
    assert (CUTS, 0, 0, 0) == (found["cuts"], found["lossy"], found["half"], found["corrupt"])
    assert found["acknowledged"] > 0
    assert found["syncs"] > 0


def test_with_fewer_syncs_the_same_cuts_lose_bookings():
    """`synchronous=NORMAL` is what many recommend: no kill tells it from FULL, a power cut does."""
    found = apart(cut_often, BOOKINGS, CUTS, seed=1, synchronous="NORMAL")
    assert found["lossy"] > 0, found


def test_only_the_writer_ever_folds_the_log_into_the_file(tmp_path):
    """SQLite before 3.51.3 can lose commits when two connections do: here readers come and go meanwhile."""
    assert {("r.sqlite", "store-writer"), ("r.sqlite-wal", "store-writer")} == apart(_writers, tmp_path)


def _writers(folder):
    """Which thread wrote which file."""
    setattr(sqlite, "_WRITER", (*sqlite._WRITER, "wal_autocheckpoint=20"))  # noqa: B010 - in a process of its own
    url = f"sqlite:///{folder}/r.sqlite"
    ground.found(url)
    with recording(folder) as recorded:
        keeper = Keeper(url)
        readers = [Thread(target=_read_often, args=(keeper,), name=f"reader-{number}") for number in range(3)]
        for reader in readers:
            reader.start()
        for quarter in range(12):
            start = ground.start_of(ground.first_day(), quarter)
            keeper.answer((f"{quarter}", "hold", (ground.TECHNICIANS[quarter % 4], start, 0)))
        for reader in readers:
            reader.join()
        writers = {(one.file, one.thread) for one in recorded.events if isinstance(one, Written)}
        keeper.database.close()
    return writers


def _read_often(keeper):
    for _ in range(20):
        with closing(keeper.database._engine._reading.raw_connection()) as raw:
            raw.driver_connection.execute("SELECT count(*) FROM visits").fetchone()
        keeper.look(ground.TECHNICIANS[0], f"{ground.first_day()}")
        keeper.database._engine._reading.dispose()  # the pool lets go of its files too
