"""Plans are repeatable, legal, and no worse than what they started from."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from solver import (
    Iterations,
    NoImprovement,
    Pin,
    Place,
    Problem,
    Progress,
    Solution,
    Weights,
    WorkingTime,
    compile_route,
    referee,
    solve,
    within_working_time,
)
from solver.errors import PinnedVisitImpossible, PlanRefused
from solver.formats.instance import NO_LIMITS
from tests.solver.plans import ANNECY, HOUR, SEYNOD, THONES, RandomPlan, a_shift, a_visit, at, between, plans

A_FEW = max(5, settings().max_examples // 5)


def a_busy_day() -> Problem:
    """Three technicians, twenty visits around Annecy with windows that overlap."""
    shifts = [a_shift("Anaïs"), a_shift("Bruno", start_place=THONES), a_shift("Carla", end_place=SEYNOD)]
    visits = [
        a_visit(
            f"visit {n}",
            between(8 + n * 7 % 9, 10 + n * 7 % 9),
            place=Place(45.8 + n * 13 % 20 / 100, 6 + n * 11 % 20 / 50),
            duration=HOUR * (2 + n % 3) // 3,
        )
        for n in range(20)
    ]
    return Problem(shifts=within_working_time(shifts, WorkingTime()), visits=tuple(visits))


def test_the_same_seed_gives_the_same_plan():
    """Repeatable to the last visit, and another seed may find another plan."""
    assert solve(a_busy_day(), Iterations(30), seed=7) == solve(a_busy_day(), Iterations(30), seed=7)


@settings(max_examples=A_FEW)
@given(plans(), st.integers(0, 99))
def test_the_referee_accepts_every_plan_and_finds_no_higher_cost(plan: RandomPlan, seed: int):
    """What the search adds up is never less than what driving the plan costs."""
    told: list[Progress] = []
    problem = replace(plan.problem, visits=(*plan.problem.visits, plan.request))
    verdict = referee(problem, solve(problem, Iterations(50), seed, on_progress=told.append))

    assert () == verdict.violations
    assert verdict.cost.total <= told[-1].cost


@settings(max_examples=A_FEW)
@given(plans(), st.integers(0, 99))
def test_without_lunch_and_with_one_window_the_search_counts_to_the_unit(plan: RandomPlan, seed: int):
    """Nothing is left to be derived, so what the search adds up is the cost."""
    told: list[Progress] = []
    visits = tuple(visit.promised(visit.windows[0]) for visit in (*plan.problem.visits, plan.request))
    shifts = tuple(replace(shift, lunch=None) for shift in plan.problem.shifts)
    problem = replace(plan.problem, visits=visits, shifts=shifts, working_time=NO_LIMITS)
    verdict = referee(problem, solve(problem, Iterations(50), seed, on_progress=told.append))

    assert () == verdict.violations
    assert told[-1].cost == verdict.cost.total


@settings(max_examples=A_FEW)
@given(plans(), st.integers(0, 99))
def test_a_plan_is_never_worse_than_its_start(plan: RandomPlan, seed: int):
    """A feasible start is kept unless something better is found."""
    problem = replace(plan.problem, visits=(*plan.problem.visits, plan.request))
    start = Solution.of(problem, plan.solution.routes)
    found = solve(problem, Iterations(3), seed, start)

    assert referee(problem, found).cost.total <= referee(problem, start).cost.total


def test_searching_improves_on_construction():
    """Fifty rounds on a busy day are better than none."""
    problem = a_busy_day()
    built, found = (solve(problem, Iterations(rounds), seed=1) for rounds in (0, 50))

    assert referee(problem, found).cost.total < referee(problem, built).cost.total


def test_progress_is_told_as_plans_get_better():
    """Costs fall from one report to the next, and the last one is the plan's."""
    told: list[Progress] = []
    problem = a_busy_day()
    found = solve(problem, Iterations(50), seed=1, on_progress=told.append)

    assert told
    assert sorted({progress.cost for progress in told}, reverse=True) == [progress.cost for progress in told]
    assert referee(problem, found).cost.total == told[-1].cost
    assert len(found.unserved) == told[-1].left_out


