"""Lunch finds its best place by itself."""

import pytest

from solver import CrowTravel, LunchStop, Visit, Weights, timetable
from solver.rules import lunch
from tests.solver.plans import MINUTE, a_block, a_shift, a_visit, at, between

BUSY_FROM_NOON_ON = a_visit("b", between(12, 12), duration=2 * 60 * MINUTE)


def lunch_on(*visits: Visit) -> LunchStop | None:
    """Where and when lunch is on the usual day with these visits."""
    return timetable(a_shift(), visits, travel=CrowTravel(), weights=Weights()).lunch


@pytest.mark.parametrize(
    "visits,after",
    [
        ([a_visit("a", between(15, 15))], 0),
        ([a_visit("a", between(9, 9)), a_visit("b", between(15, 15))], 1),
        ([a_visit("a", between(9, 9))], 2),
    ],
)
def test_lunch_goes_where_it_costs_least(visits: list[Visit], after: int):
    """Before he leaves, between two visits, or once he is back."""
    found = lunch_on(*visits)

    assert found is not None
    assert after == found.after
    assert at(12) <= found.start <= at(13.5)
    assert 45 * MINUTE == found.end - found.start


def test_without_time_for_lunch_a_route_is_not_feasible():
    """Visits from 11:00 to 14:00 without a gap leave no lunch between 12:00 and 13:30."""
    assert not a_block(
        a_shift(), a_visit("a", between(10.5, 10.5)), BUSY_FROM_NOON_ON, a_visit("c", between(15, 15))
    ).feasible
    assert a_block(
        a_shift(lunch=None), a_visit("a", between(10.5, 10.5)), BUSY_FROM_NOON_ON, a_visit("c", between(15, 15))
    ).feasible


def test_lunch_at_either_end_only_bounds_the_day():
    """He leaves once the earliest lunch is over, or is back by the latest."""
    shift = a_shift()
    assert shift.lunch is not None

    assert (45 * MINUTE, at(12.75), at(13.5)) == lunch.segment(shift.lunch)
    assert (0, at(12.75), at(18.5)) == lunch.leaving_fed(shift, shift.lunch)
    assert (0, at(8.5), at(13.5)) == lunch.back_to_eat(shift, shift.lunch)


def test_the_refusal_speaks_of_lunch():
    """Nobody is asked to skip it."""
    assert "il n'aurait plus le temps de déjeuner" == lunch.refusal().fr
    assert "they would have no time left for lunch" == lunch.refusal().en
