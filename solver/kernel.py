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

from solver.blocks import POSITION_BITS, Int64s
from solver.problem import Place, Visit
from solver.question import Question
from solver.rules import BUILDING_BLOCKS, evaluate_insertion
from solver.schedule import LANES, NEVER, Schedule, Tiles
from solver.segments import FOREVER, NO_STOP
from solver.travel import crow_radians, crow_seconds

NOWHERE = int(np.iinfo(np.int64).max)
"""The key of a route without room."""

POSITION = (1 << POSITION_BITS) - 1
"""What of a key is the position."""

Kernel = Callable[[Tiles, Question], tuple[Int64s, int]]

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


def numba_insertions(tiles: Tiles, question: Question) -> Int64s:
    """See `solver.insertion.numpy_insertions`; compiles first when `warm` was not called."""
    if not _ready:
        warm()
    columns, count = _ready[0](tiles, question)
    return columns[:, :count]


def _nothing() -> tuple[Tiles, Question]:
    """No routes, and a question to them: of the types that all have."""
    schedule, anything = Schedule.of([]), Place(0, 0)
    nobody = Visit(key="", place=anything, duration=0, windows=())
    return schedule.tiles, Question.of(schedule, nobody)


@functools.cache
def _kernel() -> Kernel:
    from numba.extending import register_jitable  # noqa: PLC0415  # 0.6 s that most processes never need

    for function in _PARTS:
        register_jitable(_nrt=False, forceinline=True)(function)
    for function in _APART:
        register_jitable(_nrt=function is not best_ways)(function)
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
    sources = f"{POSITION_BITS} {LANES} {NEVER} {NO_STOP}" + "".join(
        inspect.getsource(function) for function in (*_PARTS, *_APART)
    )
    return int.from_bytes(hashlib.sha256(sources.encode()).digest()[:7])


class Asked(NamedTuple):
    """The windows that touch each day: how many, which, and their bounds.

    All but `many` are (days, windows + 1); beyond the windows of a day, bounds are those of one that nobody can keep.
    """

    many: Int64s
    window: Int64s
    earliest: Int64s
    latest: Int64s


class Desk(NamedTuple):
    """Room to work on one tile: the roads of each stop, (stops, lanes), and what differs from lane to lane.

    `service` (3, lanes): on ways without loading, with loading, with loading after visits that leave enough for this
    one; `NEVER` where such a way is not open. `least` (2) is the least of the first two. `lunch` (2, 3, lanes): none,
    and his. `best` (slots, lanes): the best keys.
    """

    come: Int64s
    go: Int64s
    service: Int64s
    least: Int64s
    lunch: Int64s
    best: Int64s


def insertions(tiles: Tiles, question: Question) -> tuple[Int64s, int]:
    """See `solver.insertion.numpy_insertions`: its columns, and how many rows of them are filled."""
    asked = windows_of(tiles.days, question.earliest, question.latest)
    room, stops, slots = 0, 0, asked.window.shape[1]
    for tile in range(tiles.day.size):
        room += asked.many[tiles.day[tile]] * LANES
        stops = max(stops, tiles.first_stop[tile + 1] - tiles.first_stop[tile])
    roads = np.empty((2, stops, LANES), np.int64)
    lunch = np.empty((2, 3, LANES), np.int64)
    for bound in range(3):
        lunch[0, bound] = NO_STOP[bound]
    service, best = np.empty((3, LANES), np.int64), np.empty((slots, LANES), np.int64)
    desk = Desk(roads[0], roads[1], service, np.empty(2, np.int64), lunch, best)
    found = np.empty((4, room + 1), np.int64)
    return found, best_ways(tiles, question, asked, desk, found)


def windows_of(days: Int64s, earliest: Int64s, latest: Int64s) -> Asked:
    """The windows that touch each day."""
    shape = (len(days), earliest.size + 1)
    many, window = np.zeros(len(days), np.int64), np.zeros(shape, np.int64)
    asked = Asked(many, window, np.full(shape, FOREVER), np.full(shape, -FOREVER))
    for day in range(len(days)):
        for number in range(earliest.size):
            if earliest[number] <= days[day, 1] and days[day, 0] <= latest[number]:
                slot = many[day]
                window[day, slot] = number
                asked.earliest[day, slot], asked.latest[day, slot] = earliest[number], latest[number]
                many[day] += 1
    return asked


def best_ways(tiles: Tiles, question: Question, asked: Asked, desk: Desk, found: Int64s) -> int:
    """Fill the columns tile by tile; gives the number of rows filled."""
    rows = 0
    for tile in range(tiles.day.size):
        slots = asked.many[tiles.day[tile]]
        settle(tiles, question, tile, desk)
        if slots > 0 and min(desk.least[0], desk.least[1]) < NEVER:
            roads_of(tiles, question, tile, desk)
            for slot in range(slots):
                for lane in range(LANES):
                    desk.best[slot, lane] = NOWHERE
            for way in range(tiles.first_way[tile], tiles.first_way[tile + 1]):
                weigh_way(tiles, question, asked, (tile, way), desk)
            rows = tell(tiles, question, asked, tile, (desk.best, found, rows))
    return rows