def test_pinned_visits_stay_where_and_when_they_are():
    """The technician and the second are kept, however dear."""
    pinned = a_visit("pinned", between(9, 10), place=THONES, prize=0, pinned=Pin("Anaïs", at(14)))
    problem = replace(a_busy_day(), visits=(*a_busy_day().visits, pinned))
    found = solve(problem, Iterations(50), seed=3)
    verdict = referee(problem, found)

    assert verdict.feasible
    assert 20 in found.routes[0]
    assert at(14) in [stop.start for stop in verdict.timetables[0].stops if stop.visit == "pinned"]


def test_a_pin_without_room_is_an_error_not_a_silence():
    """Two pins at one time for one technician cannot be."""
    twice = tuple(a_visit(key, pinned=Pin("Anaïs", at(14))) for key in "ab")

    with pytest.raises(PinnedVisitImpossible):
        solve(replace(a_busy_day(), visits=twice), Iterations(5), seed=3)


def test_a_visit_dearer_than_its_prize_is_left_out():
    """Nobody drives to Thônes for one point."""
    problem = replace(a_busy_day(), visits=(a_visit("cheap", place=THONES, prize=1),), shifts=(a_shift(),))

    assert (0,) == solve(problem, Iterations(5), seed=3).unserved


def test_a_broken_start_is_mended():
    """Visits reality has overtaken, and visits that are not his, are planned anew."""
    problem = Problem(
        shifts=(a_shift("Anaïs"), a_shift("Bruno", skills={})),
        visits=(a_visit("a", between(9, 9)), a_visit("b", between(9, 9)), a_visit("c", skills={"borne": 1})),
    )
    found = solve(problem, Iterations(0), seed=1, start=Solution.of(problem, [[0, 1], [2]]))

    assert referee(problem, found).feasible
    assert () == found.unserved


@pytest.mark.parametrize("routes", [(), ((2,),), ((-1,),), ((0, 0),)])
def test_a_start_of_another_problem_is_refused(routes: tuple[tuple[int, ...], ...]):
    """Too few routes, visits there are none of, one visit twice."""
    problem = Problem(shifts=(a_shift(),), visits=(a_visit("a"), a_visit("b")))

    with pytest.raises(PlanRefused):
        solve(problem, Iterations(1), seed=1, start=Solution(routes, ()))


@dataclass(frozen=True, slots=True)
class OverThePass:
    """Straight from Annecy to Thônes the road takes all day; by way of Seynod it takes no time."""

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        ends = np.broadcast_arrays(from_lat, from_lon, to_lat, to_lon)
        straight = np.all(
            np.equal(ends, np.reshape([ANNECY.lat, ANNECY.lon, THONES.lat, THONES.lon], (4, *[1] * ends[0].ndim))),
            axis=0,
        )
        return np.where(straight, 20 * HOUR, 0)


def test_a_visit_the_route_cannot_do_without_stays():
    """Where leaving a stop out makes the road longer than the day, the search does not."""
    problem = Problem(
        shifts=(a_shift(),), visits=(a_visit("seynod"), a_visit("thônes", place=THONES)), travel=OverThePass()
    )
    plan = Solution.of(problem, [[0, 1]])

    without = compile_route(a_shift(), problem.visits[1:], travel=OverThePass(), weights=Weights())
    assert not without.feasible
    assert plan == solve(problem, Iterations(20), seed=1, start=plan)


def test_nothing_to_plan_is_a_plan():
    """No visits, no shifts, or only pinned ones: the search stops by itself."""
    stop = NoImprovement(3)
    pinned = replace(a_busy_day(), visits=(a_visit(pinned=Pin("Anaïs")),))

    assert Solution((), ()) == solve(Problem(shifts=(), visits=()), stop, seed=1)
    assert Solution((), (0,)) == solve(Problem(shifts=(), visits=(a_visit(),)), NoImprovement(3), seed=1)
    assert Solution(((0,), (), ()), ()) == solve(pinned, NoImprovement(3), seed=1)
