"""The insertion kernel compiled by numba: the rules' own arithmetic, one way at a time, to the same integers.

numba is imported when the kernel is asked for, not before: until then numpy answers. What is compiled is kept on disk
under a fingerprint of every function that goes into it, so that a changed rule is never answered from an old kernel.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.blocks import GAP_COLUMNS, LIMIT_COLUMNS, ROW_BITS, WAY_COLUMNS, Int32s, Int64s
from solver.question import Question
from solver.rules import BUILDING_BLOCKS, Day, Gap, evaluate_insertion
from solver.schedule import Routes
from solver.segments import NO_STOP, Segments
from solver.travel import Point, crow_radians, crow_seconds

NOWHERE = int(np.iinfo(np.int64).max)
"""The key of a route without room."""

Kernel = Callable[[Routes, Question], tuple[Int64s, int]]

Roads = tuple[Int32s, Int32s]
"""Seconds from each stop to the visit, and back."""

_ready: list[Kernel] = []


def compiled() -> bool:
    """Whether the compiled kernel is ready."""
    return bool(_ready)


def warm() -> None:
    """Compile the kernel, or load it from disk; seconds the first time, for a background thread."""
    if not _ready:
        kernel = _kernel()
        kernel(*_nothing())
        _ready.append(kernel)


def numba_insertions(routes: Routes, question: Question) -> Int64s:
    """See `solver.insertion.numpy_insertions`; compiles first when `warm` was not called."""
    if not _ready:
        warm()
    columns, count = _ready[0](routes, question)
    return columns[:, :count]


def _nothing() -> tuple[Routes, Question]:
    """No routes, and a question to them: of the types that all have."""
    none, small, yes = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.bool_)
    rows = [np.zeros((0, columns), np.int32) for columns in (LIMIT_COLUMNS, GAP_COLUMNS, WAY_COLUMNS)]
    first = np.zeros(1, np.int64)
    routes = Routes(
        none, none, rows[0], small, first, first, first, rows[1], rows[2], np.zeros((0, 2), np.int64), np.zeros((3, 0))
    )
    nowhere, prices = (0.0, 0.0, 0.0), (0, 0, 0, 0)
    question = Question(none, none, small, yes, none, none, yes, small, small, nowhere, (0.0, 0.0), prices)
    return routes, question


@functools.cache
def _kernel() -> Kernel:
    from numba.extending import register_jitable  # noqa: PLC0415  # 0.6 s that most processes never need

    for function in _PARTS:
        register_jitable(_nrt=False, forceinline=True)(function)
    for function in _APART:
        register_jitable(_nrt=function is not best_gaps)(function)
    return jitted(kernel_of(_fingerprint()))


def jitted(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel as numba compiles it: kept on disk, or compiled anew by each process where no folder is writable."""
    from numba import njit  # noqa: PLC0415  # as above

    try:
        compiled: Callable[..., Any] = njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        compiled = njit(nogil=True)(kernel)
    return compiled


def _fingerprint() -> int:
    """A number that changes with the source of anything the kernel is made of."""
    sources = f"{ROW_BITS} {NO_STOP}" + "".join(inspect.getsource(function) for function in (*_PARTS, *_APART))
    return int.from_bytes(hashlib.sha256(sources.encode()).digest()[:7])


class Asked(NamedTuple):
    """The windows of each day: how many touch it, which, and their bounds, each (days, most of them)."""

    many: Int64s
    window: Int64s
    earliest: Int64s
    latest: Int64s


def insertions(routes: Routes, question: Question) -> tuple[Int64s, int]:
    """See `solver.insertion.numpy_insertions`: its columns, and how many rows of them are filled."""
    asked = windows_of(routes.days, question.earliest, question.latest)
    to_visit, from_visit = question.to_visit, question.from_visit
    if routes.points.size:
        to_visit = crow_roads(routes.points, question.point, question.line)
        from_visit = to_visit
    room, most = 0, 0
    for route in range(routes.start.size):
        most = max(most, routes.first_gap[route + 1] - routes.first_gap[route])
        if question.may_come[question.who[route]]:
            room += asked.many[routes.day[route]]
    found = np.empty((4, room), np.int64)
    desk = (np.empty((most, 3), np.int64), np.empty(asked.window.shape[1], np.int64))
    return found, best_gaps(routes, question, asked, (to_visit, from_visit), desk, found)


def windows_of(days: Int64s, earliest: Int64s, latest: Int64s) -> Asked:
    """The windows that touch each day."""
    shape = (len(days), earliest.size)
    bounds = np.empty(shape, np.int64), np.empty(shape, np.int64)
    asked = Asked(np.zeros(len(days), np.int64), np.empty(shape, np.int64), bounds[0], bounds[1])
    for day in range(len(days)):
        for window in range(earliest.size):
            if earliest[window] <= days[day, 1] and days[day, 0] <= latest[window]:
                slot = asked.many[day]
                asked.window[day, slot] = window
                asked.earliest[day, slot], asked.latest[day, slot] = earliest[window], latest[window]
                asked.many[day] += 1
    return asked


def crow_roads(points: NDArray[np.float64], point: Point, line: tuple[float, float]) -> Int32s:
    """The seconds between each stop and the visit as the crow flies."""
    seconds = np.empty(points.shape[1], np.int32)
    north, east, cosine = points[0], points[1], points[2]
    for stop in range(seconds.size):
        seconds[stop] = np.int32(crow_seconds((north[stop], east[stop], cosine[stop]), point, line))
    return seconds


