"""A firm of an early version opens in this one, whole: its file was written by the program of then, not by ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api import migrations
from api.backup import back_up, restore
from desk.accounts import Account, verify_password
from desk.store import KINDS
from planner.appointments import Appointment, State
from planner.chain import check
from planner.ports import Work
from planner.promises import broken_promises
from planner.routes import Route
from planner.store import Database

KEPT = Path(__file__).with_name("a_firm_of_0003.sql")
"""Founded and booked seven times, one of them cancelled, by the program of commit cc50f72, through its own door."""

WEEK = (date(2026, 11, 30), date(2026, 12, 7))
THEN = datetime(2026, 11, 28, 7, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A file as that program left it."""
    with closing(sqlite3.connect(tmp_path / "kept.sqlite")) as database:
        database.executescript(KEPT.read_text(encoding="utf-8"))
    return f"sqlite:///{tmp_path / 'kept.sqlite'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The same, brought up to date and opened."""
    migrations.migrate(url)
    with closing(Database(url, kinds=KINDS, clock=lambda: THEN)) as opened:
        yield opened


def test_the_file_is_of_then(url: str) -> None:
    """Otherwise nothing below would be an upgrade."""
    assert ("0003", False) == (migrations.current(url), migrations.up_to_date(url))


def test_every_appointment_is_kept_and_can_be_driven(database: Database) -> None:
    """Six confirmed, one cancelled; each has its technician, no promise is broken, and history tells all of it."""
    with database.read(database.firm_by_slug("race").id) as work:
        states = [one.state for one in work.of(Appointment).find()]
        confirmed = [one.id for one in work.of(Appointment).find() if one.state is State.CONFIRMED]
        assert (6, 7) == (len(confirmed), len(states))
        assert [] == [one for one in confirmed if work.routes.holding(one) is None]
        assert 6 == sum(len(route.visits) for route in work.routes.between(*WEEK))
        assert not broken_promises(work, *WEEK)
        assert 15 == len(work.history.latest(100)) == len(work.history.changes(100))
        assert (15, None) == ((chained := check(work)).lines, chained.fault)


def test_people_still_come_in(database: Database) -> None:
    """With the password of then."""
    with database.read(database.firm_by_slug("race").id) as work:
        (odile,) = work.of(Account).find()
        assert verify_password(odile.password_hash, "quatre mots sans rapport")


def test_what_is_new_can_be_written_to_what_is_old(database: Database) -> None:
    """A route of then is saved by the program of now, and its version rises."""

    def save_again(work: Work) -> tuple[Route, Route]:
        old = work.routes.between(*WEEK)[0]
        (new,) = work.routes.save([old])
        return old, new

    old, new = database.write(database.firm_by_slug("race").id, save_again)
    assert (old.version + 1, old.visits) == (new.version, new.visits)


def test_a_backup_of_then_is_restored(url: str, tmp_path: Path) -> None:
    """Into an empty folder, and up to date."""
    back_up(url, tmp_path / "sauvegarde")
    fresh = f"sqlite:///{tmp_path / 'neuf' / 'creneau.sqlite'}"
    restore(fresh, tmp_path / "sauvegarde")
    assert migrations.up_to_date(fresh)
    with closing(Database(fresh, kinds=KINDS)) as opened:
        assert "Course Électricité" == opened.firm_by_slug("race").name
