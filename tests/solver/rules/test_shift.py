"""A route begins and ends within its shift."""

import pytest

from solver.problem import Window
from solver.rules import shift
from tests.solver.plans import ANNECY, HOUR, a_block, a_shift, a_visit, at

QUIET = a_shift(lunch=None, max_overtime=0)


@pytest.mark.parametrize(
    "start,feasible",
    [(at(8.5) - 1, False), (at(8.5), True), (at(16.5), True), (at(16.5) + 1, False)],
)
def test_the_first_and_last_second_count(start: int, feasible: bool):
    """An hour of work where he starts: possible from the shift's first second to one hour before its last."""
    block = a_block(QUIET, a_visit(place=ANNECY, windows=(Window(start, start),)))

    assert feasible == block.feasible


def test_leaving_and_coming_back_are_segments_without_work():
    """Both ends of the day are bounds, nothing more."""
    assert (0, at(8.5), at(17.5)) == shift.leaving(QUIET) == shift.coming_back(QUIET)
    assert at(17.5) + HOUR == shift.coming_back(a_shift())[2]


def test_a_wish_outside_the_day_is_said_to_be_so():
    """One sentence for the night, one for the full day."""
    assert "il ne travaille pas à cette heure-là" == shift.off_duty().fr
    assert "they do not work at that time" == shift.off_duty().en
    assert "sa journée est pleine" == shift.full_day().fr
    assert "their day is full" == shift.full_day().en
