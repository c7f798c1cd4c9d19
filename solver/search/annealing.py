"""A search from start to stop: ruin and recreate under simulated annealing, in stretches of many compiled rounds.

Sources: Schrimpf, Schneider, Stamm-Wilbrandt and Dueck, "Record breaking optimization results using the ruin and
recreate principle" (2000); Christiaens and Vanden Berghe, "Slack induction by string removals" (2020).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from solver.problem import Problem
from solver.search.chance import Dice, dice
from solver.search.compiled import kernel
from solver.search.compiling import compile_model
from solver.search.curve import along_a_curve
from solver.search.desk import Desk, empty_desk
from solver.search.model import NOBODY, Array, Model
from solver.search.neighbours import with_neighbours
from solver.search.state import State, empty_state
from solver.solution import Solution
from solver.stop import Progress, StoppingCriterion


@dataclass(frozen=True, slots=True)
class Habits:
    """How a search goes about a kind of problem.

    `hot` is the first temperature, in mean roads from a visit to the one that goes with it best, at their price;
    `blink` how often a place for a visit is overlooked; `ends` how many departures and returns it is tried at.
    """

    hot: float
    blink: float
    ends: int


FLEET = Habits(hot=10.0, blink=0.03, ends=8)
"""Where most shifts have a twin: many good plans lie close to each other."""

PEOPLE = Habits(hot=25.0, blink=0.05, ends=32)
"""Where each shift is another: whoever may come lives elsewhere, and good plans lie far apart."""

COLD = 0.1
"""The last temperature, in the same unit."""

SLACK = 10.0
"""How much dearer than it may be a plan may come out of a round, in the same unit, for tails to be exchanged."""

MEAN = 10.0
"""How many visits a round takes out, on average."""

CYCLE = 1_000
"""Rounds per visit after which one annealing is long enough, and another one begins from the best plan."""

SETTLED = 0.03
"""How far through a search its speed is known well enough to say how many annealings there will be."""

SHORT_CYCLE = 100
"""The same of the first one where nobody knows when the search will stop; each next is twice as long."""

_NOTHING: Array = np.zeros((0, 2), np.int64)


@dataclass(slots=True, eq=False)
class Search:
    """A search under way; the best plan so far lies on its desk."""

    model: Model
    state: State
    desk: Desk
    dice: Dice
    habits: Habits
    warmth: float
    order: Array
    cycles: int = 0

    @classmethod
    def of(cls, problem: Problem, seed: int, start: Solution | None = None) -> Self:
        """A search that begins with this plan as far as it keeps every promise; other visits are left out at first."""
        order = along_a_curve([visit.place for visit in problem.visits])
        model = compile_model(replace(problem, visits=tuple(problem.visits[at] for at in order)))
        habits = FLEET if 2 * model.groups.size <= model.twins.size else PEOPLE
        model = with_neighbours(model, habits.ends)
        search = cls(model, empty_state(model), empty_desk(model), dice(seed), habits, _warmth(model), order)
        search.play(0, COLD, start.routes if start else ())
        return search

    @property
    def left_out(self) -> int:
        """How many visits the best plan leaves out."""
        return int(np.count_nonzero(self.desk.best[:-1, 0] == NOBODY))

    def routes(self) -> list[list[int]]:
        """The routes of the best plan: the indices of their visits in order."""
        best = self.desk.best
        routes: list[list[int]] = [[] for _ in range(self.model.kind.size)]
        for visit in np.lexsort((best[:-1, 1], best[:-1, 0])).tolist():
            if best[visit, 0] != NOBODY:
                routes[best[visit, 0]].append(int(self.order[visit]))
        return routes

    def progress(self, iteration: int) -> Progress:
        """What there is to tell after so many rounds."""
        return Progress(iteration, int(self.desk.best[-1, 0]), self.left_out)

    def play(self, rounds: int, heat: float, routes: Sequence[Sequence[int]] = ()) -> None:
        """Follow these routes, insert what is left out, and play so many rounds at `heat` times the warmth."""
        place = np.argsort(self.order)
        given = [(route, place[visit]) for route, visits in enumerate(routes) for visit in visits]
        pairs = np.array(given, np.int64).reshape(-1, 2)
        how = (rounds, self.warmth * heat, MEAN, self.habits.blink, self.warmth * SLACK)
        kernel()(self.model, self.state, self.desk, self.dice, pairs, how)

    def run(self, stop: StoppingCriterion, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Search until it is time to stop; `on_progress` hears of every better plan, and at once of the first."""
        so_far, cycle = self.progress(0), 0
        if on_progress is not None:
            on_progress(so_far)
        while (done := stop(so_far)) < 1:
            rounds = min(stop.rounds(so_far), 1 + SHORT_CYCLE * len(self.desk.best) // 10)
            now, through = self._cycle(so_far.iteration, done)
            if now > cycle:
                cycle, self.state = now, empty_state(self.model)
                self.play(0, COLD, self.routes())
            self.play(rounds, self.habits.hot * (COLD / self.habits.hot) ** through)
            after = self.progress(so_far.iteration + rounds)
            if on_progress is not None and after.cost < so_far.cost:
                on_progress(after)
            so_far = after

    def _cycle(self, iteration: int, done: float) -> tuple[int, float]:
        """In which annealing the search is, from 0, and how far through it.

        As many of equal length as are long enough where it is known how much is done; else each twice as long as the
        one before.
        """
        visits = len(self.desk.best)
        if done > 0:
            if done > SETTLED and self.cycles == 0:
                self.cycles = max(1, round(iteration / done / (CYCLE * visits)))
            cycles = max(1, self.cycles)
            return int(done * cycles), done * cycles % 1
        first = SHORT_CYCLE * visits
        cycle = (iteration // first + 1).bit_length() - 1
        return cycle, (iteration - first * ((1 << cycle) - 1)) / (first << cycle)


def _warmth(model: Model) -> float:
    """What the road from a visit to the one that goes with it best costs, on average."""
    n = model.price.shape[0]
    if n < 2:  # noqa: PLR2004  # nobody has a neighbour
        return 1.0
    nearest = np.minimum(model.road[np.arange(n), model.related[:, 0]], model.road[model.related[:, 0], np.arange(n)])
    return max(1.0, float(nearest.mean()) * model.prices[0])
