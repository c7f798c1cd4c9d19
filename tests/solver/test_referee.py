"""The referee sees each broken rule, and only those, and prices each to the unit."""

import ast
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import pytest

import solver
from solver import (
    After,
    Cost,
    CrowTravel,
    Depot,
    Lunch,
    Pin,
    Problem,
    Published,
    Shift,
    Solution,
    Together,
    Verdict,
    Visit,
    Weights,
    referee,
    rules,
)
from solver.problem import Link
from tests.solver.plans import ANNECY, HOUR, MINUTE, SEYNOD, THONES, a_shift, a_visit, at, between

A, B, C = a_visit("a", between(9, 10)), a_visit("b", between(14, 15)), a_visit("c", between(16, 16.5))
LADDER = a_visit("a", tools=frozenset({"échelle"}))
LAST_ONE, NEXT_DAY = (a_visit(f"{day}", between(h, h, day), place=ANNECY) for day, h in ((0, 20.5), (1, 8.5)))
TOMORROW = a_shift().day + dt.timedelta(1)
TWO = [a_shift("Anaïs"), a_shift("Bruno")]


def lasting(hours: int, begins: float) -> Visit:
    """A visit of so many hours on his doorstep, promised to the second."""
    return a_visit(f"{begins}", between(begins, begins), place=ANNECY, duration=hours * HOUR)


@dataclass(frozen=True)
class Planted:
    """A plan with one fault: the rule it breaks, at which visit (None: at none in particular)."""

    rule: str
    visit: str | None
    shifts: Sequence[Shift]
    visits: Sequence[Visit]
    routes: Sequence[Sequence[int]]
    links: Sequence[Link] = ()
    starts: Mapping[int, int] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """What the referee says of the plan."""
        problem = Problem(shifts=tuple(self.shifts), visits=tuple(self.visits), links=tuple(self.links))
        return referee(problem, Solution.of(problem, self.routes, self.starts))

    @property
    def found(self) -> set[tuple[str, str | None]]:
        """The names of the rules the referee finds broken, each with the visit concerned."""
        verdict = self.verdict
        assert verdict.feasible == (not verdict.violations)
        return {(violation.rule, violation.visit) for violation in verdict.violations}


WHO_AND_WHAT = [
    Planted("skill", "a", [a_shift()], [a_visit("a", skills={"borne": 3})], [[0]]),
    Planted("skill", "a", [a_shift()], [a_visit("a", skills={"gaz": 1})], [[0]]),
    Planted("clearance", "a", [a_shift()], [a_visit("a", clearances=frozenset({"gaz"}))], [[0]]),
    Planted(
        "clearance",
        "b",
        [a_shift(clearances={"gaz": a_shift().day}), a_shift(day=1, clearances={"gaz": a_shift().day})],
        [a_visit(key, between(0, 24, day), clearances=frozenset({"gaz"})) for day, key in enumerate("ab")],
        [[0], [1]],
    ),
    Planted("technician", "a", [a_shift()], [a_visit("a", forbidden=frozenset({"Gaëtan"}))], [[0]]),
    Planted("technician", "a", [a_shift()], [a_visit("a", required=frozenset({"Anaïs"}))], [[0]]),
    Planted("release", "a", [a_shift()], [a_visit("a", release=TOMORROW)], [[0]]),
    Planted("stock", "a", [a_shift()], [LADDER], [[0]]),
    Planted("stock", "a", [a_shift()], [replace(LADDER, parts={"filtre": 1})], [[0]]),
    Planted("stock", "b", [a_shift(parts={"filtre": 1})], [replace(v, parts={"filtre": 1}) for v in (A, B)], [[0, 1]]),
    Planted("pinned", "a", [a_shift()], [a_visit("a", pinned=Pin("Anaïs"))], [[0]]),
    Planted("pinned", "a", [a_shift()], [a_visit("a", pinned=Pin("Gaëtan"))], [[]]),
]

HOURS = [
    Planted("promised_window", "b", [a_shift()], [A, a_visit("b", between(9, 9.5))], [[0, 1]]),
    Planted("promised_window", "a", [a_shift()], [A, B], [[1, 0]]),
    Planted("promised_window", "a", [a_shift()], [a_visit("a", between(9, 10, day=1))], [[0]]),
    Planted("promised_window", "a", [a_shift()], [a_visit("a", windows=())], [[0]]),
    Planted("promised_window", "a", [a_shift()], [A], [[0]], starts={0: at(11)}),
    Planted("promised_window", "b", [a_shift()], [A, replace(A, key="b")], [[0, 1]], starts={0: at(9.5), 1: at(10)}),
    Planted("pinned", "a", [a_shift()], [a_visit("a", pinned=Pin(start=at(8)))], [[0]]),
    Planted("pinned", "a", [a_shift()], [a_visit("a", pinned=Pin(start=at(9)))], [[0]], starts={0: at(10)}),
    Planted("overtime", None, [a_shift(max_overtime=0)], [a_visit("a", between(17, 17))], [[0]]),
    Planted("overtime", None, [a_shift()], [lasting(1, 18)], [[0]]),
    Planted("max_duration", None, [a_shift(max_duration=4 * HOUR)], [A, B], [[0, 1]]),
    Planted("lunch", None, [a_shift()], [a_visit("a", between(11, 11), duration=4 * HOUR)], [[0]]),
    Planted(
        "lunch",  # half an hour late after b, rather than in time with b served late
        None,
        [a_shift()],
        [a_visit(key, between(hour, hour), place=ANNECY) for key, hour in (("a", 12), ("b", 13), ("c", 15))],
        [[0, 1, 2]],
    ),
]

