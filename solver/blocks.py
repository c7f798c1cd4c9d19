"""A route compiled for questions: every way to drive through each of its gaps, as small integers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.errors import RouteTooLong
from solver.problem import DAY, Shift, Visit, Weights
from solver.roads import Roads
from solver.rules import max_duration
from solver.segments import NO_STOP
from solver.stretches import Gap, Stretches
from solver.travel import TravelTimes

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

POSITION_BITS = 16
"""The positions of a route are numbered in this many bits."""

MOST_WAYS = 2**16 - 1
"""More ways than any day has; so many, side by side with those of fifteen others, fill 29 MB."""

WAY_COLUMNS = 7
"""Of a way: (work, completion, latest) of all before the visit, the same of all after, and the road it replaces."""

LIMIT_COLUMNS = 8
"""Of a route: see `solver.rules.Limits`; its seconds of service; its lunch as a segment; how many visits it has, -1
where he must load for them."""

HIGHEST = 2**31 - 1
"""The end of 32 bits, beyond every second of a shift."""


class Passage(NamedTuple):
    """Where a way leads: what ways of different routes can have in common.

    For `position`, `before`, `after` and `until` see `solver.stretches.Gap`. `loads` says whether he loads on this way,
    `eats` whether he has lunch right after the new visit; ways alike in all that have a `number`.
    """

    position: int
    before: int
    after: int
    until: int
    loads: bool
    eats: bool
    number: int


@dataclass(frozen=True, slots=True, weakref_slot=True, kw_only=True, eq=False)
class RouteBlock:
    """One route, compiled: a pure value to keep per route version.

    `ways` (ways, 7) and `limits` (8) are described by `WAY_COLUMNS` and `LIMIT_COLUMNS`, `passages` says where each way
    leads; instants are seconds from `midnight` (UTC) of the day on which the shift starts. `left` holds for each part
    how many he has not used yet of those he brings, after each stop but the last. `hours` is what its hours cost, and
    the road by the depot; `feasible` says whether a timetable keeps every promise. A route without one has no ways:
    nothing is offered on it.
    """

    shift: Shift
    visits: tuple[Visit, ...]
    travel: TravelTimes
    weights: Weights
    roads: Roads
    passages: tuple[Passage, ...]
    ways: Int32s
    limits: Int32s
    left: Mapping[str, Sequence[int]]
    hours: int
    feasible: bool

    @property
    def midnight(self) -> int:
        """The first second (UTC) of the day on which the shift starts."""
        return _midnight(self.shift)


def compile_route(shift: Shift, visits: Sequence[Visit], *, travel: TravelTimes, weights: Weights) -> RouteBlock:
    """Compile one route, its visits in driving order.

    Skills and technicians are not looked at here: they say who may be offered a visit, not what is already planned.
    Raises `RouteTooLong` beyond `MOST_WAYS` (some 250 visits with lunch, far more without).
    """
    roads = Roads.of(shift, visits, travel)
    stretches = Stretches.of(shift, visits, roads)
    load = sum(visit.duration_for(shift) for visit in visits)
    hours = _hours(shift, stretches, load, weights) if visits else 0
    gaps = () if hours is None else (*stretches.plain_gaps(), *stretches.loading_gaps())
    passages, ways = _ways(gaps, _midnight(shift))
    if len(ways) > MOST_WAYS or len(visits) >= 1 << POSITION_BITS:
        raise RouteTooLong(technician=shift.technician, day=shift.day, visits=len(visits))
    return RouteBlock(
        shift=shift,
        visits=tuple(visits),
        travel=travel,
        weights=weights,
        roads=roads,
        passages=passages,
        ways=ways,
        limits=_limits(shift, load, -1 if stretches.loads else len(visits)),
        left=_left(shift, visits),
        hours=hours or 0,
        feasible=hours is not None,
    )


def _midnight(shift: Shift) -> int:
    """See `RouteBlock.midnight`."""
    return shift.start - shift.start % DAY


def _hours(shift: Shift, stretches: Stretches, load: int, weights: Weights) -> int | None:
    """See `RouteBlock.hours`; None where no timetable keeps every promise."""
    limits, price = rules.limits(shift), rules.prices(weights)
    costs = (
        extra * weights.travel + int(rules.hours_cost(total, load, limits, price))
        for extra, total in stretches.totals()
        if max_duration.allowed(total, limits[1])
    )
    return min(costs, default=None)


def _ways(gaps: Iterable[Gap], zero: int) -> tuple[tuple[Passage, ...], Int32s]:
    """Every way through the gaps: where it leads, and its integers, see `WAY_COLUMNS`."""
    alike: Counter[tuple[object, ...]] = Counter()
    rows: dict[Passage, tuple[int, ...]] = {}
    for gap in gaps:
        for before, lunch, after in gap.ways:
            place = (gap.position, gap.before, gap.after, gap.until, gap.loads, lunch != NO_STOP)
            bounds = (before[1] - zero, before[2] - zero), (after[1] - zero, after[2] - zero)
            rows[Passage(*place, alike[place])] = (before[0], *bounds[0], after[0], *bounds[1], gap.instead_of)
            alike[place] += 1
    passages = tuple(sorted(rows))
    columns = np.array([rows[passage] for passage in passages], np.int32).reshape(-1, WAY_COLUMNS)
    return passages, columns


def _limits(shift: Shift, load: int, visits: int) -> Int32s:
    """See `LIMIT_COLUMNS`."""
    end, longest, share = rules.limits(shift)
    lunch, zero = shift.lunch, _midnight(shift)
    eaten = (
        (0, 0, 0) if lunch is None else (lunch.duration, lunch.earliest + lunch.duration - zero, lunch.latest - zero)
    )
    return np.clip([end - zero, longest, share, load, *eaten, visits], -HIGHEST, HIGHEST).astype(np.int32)


def _left(shift: Shift, visits: Sequence[Visit]) -> dict[str, list[int]]:
    """See `RouteBlock.left`; may fall below zero where he loads."""
    left = {}
    for part in {*shift.parts, *(part for visit in visits for part in visit.parts)}:
        counts = [shift.parts.get(part, 0)]
        for visit in visits:
            counts.append(counts[-1] - visit.parts.get(part, 0))
        left[part] = counts
    return left
