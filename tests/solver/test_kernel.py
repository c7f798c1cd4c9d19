"""The compiled kernel gives numpy's integers, to the bit."""

import sys
from dataclasses import replace
from subprocess import run

import pytest
from hypothesis import given

from solver import Depot, Place, Problem, Schedule, Weights, Window, WorkingTime, compile_route, compiled, offers, warm
from solver.insertion import Kernel, numpy_insertions
from solver.jit import jitted
from solver.kernel import Columns, _kernel, answer, columns_of, numba_insertions
from solver.problem import LONGEST_SHIFT, WEIGHT_CEILING
from solver.question import Question
from solver.schedule import Tiles
from solver.travel import MatrixTravel
from tests.solver.plans import HOUR, RandomPlan, a_block, a_shift, a_visit, at, between, cost_of_route, plans
from tests.solver.problems import rich_requests

DAY = 24 * HOUR


def uncompiled(tiles: Tiles, question: Question) -> Columns:
    """The kernel as Python reads it, without numba."""
    return columns_of(answer(tiles, question))


def columns(plan: RandomPlan, kernel: Kernel) -> list[list[int]]:
    """All offers for the plan's request as integers, by this kernel."""
    found = offers(Schedule.of(plan.blocks), plan.request, kernel).columns
    return [found.route.tolist(), found.window.tolist(), found.position.tolist(), found.cost.tolist()]


@given(plans() | rich_requests())
def test_the_kernel_gives_numpys_integers_before_it_is_compiled(plan: RandomPlan):
    """One gap at a time in plain Python: same routes, windows, positions and costs on random plans."""
    assert columns(plan, numpy_insertions) == columns(plan, uncompiled)


@given(plans() | rich_requests())
def test_the_kernel_gives_numpys_integers_once_compiled(plan: RandomPlan):
    """Machine code, same integers."""
    assert columns(plan, numpy_insertions) == columns(plan, numba_insertions)


@given(plans() | rich_requests())
def test_no_question_waits_for_the_compiler(plan: RandomPlan):
    """Whatever is asked of whatever routes comes in arrays of the kinds the kernel was compiled for."""
    warm()
    offers(Schedule.of(plan.blocks), plan.request)

    assert 1 == len(_kernel().signatures)  # type: ignore[attr-defined]


def test_roads_nobody_drives_and_the_dearest_month_are_within_its_numbers():
    """By the depot where there is no road, for 31 days at the highest prices: to the unit what the referee says."""
    never, (home, depot, far, near) = 2**40, (Place(45.9, 6 + number / 8) for number in range(4))
    roads = ((0, 600, never, 700), (600, 0, 900, 500), (never, 900, 0, 800), (700, 500, 800, 0))
    travel = MatrixTravel(tuple((place.lat, place.lon) for place in (home, depot, far, near)), roads)
    month = Window(at(0), at(0) + LONGEST_SHIFT)
    shift = a_shift(start_place=home, end_place=far, start=month.earliest, end=at(1), max_overtime=LONGEST_SHIFT - HOUR)
    shift = replace(shift, lunch=None, depot=Depot(depot, HOUR), fair_share=0)
    dear = Weights(travel=WEIGHT_CEILING, waiting=WEIGHT_CEILING, overtime=WEIGHT_CEILING, fairness=WEIGHT_CEILING)
    planned, wish = (
        a_visit(key, month, place=place, duration=14 * DAY, parts={"filtre": 1})
        for key, place in (("a", far), ("b", near))
    )
    tireless = WorkingTime(max_work_a_day=LONGEST_SHIFT, max_stretch=LONGEST_SHIFT)
    problem = Problem(shifts=(shift,), visits=(planned, wish), travel=travel, weights=dear, working_time=tireless)
    schedule = Schedule.of([compile_route(shift, [planned], travel=travel, weights=dear)])
    before, after = (cost_of_route(problem, shift, visits) for visits in ((planned,), (wish, planned)))
    assert before is not None
    assert after is not None

    for kernel in (numpy_insertions, uncompiled, numba_insertions):
        found = offers(schedule, wish, kernel).columns
        assert [(0, (after - before).total)] == list(zip(found.position.tolist(), found.cost.tolist(), strict=True))


def test_once_warm_the_compiled_kernel_answers_by_itself():
    """Nobody chooses a path: the fast one answers when it is ready."""
    warm()
    block = a_block(a_shift(), a_visit("morning", between(9, 10)))

    assert compiled()
    assert [at(9)] == [offer.window.earliest for offer in offers(Schedule.of([block]), a_visit("x", between(9, 11)))]


def test_numba_is_not_loaded_before_it_is_asked_for():
    """A command that offers nothing pays nothing for the compiler."""
    script = "import sys, solver; sys.exit('numba' in sys.modules or solver.compiled())"

    assert 0 == run([sys.executable, "-c", script], check=False).returncode


def test_without_a_writable_folder_the_kernel_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch):
    """A read-only installation is slower to warm, not broken."""
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    assert "NullCache" in repr(jitted(answer, [])._cache)  # type: ignore[attr-defined]