NO_BREAK = (("a", 8.5), ("b", 12 + 1 / 6))
LAW = [
    Planted("break", None, [a_shift(lunch=None)], [A, C], [[0, 1]]),
    Planted("break", None, [a_shift(lunch=Lunch(at(12), at(13.5), 10 * MINUTE))], [A, C], [[0, 1]]),
    Planted(
        "break",  # ten minutes between two routes are no break
        None,
        [a_shift(end=at(12), lunch=None), a_shift(start=at(12), lunch=None)],
        [a_visit(key, between(hour, hour), duration=7 * HOUR // 2, place=ANNECY) for key, hour in NO_BREAK],
        [[0], [1]],
    ),
    Planted(
        "daily_work",
        None,
        [a_shift(start=at(6), end=at(20), lunch=Lunch(at(12), at(13), 30 * MINUTE))],
        [a_visit("a", between(7, 7)), a_visit("b", between(17, 17))],
        [[0, 1]],
    ),
    Planted(
        "daily_work",
        None,
        [a_shift(end=at(12), start=at(7)), a_shift(start=at(13), end=at(20))],
        [a_visit(n, between(h, h), duration=HOUR) for n, h in (("a", 7.2), ("b", 10.5), ("c", 14), ("d", 18.5))],
        [[0, 1], [2, 3]],
    ),
    Planted(
        "rest",
        None,
        [a_shift(end=at(22), start=at(14)), a_shift(day=1, start=at(5, 1), end=at(12, 1))],
        [a_visit("a", between(20, 20)), a_visit("b", between(6, 6, day=1))],
        [[0], [1]],
    ),
    Planted(
        "overlap",
        None,
        [a_shift(end=at(12), max_overtime=2 * HOUR), a_shift(start=at(12), end=at(18))],
        [a_visit("a", between(12, 12)), a_visit("b", between(13, 13))],
        [[0], [1]],
    ),
]

EARLY, PAIR = a_visit("a", between(8, 10)), [Together("a", "b")]
LINKS = [
    Planted("together", "b", TWO, [EARLY, replace(EARLY, key="b", place=THONES)], [[0], [1]], PAIR),
    Planted("together", "a", TWO, [A, B], [[], [1]], PAIR),
    Planted("together", "b", TWO, [A, B], [[0], []], PAIR),
    Planted(
        "together",
        "b",
        [a_shift()],
        [a_visit(key, between(9, 9), place=ANNECY, duration=0) for key in "ab"],
        [[0, 1]],
        PAIR,
    ),
    Planted("precedence", "b", TWO, [A, B], [[0], [1]], [After("a", "b", 5 * HOUR)]),
    Planted("precedence", "a", [a_shift()], [A, B], [[0, 1]], [After("b", "a")]),
    Planted("precedence", "b", TWO, [A, B], [[], [1]], [After("a", "b")]),
]

PLANTED = [*WHO_AND_WHAT, *HOURS, *LAW, *LINKS]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.rule)
def test_a_planted_violation_is_the_one_found(planted: Planted):
    """One fault planted, that fault reported, nothing else."""
    assert {(planted.rule, planted.visit)} == planted.found


def test_every_rule_that_refuses_has_its_planted_violation():
    """A rule the referee forgot would be seen here; `shift` bounds what hours can be, so that no plan can break it."""
    refusing = {rule.NAME for rule in rules.RULES if hasattr(rule, "refusal")} | {"together", "precedence"}

    assert refusing | {"pinned", "break", "daily_work", "rest", "overlap"} == {planted.rule for planted in PLANTED}
    assert {rule.NAME for rule in rules.RULES} == refusing | Cost().by_rule().keys() - {"preference"} | {"shift"}


def test_nobody_leaves_before_his_shift_begins():
    """Promised too early, a customer is served late."""
    verdict = Planted("shift", "a", [a_shift()], [a_visit("a", between(8, 8.5))], [[0]])

    assert {("promised_window", "a")} == verdict.found


SPLIT = [a_shift(start=at(6), end=at(12), lunch=None), a_shift(start=at(12), end=at(20), lunch=None)]
LONG_DAYS = [a_visit(f"{day}", between(9, 9, day), place=ANNECY, duration=11 * HOUR // 2) for day in (0, 1)]
LATE_LUNCH = a_shift(start=at(8), lunch=Lunch(at(12), at(13.25), 2 * HOUR))
FINE = {
    "usual day": Planted("", None, [a_shift()], [A, B, C], [[0, 1, 2]]),
    "links left out": Planted("", None, TWO, [A, B], [[], []], [*PAIR, After("a", "b")]),
    "together": Planted("", None, TWO, [A, replace(A, key="b")], [[0], [1]], PAIR),
    "after": Planted("", None, TWO, [A, B], [[0], [1]], [After("a", "b", 3 * HOUR)], {1: at(14.5)}),
    "loaded": Planted("", None, [a_shift(depot=Depot(ANNECY))], [LADDER], [[0]]),
    "level": Planted("", None, [a_shift()], [a_visit("a", skills={"borne": 2})], [[0]]),
    "starts": Planted("", None, [a_shift()], [A, B], [[0, 1]], (), {1: at(15), 0: at(9)}),
    "last second": Planted("", None, [a_shift()], [lasting(0, 18.5)], [[0]]),
    "split day": Planted("", None, SPLIT, [A, B], [[0], [1]]),
    "six hours at a stretch": Planted("", None, SPLIT, [lasting(3, 9), lasting(3, 12)], [[0], [1]]),
    "twenty minutes' break": Planted("", None, SPLIT, [lasting(5, 7), lasting(4, 12 + 1 / 3)], [[0], [1]]),
    "ten hours a day": Planted("", None, SPLIT, [lasting(5, 7), lasting(5, 13)], [[0], [1]]),
    "a break for lunch": Planted("", None, [LATE_LUNCH], [replace(lasting(4, 9), place=THONES)], [[0]]),
    "two long days": Planted("", None, [a_shift(day=day, lunch=None) for day in (0, 1)], LONG_DAYS, [[0], [1]]),
    "eleven hours' rest": Planted("", None, [a_shift(end=at(22)), a_shift(day=1)], [LAST_ONE, NEXT_DAY], [[0], [1]]),
}


@pytest.mark.parametrize("fine", FINE.values(), ids=FINE)
def test_what_breaks_nothing_is_left_alone(fine: Planted):
    """Each limit is allowed to its last second; two shifts on one day need no eleven hours between them."""
    assert set() == fine.found


@pytest.mark.parametrize(
    "rule,visit,solution",
    [
        ("once", "a", Solution(((0, 0),), (1,))),
        ("once", "a", Solution(((0,),), (0, 1))),
        ("plan", "b", Solution(((0,),), ())),
        ("plan", "7", Solution(((0, 1, 7),), ())),
        ("plan", "7", Solution(((0, 1),), (), ((7, at(9)),))),
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


TEN = {"place": ANNECY, "duration": 10 * MINUTE}
PRICED: dict[str, tuple[Shift, Sequence[Visit], int]] = {
    "travel": (a_shift(), [A], 2 * int(CrowTravel().seconds(ANNECY.lat, ANNECY.lon, SEYNOD.lat, SEYNOD.lon))),
    "waiting": (
        a_shift(),
        [a_visit("a", between(9, 9), **TEN), a_visit("b", between(15, 16), **TEN)],
        6 * HOUR - 55 * MINUTE,
    ),
    "overtime": (a_shift(), [a_visit("a", between(17, 17), place=ANNECY)], 30 * MINUTE),
    "preference": (
        a_shift(),
        [replace(A, preferred=frozenset({"Anaïs"})), replace(B, preferred=frozenset({"Gaëtan"}))],
        1,
    ),
    "area": (a_shift(areas=frozenset({"lac"})), [replace(A, area="ville"), replace(B, area="lac")], 1),
    "lateness": (a_shift(), [replace(A, due=a_shift().day - dt.timedelta(3)), replace(B, due=TOMORROW)], 3),
    "stability": (a_shift(), [replace(A, published=Published("Anaïs", a_shift().day, 250))], 250),
    "fairness": (a_shift(fair_share=HOUR), [A, B], HOUR),
    "unserved": (a_shift(), [A], 0),
}


@pytest.mark.parametrize("rule", Cost().by_rule())
def test_each_price_is_exact(rule: str):
    """At 7 a unit, nothing else having a price: so many units, and the prize of what is left out."""
    shift, visits, units = PRICED[rule]
    free = dict.fromkeys(("travel", "waiting", "overtime", "preference", "unserved", "area", "lateness"), 0)
    weights = Weights(**{**free, "fairness": 0, "stability": 0, rule: 7})
    problem = Problem(shifts=(shift,), visits=(*visits, a_visit("left out", prize=50)), weights=weights)
    verdict = referee(problem, Solution.of(problem, [range(len(visits))]))

    assert Cost(**{rule: 7 * (units if rule != "unserved" else 50)}) == verdict.cost
    assert verdict.feasible


def test_the_cost_of_a_plan_is_the_sum_over_its_rules_and_routes():
    """Two routes cost what each costs alone."""
    visits = (replace(A, preferred=frozenset({"Bruno"})), replace(B, place=THONES))
    both = Problem(shifts=tuple(TWO), visits=visits)
    verdict = referee(both, Solution.of(both, [[0], [1]]))
    alone = [
        referee(each, Solution.of(each, [[0]])).cost
        for each in (replace(both, shifts=(shift,), visits=(visit,)) for shift, visit in zip(TWO, visits, strict=True))
    ]

    assert alone[0] + alone[1] == verdict.cost
    assert sum(verdict.cost.by_rule().values()) == verdict.cost.total


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