def settle(tiles: Tiles, question: Question, tile: int, desk: Desk) -> None:
    """Set what differs from lane to lane: its lunch, its seconds of service and the least of these."""
    first, needy = tiles.first_stop[tile], len(question.spare) > 0
    desk.least[0], desk.least[1] = NEVER, NEVER
    for lane in range(LANES):
        for bound in range(3):
            desk.lunch[1, bound, lane] = tiles.limits[tile, 4 + bound, lane]
        desk.service[0, lane], desk.service[1, lane] = NEVER, NEVER
        route = tiles.route[tile, lane]
        if route >= 0 and question.may_come[question.who[route]]:
            visits, service = tiles.limits[tile, 7, lane], question.service[question.who[route]]
            loads = 0 if visits >= 0 and (not needy or question.spare[first + visits, lane]) else 1
            desk.service[loads, lane] = service
            desk.least[loads] = min(desk.least[loads], service)


def roads_of(tiles: Tiles, question: Question, tile: int, desk: Desk) -> None:
    """Set the roads between each stop of a tile and the visit."""
    first = tiles.first_stop[tile]
    flown = len(question.to_visit) == 0
    for stop in range(first, tiles.first_stop[tile + 1]):
        come, go, points = desk.come[stop - first], desk.go[stop - first], tiles.points[stop]
        for lane in range(LANES):
            if flown:
                here = (points[0, lane], points[1, lane], points[2, lane])
                come[lane] = np.int64(crow_seconds(here, question.point, question.line))
                go[lane] = come[lane]
            else:
                come[lane], go[lane] = question.to_visit[stop, lane], question.from_visit[stop, lane]


def weigh_way(tiles: Tiles, question: Question, asked: Asked, where: tuple[int, int], desk: Desk) -> None:
    """Lower the best keys of a tile to those of one way, in each window that some lane may keep on it.

    Nobody is there before the first completion of what comes before, or begins so late that what comes after cannot
    begin in time: a window beyond these bounds is passed over, and no offer is lost.
    """
    tile, way = where
    until, loads = tiles.passages[way, 3], tiles.passages[way, 4]
    opens, closes = tiles.passages[way, 6], tiles.passages[way, 7] - desk.least[loads]
    if opens > closes:
        return
    service = desk.service[loads]
    if until >= 0 and len(question.spare):
        service = desk.service[2]
        for lane in range(LANES):
            spare = question.spare[tiles.first_stop[tile] + until, lane]
            service[lane] = desk.service[loads, lane] if spare else NEVER
    day, zero = tiles.day[tile], tiles.midnight[tile]
    for slot in range(asked.many[day]):
        earliest, latest = asked.earliest[day, slot] - zero, asked.latest[day, slot] - zero
        if opens <= latest and earliest <= closes:
            weigh(tiles, question, where, (earliest, latest), (desk, service, desk.best[slot]))


def weigh(
    tiles: Tiles, question: Question, where: tuple[int, int], window: tuple[int, int], room: tuple[Desk, Int64s, Int64s]
) -> None:
    """Lower the best keys of one window to those of one way, lane by lane."""
    (tile, way), (earliest, latest), (desk, service, best) = where, window, room
    passage = tiles.passages[way]
    come, go, lunch, position = desk.come[passage[1]], desk.go[passage[2]], desk.lunch[passage[5]], passage[0]
    ways, limits, hours = tiles.ways[way], tiles.limits[tile], tiles.hours[tile]
    for lane in range(LANES):
        feasible, cost = evaluate_insertion(
            (
                (np.int64(ways[0, lane]), np.int64(ways[1, lane]), np.int64(ways[2, lane])),
                (lunch[0, lane], lunch[1, lane], lunch[2, lane]),
                (np.int64(ways[3, lane]), np.int64(ways[4, lane]), np.int64(ways[5, lane])),
            ),
            (service[lane], earliest + service[lane], latest),
            (come[lane], go[lane], np.int64(ways[6, lane])),
            (
                (np.int64(limits[0, lane]), np.int64(limits[1, lane]), np.int64(limits[2, lane])),
                np.int64(limits[3, lane]),
                hours[lane],
            ),
            question.prices,
        )
        key = (cost << POSITION_BITS) | position
        best[lane] = min(best[lane], key if feasible else NOWHERE)


def tell(tiles: Tiles, question: Question, asked: Asked, tile: int, room: tuple[Int64s, Int64s, int]) -> int:
    """Write the best keys of a tile into the columns from this row on; gives the next row.

    What is no offer is written too, and written over: that costs less than guessing which it will be.
    """
    best, found, rows = room
    day = tiles.day[tile]
    for lane in range(LANES):
        route = tiles.route[tile, lane]
        price = question.price[question.who[route]]
        for slot in range(asked.many[day] if route >= 0 else 0):
            key = best[slot, lane]
            found[0, rows], found[1, rows] = route, asked.window[day, slot]
            found[2, rows] = key & POSITION
            found[3, rows] = (key >> POSITION_BITS) + price
            rows += key != NOWHERE
    return rows


_PARTS: list[Callable[..., Any]] = [
    *BUILDING_BLOCKS,
    crow_radians,
    crow_seconds,
    settle,
    roads_of,
    weigh,
    weigh_way,
    tell,
]
"""Every function the kernel is made of, compiled into its caller …"""

_APART: list[Callable[..., Any]] = [windows_of, best_ways, insertions]
"""… or on its own."""


def kernel_of(fingerprint: int) -> Kernel:
    """The kernel in plain Python; numba's cache tells kernels apart by what they close over, here the fingerprint."""

    def kernel(tiles, question):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        _ = fingerprint
        return insertions(tiles, question)

    return kernel
