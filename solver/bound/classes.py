"""Shifts that could drive the very same routes at the very same prices are one class: they are priced once.

Prices and costs are multiples of 1 / scale, so that dual values are integers too, and a bound is proven to the unit.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from solver import rules
from solver.bound.ground import NO_FIT, Ground, Int64s
from solver.problem import Problem, Shift, Visit
from solver.rules import Prices, lunch, promised_window
from solver.rules import shift as shift_rule
from solver.segments import FOREVER, Segment

FINEST = 1024
"""Dual values are multiples of one 1024th, or coarser where costs are so large that 64 bits would not hold them."""

_LARGEST = 2**60


@dataclass(frozen=True, slots=True)
class ShiftClass:
    """Shifts with the same routes at the same prices.

    Attributes:
        shifts: indices in `problem.shifts`.
        visits: (n,) indices in `problem.visits` of those that may be served: their place here is their local number.
        assignment: (n,) what serving each one costs whatever the hour, × scale.
        ground: see `Ground`.
    """

    shifts: tuple[int, ...]
    visits: Int64s
    assignment: Int64s
    ground: Ground

    @property
    def size(self) -> int:
        """How many visits may be served at all."""
        return len(self.visits)


def scale_of(problem: Problem) -> int:
    """How many steps of a dual value make one unit of cost: a power of two, as fine as 64 bits allow."""
    weights, shifts = problem.weights, problem.shifts
    dearest = max(
        (
            rules.unserved.cost(visit, weights)
            + max((rules.assignment_cost(visit, shift, weights) for shift in shifts), default=0)
            for visit in problem.visits
        ),
        default=0,
    )
    longest = max((shift.latest_return - shift.start for shift in shifts), default=0)
    largest = 1 + 4 * longest * sum(rules.prices(weights)) + dearest * (len(problem.visits) + 1)
    return max(1, min(FINEST, 1 << ((_LARGEST // largest).bit_length() - 1)))


def shift_classes(problem: Problem) -> list[ShiftClass]:
    """The shifts by class, in the order of their first shift; those no visit fits on are in none."""
    lat = np.array([visit.place.lat for visit in problem.visits])
    lon = np.array([visit.place.lon for visit in problem.visits])
    roads = problem.travel.seconds(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    grouped: dict[Hashable, list[int]] = {}
    for index, shift in enumerate(problem.shifts):
        grouped.setdefault(_likeness(problem, shift), []).append(index)
    scale = scale_of(problem)
    classes = (_shift_class(problem, roads, shifts, scale) for shifts in grouped.values())
    return [each for each in classes if each.size]


def _likeness(problem: Problem, shift: Shift) -> Hashable:
    """What two shifts share when every route of one is a route of the other at the same cost."""
    served = tuple(
        (number, visit.duration_for(shift), rules.assignment_cost(visit, shift, problem.weights))
        for number, visit in enumerate(problem.visits)
        if rules.may_serve(visit, shift)
    )
    stock = (shift.tools, frozenset(shift.parts.items()), shift.depot)
    hours = (shift.start, shift.end, shift.max_overtime, shift.max_duration, shift.lunch, shift.fair_share)
    return (shift.start_place, shift.end_place, hours, stock, served)


def _shift_class(problem: Problem, all_roads: Int64s, shifts: Sequence[int], scale: int) -> ShiftClass:
    shift = problem.shifts[shifts[0]]
    asked = [number for number, visit in enumerate(problem.visits) if rules.may_serve(visit, shift)]
    served = [problem.visits[number] for number in asked]
    service = np.array([visit.duration_for(shift) for visit in served], np.int64)
    roads, between = _ways(problem, all_roads, shift, asked)
    reach = _shortest(between.min(axis=0), service)
    windows = [_reachable(visit, shift, reach, local) for local, visit in enumerate(served)]
    kept = [local for local, each in enumerate(windows) if each]
    places = [*kept, len(asked)]
    around = np.ix_(range(len(roads)), places, places)
    every = np.array([window for local in kept for window in windows[local]], np.int64).reshape(-1, 2)
    needs, stock = _stock([served[local] for local in kept], shift)
    travel, waiting, overtime, fairness = rules.prices(problem.weights)
    costs = [rules.assignment_cost(served[local], shift, problem.weights) * scale for local in kept]
    roads, between = (np.ascontiguousarray(each[around]) for each in (roads, between))
    shared = 0 if shift.fair_share is None else fairness * scale
    prices = (travel * scale, waiting * scale, overtime * scale, shared)
    ground = Ground(
        service=service[kept],
        first_window=np.cumsum([0, *(len(windows[local]) for local in kept)]),
        opens=every[:, 0].copy(),
        closes=every[:, 1].copy(),
        last=np.array([max(closes for _, closes in windows[local]) for local in kept], np.int64),
        roads=roads,
        between=between,
        reach=np.ascontiguousarray(reach[np.ix_(places, places)]),
        needs=needs,
        stock=stock,
        **_hours(shift),
        straight=_straight(roads, between, prices),
        prices=prices,
    )
    return ShiftClass(tuple(shifts), np.array(asked, np.int64)[kept], np.array(costs, np.int64), ground)


def _ways(problem: Problem, all_roads: Int64s, shift: Shift, asked: Sequence[int]) -> tuple[Int64s, Int64s]:
    """See `Ground.roads` and `Ground.between`, over the visits asked for."""
    seconds = problem.travel.seconds
    lat = np.array([problem.visits[number].place.lat for number in asked])
    lon = np.array([problem.visits[number].place.lon for number in asked])
    home, end, depot = shift.start_place, shift.end_place, shift.depot
    direct = np.zeros((len(asked) + 1, len(asked) + 1), np.int64)
    direct[:-1, :-1] = all_roads[np.ix_(asked, asked)]
    direct[-1, :-1] = seconds(home.lat, home.lon, lat, lon)
    direct[:-1, -1] = seconds(lat, lon, end.lat, end.lon)
    if depot is None:
        return direct[None], direct[None]
    there = seconds([*lat, home.lat], [*lon, home.lon], depot.place.lat, depot.place.lon)
    onwards = seconds(depot.place.lat, depot.place.lon, [*lat, end.lat], [*lon, end.lon])
    by_depot = there[:, None] + onwards[None, :]
    return np.array([direct, by_depot]), np.array([direct, by_depot + depot.duration])


def _straight(roads: Int64s, between: Int64s, prices: Prices) -> int:
    """See `Ground.straight`; forever where the way by the depot may be the faster one."""
    seconds, road = between[-1] - between[0], roads[-1] - roads[0]
    if (seconds < 0).any():
        return FOREVER
    return max(0, int((seconds * prices[1] - road * prices[0]).max()))


def _shortest(between: Int64s, service: Int64s) -> Int64s:
    """See `Ground.reach` (Floyd 1962)."""
    reach = between.copy()
    for via, seconds in enumerate(service):
        np.minimum(reach, reach[:, via, None] + seconds + reach[None, via, :], out=reach)
    return reach


def _reachable(visit: Visit, shift: Shift, reach: Int64s, local: int) -> list[tuple[int, int]]:
    """The windows on its start, cut to what leaving first and coming back last leave of them."""
    soonest = int(reach[-1, local])
    found = set()
    for duration, completion, latest in promised_window.segments(visit, shift):
        last = shift.latest_return - shift.start - duration - int(reach[local, -1])
        opens, closes = max(completion - duration - shift.start, soonest), min(latest - shift.start, last)
        if opens <= closes:
            found.add((opens, closes))
    return sorted(found)


def _stock(served: Sequence[Visit], shift: Shift) -> tuple[Int64s, Int64s]:
    """What these visits together could exhaust, tools he has not brought included: how much of it each needs."""
    kinds = sorted({part for visit in served for part in visit.parts})
    tools = sorted({tool for visit in served for tool in visit.tools - shift.tools})
    needs = np.array(
        [[visit.parts.get(part, 0) for part in kinds] + [tool in visit.tools for tool in tools] for visit in served],
        np.int64,
    ).reshape(len(served), len(kinds) + len(tools))
    stock = np.array([shift.parts.get(part, 0) for part in kinds] + [0] * len(tools), np.int64)
    scarce = needs.sum(axis=0) > stock
    return np.ascontiguousarray(needs[:, scarce]), stock[scarce]


def _hours(shift: Shift) -> dict[str, Segment]:
    """The fixed parts of every route of this shift."""
    fed, back = shift_rule.leaving(shift), shift_rule.coming_back(shift)
    hungry, back_hungry, meal = NO_FIT, NO_FIT, NO_FIT
    if shift.lunch is not None:
        hungry, back_hungry, meal = fed, lunch.back_to_eat(shift, shift.lunch), lunch.segment(shift.lunch)
        fed = lunch.leaving_fed(shift, shift.lunch)
    end, longest, share = rules.limits(shift)
    segments = {"hungry": hungry, "fed": fed, "back_hungry": back_hungry, "back_fed": back, "meal": meal}
    return {name: _since(shift, each) for name, each in segments.items()} | {
        "limits": (end - shift.start, longest, share)
    }


def _since(shift: Shift, segment: Segment) -> Segment:
    """The segment with times counted from the begin of the shift."""
    work, completion, latest = segment
    return segment if segment == NO_FIT else (work, completion - shift.start, latest - shift.start)
