"""A route compiled for questions: each of its gaps as a few rows of integers that answer in constant time.

For each position a row holds what comes before and what comes after as segments, with lunch already taken, still to
come, or taken right after the new visit; so the best row is the exact answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.errors import RouteTooLong
from solver.problem import Shift, Visit, Weights
from solver.rules import lunch as lunch_rule
from solver.rules import max_duration, promised_window
from solver.rules import shift as shift_rule
from solver.segments import NO_STOP, Segment, fits, joined, undominated
from solver.travel import TravelTimes

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]

GAP_COLUMNS = 10
"""Of a gap: the stop before it, then (work, completion, latest) of all before, of lunch right there, of all after."""

ROW_BITS = 16
"""The gaps of a route are numbered in this many bits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RouteBlock:
    """One route, compiled: a pure value to keep per route version.

    `places` is (2, stops) latitudes and longitudes of the start place, the visits in order and the end place;
    `legs` the seconds from each stop to the next (0 after the last; 0 throughout an empty route, which nobody
    drives); `gaps` is (10, rows), see `GAP_COLUMNS`; `load` is its seconds of service; `hours` is what its hours cost;
    `feasible` says whether a timetable keeps every promise. A route without one has no gaps: nothing is offered on it.
    """

    shift: Shift
    visits: tuple[Visit, ...]
    travel: TravelTimes
    weights: Weights
    places: Floats
    legs: Int64s
    gaps: Int64s
    load: int
    hours: int
    feasible: bool


def compile_route(shift: Shift, visits: Sequence[Visit], *, travel: TravelTimes, weights: Weights) -> RouteBlock:
    """Compile one route, its visits in driving order.

    Skills and technicians are not looked at here: they say who may be offered a visit, not what is already planned.
    Raises `RouteTooLong` beyond 65 536 gaps (some 250 visits with lunch, far more without).
    """
    places, legs = road(shift, visits, travel)
    stretches = _Stretches.of(shift, visits, legs.tolist())
    load = sum(visit.duration_for(shift) for visit in visits)
    limits, price = rules.limits(shift), rules.prices(weights)
    totals = [total for total in stretches.totals if max_duration.allowed(total, limits[1])]
    feasible = bool(totals) or not visits
    gaps = list(stretches.gaps()) if feasible else []
    if len(gaps) > 1 << ROW_BITS:
        raise RouteTooLong(technician=shift.technician, day=shift.day, visits=len(visits))
    return RouteBlock(
        shift=shift,
        visits=tuple(visits),
        travel=travel,
        weights=weights,
        places=places,
        legs=legs,
        gaps=np.array(gaps, np.int64).reshape(-1, GAP_COLUMNS).T.copy(),
        load=load,
        hours=min(int(rules.hours_cost(total, load, limits, price)) for total in totals) if visits and totals else 0,
        feasible=feasible,
    )


def road(shift: Shift, visits: Sequence[Visit], travel: TravelTimes) -> tuple[Floats, Int64s]:
    """The places of a route, (2, stops), and the seconds from each to the next; see `RouteBlock`."""
    stops = (shift.start_place, *(visit.place for visit in visits), shift.end_place)
    places = np.array([[stop.lat for stop in stops], [stop.lon for stop in stops]])
    legs = np.zeros(len(stops), np.int64)
    if visits:
        legs[:-1] = travel.seconds(*places[:, :-1], *places[:, 1:])
    return places, legs


@dataclass(frozen=True, slots=True)
class _Stretches:
    """A route cut after each stop: the segments up to it and the segments after it, hungry or fed.

    `up_to[i]` begins with the departure and ends with stop i; `after[i]` begins with stop i + 1 and ends with the
    return; stop 0 is the departure. Fed: lunch lies inside. `lunch` is lunch as a segment; without one, everything
    stays hungry.
    """

    lunch: Segment | None
    hungry_up_to: list[list[Segment]]
    fed_up_to: list[list[Segment]]
    hungry_after: list[list[Segment]]
    fed_after: list[list[Segment]]
    totals: list[Segment]

    @classmethod
    def of(cls, shift: Shift, visits: Sequence[Visit], legs: list[int]) -> Self:
        """Fold the route from both ends; `totals` is the whole of it, once for each way worth taking."""
        stops = [promised_window.segments(visit, shift) for visit in visits]
        lunch = None if shift.lunch is None else lunch_rule.segment(shift.lunch)
        hungry = [[shift_rule.leaving(shift)]]
        fed = [[] if shift.lunch is None else [lunch_rule.leaving_fed(shift, shift.lunch)]]
        for leg, stop in zip(legs, stops, strict=False):
            hungry.append(joined(hungry[-1], leg, stop))
            fed.append(undominated([*joined(fed[-1], leg, stop), *_eat(hungry[-1], lunch)]))
        hungry_after = [[shift_rule.coming_back(shift)]]
        fed_after = [[] if shift.lunch is None else [lunch_rule.back_to_eat(shift, shift.lunch)]]
        for leg, stop in zip(reversed(legs[1:-1]), reversed(stops), strict=True):
            eaten_here = joined(_eat(stop, lunch), leg, hungry_after[-1])
            fed_after.append(undominated([*joined(stop, leg, fed_after[-1]), *eaten_here]))
            hungry_after.append(joined(stop, leg, hungry_after[-1]))
        if lunch is None:
            totals = joined(hungry[-1], legs[-2], hungry_after[0])
        else:
            totals = [*joined(fed[-1], legs[-2], hungry_after[0]), *joined(hungry[-1], legs[-2], fed_after[0])]
        return cls(lunch, hungry, fed, hungry_after[::-1], fed_after[::-1], totals)

    def gaps(self) -> Iterator[tuple[int, ...]]:
        """One row per gap, way of having lunch and way of serving what is planned; see `GAP_COLUMNS`."""
        for stop, (hungry, hungry_after) in enumerate(zip(self.hungry_up_to, self.hungry_after, strict=True)):
            if self.lunch is None:
                ways = [(hungry, NO_STOP, hungry_after)]
            else:
                ways = [
                    (self.fed_up_to[stop], NO_STOP, hungry_after),
                    (hungry, NO_STOP, self.fed_after[stop]),
                    (hungry, self.lunch, hungry_after),
                ]
            for firsts, lunch, seconds in ways:
                for before in firsts:
                    yield from ((stop, *before, *lunch, *after) for after in seconds if fits(before, 0, after))


def _eat(segments: Sequence[Segment], lunch: Segment | None) -> list[Segment]:
    """These segments with lunch right after, where there is a lunch."""
    return [] if lunch is None else joined(segments, 0, [lunch])
