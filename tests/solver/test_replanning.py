"""A plan people go by is made better without turning it over: what wins too little stays as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import (
    UNASKED,
    WANTED,
    Iterations,
    NoImprovement,
    Pin,
    Problem,
    Published,
    Solution,
    Weights,
    as_published,
    referee,
    replan,
)
from solver.errors import PlanRefused
from solver.problem import PRIZE_CEILING
from tests.solver.plans import ANNECY, HOUR, THONES, RandomPlan, a_shift, a_visit, at, between, plans

A_FEW = max(5, settings().max_examples // 5)
LAST_WEEK = at(8, -7)


def crossed() -> tuple[Problem, Solution]:
    """Each of two technicians drives to where the other one lives, forty minutes of road there and back."""
    visits = (a_visit("a", between(9, 10), place=THONES), a_visit("b", between(9, 10), place=ANNECY))
    shifts = (a_shift("Anaïs"), a_shift("Bruno", start_place=THONES, end_place=THONES))
    problem = Problem(shifts=shifts, visits=visits)
    return problem, Solution.of(problem, [[0], [1]])


def test_a_change_that_saves_enough_is_made():
    """The two of them save more than half an hour each."""
    problem, plan = crossed()

    assert ((1,), (0,)) == replan(as_published(problem, plan, LAST_WEEK), plan, Iterations(50), seed=1).routes


def test_technicians_stay_where_nothing_worth_it_is_won():
    """The same saving is too little on the day itself, when each change must save four times as much."""
    problem, plan = crossed()

    assert plan == replan(as_published(problem, plan, at(8)), plan, Iterations(50), seed=1)


def test_what_has_happened_makes_changes_cheaper():
    """When something has gone wrong a change need not save as much: the same two change on the same day."""
    problem, plan = crossed()

    assert plan != replan(as_published(problem, plan, at(8), WANTED), plan, Iterations(50), seed=1)


@settings(max_examples=A_FEW)
@given(plans(), st.integers(0, 99))
def test_every_promise_is_kept_and_no_plan_gets_worse(plan: RandomPlan, seed: int):
    """Whatever is replanned, the referee finds each start within its window and no higher cost, changes included."""
    worth = tuple(replace(visit, prize=PRIZE_CEILING) for visit in plan.problem.visits)
    problem = as_published(replace(plan.problem, visits=worth), plan.solution, LAST_WEEK)
    found = replan(problem, plan.solution, Iterations(30), seed)
    verdict = referee(problem, found)

    assert () == verdict.violations
    assert () == found.unserved
    assert verdict.cost.total <= referee(problem, plan.solution).cost.total


@settings(max_examples=A_FEW)
@given(plans(), st.integers(0, 99))
def test_the_same_seed_gives_the_same_plan(plan: RandomPlan, seed: int):
    """Repeatable to the last visit."""
    problem = as_published(plan.problem, plan.solution, LAST_WEEK)

    assert replan(problem, plan.solution, Iterations(20), seed) == replan(problem, plan.solution, Iterations(20), seed)


def test_visits_that_have_begun_stay():
    """Pinned with technician and start, although changing them would save as much as ever."""
    problem, plan = crossed()
    pins = (Pin("Anaïs", at(9.75)), Pin("Bruno", at(9.75)))
    begun = replace(problem, visits=tuple(replace(v, pinned=p) for v, p in zip(problem.visits, pins, strict=True)))
    found = replan(as_published(begun, plan, LAST_WEEK), plan, Iterations(50), seed=1)

    assert plan == found
    assert [at(9.75)] * 2 == [hours.stops[0].start for hours in referee(begun, found).timetables]


def test_a_visit_whose_technician_is_ill_goes_to_somebody_else():
    """However dear the change, the promise is kept."""
    problem, plan = crossed()
    hers, his = problem.visits
    ill = replace(problem, visits=(replace(hers, forbidden=frozenset({"Anaïs"})), his.promised(between(14, 15))))

    found = replan(as_published(ill, plan, at(8)), plan, Iterations(50), seed=1)

    assert () == found.unserved
    assert 0 in found.routes[1]


@pytest.mark.parametrize("lead,times", [(7 * 24 * HOUR, 1), (48 * HOUR, 1), (24 * HOUR, 2.5), (0, 4)])
def test_the_price_of_a_change_is_road_and_grows_as_its_time_draws_near(lead: int, times: float):
    """Sixteen minutes of road two days ahead, at the firm's price of a second."""
    problem, plan = crossed()
    dear = replace(problem, weights=Weights(travel=5))
    day = problem.shifts[0].day
    expected = [Published(technician, day, round(UNASKED * 5 * times)) for technician in ("Anaïs", "Bruno")]

    assert expected == [visit.published for visit in as_published(dear, plan, at(9) - lead).visits]


def test_visits_the_plan_leaves_out_are_free():
    """Nobody was told who comes."""
    problem, _ = crossed()
    one, other = as_published(problem, Solution.of(problem, [[0], []]), LAST_WEEK).visits

    assert one.published is not None
    assert other.published is None


def test_no_price_is_beyond_what_costs_can_bear():
    """A firm whose road is as dear as may be."""
    problem, plan = crossed()
    dear = replace(problem, weights=Weights(travel=1_000_000))

    assert {PRIZE_CEILING} == {v.published.price for v in as_published(dear, plan, at(8)).visits if v.published}


@pytest.mark.parametrize("routes", [((), (), ()), ((9,), ()), ((0, 0), ())], ids=["routes", "unknown", "twice"])
def test_a_plan_of_another_problem_is_refused_by_name(routes: tuple[tuple[int, ...], ...]):
    """As by `solve`, before anything is published."""
    problem, _ = crossed()

    with pytest.raises(PlanRefused):
        as_published(problem, Solution(routes, ()), at(8))


def test_it_stops_when_told():
    """Without a round there is nothing to change; and it ends where no better plan turns up."""
    problem, plan = crossed()

    assert plan == replan(problem, plan, Iterations(0), seed=1)
    assert ((1,), (0,)) == replan(problem, plan, NoImprovement(50), seed=1).routes
