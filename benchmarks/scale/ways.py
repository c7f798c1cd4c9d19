"""The ways to plan a large firm's day: by territories, by our search in one piece, by PyVRP in one piece."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from solver import Problem, Progress, Seconds, Solution
from solver.solve import TERRITORY, in_one_piece
from solver.territories import Territories


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan, the CPU seconds until the first whole plan was there, and the rounds that were done."""

    plan: Solution
    first: float
    rounds: int


class _First:
    """Notes when it hears of a plan for the first time, and how many rounds the last one took."""

    def __init__(self) -> None:
        self._begun = time.process_time()
        self.seconds = 0.0

    def __call__(self, so_far: Progress) -> None:  # noqa: ARG002
        self.seconds = self.seconds or time.process_time() - self._begun


class _Counted(Seconds):
    """CPU seconds from the first question on, which is asked before anything is built; the rounds are counted."""

    rounds_done = 0

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        self.rounds_done = so_far.iteration
        return super().__call__(so_far)


def by_territories(problem: Problem, seconds: float, seed: int) -> Answer:
    """Whatever the size."""
    stop, first = _started(seconds)
    search = Territories.of(problem, seed, None, in_one_piece, spread=map, size=TERRITORY)
    if search is None:
        raise ValueError("too small for territories")
    search.run(stop, first)
    return Answer(search.plan, first.seconds, stop.rounds_done)


def by_one_search(problem: Problem, seconds: float, seed: int) -> Answer:
    """The search that territories are made of, with all visits in one."""
    stop, first = _started(seconds)
    return Answer(in_one_piece(problem, stop, seed, None, first), first.seconds, stop.rounds_done)


def _started(seconds: float) -> tuple[_Counted, _First]:
    stop = _Counted(seconds)
    stop(Progress(0, 0, 0))
    return stop, _First()


def by_pyvrp(problem: Problem, seconds: float, seed: int) -> Answer:
    """PyVRP with all visits in one."""
    from benchmarks.scale import with_pyvrp  # noqa: PLC0415  # of the group `peers`, which few install

    return Answer(*with_pyvrp.plan(problem, seconds, seed))


WAYS: dict[str, Callable[[Problem, float, int], Answer]] = {
    "territories": by_territories,
    "one piece": by_one_search,
    "PyVRP": by_pyvrp,
}
