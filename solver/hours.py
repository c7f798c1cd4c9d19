"""The hours of one route: when he leaves, arrives, loads, starts, ends, eats and comes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from solver import rules
from solver.blocks import RouteBlock
from solver.errors import NoTimetable
from solver.problem import Shift, Visit, Weights
from solver.roads import Roads
from solver.rules import lunch as lunch_rule
from solver.rules import max_duration, overtime, promised_window, stock, waiting
from solver.rules import shift as shift_rule
from solver.segments import NO_STOP, Segment, fits, join
from solver.solution import LoadingStop, LunchStop, Stop, Timetable
from solver.travel import TravelTimes


class _Leg(NamedTuple):
    """Seconds of road, and the stop at the end of it: a visit, "lunch", the "depot" or the "end"."""

    road: int
    stop: Segment
    what: str = "visit"


_Served: TypeAlias = Sequence[Sequence[Segment]]
"""For each visit the alternatives its windows leave."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to drive a route: from when, its legs, after how many visits lunch and loading come, the whole."""

    ready: int
    legs: tuple[_Leg, ...]
    lunch: int | None
    loading: int | None
    total: Segment

    @property
    def timely(self) -> int:
        """When he leaves to be at the first visit as its window opens, loading before it where that is the choice."""
        to_load = 0 if self.loading != 0 else self.legs[0].road + self.legs[0].stop[0]
        first = self.legs[0 if self.loading != 0 else 1]
        return first.stop[1] - first.stop[0] - first.road - to_load


def timetable(shift: Shift, visits: Sequence[Visit], *, travel: TravelTimes, weights: Weights) -> Timetable:
    """The cheapest timetable of a route.

    Among equals it comes back earliest, then lunch is earliest, then loading, then everybody is served earliest.
    Raises `NoTimetable`.
    """
    return timetable_along(Roads.of(shift, visits, travel), shift, visits, weights)


def timetable_along(roads: Roads, shift: Shift, visits: Sequence[Visit], weights: Weights) -> Timetable:
    """The cheapest timetable of a route whose roads are known; see `timetable`."""
    return _Route(shift, visits, roads, weights).cheapest()


_known: WeakKeyDictionary[RouteBlock, Timetable] = WeakKeyDictionary()
"""The timetables of compiled routes that somebody keeps."""


def timetable_of(block: RouteBlock) -> Timetable:
    """The timetable of a compiled route, worked out once. Raises `NoTimetable`."""
    known = _known.get(block)
    if known is None:
        known = _known[block] = _Route(block.shift, block.visits, block.roads, block.weights).cheapest()
    return known


