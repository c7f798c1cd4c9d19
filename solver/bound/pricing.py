"""Pricing: at given dual values, the cheapest routes of each class of shifts, and a floor under all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from solver.bound.classes import ShiftClass
from solver.bound.columns import Column, Duals, memberships
from solver.bound.compiled import kernels
from solver.bound.completions import no_bounds
from solver.bound.ground import NO_FIT, Int64s
from solver.bound.tables import (
    APART,
    EXACTLY,
    LOOSELY,
    NO_ROUTE,
    NODE,
    PARENT,
    WORD,
    PricingQuestion,
    Table,
    empty_table,
)

NEIGHBOURS = 8
"""How many visits around it a visit remembers at first: those that a cheapest route makes twice are added."""

NEAREST = 12
"""How many visits may follow a visit in a near look."""

FIRST_CAPACITY, LAST_CAPACITY = 1 << 14, 1 << 20
"""Room for labels: doubled as often as needed, up to some 150 MB."""

STEP, BRIEFEST_STEP = 300, 30
"""Seconds between two times of day at which the rest is bounded; where stops are briefer it is not."""

MOST_LISTED = 30_000
"""More routes of one class are too many to list."""

_SPARE = 4

Arcs: TypeAlias = tuple[Int64s, Int64s]
"""Who may follow whom: those of visit v are `second[first[v] : first[v + 1]]`; row n leaves home."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Routes worth their shift, and the floor (× scale, 0 or less) no route is below; None when cut short."""

    floor: int | None
    columns: list[Column]