def best_gaps(
    routes: Routes, question: Question, asked: Asked, roads: Roads, desk: tuple[Int64s, Int64s], found: Int64s
) -> int:
    """Fill the columns route by route; gives the number of rows filled. `desk` is room to work in."""
    gaps, best = desk
    rows = 0
    for route in range(routes.start.size):
        day, who = routes.day[route], question.who[route]
        if asked.many[day] == 0 or not question.may_come[who]:
            continue
        many = gaps_with_time(routes, question, route, roads, gaps)
        if many == 0:
            continue
        best[:] = NOWHERE
        for number in range(many):
            weigh(routes, question, asked, route, gaps[number], best)
        for slot in range(asked.many[day]):
            if best[slot] != NOWHERE:
                found[0, rows], found[1, rows] = route, asked.window[day, slot]
                found[2, rows] = best[slot] & ((1 << ROW_BITS) - 1)
                found[3, rows] = (best[slot] >> ROW_BITS) + question.price[who]
                rows += 1
    return rows


def gaps_with_time(routes: Routes, question: Question, route: int, roads: Roads, gaps: Int64s) -> int:
    """Note the gaps of a route that may leave time for the visit, with the roads to it and from it; gives how many."""
    stop, service = routes.first_stop[route], question.service[question.who[route]]
    plain, visits = routes.limits[route, 7], routes.limits[route, 8]
    first, end = routes.first_gap[route], routes.first_gap[route + 1]
    needy = question.spare.size > 0
    if visits >= 0 and (not needy or question.spare[stop + visits]):
        end = first + plain
    else:
        first += plain
    many = 0
    for gap in range(first, end):
        come, go = roads[0][stop + routes.gaps[gap, 0]], roads[1][stop + routes.gaps[gap, 1]]
        gaps[many, 0], gaps[many, 1], gaps[many, 2] = gap, come, go
        until = routes.gaps[gap, 3]
        legal = not needy or until < 0 or question.spare[stop + until]
        many += legal and routes.gaps[gap, 4] + come <= routes.gaps[gap, 5] - go - service
    return many


def weigh(routes: Routes, question: Question, asked: Asked, route: int, place: Int64s, best: Int64s) -> None:
    """Lower the best keys of a route, one for each window of its day, to those of this gap where it is better."""
    gap, come, go = place[0], place[1], place[2]
    service, day, zero = question.service[question.who[route]], routes.day[route], routes.start[route]
    position = min(routes.gaps[gap, 0], routes.gaps[gap, 1] - 1)
    first = routes.first_way[route]
    for row in range(first + routes.gaps[gap, 6], first + routes.gaps[gap, 7]):
        lunch = lunch_there(routes, route, row)
        left = routes.ways[row, 5] - go
        arrival = zero + routes.ways[row, 1] + come
        latest = zero + min(left - lunch[0], lunch[2]) - service
        if arrival > latest or lunch[1] > left:
            continue
        for slot in range(asked.many[day]):
            if arrival <= asked.latest[day, slot] and asked.earliest[day, slot] <= latest:
                feasible, cost = evaluate_insertion(
                    way_of(routes, row, lunch),
                    (service, asked.earliest[day, slot] - zero + service, asked.latest[day, slot] - zero),
                    (come, go, np.int64(routes.gaps[gap, 2])),
                    day_of(routes, route),
                    question.prices,
                )
                if feasible:
                    best[slot] = min(best[slot], (cost << ROW_BITS) | position)


def lunch_there(routes: Routes, route: int, row: int) -> Segments:
    """Lunch right after the visit, where this way has it there."""
    if routes.ways[row, 6]:
        limits = routes.limits
        return (np.int64(limits[route, 4]), np.int64(limits[route, 5]), np.int64(limits[route, 6]))
    return NO_STOP


def way_of(routes: Routes, row: int, lunch: Segments) -> Gap:
    """A way as the rules read it."""
    ways = routes.ways
    before = (np.int64(ways[row, 0]), np.int64(ways[row, 1]), np.int64(ways[row, 2]))
    return before, lunch, (np.int64(ways[row, 3]), np.int64(ways[row, 4]), np.int64(ways[row, 5]))


def day_of(routes: Routes, route: int) -> Day:
    """A route so far as the rules read it."""
    limits = routes.limits
    of_shift = (np.int64(limits[route, 0]), np.int64(limits[route, 1]), np.int64(limits[route, 2]))
    return of_shift, np.int64(limits[route, 3]), routes.hours[route]


_PARTS: list[Callable[..., Any]] = [
    *BUILDING_BLOCKS,
    crow_radians,
    crow_seconds,
    lunch_there,
    way_of,
    day_of,
    weigh,
    gaps_with_time,
]
"""Every function the kernel is made of, compiled into its caller …"""

_APART: list[Callable[..., Any]] = [windows_of, crow_roads, best_gaps, insertions]
"""… or on its own."""


def kernel_of(fingerprint: int) -> Kernel:
    """The kernel in plain Python; numba's cache tells kernels apart by what they close over, here the fingerprint."""

    def kernel(routes, question):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        return insertions(routes, question)

    return kernel
