"""The referee sees each broken rule, and only those."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

import solver
from solver import Cost, CrowTravel, Lunch, Pin, Problem, Shift, Solution, Visit, Weights, referee
from tests.solver.plans import ANNECY, HOUR, MINUTE, SEYNOD, a_shift, a_visit, at, between

A, B, C = a_visit("a", between(9, 10)), a_visit("b", between(14, 15)), a_visit("c", between(16, 16.5))


def broken(shifts: Iterable[Shift], visits: Iterable[Visit], routes: list[list[int]]) -> set[tuple[str, str | None]]:
    """The names of the rules this plan breaks, each with the visit concerned."""
    problem = Problem(shifts=tuple(shifts), visits=tuple(visits))
    unserved = set(range(len(problem.visits))).difference(*routes)
    verdict = referee(problem, Solution(tuple(map(tuple, routes)), tuple(sorted(unserved))))
    assert verdict.feasible == (not verdict.violations)
    return {(violation.rule, violation.visit) for violation in verdict.violations}


def test_a_usual_day_breaks_nothing():
    """Three visits, lunch, back before the end."""
    assert set() == broken([a_shift()], [A, B, C], [[0, 1, 2]])


PLANTED: list[tuple[tuple[str, str | None], list[Shift], list[Visit], list[list[int]]]] = [
    (("promised_window", "b"), [a_shift()], [A, a_visit("b", between(9, 9.5))], [[0, 1]]),
    (("promised_window", "a"), [a_shift()], [A, B], [[1, 0]]),
    (("pinned", "a"), [a_shift()], [a_visit("a", pinned=Pin(start=at(8)))], [[0]]),
    (("pinned", "a"), [a_shift()], [a_visit("a", pinned=Pin("Anaïs"))], [[0]]),
    (("pinned", "a"), [a_shift()], [a_visit("a", pinned=Pin("Gaëtan"))], [[]]),
    (("skill", "a"), [a_shift()], [a_visit("a", skills={"borne": 3})], [[0]]),
    (("skill", "a"), [a_shift()], [a_visit("a", skills={"gaz": 1})], [[0]]),
    (("technician", "a"), [a_shift()], [a_visit("a", forbidden=frozenset({"Gaëtan"}))], [[0]]),
    (("technician", "a"), [a_shift()], [a_visit("a", required=frozenset({"Anaïs"}))], [[0]]),
    (("overtime", None), [a_shift(max_overtime=0)], [a_visit("a", between(17, 17))], [[0]]),
    (("lunch", None), [a_shift()], [a_visit("a", between(11, 11), duration=4 * HOUR)], [[0]]),
    (("break", None), [a_shift(lunch=None)], [A, C], [[0, 1]]),
    (
        ("break", None),
        [a_shift(lunch=Lunch(at(12), at(13.5), 10 * MINUTE))],
        [A, C],
        [[0, 1]],
    ),
    (
        ("daily_work", None),
        [a_shift(start=at(6), end=at(20), lunch=Lunch(at(12), at(13), 30 * MINUTE))],
        [a_visit("a", between(7, 7)), a_visit("b", between(17, 17))],
        [[0, 1]],
    ),
    (
        ("daily_work", None),
        [a_shift(end=at(12), start=at(7)), a_shift(start=at(13), end=at(20))],
        [a_visit(n, between(h, h), duration=HOUR) for n, h in (("a", 7.2), ("b", 10.5), ("c", 14), ("d", 18.5))],
        [[0, 1], [2, 3]],
    ),
    (
        ("rest", None),
        [a_shift(end=at(22), start=at(14)), a_shift(day=1, start=at(5, 1), end=at(12, 1))],
        [a_visit("a", between(20, 20)), a_visit("b", between(6, 6, day=1))],
        [[0], [1]],
    ),
    (
        ("overlap", None),
        [a_shift(end=at(12), max_overtime=2 * HOUR), a_shift(start=at(12), end=at(18))],
        [a_visit("a", between(12, 12)), a_visit("b", between(13, 13))],
        [[0], [1]],
    ),
]


@pytest.mark.parametrize("violation,shifts,visits,routes", PLANTED)
def test_a_planted_violation_is_the_one_found(
    violation: tuple[str, str | None], shifts: list[Shift], visits: list[Visit], routes: list[list[int]]
):
    """One fault planted, that fault reported, nothing else."""
    assert {violation} == broken(shifts, visits, routes)


def test_a_split_day_with_a_short_pause_is_not_a_night():
    """Two shifts on one day need no eleven hours between them."""
    split = [a_shift(end=at(12), lunch=None), a_shift(start=at(14), end=at(18), lunch=None)]

    assert set() == broken(split, [A, B], [[0], [1]])


@pytest.mark.parametrize(
    "rule,visit,solution",
    [
        ("once", "a", Solution(((0, 0),), (1,))),
        ("once", "a", Solution(((0,),), (0, 1))),
        ("plan", "b", Solution(((0,),), ())),
        ("plan", "7", Solution(((0, 1, 7),), ())),
        ("plan", None, Solution(((0,), (1,)), ())),
    ],
)
def test_a_plan_that_is_not_about_the_problem_is_told_so(rule: str, visit: str | None, solution: Solution):
    """A visit twice or nowhere, unknown visits, a route too many."""
    verdict = referee(Problem(shifts=(a_shift(),), visits=(A, B)), solution)

    assert [(rule, visit)] == [(violation.rule, violation.visit) for violation in verdict.violations]
    assert not verdict.feasible


def test_each_violation_is_said_in_two_languages():
    """The sentence names how late, in whole minutes rounded up."""
    problem = Problem(shifts=(a_shift(),), visits=(a_visit("a", between(8, 8.5)),))
    (violation,) = referee(problem, Solution.of(problem, [[0]])).violations
    late = -(-int(CrowTravel().seconds(ANNECY.lat, ANNECY.lon, SEYNOD.lat, SEYNOD.lon)) // 60)

    assert "Gaëtan" == violation.technician
    assert f"commence {late} min après la fin du créneau promis" == violation.sentence.fr
    assert f"starts {late} min after the promised window" == violation.sentence.en


def test_the_cost_is_told_rule_by_rule():
    """Road, waiting, overtime, preference and what is left out, each with its weight."""
    visits = (
        a_visit("a", between(9, 9), place=ANNECY, preferred=frozenset({"Anaïs"})),
        a_visit("b", between(17, 17), place=ANNECY, duration=HOUR),
        a_visit("c", prize=50),
    )
    weights = Weights(travel=1, waiting=10, overtime=100, preference=1000, unserved=3)
    problem = Problem(shifts=(a_shift(),), visits=visits, weights=weights)
    verdict = referee(problem, Solution.of(problem, [[0, 1]]))
    waited = 7 * HOUR - 45 * MINUTE

    assert (
        Cost(travel=0, waiting=10 * waited, overtime=100 * 30 * MINUTE, preference=1000, unserved=150) == verdict.cost
    )
    assert verdict.cost.total == sum(verdict.cost.by_rule().values())


def test_limits_are_the_problems_own():
    """A firm elsewhere has other laws."""
    problem = Problem(shifts=(a_shift(lunch=None),), visits=(A, C))
    strict = referee(problem, Solution.of(problem, [[0, 1]]))
    lenient = replace(problem, working_time=replace(problem.working_time, max_stretch=12 * HOUR))

    assert not strict.feasible
    assert referee(lenient, Solution.of(lenient, [[0, 1]])).feasible


def test_the_referee_shares_no_code_with_what_it_judges():
    """It may know what a problem and a plan are, nothing of how plans are made."""
    sources = [path.read_text(encoding="utf-8") for path in Path(solver.__file__).with_name("referee").glob("*.py")]
    nodes = chain.from_iterable(ast.walk(ast.parse(source)) for source in sources)
    imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}

    assert {"solver.problem", "solver.sentence", "solver.solution"} == {
        module for module in imported if module.startswith("solver") and not module.startswith("solver.referee")
    }