class Pricer:
    """One class of shifts, ready to be priced at any dual values.

    What visits remember grows as cheapest routes are found that make a visit twice (dynamic neighbourhoods, Roberti
    and Mingozzi 2014): every floor is valid, and in the end the cheapest route makes no visit twice.
    """

    def __init__(self, number: int, shifts: ShiftClass, scale: int) -> None:
        """The class with its number, costs being counted × scale."""
        self.number, self.shifts, self.scale = number, shifts, scale
        self._memory = _neighbourhoods(shifts, NEIGHBOURS)
        self._everything = _neighbourhoods(shifts, shifts.size)
        self._arcs, self._near_arcs = _arcs(shifts, shifts.size), _arcs(shifts, NEAREST)
        self._capacity = FIRST_CAPACITY
        self._width = _width(shifts)

    def cheapest(self, duals: Duals, most: int) -> Priced:
        """Up to so many routes worth their shift, and the floor, as far as there was room for labels."""
        priced, below = Priced(None, []), int(duals.shifts[self.number])
        while (labels := self._labels(duals, below, self._arcs, self._memory, EXACTLY)) is not None:
            rows, totals = labels
            priced = Priced(int(totals.min(initial=below)), self._columns(labels, below, duals, most))
            if priced.floor == below or not self._remember(
                _paths(rows, np.array([totals.argmin()]), self.shifts.size)[0]
            ):
                return priced
        return priced

    def near(self, duals: Duals, most: int) -> list[Column]:
        """Up to so many routes worth their shift that go from each visit to a near one."""
        below = int(duals.shifts[self.number])
        labels = self._labels(duals, below, self._near_arcs, self._everything, LOOSELY)
        return [] if labels is None else self._columns(labels, below, duals, most)

    def all_below(self, duals: Duals, threshold: int) -> list[Column] | None:
        """The cheapest route of every set of visits with a reduced cost (× scale) below; None if they are too many."""
        labels = self._labels(duals, threshold, self._arcs, self._everything, APART)
        if labels is None or np.count_nonzero(labels[1] < threshold) > MOST_LISTED:
            return None
        return self._columns(labels, threshold, duals, MOST_LISTED)

    def column(self, visits: tuple[int, ...]) -> Column | None:
        """The route of these visits in this order; None where no shift of the class may drive it."""
        n, local = self.shifts.size, {visit: number for number, visit in enumerate(self.shifts.visits.tolist())}
        if not set(visits) <= local.keys():
            return None
        path = [local[visit] for visit in visits]
        follows = dict(zip([n, *path], path, strict=False))
        arcs = _packed([[follows[node]] if node in follows else [] for node in range(n + 1)])
        nothing = Duals.nothing(1 + max(local), 0)
        labels = self._labels(nothing, NO_ROUTE, arcs, self._everything, APART)
        if labels is None:
            return None
        rows, totals = labels
        whole = int(totals[rows[:, NODE] == path[-1]].min(initial=NO_ROUTE))
        return None if whole == NO_ROUTE else Column(self.number, visits, whole // self.scale)

    def _labels(
        self, duals: Duals, threshold: int, arcs: Arcs, memory: Int64s, compared: int
    ) -> tuple[Int64s, Int64s] | None:
        """The rows of all labels, and what each costs as a whole route; None when there is no room for them."""
        price_routes, bound_rest = kernels()
        ground = self.shifts.ground
        horizon = ground.back_fed[2]
        question = PricingQuestion(
            self.shifts.assignment - duals.visits[self.shifts.visits],
            *arcs,
            memory,
            *_local_cuts(self.shifts, duals),
            *no_bounds(self.shifts.size, horizon // self._width + 1 if self._width else 1),
            self._width or horizon + 1,
            threshold,
            compared,
        )
        if self._width:
            bound_rest(ground, question)
        while not price_routes(ground, question, table := empty_table(ground, question, self._capacity)):
            if self._capacity == LAST_CAPACITY:
                return None
            self._capacity *= 2
        return _made(table)

    def _columns(self, labels: tuple[Int64s, Int64s], below: int, duals: Duals, most: int) -> list[Column]:
        """The labels cheaper than that as columns, cheapest first: no visit twice, one route per set of visits."""
        rows, totals = labels
        chosen = np.flatnonzero(totals < below)
        chosen = chosen[np.argsort(totals[chosen], kind="stable")][: _SPARE * most]
        found: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {}
        for label, path in zip(chosen.tolist(), _paths(rows, chosen, self.shifts.size), strict=True):
            if len(served := frozenset(path)) == len(path):
                found.setdefault(served, (label, tuple(self.shifts.visits[list(path)].tolist())))
        kept = list(found.values())[:most]
        columns = [Column(self.number, visits, 0) for _, visits in kept]
        costs = totals[[label for label, _ in kept]] + duals.worth(memberships(columns, len(duals.visits)))
        return [
            replace(column, cost=cost) for column, cost in zip(columns, (costs // self.scale).tolist(), strict=True)
        ]

    def _remember(self, path: tuple[int, ...]) -> bool:
        """Let the visits between two times of the same one remember it; whether there were any."""
        found = False
        for at, visit in enumerate(path):
            if visit in path[at + 1 :]:
                between = path[at + 1 : path.index(visit, at + 1)]
                self._memory[list(between), visit // WORD] |= 1 << (visit % WORD)
                found = True
        return found


def _made(table: Table) -> tuple[Int64s, Int64s]:
    """The labels a table holds, and what each costs as a whole route."""
    count = int(table.size[0])
    return table.rows[:count], table.totals[:count]


def _paths(rows: Int64s, labels: Int64s, home: int) -> list[tuple[int, ...]]:
    """The visits of each label, first to last, by their local numbers; lunch is no visit."""
    nodes, steps = [], labels
    while (steps >= 0).any():
        nodes.append(np.where(steps >= 0, rows[steps, NODE], home))
        steps = np.where(steps >= 0, rows[steps, PARENT], -1)
    turned = np.array(nodes[::-1], np.int64).reshape(len(nodes), len(labels)).T.tolist()
    return [
        tuple(node for at, node in enumerate(path) if node != home and (at == 0 or path[at - 1] != node))
        for path in turned
    ]


def _neighbourhoods(shifts: ShiftClass, count: int) -> Int64s:
    """(n, words) for each visit the set of so many visits around it, itself among them."""
    roads = shifts.ground.roads[0]
    around = (roads + roads.T)[:-1, :-1]
    np.fill_diagonal(around, -1)
    sets = np.zeros((shifts.size, -(-shifts.size // WORD)), np.int64)
    for visit, near in enumerate(np.argsort(around, axis=1, kind="stable")[:, :count]):
        np.bitwise_or.at(sets[visit], near // WORD, np.int64(1) << (near % WORD))
    return sets


def _arcs(shifts: ShiftClass, nearest: int) -> Arcs:
    """The visits that may follow each visit within their windows, so many at most, nearest first; any leaves home."""
    n, ground = shifts.size, shifts.ground
    soonest = np.append(ground.opens[ground.first_window[:-1]] + ground.service, 0)
    ahead = soonest[:, None] + ground.between.min(axis=0)[:, :-1] <= ground.last[None, :]
    ahead[np.arange(n), np.arange(n)] = False
    order = np.argsort(ground.roads[0, :, :-1], axis=1, kind="stable")
    after = [[visit for visit in order[node].tolist() if ahead[node, visit]] for node in range(n + 1)]
    return _packed([*(visits[:nearest] for visits in after[:-1]), after[-1]])


def _packed(after: Sequence[Sequence[int]]) -> Arcs:
    """These rows one after the other, and where each begins."""
    return np.cumsum([0, *map(len, after)]), np.array([visit for visits in after for visit in visits], np.int64)


def _local_cuts(shifts: ShiftClass, duals: Duals) -> tuple[Int64s, Int64s, Int64s]:
    """The cuts two visits of the class are in: those of each visit, in rows as the arcs are, and their penalties."""
    felt = (np.isin(duals.cuts, shifts.visits).sum(axis=1) > 1) & (duals.penalties > 0)
    cuts = duals.cuts[felt]
    of = [np.flatnonzero((cuts == visit).any(axis=1)).tolist() for visit in shifts.visits]
    return *_packed(of), duals.penalties[felt]


def _width(shifts: ShiftClass) -> int:
    """Seconds between two times of day, no more than any stop takes with its road; 0 where that is too little."""
    ground, n = shifts.ground, shifts.size
    stops = (ground.between[:, :, :-1] + ground.service)[:, ~np.eye(n + 1, n, dtype=bool)]
    meal = STEP if ground.meal == NO_FIT else ground.meal[0]
    width = min(STEP, meal, int(stops.min(initial=STEP)))
    return width if width >= BRIEFEST_STEP else 0
