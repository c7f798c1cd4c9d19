"""Solve: a whole plan for a problem, better the longer it may take."""

from collections.abc import Callable

from solver.errors import PinnedVisitImpossible
from solver.problem import Problem
from solver.solution import Solution
from solver.stop import Progress, Stop


def solve(
    problem: Problem,
    stop: Stop,
    seed: int,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """A good plan for the problem; never worse than `start` when that is feasible.

    The same seed and the same number of rounds give the same plan. Pinned visits keep their technician and start;
    raises `PinnedVisitImpossible` when one finds no room. `on_progress` hears of every better plan; the cost it is
    told may be more than the plan's, never less.
    """
    from solver.search.annealing import Search  # noqa: PLC0415  # numba is not for those who only want a slot

    if not problem.shifts or not problem.visits:
        found = Solution.of(problem, [()] * len(problem.shifts))
    else:
        search = Search.of(problem, seed, start)
        search.run(stop, on_progress)
        found = Solution.of(problem, search.routes())
    for visit in found.unserved:
        if problem.visits[visit].pinned is not None:
            raise PinnedVisitImpossible(visit=problem.visits[visit].key)
    return found
