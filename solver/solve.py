"""Solve: a whole plan, built by regret and then improved by ruining and recreating a part of it, over and over."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from solver.errors import PinnedVisitImpossible
from solver.problem import Problem
from solver.search import Plan, construct, recreate, ruin
from solver.solution import Solution
from solver.stop import Stop

_REMOVED_AT_MOST = 10
_COOLING = 0.999
_WARMTH = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: rounds done, the cost of its best plan, and how many visits that plan leaves out."""

    iteration: int
    cost: int
    left_out: int


def solve(
    problem: Problem,
    stop: Stop,
    seed: int,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """A good plan for the problem; never worse than `start` when that is feasible.

    The same seed and the same number of rounds give the same plan. Pinned visits keep their technician and start;
    raises `PinnedVisitImpossible` when one finds no room. `on_progress` hears of every better plan.
    Source: ruin and recreate with simulated annealing (Schrimpf et al. 2000).
    """
    rng = random.Random(seed)
    given = Solution.of(problem, start.routes if start else [()] * len(problem.shifts))
    best = current = construct(Plan.of(problem, given))
    _refuse_forgotten_pins(best)
    temperature = _WARMTH * best.cost / max(1, len(problem.visits))
    iteration = 0
    while not stop(best.cost):
        iteration += 1
        ruined = ruin(current, rng, _REMOVED_AT_MOST)
        if ruined is not None:
            candidate = recreate(ruined, rng)
            if candidate.cost < current.cost - temperature * math.log(1.0 - rng.random()):
                current = candidate
        if current.cost < best.cost:
            best = current
            if on_progress is not None:
                on_progress(Progress(iteration, best.cost, len(best.left_out)))
        temperature *= _COOLING
    return best.solution


def _refuse_forgotten_pins(plan: Plan) -> None:
    """Pinned visits are never removed, so those that found no room at first never will."""
    for visit in sorted(plan.left_out):
        if plan.problem.visits[visit].pinned is not None:
            raise PinnedVisitImpossible(visit=plan.problem.visits[visit].key)
