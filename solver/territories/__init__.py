"""Large problems by territories: pieces of some 200 visits, searched one by one or side by side, wave after wave.

Each wave has other borders, so that what one parts another one joins. `borders` says where territories end, `ties` what
they may not part, `survey` who belongs where on the plan as it stands; `pieces` turns a territory into a problem of its
own and puts its plan back.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from solver.maps import Map
from solver.problem import Problem
from solver.rules import unserved
from solver.solution import Solution
from solver.stop import Progress, StoppingCriterion
from solver.territories.pieces import OnePiece, Outcome, Piece, Stretch, Task, Whole, this_worker, work
from solver.territories.survey import Survey

CREWS = 4
"""How many crews it has, or more: fewer have little to exchange."""

WAVE = 10
"""Rounds of one wave, for each visit."""

LONG_WAVE = 100
"""The same where nobody knows when the search will stop."""

_UNKNOWN = 2**62
"""More than any plan costs."""


@dataclass(slots=True, eq=False)
class Territories:
    """A search of one large problem under way, in `count` territories; `begun` once there is a plan.

    `best` is the least cost that was told.
    """

    survey: Survey
    one_piece: OnePiece
    spread: Map
    count: int
    rng: random.Random
    whole: Whole
    begun: bool
    so_far: Progress
    best: int = _UNKNOWN

    @classmethod
    def of(
        cls, problem: Problem, seed: int, start: Solution | None, one_piece: OnePiece, *, spread: Map, size: int
    ) -> Self | None:
        """The search of a problem in pieces of `size` visits, more or less; None where one piece is all."""
        survey = Survey.of(problem)
        count = min(round(len(problem.visits) / size), len(survey.ties.crews) // CREWS)
        if count < 2:  # noqa: PLR2004  # no borders at all
            return None
        routes: list[tuple[int, ...]] = [()] * len(problem.shifts) if start is None else list(start.routes)
        whole = Whole(problem, routes, dict(start.starts if start else ()))
        so_far = Progress(0, _UNKNOWN, len(problem.visits) - sum(map(len, routes)))
        return cls(survey, one_piece, spread, count, random.Random(seed), whole, start is not None, so_far)

    @property
    def plan(self) -> Solution:
        """The plan as it stands."""
        return Solution.of(self.whole.problem, self.whole.routes, self.whole.starts)

    def run(self, stop: StoppingCriterion, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Wave after wave until it is time to stop, but one over all territories at least.

        The stop is asked after each territory of every wave but the first; `on_progress` hears of a better plan once a
        whole wave is over.
        """
        visits, before, done = len(self.whole.problem.visits), self.so_far, stop(self.so_far)
        self._wave(min(visits, stop.rounds(before)) if done < 1 else 0, (done, done))
        self._tell(on_progress)
        while (now := stop(self.so_far)) < 1:
            made, gone = self.so_far.iteration - before.iteration, now - done
            before, done = self.so_far, now
            if gone > 0:
                left = max(1.0, made / gone * (1 - now))
                waves = max(1, round(left / (WAVE * visits)))
                whole = self._wave(round(left / waves), (now, now + (1 - now) / waves), stop)
            else:
                whole = self._wave(LONG_WAVE * visits, (0.0, 1.0), stop)
            if whole:
                self._tell(on_progress)

    def _wave(self, rounds: int, way: tuple[float, float], stop: StoppingCriterion | None = None) -> bool:
        """So many rounds in all, each territory its part of them; whether all had their turn.

        Without a stop that is so even where rounds are too few for all. `way` says through which shares of the whole
        search they lead, and so at what heat.
        """
        pieces = self.survey.pieces(self.whole, self.count, self.rng)
        shares = allotted(rounds, [len(piece.visits) for piece in pieces])
        turns = [(piece, share) for piece, share in zip(pieces, shares, strict=True) if share or stop is None]
        cost, tasks = self._left_aside(pieces), self._tasks(turns, way, begun=self.begun)
        self.begun, waiting = True, len(pieces)
        for (piece, share), outcome in zip(turns, self.spread(partial(work, self.one_piece), tasks), strict=True):
            self._take(piece, share, outcome)
            cost, waiting = cost + outcome.cost, waiting - 1
            if stop is not None and stop(self.so_far) >= 1:
                break
        if waiting:
            return False
        self.so_far = replace(self.so_far, cost=cost)
        return True

    def _tasks(self, turns: Sequence[tuple[Piece, int]], way: tuple[float, float], *, begun: bool) -> Iterator[Task]:
        """What the workers are asked, one by one."""
        for piece, share in turns:
            alone = self.whole.alone(piece)
            start = self.whole.plan_of(piece, alone) if begun else None
            yield Task(alone, Stretch(share, *way), self.rng.getrandbits(32), start)

    def _take(self, piece: Piece, share: int, outcome: Outcome) -> None:
        """Put a better plan of a piece in its place and note what that took and saved."""
        more = self.whole.take(piece, outcome.plan)
        elsewhere = 0.0 if outcome.worker == this_worker() else outcome.seconds
        self.so_far = Progress(
            iteration=self.so_far.iteration + share,
            cost=self.so_far.cost - outcome.saved,
            left_out=self.so_far.left_out - more,
            elsewhere=self.so_far.elsewhere + elsewhere,
        )

    def _left_aside(self, pieces: Sequence[Piece]) -> int:
        """What the visits cost that are in no piece."""
        problem = self.whole.problem
        inside = {visit for piece in pieces for visit in piece.visits}
        left = [problem.visits[visit] for visit in range(len(problem.visits)) if visit not in inside]
        return sum(unserved.cost(visit, problem.weights) for visit in left)

    def _tell(self, on_progress: Callable[[Progress], None] | None) -> None:
        """Tell of the plan if it is the best so far."""
        if self.so_far.cost < self.best:
            self.best = self.so_far.cost
            if on_progress is not None:
                on_progress(self.so_far)


def allotted(rounds: int, sizes: Sequence[int]) -> list[int]:
    """So many rounds for pieces of these sizes: to each its part, or to the first ones a round for each visit."""
    most = max(rounds, sum(sizes))
    until = [min(rounds, round(most * visits / sum(sizes))) for visits in itertools.accumulate(sizes)]
    return [one - other for one, other in zip(until, [0, *until], strict=False)]
