"""Every route of a small problem, as the referee drives it, and the cheapest plan they make."""

import datetime as dt
import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from solver import Lunch, Place, Problem, Shift, Solution, Visit, Window, WorkingTime, referee, within_working_time
from tests.solver.plans import HOUR, MINUTE

Routes: TypeAlias = Mapping[tuple[int, ...], int]
"""The cost of each route a shift can drive, visits in order."""


def every_route(problem: Problem, shift: int) -> Routes:
    """All the routes this shift can drive by itself; links are not looked at."""
    everybody = range(len(problem.visits))
    found = {}
    for count in range(1, len(problem.visits) + 1):
        for visits in itertools.permutations(everybody, count):
            served = tuple(problem.visits[visit] for visit in visits)
            alone = replace(problem, shifts=(problem.shifts[shift],), visits=served, links=())
            verdict = referee(alone, Solution.of(alone, [range(count)]))
            if verdict.feasible:
                found[visits] = verdict.cost.total
    return found


def least_cost(problem: Problem) -> float:
    """The cost of the cheapest plan, links not looked at; infinite where there is no plan."""
    nobody: frozenset[int] = frozenset()
    best: dict[frozenset[int], float] = {nobody: 0}
    for shift in range(len(problem.shifts)):
        routes = every_route(problem, shift)
        for served, cost in list(best.items()):
            for visits, more in routes.items():
                if served.isdisjoint(visits):
                    both = served.union(visits)
                    best[both] = min(best.get(both, math.inf), cost + more)
    return min(cost + _left_out(problem, served) for served, cost in best.items())


def _left_out(problem: Problem, served: frozenset[int]) -> float:
    left = [visit for number, visit in enumerate(problem.visits) if number not in served]
    return math.inf if any(visit.pinned for visit in left) else sum(v.prize * problem.weights.unserved for v in left)


def a_day(seed: int, visits: int, technicians: int) -> Problem:
    """One day of a trade firm around Annecy: lunch, overtime, two skills, two-hour windows, preferred technicians."""
    rng = random.Random(seed)
    date = dt.date(2027, 1, 18)
    midnight = int(dt.datetime.combine(date, dt.time(), dt.UTC).timestamp())

    def place() -> Place:
        return Place(45.88 + rng.gauss(0, 0.06), 6.13 + rng.gauss(0, 0.08))

    def shift(number: int) -> Shift:
        home, start = place(), midnight + 8 * HOUR + rng.choice((-30, 0, 30)) * MINUTE
        noon = midnight + 12 * HOUR
        return Shift(
            technician=f"technician {number}",
            day=date,
            start_place=home,
            end_place=home,
            start=start,
            end=start + 9 * HOUR,
            max_overtime=HOUR,
            lunch=Lunch(noon - 15 * MINUTE, noon + 90 * MINUTE, 45 * MINUTE),
            skills={"electricity": 3 - number % 3} | ({"charger": 1} if number % 2 == 0 else {}),
            fair_share=6 * HOUR,
        )

    def visit(number: int) -> Visit:
        opens = midnight + rng.choice((8, 10, 13, 15)) * HOUR
        return Visit(
            key=f"visit {number}",
            place=place(),
            duration=rng.randint(4, 30) * 5 * MINUTE,
            windows=(Window(opens, opens + 2 * HOUR - 1),),
            skills={"charger": 1} if rng.random() < 0.1 else {"electricity": rng.choice((1, 1, 1, 2, 3))},
            preferred=frozenset({f"technician {rng.randrange(technicians)}"} if rng.random() < 0.2 else ()),
        )

    shifts = within_working_time([shift(number) for number in range(technicians)], WorkingTime())
    return Problem(shifts=shifts, visits=tuple(visit(number) for number in range(visits)))
