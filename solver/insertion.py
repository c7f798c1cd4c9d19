"""Where a visit fits best: for each route and each of its windows, the gap with the least marginal cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import POSITION_BITS, Int32s, Int64s
from solver.kernel import NO_ROOM, POSITION, Columns, compiled, numba_insertions
from solver.lanes import LANES, NEVER
from solver.problem import Visit
from solver.question import Question
from solver.schedule import Schedule, Tiles
from solver.segments import FOREVER, NO_STOP
from solver.staff import LACKS, PRICE, SERVICE
from solver.travel import crow_seconds

Kernel: TypeAlias = Callable[[Tiles, Question], Columns]


@dataclass(frozen=True, slots=True, eq=False)
class Insertions:
    """Four columns, one row per feasible pair of route and window, tile by tile and, in each, window by window.

    `route` is an index into the schedule's blocks, `window` into the visit's start windows, `position` the place the
    visit would take among the route's visits, `cost` the least marginal cost.
    """

    route: Int32s
    window: Int32s
    position: Int32s
    cost: Int64s


def best_insertions(schedule: Schedule, visit: Visit, kernel: Kernel | None = None) -> Insertions:
    """The best gap of every route for every window of the visit where it fits.

    Exact: lunch, loading and the windows of planned visits are set anew for each gap. Among equal costs the earliest
    gap wins. The kernel is numba's once it is ready and numpy's before; both give the same integers.
    """
    kernel = kernel or (numba_insertions if compiled() else numpy_insertions)
    if not schedule.blocks or not visit.start_windows:
        nothing = np.zeros(0, np.int32)
        return Insertions(nothing, nothing, nothing, np.zeros(0, np.int64))
    return Insertions(*kernel(schedule.tiles, Question.of(schedule, visit)))


def numpy_insertions(tiles: Tiles, question: Question) -> Columns:
    """The columns of `Insertions`, by numpy.

    Only ways that leave time for the visit are looked at, and of each only the windows that meet this time. A key is a
    marginal cost followed by the position, so that the least key is the best gap, the earliest among equals.
    """
    slots = _slots(tiles, question)
    spans, arrival, latest = _spans(tiles, question)
    day, zero = tiles.day[spans.tile], tiles.days[tiles.day[spans.tile], :1]
    earliest, last = question.earliest[slots], np.where(slots < 0, -FOREVER, question.latest[slots])
    row, slot = np.nonzero((earliest[day] - zero <= latest[:, None]) & (arrival[:, None] <= last[day] - zero))
    spans = _Spans(*(column[row] for column in spans))
    feasible, cost = _weighed(tiles, question, spans, slots[tiles.day[spans.tile], slot])
    keys = np.full((len(tiles.day), slots.shape[1], LANES), NO_ROOM)
    key = (cost << POSITION_BITS) | tiles.passages[spans.way, 0]
    np.minimum.at(keys, (spans.tile, slot, spans.lane), np.where(feasible, key, NO_ROOM))
    tile, slot, lane = np.nonzero(keys != NO_ROOM)
    key, price = keys[tile, slot, lane], _said(tiles, question)[PRICE][tile, lane]
    where = (tiles.route[tile, lane], slots[tiles.day[tile], slot], key & POSITION)
    route, window, position = (column.astype(np.int32) for column in where)
    return route, window, position, (key >> POSITION_BITS) + price


class _Spans(NamedTuple):
    """Ways that leave time for the visit: the tile, the lane and the way, and the roads to and from the visit."""

    tile: Int64s
    lane: Int64s
    way: Int64s
    to_visit: Int64s
    from_visit: Int64s


def _slots(tiles: Tiles, question: Question) -> Int64s:
    """The windows that touch each day, (days, most of them), in order; -1 where there is none left."""
    touched = (question.earliest <= tiles.days[:, 2:3]) & (tiles.days[:, 1:2] <= question.latest)
    most = int(touched.sum(axis=1).max())
    order = np.argsort(~touched, axis=1, kind="stable")[:, :most]
    return np.where(np.take_along_axis(touched, order, axis=1), order, -1)


def _spans(tiles: Tiles, question: Question) -> tuple[_Spans, Int64s, Int64s]:
    """Every way that leaves time for the visit whatever its windows, the first arrival and the last start there."""
    tile = np.repeat(np.arange(len(tiles.day)), np.diff(tiles.first_way))
    _, before, after, _, _, eats, _, _ = tiles.passages.T
    to_visit, from_visit = _roads(tiles, question)
    come, go = to_visit[tiles.first_stop[tile] + before], from_visit[tiles.first_stop[tile] + after]
    duration, fed, last = (tiles.limits[tile, column] for column in (4, 5, 6))
    left = tiles.ways[:, 5] - go
    eaten = np.where(fed <= left, np.minimum(left - duration, last), -FOREVER)
    arrival = tiles.ways[:, 1] + come
    service, _ = _said(tiles, question)
    latest = np.where(eats[:, None], eaten, left) - service[tile]
    way, lane = np.nonzero((arrival <= latest) & (service < NEVER)[tile] & _open(tiles, question, tile))
    spans = _Spans(tile[way], lane, way, come[way, lane], go[way, lane])
    return spans, arrival[way, lane], latest[way, lane]


def _said(tiles: Tiles, question: Question) -> tuple[Int64s, Int64s]:
    """Seconds of service of each lane, and what its coming costs, (tiles, lanes): see `solver.staff.Answers`."""
    said = question.staff[:, question.who] + question.dates[:, tiles.days[tiles.day, 3, None]]
    return said[SERVICE], said[PRICE]


def _open(tiles: Tiles, question: Question, tile: Int64s) -> NDArray[np.bool_]:
    """Whether each way is open to the visit: what it needs is there by then, loaded where it must be and only there."""
    _, _, _, until, loads, *_ = tiles.passages.T
    enough = (tiles.limits[:, 7] >= 0) & _at_hand(tiles, question, np.arange(len(tiles.day)), tiles.first_stop[1:] - 1)
    by_then = (until < 0)[:, None] | _at_hand(tiles, question, tile, tiles.first_stop[tile] + np.maximum(until, 0))
    return np.asarray((enough[tile] != loads[:, None]) & by_then)


def _at_hand(tiles: Tiles, question: Question, tile: Int64s, stop: Int64s) -> NDArray[np.bool_]:
    """In which lanes of these tiles what he brings is enough for the visit beside all up to these stops."""
    enough: NDArray[np.bool_] = question.staff[LACKS][question.who[tile]] == 0
    for part, count in question.needs.tolist():
        enough &= tiles.left[stop, part] >= count
    return enough


def _roads(tiles: Tiles, question: Question) -> tuple[Int64s, Int64s]:
    """Seconds between each stop and the visit, there and back."""
    if len(question.to_visit):
        return question.to_visit.astype(np.int64), question.from_visit.astype(np.int64)
    north, east, cosine = (tiles.points[:, column] for column in range(3))
    line = float(tiles.line[0]), float(tiles.line[1])
    seconds: Int64s = crow_seconds((north, east, cosine), question.point, line).astype(np.int64)
    return seconds, seconds


def _weighed(tiles: Tiles, question: Question, spans: _Spans, window: Int64s) -> tuple[NDArray[np.bool_], Int64s]:
    """Whether each way is feasible in the window beside it, and what the visit costs there."""
    zero, service = tiles.days[tiles.day[spans.tile], 0], _said(tiles, question)[0][spans.tile, spans.lane]
    end, longest, share, load, *lunch, _ = tiles.limits[spans.tile, :, spans.lane].T.astype(np.int64)
    eats = tiles.passages[spans.way, 5]
    lunch_there = tuple(np.where(eats, bound, never) for bound, never in zip(lunch, NO_STOP, strict=True))
    way = tiles.ways[spans.way, :, spans.lane].T.astype(np.int64)
    price = tiles.prices.tolist()
    earliest, latest = question.earliest[window] - zero, question.latest[window] - zero
    return rules.evaluate_insertion(
        ((way[0], way[1], way[2]), (lunch_there[0], lunch_there[1], lunch_there[2]), (way[3], way[4], way[5])),
        (service, earliest + service, latest),
        (spans.to_visit, spans.from_visit, way[6]),
        ((end, longest, share), load, tiles.hours[spans.tile, spans.lane]),
        (price[0], price[1], price[2], price[3]),
    )
