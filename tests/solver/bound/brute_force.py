"""Every route of a small problem, as the referee drives it, and the cheapest plan they make."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from solver import Problem, Solution, referee

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
