"""A search from start to stop: ruin and recreate under simulated annealing, in stretches of many compiled rounds.

Sources: Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, "Record breaking optimization results using the ruin and
recreate principle" (2000); Christiaens and Vanden Berghe, "Slack induction by string removals" (2020).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from solver.problem import Problem
from solver.search.chance import Dice, dice
from solver.search.compiled import kernel
from solver.search.compiling import compile_model
from solver.search.desk import Desk, empty_desk
from solver.search.model import Array, Model
from solver.search.state import State, empty_state
from solver.solution import Solution
from solver.stop import Progress, Stop

HOT, COLD = 3.0, 0.03
"""The first and the last temperature, in mean roads from a visit to its nearest neighbour, at their price."""

BLINK = 0.01
"""How often a place for a visit is overlooked."""

MEAN = 10.0
"""How many visits a round takes out, on average."""

_NOTHING: Array = np.zeros((0, 2), np.int64)

CYCLE = 100
"""Rounds per visit of the first annealing where nobody knows when the search will stop; each next is twice as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A search under way: the best plan so far lies on its desk."""

    model: Model
    state: State
    desk: Desk
    dice: Dice
    warmth: float

    @classmethod
    def of(cls, problem: Problem, seed: int, start: Solution | None = None) -> Self:
        """A search that begins with this plan as far as it keeps every promise; other visits are left out at first."""
        model = compile_model(problem)
        planned = [(route, visit) for route, visits in enumerate(start.routes if start else ()) for visit in visits]
        search = cls(model, empty_state(model), empty_desk(model), dice(seed), _warmth(model))
        search.play(0, COLD, np.array(planned, np.int64).reshape(-1, 2))
        return search

    @property
    def left_out(self) -> list[int]:
        """The visits the best plan leaves out."""
        return [int(visit) for visit in np.flatnonzero(self.desk.best[:-1, 0] < 0)]

    def routes(self) -> list[list[int]]:
        """The routes of the best plan: the indices of their visits in order."""
        routes: list[list[int]] = [[] for _ in range(self.model.kind.size)]
        for visit in np.lexsort((self.desk.best[:-1, 1], self.desk.best[:-1, 0])).tolist():
            if self.desk.best[visit, 0] >= 0:
                routes[self.desk.best[visit, 0]].append(visit)
        return routes

    def progress(self, iteration: int) -> Progress:
        """What there is to tell after so many rounds."""
        return Progress(iteration, int(self.desk.best[-1, 0]), len(self.left_out))

    def play(self, rounds: int, heat: float, given: Array = _NOTHING) -> None:
        """Follow `given` ((k, 2): routes and their visits in order), insert what is left out, play so many rounds.

        Their temperature is `heat` times the warmth of the problem.
        """
        how = (rounds, self.warmth * heat, MEAN, BLINK)
        kernel()(self.model, self.state, self.desk, self.dice, given, how)

    def run(self, stop: Stop, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Search until it is time to stop; `on_progress` hears of every better plan, and at once of the first."""
        so_far = self.progress(0)
        if on_progress is not None:
            on_progress(so_far)
        while (done := stop(so_far)) < 1:
            rounds = min(stop.rounds(so_far), 1 + CYCLE * len(self.desk.best) // 10)
            self.play(rounds, HOT * (COLD / HOT) ** (done or self._through_cycle(so_far.iteration)))
            now = self.progress(so_far.iteration + rounds)
            if on_progress is not None and now.cost < so_far.cost:
                on_progress(now)
            so_far = now

    def _through_cycle(self, iteration: int) -> float:
        """How far an annealing is when only the rounds done are known: cycles, each twice as long as the one before."""
        first = CYCLE * len(self.desk.best)
        cycle = (iteration // first + 1).bit_length() - 1
        return (iteration - first * ((1 << cycle) - 1)) / (first << cycle)


def _warmth(model: Model) -> float:
    """What the road from a visit to its nearest neighbour costs, on average."""
    n = model.price.shape[0]
    if n < 2:  # noqa: PLR2004  # nobody has a neighbour
        return 1.0
    nearest = np.minimum(model.road[np.arange(n), model.near[:, 0]], model.road[model.near[:, 0], np.arange(n)])
    return max(1.0, float(nearest.mean()) * model.prices[0])
