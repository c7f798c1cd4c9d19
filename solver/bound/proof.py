"""Prove how good a plan is: a bound from column generation, and a better plan where the columns make one."""

import time
from collections import defaultdict
from collections.abc import Sequence

from solver.bound.certificate import Certificate, Cut
from solver.bound.columns import Column
from solver.bound.generation import Generation
from solver.bound.whole import Whole
from solver.errors import PlanBreaksRules
from solver.problem import Problem
from solver.referee import referee
from solver.solution import Solution
from solver.stop import Progress, StoppingCriterion

FOR_CUTS = 0.6
"""Cuts are looked for until so much of the time has passed; the rest is for whole plans."""

FIRST_STEP = 1_000
"""Plans at most this part of the bound above it are looked for first, then half as far again above it, and so on."""

LONG, BRIEF = 20.0, 0.5
"""Seconds that remain where nobody knows, and the fewest in which a better plan is looked for at all."""


def prove(problem: Problem, plan: Solution, stop: StoppingCriterion) -> Certificate:
    """How far the plan is from the best possible at most, as far as can be proven before it is time to stop.

    The bound holds for every plan of the problem; only links between visits are relaxed. What is stopped early proves
    less, never anything wrong. Raises `PlanBreaksRules` where the referee refuses the plan.
    """
    verdict = referee(problem, plan)
    if not verdict.feasible:
        raise PlanBreaksRules(rules=sorted({one.rule for one in verdict.violations}))
    proof = _Proof(problem, plan, verdict.cost.total, stop)
    proof.run()
    return proof.certificate()


class _Proof:
    """A proof under way: the best plan so far and its cost, the generation of columns, and when to stop."""

    def __init__(self, problem: Problem, plan: Solution, cost: int, stop: StoppingCriterion) -> None:
        self.problem, self.best, self.cost, self.stop = problem, plan, cost, stop
        self.until, self.begun = 1.0, time.thread_time()
        self.generation = Generation(problem, cost, self.over)
        self.closed_at = 0

    def over(self) -> bool:
        """Whether it is time to stop, or to go on to something else."""
        return self.through() >= self.until

    def through(self) -> float:
        """How much of the time has passed."""
        return self.stop(Progress(self.generation.rounds, self.cost, len(self.best.unserved)))

    def run(self) -> None:
        """Everything there is to do, as far as there is time."""
        generation = self.generation
        generation.start(self.best)
        generation.converge()
        self.until = FOR_CUTS
        generation.strengthen()
        self.until = 1.0
        self._close(max(1, generation.bound // FIRST_STEP))

    def _close(self, step: int) -> None:
        """Look for the best plan within a step above the bound, and then within half as much again, until there is one.

        Where every column is known that such a plan could be made of, the best of them is the best there is. Where
        they are too many, a better plan may still be made of those that are known.
        """
        generation = self.generation
        while not generation.done and self.closed_at < self.cost:
            limit = min(generation.bound + step, self.cost)
            every = generation.every_useful(limit)
            if every is None:
                self._keep(self._whole(generation.useful(self.cost), self.cost))
                return
            whole = self._whole(every, limit)
            self._keep(whole)
            if not whole.proven:
                return
            if whole.columns:
                self.closed_at = generation.cost_of(whole.columns)
                return
            self.closed_at = limit
            step += (step + 1) // 2

    def certificate(self) -> Certificate:
        """What is proven so far."""
        generation = self.generation
        proven, shifts = generation.best, range(len(self.problem.shifts))
        floors = {
            shift: floor
            for pricer, floor in zip(generation.pricers, proven.floors, strict=True)
            for shift in pricer.shifts.shifts
        }
        cuts = zip(map(tuple, proven.duals.cuts.tolist()), proven.duals.penalties.tolist(), strict=True)
        bound = min(self.cost, max(generation.bound, self.closed_at))
        return Certificate(
            best=self.best,
            cost=self.cost,
            bound=bound,
            scale=generation.scale,
            worth=tuple(proven.duals.visits.tolist()),
            cuts=tuple(Cut(visits, price) for visits, price in cuts if price),
            floors=tuple(floors.get(shift, 0) for shift in shifts),
            closed=bound > generation.bound,
        )

    def _whole(self, columns: Sequence[Column], limit: int) -> Whole:
        """The best whole plan of these columns that is cheaper than the limit, within the time that is left."""
        through, spent = self.through(), time.thread_time() - self.begun
        left = spent * (1 - through) / through if through > 0 else LONG
        return self.generation.best_whole(columns, limit, seconds=max(BRIEF, left))

    def _keep(self, whole: Whole) -> None:
        """Keep the plan these columns make if the referee finds it better."""
        if whole.columns is None:
            return
        plan = self._plan(whole.columns)
        verdict = referee(self.problem, plan)
        if verdict.feasible and verdict.cost.total < self.cost:
            self.best, self.cost = plan, verdict.cost.total
            self.generation.cost = self.cost

    def _plan(self, columns: Sequence[Column]) -> Solution:
        """These routes, each on a shift of its class: its own where the best plan so far has it too."""
        waiting: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for column in columns:
            waiting[column.shifts].append(column.visits)
        routes: list[tuple[int, ...]] = [()] * len(self.problem.shifts)
        for number, theirs in waiting.items():
            shifts = self.generation.pricers[number].shifts.shifts
            for shift in shifts:
                if self.best.routes[shift] in theirs:
                    theirs.remove(self.best.routes[shift])
                    routes[shift] = self.best.routes[shift]
            for shift in shifts:
                if not routes[shift] and theirs:
                    routes[shift] = theirs.pop()
        return Solution.of(self.problem, routes)
