"""A stretch of time includes its start and excludes its end."""

from datetime import datetime

import pytest

from planner.appointments import State
from planner.errors import NotAllowedNow
from planner.intervals import Interval
from planner.working_days import WeeklyHours, day_interval, expand
from tests.support.planner import MONDAY, PARIS, Heart, between, paris


def test_what_is_no_stretch_of_time_is_refused():
    """Without a zone nobody knows when; without a length there is nothing."""
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - that is the fault
    for start, end in ((naive, naive), (naive, paris(10)), (paris(8), naive)):
        with pytest.raises(ValueError, match="aware"):
            Interval(start, end)
    with pytest.raises(ValueError, match="end after it starts"):
        Interval(paris(9), paris(9))


def test_neighbours_that_touch_share_no_time():
    """Eight to ten and ten to twelve are two visits, not a conflict."""
    assert between(8, 10).intersection(between(10, 12)) is None
    assert not between(8, 10).overlaps(between(10, 12))
    assert not between(10, 12).overlaps(between(8, 10))
    assert between(9, 10) == between(8, 10).intersection(between(9, 12))
    assert between(8, 10).contains(paris(8))
    assert not between(8, 10).contains(paris(10))


def test_what_is_taken_out_at_an_edge_leaves_nothing_there():
    """Away until nine and from eleven on: two hours are left, and no empty stretch beside them."""
    assert [between(9, 11)] == list(between(8, 12).without([between(11, 12), between(8, 9)]))
    assert [between(8, 12)] == list(between(8, 12).without([between(7, 8), between(12, 13)]))
    assert [] == list(between(8, 12).without([between(8, 12)]))


def test_a_whole_day_is_as_long_as_the_clock_makes_it():
    """Midnight to midnight where the firm is; other weekdays have no hours."""
    assert 24 * 3600 == day_interval(MONDAY, PARIS).length.total_seconds()
    assert [] == list(expand([WeeklyHours(1, paris(8).time(), paris(10).time())], MONDAY, PARIS))


def test_an_appointment_that_is_over_keeps_its_window():
    """Whoever asks it to move is refused, whatever he forgot to check."""
    heart = Heart()
    ended = heart.book(heart.slots()[0]).to(State.CANCELLED_BY_FIRM)
    with pytest.raises(NotAllowedNow):
        ended.moved(between(8, 10))
