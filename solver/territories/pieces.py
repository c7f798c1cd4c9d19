"""One territory as a problem of its own, and its answer put back into the whole plan."""

import itertools
import os
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from solver.problem import Pin, Problem
from solver.referee import referee
from solver.solution import Solution
from solver.stop import Iterations, Progress, StoppingCriterion

Worker: TypeAlias = tuple[int, int]
"""A process and a thread of it."""


class OnePiece(Protocol):
    """A search that takes a problem as a whole; see `solver.solve`. Pinned visits without room are left out."""

    def __call__(
        self,
        problem: Problem,
        stop: StoppingCriterion,
        seed: int,
        start: Solution | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> Solution:
        """A good plan for the problem."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A territory: indices of its shifts and of its visits, and at which second those begin that may not move."""

    shifts: tuple[int, ...]
    visits: tuple[int, ...]
    fixed: dict[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stop after so many rounds, which lead a larger search from one share of its way to another."""

    limit: int
    begun: float
    ended: float

    def __call__(self, so_far: Progress) -> float:
        """See `StoppingCriterion`."""
        if so_far.iteration >= self.limit:
            return 1.0
        return self.begun + (self.ended - self.begun) * so_far.iteration / self.limit

    def rounds(self, so_far: Progress) -> int:
        """See `StoppingCriterion`."""
        return Iterations(self.limit).rounds(so_far)


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to know: a problem, how long it is worth it, a seed, and the plan to begin with."""

    problem: Problem
    stretch: Stretch
    seed: int
    start: Solution | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A better plan, what it costs and what it saves, the CPU seconds it took, and whose they were."""

    plan: Solution
    cost: int
    saved: int
    seconds: float
    worker: Worker


def this_worker() -> Worker:
    """Who is asking."""
    return os.getpid(), threading.get_ident()


def work(one_piece: OnePiece, task: Task) -> Outcome:
    """Search one territory."""
    begun = time.thread_time()
    told: list[Progress] = []
    plan = one_piece(task.problem, task.stretch, task.seed, task.start, told.append)
    saved = told[0].cost - told[-1].cost
    return Outcome(plan, told[-1].cost, saved, time.thread_time() - begun, this_worker())


@dataclass(slots=True)
class Whole:
    """A plan under way: the visits of each shift, and the second at which some of them begin."""

    problem: Problem
    routes: list[tuple[int, ...]]
    starts: dict[int, int] = field(default_factory=dict)

    def alone(self, piece: Piece) -> Problem:
        """The piece as a problem of its own: its visits and shifts in the order given, and the links among them."""
        whole = self.problem
        visits = list(map(whole.visits.__getitem__, piece.visits))
        number = {visit: at for at, visit in enumerate(piece.visits)}
        for shift in piece.shifts:
            for visit in piece.fixed.keys() & self.routes[shift]:
                pin = Pin(whole.shifts[shift].technician, piece.fixed[visit])
                visits[number[visit]] = replace(whole.visits[visit], pinned=pin)
        keys = {visit.key for visit in visits}
        return replace(
            whole,
            shifts=tuple(whole.shifts[shift] for shift in piece.shifts),
            visits=tuple(visits),
            links=tuple(link for link in whole.links if keys.issuperset(link.visits)),
        )

    def plan_of(self, piece: Piece, alone: Problem) -> Solution:
        """The routes of a piece as they stand."""
        number = {visit: at for at, visit in enumerate(piece.visits)}
        routes = [[number[visit] for visit in self.routes[shift]] for shift in piece.shifts]
        return Solution.of(alone, routes, {number[v]: self.starts[v] for v in number.keys() & self.starts.keys()})

    def take(self, piece: Piece, plan: Solution) -> int:
        """Put the plan of a piece in its place; how many more visits are planned now."""
        before = sum(len(self.routes[shift]) for shift in piece.shifts)
        for shift, route in zip(piece.shifts, plan.routes, strict=True):
            self.routes[shift] = tuple(piece.visits[visit] for visit in route)
        for visit in piece.visits:
            self.starts.pop(visit, None)
        self.starts |= piece.fixed | {piece.visits[visit]: start for visit, start in plan.starts}
        return sum(map(len, plan.routes)) - before

    def begins(self, visits: Collection[int]) -> dict[int, int]:
        """The second at which each of these planned visits begins, by the hours of its route."""
        shifts = [shift for shift, route in enumerate(self.routes) if not set(route).isdisjoint(visits)]
        on_them = Piece(tuple(shifts), tuple(itertools.chain(*(self.routes[shift] for shift in shifts))), {})
        alone = replace(self.alone(on_them), links=())
        hours = referee(alone, self.plan_of(on_them, alone)).timetables
        stops = itertools.chain(*(timetable.stops for timetable in hours))
        return {visit: stop.start for visit, stop in zip(on_them.visits, stops, strict=True) if visit in visits}
