"""A route compiled for questions: each of its gaps, and the ways to drive through it, as small integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.errors import RouteTooLong
from solver.problem import Shift, Visit, Weights
from solver.roads import Roads
from solver.rules import max_duration
from solver.segments import NO_STOP
from solver.stretches import Gap, Stretches
from solver.travel import TravelTimes

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

ROW_BITS = 16
"""The positions and the ways of a route are numbered in this many bits."""

GAP_COLUMNS = 8
"""Of a gap: see `solver.stretches.Gap` for the first four; then bounds on its ways: the earliest completion of what
comes before, the latest beginning of what comes after (lunch in between taken off); its first way, and the one after
its last."""

WAY_COLUMNS = 7
"""Of a way: (work, completion, latest) of all before, the same of all after, whether lunch is right after the visit."""

LIMIT_COLUMNS = 9
"""Of a route: see `solver.rules.Limits`; its seconds of service; its lunch as a segment; how many of its gaps, the
first ones, are those of a route that needs no loading; how many visits it has, -1 where he must load for them."""

HIGHEST = 2**31 - 1
"""The end of 32 bits, beyond every second of a shift."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RouteBlock:
    """One route, compiled: a pure value to keep per route version.

    `gaps` (gaps, 8), `ways` (ways, 7) and `limits` (9) are described by `GAP_COLUMNS`, `WAY_COLUMNS` and
    `LIMIT_COLUMNS`; instants are seconds from the start of the shift. `left` holds for each part how many he has not
    used yet of those he brings, after each stop but the last. `hours` is what its hours cost, and the road by the
    depot; `feasible` says whether a timetable keeps every promise. A route without one has no gaps: nothing is offered
    on it.
    """

    shift: Shift
    visits: tuple[Visit, ...]
    travel: TravelTimes
    weights: Weights
    roads: Roads
    gaps: Int32s
    ways: Int32s
    limits: Int32s
    left: Mapping[str, Sequence[int]]
    hours: int
    feasible: bool


def compile_route(shift: Shift, visits: Sequence[Visit], *, travel: TravelTimes, weights: Weights) -> RouteBlock:
    """Compile one route, its visits in driving order.

    Skills and technicians are not looked at here: they say who may be offered a visit, not what is already planned.
    Raises `RouteTooLong` beyond 65 536 ways (some 250 visits with lunch, far more without).
    """
    roads = Roads.of(shift, visits, travel)
    stretches = Stretches.of(shift, visits, roads)
    load = sum(visit.duration_for(shift) for visit in visits)
    hours = _hours(shift, stretches, load, weights) if visits else 0
    plain = [] if hours is None else [gap for gap in stretches.plain_gaps() if gap.ways]
    loading = [] if hours is None else [gap for gap in stretches.loading_gaps() if gap.ways]
    gaps, ways = _rows([*plain, *loading], shift)
    if max(len(visits), len(ways)) >= 1 << ROW_BITS:
        raise RouteTooLong(technician=shift.technician, day=shift.day, visits=len(visits))
    return RouteBlock(
        shift=shift,
        visits=tuple(visits),
        travel=travel,
        weights=weights,
        roads=roads,
        gaps=gaps,
        ways=ways,
        limits=_limits(shift, load, len(plain), -1 if stretches.loads else len(visits)),
        left=_left(shift, visits),
        hours=hours or 0,
        feasible=hours is not None,
    )


def _hours(shift: Shift, stretches: Stretches, load: int, weights: Weights) -> int | None:
    """See `RouteBlock.hours`; None where no timetable keeps every promise."""
    limits, price = rules.limits(shift), rules.prices(weights)
    costs = (
        extra * weights.travel + int(rules.hours_cost(total, load, limits, price))
        for extra, total in stretches.totals()
        if max_duration.allowed(total, limits[1])
    )
    return min(costs, default=None)


def _rows(gaps: Sequence[Gap], shift: Shift) -> tuple[Int32s, Int32s]:
    """The gaps and their ways as integers; see `GAP_COLUMNS` and `WAY_COLUMNS`."""
    zero = shift.start
    rows: list[tuple[int, ...]] = []
    ways: list[tuple[int, ...]] = []
    for gap in gaps:
        opens = min(before[1] for before, _, _ in gap.ways) - zero
        closes = max(after[2] - lunch[0] for _, lunch, after in gap.ways) - zero
        rows.append((*gap[:4], opens, closes, len(ways), len(ways) + len(gap.ways)))
        ways += [
            (b[0], b[1] - zero, b[2] - zero, a[0], a[1] - zero, a[2] - zero, int(lunch != NO_STOP))
            for b, lunch, a in gap.ways
        ]
    return np.array(rows, np.int32).reshape(-1, GAP_COLUMNS), np.array(ways, np.int32).reshape(-1, WAY_COLUMNS)


def _limits(shift: Shift, load: int, plain: int, visits: int) -> Int32s:
    """See `LIMIT_COLUMNS`."""
    end, longest, share = rules.limits(shift)
    lunch, zero = shift.lunch, shift.start
    eaten = (
        (0, 0, 0) if lunch is None else (lunch.duration, lunch.earliest + lunch.duration - zero, lunch.latest - zero)
    )
    return np.clip([end - zero, longest, share, load, *eaten, plain, visits], -HIGHEST, HIGHEST).astype(np.int32)


def _left(shift: Shift, visits: Sequence[Visit]) -> dict[str, list[int]]:
    """See `RouteBlock.left`; may fall below zero where he loads."""
    left = {}
    for part in {*shift.parts, *(part for visit in visits for part in visit.parts)}:
        counts = [shift.parts.get(part, 0)]
        for visit in visits:
            counts.append(counts[-1] - visit.parts.get(part, 0))
        left[part] = counts
    return left
