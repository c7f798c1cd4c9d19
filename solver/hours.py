"""The hours of one route: when he leaves, arrives, starts, ends, eats and comes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from solver import rules
from solver.blocks import RouteBlock, road
from solver.errors import NoTimetable
from solver.problem import Shift, Visit, Weights
from solver.rules import lunch as lunch_rule
from solver.rules import max_duration, overtime, promised_window, waiting
from solver.rules import shift as shift_rule
from solver.segments import Segment, fits, join
from solver.solution import LunchStop, Stop, Timetable
from solver.travel import TravelTimes

Leg: TypeAlias = tuple[int, Segment]
"""Seconds of road, and the segment at the end of it."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to drive a route: from when, its legs, after how many visits lunch comes (or None), the whole."""

    ready: int
    legs: tuple[Leg, ...]
    lunch_after: int | None
    total: Segment


def timetable(shift: Shift, visits: Sequence[Visit], *, travel: TravelTimes, weights: Weights) -> Timetable:
    """The cheapest timetable of a route; among equals the earliest return, then the earliest lunch.

    Raises `NoTimetable`.
    """
    legs = road(shift, visits, travel)[1].tolist()
    return _cheapest(shift, visits, legs, weights)


def timetable_of(block: RouteBlock) -> Timetable:
    """The timetable of a compiled route. Raises `NoTimetable`."""
    return _cheapest(block.shift, block.visits, block.legs.tolist(), block.weights)


def _cheapest(shift: Shift, visits: Sequence[Visit], legs: list[int], weights: Weights) -> Timetable:
    if not visits:
        return Timetable(departure=shift.start, stops=(), back=shift.start, lunch=None, travel=0, waiting=0, overtime=0)
    limits, price = rules.limits(shift), rules.prices(weights)

    def merit(way: _Way) -> tuple[int, int]:
        return int(rules.hours_cost(way.total, 0, limits, price)), way.total[1]

    ways = (way for way in _ways(shift, visits, legs) if max_duration.allowed(way.total, limits[1]))
    way = min(ways, key=merit, default=None)
    if way is None:
        raise NoTimetable(technician=shift.technician, day=shift.day, visits=[visit.key for visit in visits])
    return _walked(shift, visits, way, sum(legs))


def _ways(shift: Shift, visits: Sequence[Visit], legs: list[int]) -> Iterator[_Way]:
    """Every way that keeps every promise: each place for lunch, each choice of windows."""
    stops = [promised_window.segments(visit, shift) for visit in visits]
    middle = list(zip(legs, stops, strict=False))
    last = legs[-2]
    leaving, back, lunch = shift_rule.leaving(shift), shift_rule.coming_back(shift), shift.lunch
    if lunch is None:
        yield from _folded(leaving, [*middle, (last, [back])], None)
        return
    yield from _folded(lunch_rule.leaving_fed(shift, lunch), [*middle, (last, [back])], 0)
    for after in range(1, len(visits) + 1):
        eaten = (0, [lunch_rule.segment(lunch)])
        yield from _folded(leaving, [*middle[:after], eaten, *middle[after:], (last, [back])], after)
    yield from _folded(leaving, [*middle, (last, [lunch_rule.back_to_eat(shift, lunch)])], len(visits) + 1)


def _folded(first: Segment, rest: Sequence[tuple[int, list[Segment]]], lunch_after: int | None) -> Iterator[_Way]:
    """The feasible ways through these stops, each given with its road and its alternatives."""
    ways: list[tuple[Segment, tuple[Leg, ...]]] = [(first, ())]
    for road_there, alternatives in rest:
        ways = [
            (join(total, road_there, stop), (*legs, (road_there, stop)))
            for total, legs in ways
            for stop in alternatives
            if fits(total, road_there, stop)
        ]
    yield from (_Way(first[1], legs, lunch_after, total) for total, legs in ways)


def _walked(shift: Shift, visits: Sequence[Visit], way: _Way, travel: int) -> Timetable:
    """Walk one way as early as it allows, leaving just in time for the first visit, or for the longest day."""
    first_road, (first_work, first_completion, _) = way.legs[0]
    timely, in_time = first_completion - first_work - first_road, way.total[1] - max_duration.limit(shift)
    left = max(way.ready, timely, in_time)
    now = left
    hours: list[tuple[int, int, int]] = []
    for road_there, (work, completion, _) in way.legs:
        arrival = now + road_there
        now = max(arrival + work, completion)
        hours.append((arrival, now - work, now))
    *halts, (back, _, _) = hours
    lunch = _lunch(shift, way.lunch_after, left, back, hours)
    if lunch is not None and 0 < lunch.after <= len(visits):
        del halts[lunch.after]
    return Timetable(
        departure=left,
        stops=tuple(Stop(visit.key, *halt) for visit, halt in zip(visits, halts, strict=True)),
        back=back,
        lunch=lunch,
        travel=travel,
        waiting=int(waiting.seconds(way.total)),
        overtime=int(overtime.seconds(way.total, shift.end)),
    )


def _lunch(
    shift: Shift, after: int | None, left: int, back: int, hours: Sequence[tuple[int, int, int]]
) -> LunchStop | None:
    """When lunch is: just before he leaves, at its place on the way, or as soon as he is back."""
    if shift.lunch is None or after is None:
        return None
    if after == 0:
        start = min(shift.lunch.latest, left - shift.lunch.duration)
    elif after < len(hours) - 1:
        start = hours[after][1]
    else:
        start = max(shift.lunch.earliest, back)
    return LunchStop(start, start + shift.lunch.duration, after)
