"""Somebody erased is nowhere any more: in no table or column, no file of the data folder, no restored backup."""

import re
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from api import migrations
from api.backup import back_up, restore
from api.erasures import erase_again, erase_customer, list_of
from api.settings import read_settings
from api.wiring import open_house
from desk.customers import Customer
from desk.events import DueVisitInvited
from planner.appointments import Appointment, State
from planner.board import Board
from planner.errors import NotAllowedNow, NotFound, UndoRefused
from planner.events import AppointmentConfirmed
from planner.history import SYSTEM
from planner.identifiers import FirmId
from planner.personal import Mark
from planner.ports import Actor
from planner.undo import undo
from tests.support.house import SECRET, SetClock
from tests.support.marked import APPOINTMENT, CUSTOMER, EMAIL, IDS, PHONE, PLACE, WORD, leave_traces
from tests.support.planner import a_firm, a_technician, between
from tests.support.postgresql import unguarded

DURET = FirmId("duret")
MARKS = (WORD, PHONE, EMAIL, str(PLACE.lat), str(PLACE.lon), "thé")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def open_again(request, tmp_path):
    """Opens the house over one database, as often as wished."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_server").new_database()
    clock = SetClock(between(8, 10).end)
    clock.forward(days=1)
    settings = read_settings(data_folder=tmp_path, database_url=url, secret=SECRET, log_level="error")
    migrations.migrate(settings.database)
    return lambda: closing(open_house(settings, clock=clock))


@pytest.fixture
def marked(open_again):
    """A house in which somebody has left traces everywhere, also in the outbox."""
    with open_again() as house:
        house.transactions.create_firm(a_firm())
        house.transactions.write("duret", _fill)
        yield house


def _fill(work):
    work.of(type(a_technician())).put(a_technician())
    leave_traces(work)
    work.publish(AppointmentConfirmed(APPOINTMENT), DueVisitInvited(IDS[Mark.DUE], reminder=False))


def everything(house):
    """All that stands in the database, column by column, as text."""
    engine = create_engine(unguarded(house.settings.database))
    with engine.connect() as connection:
        metadata = house.transactions._tables.metadata
        found = [str(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    engine.dispose()
    return "\n".join(found)


def bytes_of(folder):
    """All bytes of every file."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_nothing_readable_is_left_of_somebody_erased(marked, tmp_path):
    """Marked everywhere beforehand; afterwards only opaque numbers of his."""
    assert [] == [mark for mark in (WORD, PHONE, EMAIL) if mark not in everything(marked)]
    erase_customer(marked, DURET, CUSTOMER, SYSTEM)
    assert [] == [mark for mark in MARKS if mark in everything(marked)]
    assert [] == [one for one in marked.queue.claim(10) if APPOINTMENT in repr(one)]
    assert [] == [mark for mark in MARKS if mark.encode() in bytes_of(tmp_path)]
    assert re.search(CUSTOMER, list_of(marked).read_text())


def test_what_an_erased_customer_was_part_of_is_not_undone(marked):
    """The line stays, who did what and when, and says why it cannot be taken back."""
    erase_customer(marked, DURET, CUSTOMER, SYSTEM)
    with marked.transactions.read("duret") as work:
        (line,) = work.history.changes(5)
    assert ("progress", "", APPOINTMENT) == (line.verb, line.reason, line.before.appointments[0].id)
    with pytest.raises(UndoRefused, match="effacé à sa demande"):
        marked.transactions.write("duret", lambda work: undo(work, line.number, Board(), Actor("dispatcher")))


def test_somebody_still_expected_is_not_erased(marked):
    """He and the technician have to hear of it first."""

    def expect(work):
        later = between(8, 10).start.replace(year=2027), between(8, 10).end.replace(year=2027)
        known = work.of(Appointment).get(APPOINTMENT)
        window = replace(known.window, start=later[0], end=later[1])
        work.of(Appointment).put(replace(known, state=State.CONFIRMED, window=window, held_until=None))

    marked.transactions.write("duret", expect)
    with pytest.raises(NotAllowedNow, match="annulez-le d’abord"):
        erase_customer(marked, DURET, CUSTOMER, SYSTEM)


def test_a_restored_backup_is_erased_again(open_again, tmp_path):
    """The list lies beside the data, not in the backup."""
    with open_again() as house:
        house.transactions.create_firm(a_firm())
        house.transactions.write("duret", _fill)
        back_up(house.settings.database, tmp_path.parent / f"{tmp_path.name}.backup")
        erase_customer(house, DURET, CUSTOMER, SYSTEM)
        if not house.settings.on_sqlite:
            house.transactions.remove_firm("duret")
    restore(house.settings.database, tmp_path.parent / f"{tmp_path.name}.backup")
    with open_again() as house:
        assert 1 == erase_again(house)
        assert [] == [mark for mark in MARKS if mark in everything(house)]
        with house.transactions.read("duret") as work, pytest.raises(NotFound):
            work.of(Customer).get(CUSTOMER)
        assert 0 == erase_again(house)
