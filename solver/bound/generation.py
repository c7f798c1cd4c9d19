"""Column generation: price routes and solve the master in turn, and keep the best bound proven on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver import rules
from solver.bound.classes import scale_of, shift_classes
from solver.bound.columns import Column, Duals, Terms
from solver.bound.cuts import violated
from solver.bound.ground import Int64s
from solver.bound.master import Floats, Master, Relaxed
from solver.bound.pricing import Pricer
from solver.bound.whole import SetPartition, Whole, best_whole
from solver.problem import Problem
from solver.solution import Solution

PER_CLASS = 25
"""Columns a class brings at most each time it is priced."""

DRAWN = (0.5, 0.0)
"""How far dual values are drawn towards a centre before classes are priced, and once that finds too little."""

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
        self.best = Proven(Duals.nothing(len(prizes), len(classes)), (0,) * len(classes), 0)
        self._relaxed: Relaxed | None = None
        self._centre = self.best.duals

    @property
    def bound(self) -> int:
        """No plan costs less."""
        return -(-self.best.value // self.scale)

    @property
    def done(self) -> bool:
        """Whether nothing is left to prove, or no time."""
        return self.bound >= self.cost or self.over()

    def start(self, plan: Solution) -> None:
        """Let the routes of the plan be the first columns, and what they cost, shared alike, the first centre."""
        number = {shift: pricer for pricer in self.pricers for shift in pricer.shifts.shifts}
        alike = np.array(self.leaving_out, np.int64) * self.scale
        for shift, visits in enumerate(plan.routes):
            if visits and shift in number and (column := number[shift].column(visits)):
                self.master.add([column])
                alike[list(visits)] = column.cost * self.scale // len(visits)
        self._centre = replace(self._centre, visits=alike)

    def converge(self) -> None:
        """Generate columns until none improves the master: then the bound is the master's own value.

        While columns are few, dual values jump about; at wild ones pricing takes long and proves little. So they are
        drawn towards a centre: where they were drawn to last (Neame 1999) as long as only near visits are looked at,
        then those of the best bound (Wentges 1997).
        """
        self._look(self._near, enough=max(1, len(self.pricers)))
        self._look(self._price, enough=1)

    def _look(self, price: Callable[[Duals], list[Column]], enough: int) -> None:
        """Price and solve the master in turn until that finds less than enough new columns, drawn or not."""
        tried = 0
        while tried < len(DRAWN) and not self.done and (relaxed := self.master.relaxed()) is not None:
            self.rounds += 1
            self._relaxed = relaxed
            if relaxed.cost * self.scale - self.best.value < _ENOUGH * self.scale:
                return
            duals = rounded(relaxed, self.master.cuts, self.scale)
            found = self.master.add(price(duals.towards(self._centre, DRAWN[tried])))
            useful = duals.reduced(found, self.scale) < duals.shifts[[column.shifts for column in found]]
            tried = 0 if np.count_nonzero(useful) >= enough else tried + 1

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

    def useful(self, limit: int) -> list[Column]:
        """The columns known that a plan cheaper than that could be made of."""
        columns, room = self.master.columns, self._room(limit) + np.array(self.best.floors, np.int64)
        reduced = self.best.duals.reduced(columns, self.scale)
        classes = np.array([column.shifts for column in columns], np.int64)
        return [columns[each] for each in np.flatnonzero(reduced < room[classes]).tolist()]

    def every_useful(self, limit: int) -> list[Column] | None:
        """Every column there is that a plan cheaper than that could be made of; None where they are too many."""
        found: list[Column] = []
        for pricer, floor in zip(self.pricers, self.best.floors, strict=True):
            some = pricer.all_below(self.best.duals, self._room(limit) + floor)
            if some is None or self.over():
                return None
            found.extend(some)
        return found

    def best_whole(self, columns: Sequence[Column], limit: int, *, seconds: float) -> Whole:
        """The best plan of these columns cheaper than that, as far as it is found in so many seconds."""
        room, worth = self._room(limit), self.best.duals.visits.tolist()
        left_out = {
            visit: cost
            for visit, (cost, value) in enumerate(zip(self.leaving_out, worth, strict=True))
            if cost * self.scale - value < room
        }
        counts = [
            (count - min(count, (room - 1) // -floor if floor else count), count)
            for count, floor in zip(self.terms.counts, self.best.floors, strict=True)
        ]
        return best_whole(SetPartition(columns, left_out, counts, limit), len(worth), seconds=seconds)

    def cost_of(self, columns: Sequence[Column]) -> int:
        """What the plan of these columns costs, visits left out included."""
        served = {visit for column in columns for visit in column.visits}
        left_out = (cost for visit, cost in enumerate(self.leaving_out) if visit not in served)
        return sum(column.cost for column in columns) + sum(left_out)

    def _room(self, limit: int) -> int:
        """What is so much dearer (× scale) than the dual values reckon with is in no plan cheaper than the limit.

        That is a route whose reduced cost is so much above the floor, a visit left out that is worth so much less than
        its prize, idle shifts whose floors are so far below 0: everything else adds what it is reckoned with at least.
        """
        return (limit - 1) * self.scale + 1 - self.best.value

    def _near(self, duals: Duals) -> list[Column]:
        """Routes of every class that go from each visit to a near one; these values are the next centre."""
        self._centre = duals
        return [column for pricer in self.pricers for column in pricer.near(duals, PER_CLASS)]

    def _price(self, duals: Duals) -> list[Column]:
        """The cheapest routes of every class; if what they prove is the best bound so far, it is the next centre."""
        priced = []
        for pricer in self.pricers:
            if self.over():
                return []
            priced.append(pricer.cheapest(duals, PER_CLASS))
        floors = tuple(each.floor for each in priced if each.floor is not None)
        if len(floors) == len(priced) and (value := self.terms.value(duals, floors)) > self.best.value:
            self.best, self._centre = Proven(duals, floors, value), duals
        return [column for each in priced for column in each.columns]


def rounded(relaxed: Relaxed, cuts: Int64s, scale: int) -> Duals:
    """The dual values of a linear program to the nearest step."""

    def steps(values: Floats) -> Int64s:
        return np.rint(values * scale).astype(np.int64)

    return Duals(steps(relaxed.visits), steps(relaxed.shifts), cuts, -steps(relaxed.cuts))
