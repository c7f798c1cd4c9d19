"""A route takes no longer from departure to return than its shift allows."""

import pytest

from solver import CrowTravel, Weights, timetable
from solver.rules import max_duration
from solver.segments import FOREVER
from tests.solver.plans import ANNECY, HOUR, a_block, a_shift, a_visit, at, between

EARLY, LATE = a_visit("a", between(9, 12), place=ANNECY), a_visit("b", between(14, 14), place=ANNECY)


@pytest.mark.parametrize("longest,feasible", [(None, True), (3 * HOUR, True), (3 * HOUR - 1, False)])
def test_the_last_second_counts(longest: int | None, feasible: bool):
    """Begun at 12:00 at the latest and done at 15:00, the two take three hours however late he leaves."""
    assert feasible == a_block(a_shift(lunch=None, max_duration=longest), EARLY, LATE).feasible


def test_he_leaves_later_where_only_so_the_day_is_short_enough():
    """With four hours he leaves at 11:00, not at 9:00; without a limit everything is as early as it can be."""
    left = [
        timetable(
            a_shift(lunch=None, max_duration=longest), [EARLY, LATE], travel=CrowTravel(), weights=Weights()
        ).departure
        for longest in (None, 10 * HOUR, 4 * HOUR)
    ]

    assert [at(9), at(9), at(11)] == left


def test_lunch_before_he_leaves_or_once_he_is_back_is_not_counted():
    """An hour of work from 14:00 makes a day of an hour, whatever he eats before."""
    assert a_block(a_shift(max_duration=HOUR), LATE).feasible


def test_a_segment_lasts_what_its_bounds_force():
    """At least its work; longer where its earliest end lies far from its latest beginning."""
    assert [600, 900] == [max_duration.seconds((600, 1000, latest)) for latest in (500, 100)]
    assert FOREVER == max_duration.limit(a_shift())
    assert 60 == max_duration.limit(a_shift(max_duration=60))


def test_the_refusal_names_the_limit():
    """In both languages."""
    shift = a_shift(max_duration=4 * HOUR)

    assert "sa tournée dépasserait 240 min" == max_duration.refusal(shift).fr
    assert "their route would take more than 240 min" == max_duration.refusal(shift).en
