"""The hours of a route are those a technician would find by himself."""

import gc
from weakref import ref

import pytest
from hypothesis import given

from solver import CrowTravel, Stop, Timetable, Visit, Weights, timetable, timetable_of
from solver.errors import NoTimetable
from solver.rules import fairness
from tests.solver.plans import ANNECY, HOUR, RandomPlan, a_block, a_shift, a_visit, at, between, judge_route, plans
from tests.solver.problems import rich_requests


def hours(*visits: Visit) -> Timetable:
    """The hours of the usual day with these visits."""
    return timetable(a_shift(), visits, travel=CrowTravel(), weights=Weights())


def test_he_arrives_just_in_time():
    """With one promise at 10:00 next door he leaves at 10:00, not at 8:30."""
    day = hours(a_visit("a", between(10, 10), place=ANNECY))

    assert (at(10), (Stop("a", at(10), at(10), at(11)),), at(11)) == (day.departure, day.stops, day.back)
    assert (0, 0, 0) == (day.travel, day.waiting, day.overtime)


def test_he_waits_only_where_he_must():
    """Between two fixed promises he waits; the wait is before the second one."""
    day = hours(a_visit("a", between(14, 14), place=ANNECY), a_visit("b", between(16, 16), place=ANNECY))

    assert Stop("b", at(15), at(16), at(17)) == day.stops[1]
    assert HOUR == day.waiting


def test_the_hours_of_a_compiled_route_are_worked_out_once_and_go_with_it():
    """Nobody keeps the route for the sake of its hours."""
    block = a_block(a_shift(), a_visit("a", between(10, 10)))
    kept = ref(block)

    assert timetable_of(block) is timetable_of(block)
    del block
    gc.collect()
    assert kept() is None


def test_an_empty_route_has_no_hours():
    """Nobody leaves home for nothing."""
    day = hours()

    assert ((), None, 0) == (day.stops, day.lunch, day.back - day.departure)


def test_a_route_that_cannot_keep_its_promises_has_no_timetable():
    """The error names the technician and the visits."""
    with pytest.raises(NoTimetable, match="Gaëtan"):
        hours(a_visit("a", between(6, 7)))


@given(plans() | rich_requests())
def test_hours_are_those_of_the_referee(plan: RandomPlan):
    """Two ways to compute a day, one result: departure, stops, lunch, loading, return."""
    for block in plan.blocks:
        assert (timetable_of(block),) == judge_route(plan.problem, block.shift, block.visits).timetables


@given(plans() | rich_requests())
def test_a_compiled_route_costs_what_its_hours_cost(plan: RandomPlan):
    """The price folded into the block is the price of the timetable shown."""
    weights = plan.problem.weights
    for block in plan.blocks:
        day = timetable_of(block)
        assert block.feasible
        by_depot = day.travel - sum(block.roads.legs)
        beyond = max(0, sum(v.duration_for(block.shift) for v in block.visits) - fairness.share(block.shift))
        costs = (
            by_depot * weights.travel,
            day.waiting * weights.waiting,
            day.overtime * weights.overtime,
            beyond * weights.fairness,
        )
        assert block.hours == sum(costs)
        assert (by_depot != 0) <= (day.loading is not None)


def test_the_block_of_a_route_gives_the_same_hours():
    """Asked through the compiled route or from scratch."""
    visits = (a_visit("a", between(9, 10)), a_visit("b", between(14, 16)))

    assert hours(*visits) == timetable_of(a_block(a_shift(), *visits))