@dataclass(frozen=True, slots=True)
class _Route:
    """A route whose hours are looked for."""

    shift: Shift
    visits: Sequence[Visit]
    roads: Roads
    weights: Weights

    def cheapest(self) -> Timetable:
        """See `timetable`."""
        if not self.visits:
            idle = self.shift.start
            return Timetable(departure=idle, stops=(), back=idle, lunch=None, travel=0, waiting=0, overtime=0)
        longest = max_duration.limit(self.shift)
        ways = [way for way in self._ways() if max_duration.allowed(way.total, longest)]
        if not ways:
            keys = [visit.key for visit in self.visits]
            raise NoTimetable(technician=self.shift.technician, day=self.shift.day, visits=keys)
        merits = [self._merit(way) for way in ways]
        best = min(merits)
        equals = [way for way, merit in zip(ways, merits, strict=True) if merit == best]
        return min(map(self._walked, equals), key=lambda hours: [stop.start for stop in hours.stops])

    def _merit(self, way: _Way) -> tuple[int, int, int, int]:
        limits, price = rules.limits(self.shift), rules.prices(self.weights)
        road = self.roads.total(way.loading) * self.weights.travel
        cost = road + int(rules.hours_cost(way.total, 0, limits, price))
        return cost, way.total[1], way.lunch or 0, way.loading or 0

    def _ways(self) -> Iterator[_Way]:
        """Every way that keeps every promise: each place for loading and for lunch, each choice of windows."""
        last = stock.last_loading(self.visits, self.shift)
        served = [promised_window.segments(visit, self.shift) for visit in self.visits]
        if last is None:
            yield from self._eating(served, None)
        elif self.shift.depot is not None:
            for loading in range(last + 1):
                yield from self._eating(served, loading)

    def _eating(self, served: _Served, loading: int | None) -> Iterator[_Way]:
        """Every way to drive the route when he loads after so many visits."""
        shift, lunch, count = self.shift, self.shift.lunch, len(self.visits)
        leaving, back = shift_rule.leaving(shift), shift_rule.coming_back(shift)
        if lunch is None:
            yield from self._folded(leaving, self._stops(served, back, None, loading), None, loading)
            return
        fed = lunch_rule.leaving_fed(shift, lunch)
        yield from self._folded(fed, self._stops(served, back, 0, loading), 0, loading)
        for after in range(1, count + 1):
            yield from self._folded(leaving, self._stops(served, back, after, loading), after, loading)
        hungry = self._stops(served, lunch_rule.back_to_eat(shift, lunch), count + 1, loading)
        yield from self._folded(leaving, hungry, count + 1, loading)

    @staticmethod
    def _folded(
        leaving: Segment, stops: Iterator[list[_Leg]], lunch: int | None, loading: int | None
    ) -> Iterator[_Way]:
        """The feasible ways through the stops; lunch and loading say where among them those are."""
        ways: list[tuple[Segment, tuple[_Leg, ...]]] = [(leaving, ())]
        for alternatives in stops:
            ways = [
                (join(total, leg.road, leg.stop), (*legs, leg))
                for total, legs in ways
                for leg in alternatives
                if fits(total, leg.road, leg.stop)
            ]
            if not ways:
                return
        yield from (_Way(leaving[1], legs, lunch, loading, total) for total, legs in ways)

    def _stops(self, served: _Served, back: Segment, lunch: int | None, loading: int | None) -> Iterator[list[_Leg]]:
        """Each stop with its alternatives: lunch comes before loading where both follow one visit."""
        for number, road in enumerate(self.roads.legs):
            if number == loading and self.shift.depot is not None:
                yield [_Leg(self.roads.there[number], (self.shift.depot.duration, *NO_STOP[1:]), "depot")]
                road = self.roads.onwards[number]  # noqa: PLW2901
            if number == len(served):
                yield [_Leg(road, back, "end")]
                return
            yield [_Leg(road, stop) for stop in served[number]]
            if self.shift.lunch is not None and lunch == number + 1:
                yield [_Leg(0, lunch_rule.segment(self.shift.lunch), "lunch")]

    def _walked(self, way: _Way) -> Timetable:
        """Walk one way as early as it allows, leaving just in time for the first visit, or for the longest day."""
        shift = self.shift
        left = max(way.ready, way.timely, way.total[1] - max_duration.limit(shift))
        now, loading, eaten = left, None, None
        halts: list[tuple[int, int, int]] = []
        for road, (work, completion, _), what in way.legs:
            arrival = now + road
            now = max(arrival + work, completion)
            match what:
                case "lunch":
                    eaten = now - work
                case "depot":
                    loading = LoadingStop(arrival, now, len(halts))
                case "visit":
                    halts.append((arrival, now - work, now))
        return Timetable(
            departure=left,
            stops=tuple(Stop(visit.key, *halt) for visit, halt in zip(self.visits, halts, strict=True)),
            back=now,
            lunch=_lunch(shift, way.lunch, eaten, left, now),
            travel=self.roads.total(way.loading),
            waiting=int(waiting.seconds(way.total)),
            overtime=int(overtime.seconds(way.total, shift.end)),
            loading=loading,
        )


def _lunch(shift: Shift, after: int | None, eaten: int | None, left: int, back: int) -> LunchStop | None:
    """When lunch is: just before he leaves, where it was on the way, or as soon as he is back."""
    if shift.lunch is None or after is None:
        return None
    if after == 0:
        start = min(shift.lunch.latest, left - shift.lunch.duration)
    else:
        start = max(shift.lunch.earliest, back) if eaten is None else eaten
    return LunchStop(start, start + shift.lunch.duration, after)
