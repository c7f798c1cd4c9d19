"""Solve: a whole plan for a problem, better the longer it may take."""

import datetime as dt
from collections.abc import Callable

from solver.errors import PinnedVisitImpossible
from solver.maps import Map
from solver.problem import Place, Problem, Shift, Visit
from solver.referee import referee
from solver.solution import Solution
from solver.stop import Progress, StoppingCriterion
from solver.territories import Territories

LARGE, TERRITORY = 1_500, 200
"""With more visits than this a problem is solved by territories, which have so many."""


def solve(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    spread: Map = map,
) -> Solution:
    """A good plan for the problem; never worse than `start` when that is feasible.

    The same seed and the same number of rounds give the same plan. Pinned visits keep their technician and start.
    `on_progress` hears of every better plan; the cost it is told may be more than the plan's, never less. A large
    problem is solved by territories, on the cores of `spread`.

    Raises:
        PinnedVisitImpossible: a pinned visit finds no room.
        PlanRefused: `start` is not a plan of this problem.
    """
    start = None if start is None else Solution.of(problem, start.routes, dict(start.starts))
    large = len(problem.visits) > LARGE
    if large and (whole := Territories.of(problem, seed, start, in_one_piece, spread=spread, size=TERRITORY)):
        whole.run(stop, on_progress)
        found = whole.plan
    else:
        found = in_one_piece(problem, stop, seed, start, on_progress)
    if start is not None and _no_better(problem, found, start):
        return start
    for visit in found.unserved:
        if problem.visits[visit].pinned is not None:
            raise PinnedVisitImpossible(visit=problem.visits[visit].key)
    return found


def warm_search() -> None:
    """Compile the search, or load it from disk: a minute the first time, for a background thread."""
    from solver.search.annealing import Search  # noqa: PLC0415  # numba is not for those who only want a slot

    anywhere, today = Place(0, 0), dt.date(1970, 1, 1)
    shift = Shift(technician="", day=today, start_place=anywhere, end_place=anywhere, start=0, end=0)
    visit = Visit(key="", place=anywhere, duration=0, windows=())
    Search.of(Problem(shifts=(shift,), visits=(visit,)), seed=0)


def _no_better(problem: Problem, found: Solution, start: Solution) -> bool:
    """Whether a plan to start from is feasible, and what was found costs as much or leaves a pinned visit out."""
    before, after = referee(problem, start), referee(problem, found)
    return before.feasible and not (after.feasible and after.cost.total < before.cost.total)


def in_one_piece(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """The same for the problem as a whole, pinned visits without room being left out."""
    from solver.search.annealing import Search  # noqa: PLC0415  # numba is not for those who only want a slot

    if not problem.shifts or not problem.visits:
        return Solution.of(problem, [()] * len(problem.shifts))
    if problem.links:
        from solver.links import solve_linked  # noqa: PLC0415  # as above

        return solve_linked(problem, stop, seed, start, on_progress)
    search = Search.of(problem, seed, start)
    search.run(stop, on_progress)
    return Solution.of(problem, search.routes())
