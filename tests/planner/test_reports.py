"""What technicians reported is read from history."""

from datetime import timedelta

import pytest

from planner.appointments import State
from planner.booking import progress
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Actor
from planner.reports import reported, spent
from planner.undo import last_undoable, undo
from tests.support.planner import CLAIRE, Heart, paris

GAETAN = Actor("technician", "gaëtan")


@pytest.fixture
def heart():
    """A firm of one technician."""
    return Heart()


def at(heart: Heart, key: str, state: State, hour: int, minute: int = 0) -> None:
    """Report a state at an hour."""
    heart.now = paris(hour, minute)
    heart.do(lambda work: progress(work, AppointmentId(key), state, actor=GAETAN))


def test_the_time_on_site_is_from_beginning_to_end(heart):
    """Setting out is told too."""
    booked = heart.book(heart.slots()[0])
    at(heart, booked.id, State.ON_THE_WAY, 8)
    at(heart, booked.id, State.IN_PROGRESS, 8, 40)
    assert None is heart.do(lambda work: spent(work, booked.id))
    at(heart, booked.id, State.DONE, 10)
    assert Interval(paris(8, 40), paris(10)) == heart.do(lambda work: spent(work, booked.id))
    assert paris(8) == heart.do(lambda work: reported(work, booked.id))[State.ON_THE_WAY]


def test_what_was_taken_back_was_not(heart):
    """A tap too early, undone and reported again."""
    booked = heart.book(heart.slots()[0])
    at(heart, booked.id, State.IN_PROGRESS, 8, 10)
    entry = heart.do(last_undoable)
    heart.do(lambda work: undo(work, entry.number, heart.board, CLAIRE))
    assert {} == heart.do(lambda work: reported(work, booked.id))
    at(heart, booked.id, State.IN_PROGRESS, 8, 40)
    at(heart, booked.id, State.DONE, 9, 40)
    assert timedelta(hours=1) == heart.do(lambda work: spent(work, booked.id)).length


def test_nothing_reported_is_nothing(heart):
    """Booked and never begun."""
    booked = heart.book(heart.slots()[0])
    assert {} == heart.do(lambda work: reported(work, booked.id))
