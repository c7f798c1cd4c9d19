"""What two plans differ in, visit by visit: the decisions, and the hours that follow from them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from solver.difference.trips import Trip
from solver.problem import Problem
from solver.solution import Solution


class LineKind(StrEnum):
    """What becomes of a visit: another technician or day, another place in its route, another hour, or in or out."""

    MOVED = "moved"
    REORDERED = "reordered"
    RETIMED = "retimed"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a plan has a visit: the technician, the day, the start of service in seconds since the epoch."""

    technician: str
    day: dt.date
    start: int


@dataclass(frozen=True, slots=True)
class Line:
    """One visit that the second plan treats otherwise; `before` or `after` is None where it is left out.

    `needs` are the numbers of the lines without which it cannot be applied. Hours follow from the order of a route:
    a line that is only `RETIMED` needs every line that touches its route, unless the plans fix its start themselves.
    """

    visit: str
    kind: LineKind
    before: Spot | None
    after: Spot | None
    needs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, in the numbers of a problem: the visit, the route it leaves and the one it joins (None: out)."""

    visit: int
    kind: LineKind
    source: int | None
    target: int | None

    @property
    def routes(self) -> set[int]:
        """The routes it touches."""
        return {route for route in (self.source, self.target) if route is not None}


def spots(problem: Problem, plan: Solution, driven: Sequence[Trip]) -> dict[int, Spot]:
    """Where and when a plan has each visit it serves."""
    return {
        visit: Spot(shift.technician, shift.day, stop.start)
        for shift, route, trip in zip(problem.shifts, plan.routes, driven, strict=True)
        for visit, stop in zip(route, trip.timetable.stops, strict=True)
    }


def routes_of(plan: Solution) -> dict[int, int]:
    """The route of each visit that is served."""
    return {visit: number for number, route in enumerate(plan.routes) for visit in route}


def steps(before: Solution, after: Solution, unmoved: frozenset[int]) -> Iterator[Step]:
    """The fewest decisions that lead from one plan to the other, route by route of the second; dropped visits last.

    The visits of `unmoved` keep technician, day and hour: where several orders of a route are as near, they stay.
    """
    was, starts, new_starts = routes_of(before), dict(before.starts), dict(after.starts)
    for number, route in enumerate(after.routes):
        in_place = _in_place(before.routes[number], route, unmoved)
        for visit in route:
            source = was.pop(visit, None)
            if source is None:
                yield Step(visit, LineKind.NEW, None, number)
            elif source != number:
                yield Step(visit, LineKind.MOVED, source, number)
            elif visit not in in_place:
                yield Step(visit, LineKind.REORDERED, number, number)
            elif starts.get(visit) != new_starts.get(visit):
                yield Step(visit, LineKind.RETIMED, number, number)
    for visit, source in was.items():
        yield Step(visit, LineKind.DROPPED, source, None)


def _in_place(before: Sequence[int], after: Sequence[int], unmoved: frozenset[int]) -> set[int]:
    """The most visits that keep their order, and of those the most that are unmoved."""
    position = {visit: number for number, visit in enumerate(before)}
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for visit in (each for each in after if each in position):
        many, still, run = max(each for each in best if not each[2] or position[each[2][-1]] < position[visit])
        best.append((many + 1, still + (visit in unmoved), (*run, visit)))
    return set(max(best)[2])
