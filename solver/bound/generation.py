"""Column generation: price routes and solve the master in turn, and keep the best bound proven on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver import rules
from solver.bound.classes import scale_of, shift_classes
from solver.bound.columns import Column, Duals, Terms, memberships
from solver.bound.cuts import violated
from solver.bound.ground import Int64s
from solver.bound.master import Floats, Master, Relaxed
from solver.bound.pricing import Pricer
from solver.bound.whole import Whole, best_whole
from solver.problem import Problem
from solver.solution import Solution

PER_CLASS = 25
"""Columns a class brings at most each time it is priced."""

PATIENCE, PROGRESS = 3, 0.01
"""Cuts are looked for until so many rounds in a row each close less than this part of the gap."""

_ENOUGH = 0.01
"""Columns are generated until the bound is so near to the master's value, in units of cost."""

_DEARER = 20
"""Leaving out a visit costs the master so many times the plan at most: what is dearer than that is never done."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Dual values, the floor of each class under them, and the bound they prove (all × scale)."""

    duals: Duals
    floors: tuple[int, ...]
    value: int


class Generation:
    """The column generation of one problem.

    Attributes:
        scale: how many steps of a dual value make one unit of cost.
        cost: only plans that are cheaper matter.
        pricers: one per class of shifts.
        terms: see `Terms`.
        leaving_out: what a master pays for each visit that is not served.
        master: the linear program, with the columns and cuts so far.
        best: the best bound so far.
        rounds: how often every class was priced.
    """

    def __init__(self, problem: Problem, cost: int, over: Callable[[], bool]) -> None:
        """For plans cheaper than `cost`, until it is over: a bound cut short is no bound, and is forgotten."""
        self.scale, self.cost, self.over, self.rounds = scale_of(problem), cost, over, 0
        classes = shift_classes(problem)
        prizes = [rules.unserved.cost(visit, problem.weights) for visit in problem.visits]
        free = [visit.pinned is None for visit in problem.visits]
        counts = [len(each.shifts) for each in classes]
        self.pricers = [Pricer(number, each, self.scale) for number, each in enumerate(classes)]
        self.terms = Terms(tuple(prize * self.scale for prize in prizes), tuple(free), tuple(counts))
        dear = _DEARER * (cost + 1)
        self.leaving_out = [min(prize, dear) if may else dear for prize, may in zip(prizes, free, strict=True)]
        self.master = Master(self.leaving_out, counts)
        self.best = Proven(Duals.of(np.zeros(len(prizes), np.int64)), (0,) * len(classes), 0)
        self._relaxed: Relaxed | None = None

    @property
    def bound(self) -> int:
        """No plan costs less."""
        return -(-self.best.value // self.scale)

    @property
    def done(self) -> bool:
        """Whether nothing is left to prove, or no time."""
        return self.bound >= self.cost or self.over()

    def start(self, plan: Solution) -> None:
        """Let the routes of the plan be the first columns."""
        number = {shift: pricer for pricer in self.pricers for shift in pricer.shifts.shifts}
        for shift, visits in enumerate(plan.routes):
            if visits and shift in number and (column := number[shift].column(visits)):
                self.master.add([column])

    def converge(self) -> None:
        """Generate columns until none improves the master: then the bound is the master's own value."""
        near, few = True, max(1, len(self.pricers))
        while not self.done and (relaxed := self.master.relaxed()) is not None:
            self.rounds += 1
            self._relaxed = relaxed
            duals = rounded(relaxed, self.master.cuts, self.scale)
            if near:
                near = sum(self.master.add(each.near(duals, PER_CLASS)) for each in self.pricers) >= few
            elif not self._price(duals) or relaxed.cost * self.scale - self.best.value < _ENOUGH * self.scale:
                return

    def strengthen(self) -> None:
        """Cut off fractional plans until that closes little of the gap."""
        patience = PATIENCE
        while patience and not self.done and self._relaxed is not None:
            weights = self._relaxed.weights
            cuts = violated(self.master.columns[: len(weights)], weights, len(self.terms.prizes))
            if not len(cuts):
                return
            gap = self.cost * self.scale - self.best.value
            self.master.cut(cuts)
            self.converge()
            closed = gap - (self.cost * self.scale - self.best.value)
            patience = PATIENCE if closed > PROGRESS * gap else patience - 1

    def useful(self) -> list[Column]:
        """The columns known that a plan cheaper than `cost` could be made of."""
        columns = self.master.columns
        costs = np.array([column.cost for column in columns], np.int64)
        duals, classes = self.best.duals, np.array([column.shifts for column in columns], np.int64)
        reduced = costs * self.scale - duals.worth(memberships(columns, len(duals.visits)))
        room = np.array([self._room(each) for each in range(len(self.pricers))], np.int64)
        return [columns[each] for each in np.flatnonzero(reduced < room[classes]).tolist()]

    def every_useful(self) -> list[Column] | None:
        """Every column there is that a plan cheaper than `cost` could be made of; None where they are too many."""
        found: list[Column] = []
        for pricer in self.pricers:
            some = pricer.all_below(self.best.duals, self._room(pricer.number))
            if some is None or self.over():
                return None
            found.extend(some)
        return found

    def best_whole(self, columns: Sequence[Column], *, seconds: float) -> Whole | None:
        """The best plan of these columns that is found in so many seconds."""
        return best_whole(columns, self.leaving_out, self.terms.counts, self.best.duals.cuts, seconds=seconds)

    def cost_of(self, columns: Sequence[Column]) -> int:
        """What the plan of these columns costs, visits left out included."""
        served = {visit for column in columns for visit in column.visits}
        left_out = (cost for visit, cost in enumerate(self.leaving_out) if visit not in served)
        return sum(column.cost for column in columns) + sum(left_out)

    def _room(self, number: int) -> int:
        """A route of this class with a reduced cost of so much or more (× scale) is in no plan cheaper than `cost`.

        All other shifts add their floors, at least, to what the dual values prove without routes.
        """
        return (self.cost - 1) * self.scale + 1 - self.best.value + self.best.floors[number]

    def _price(self, duals: Duals) -> bool:
        """Price every class; whether the master has new columns."""
        floors, added = [], 0
        for pricer in self.pricers:
            if self.over():
                return False
            priced = pricer.cheapest(duals, PER_CLASS)
            added += self.master.add(priced.columns)
            floors.append(priced.floor)
        known = tuple(floor for floor in floors if floor is not None)
        if len(known) == len(floors) and (value := self.terms.value(duals, known)) > self.best.value:
            self.best = Proven(duals, known, value)
        return added > 0


def rounded(relaxed: Relaxed, cuts: Int64s, scale: int) -> Duals:
    """The dual values of a linear program to the nearest step."""

    def steps(values: Floats) -> Int64s:
        return np.rint(values * scale).astype(np.int64)

    return Duals.of(steps(relaxed.visits), cuts, -steps(relaxed.cuts))
