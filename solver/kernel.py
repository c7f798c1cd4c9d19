"""The insertion kernel compiled by numba: the rules' own arithmetic, one way at a time, to the same integers.

numba is imported when the kernel is asked for, not before: until then numpy answers.
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from solver import blocks, staff
from solver import lanes as lanes_in_python
from solver.blocks import POSITION_BITS, WAY_COLUMNS, Int32s, Int64s
from solver.jit import inline, jitted
from solver.lanes import LANES, NEVER, Row, count, fetch, keep, lanes, least, pour
from solver.problem import Place, Visit
from solver.question import Question
from solver.rules import BUILDING_BLOCKS, evaluate_insertion
from solver.schedule import Schedule, Tiles
from solver.segments import NO_STOP
from solver.staff import LACKS, PRICE, SERVICE
from solver.travel import crow_radians, crow_seconds

NO_ROOM = int(np.iinfo(np.int64).max)
"""The key of a route without room."""

POSITION = (1 << POSITION_BITS) - 1
"""What of a key is the position."""

READ_AHEAD = 12
"""A kernel says so many ways ahead what it will read: memory is slower than the arithmetic."""

Columns = tuple[Int32s, Int32s, Int32s, Int64s]
"""Those of `solver.insertion.Insertions`."""

Answer = tuple[Int32s, Int64s, int]
"""Routes, windows and positions (3, rows), costs (rows), and how many rows are filled."""

TupleKernel = Callable[[tuple[Any, ...], tuple[Any, ...]], Answer]
"""Of tiles and a question, the tuples they are: numba takes these apart sooner than named ones."""

_ready: list[TupleKernel] = []


def compiled() -> bool:
    """Whether the compiled kernel is ready."""
    return bool(_ready)


def warm() -> None:
    """Compile the kernel, or load it from disk; seconds the first time, for a background thread."""
    if not _ready:
        kernel = _kernel()
        tiles, question = _nothing()
        kernel(tuple(tiles), tuple(question))
        _ready.append(kernel)


def numba_insertions(tiles: Tiles, question: Question) -> Columns:
    """See `solver.insertion.numpy_insertions`; compiles first when `warm` was not called."""
    if not _ready:
        warm()
    return columns_of(_ready[0](tuple(tiles), tuple(question)))


def columns_of(answer: Answer) -> Columns:
    """The columns of an answer."""
    where, cost, rows = answer
    return where[0, :rows], where[1, :rows], where[2, :rows], cost[:rows]


def _nothing() -> tuple[Tiles, Question]:
    """No routes, and a question to them: of the types that all have."""
    schedule, anything = Schedule.of([]), Place(0, 0)
    nobody = Visit(key="", place=anything, duration=0, windows=())
    return schedule.tiles, Question.of(schedule, nobody)


@functools.cache
def _kernel() -> TupleKernel:
    from solver import registers  # noqa: PLC0415  # numba is not for those who only want a slot

    inline([*_PARTS, best_ways], ["best_ways"], _nrt=False)
    inline(_ALLOCATING, [function.__name__ for function in _ALLOCATING])
    return jitted(answer, [registers, lanes_in_python, blocks, staff, Tiles, Question, *_PARTS])


class Asked(NamedTuple):
    """The windows that touch each day: how many, which, and their bounds in seconds from its midnight.

    All but `many` are (days, windows), filled up to that many.
    """

    many: Int64s
    window: Int64s
    earliest: Int64s
    latest: Int64s


class Workspace(NamedTuple):
    """Room to work on one tile: the roads of each stop, (stops, lanes), and what differs from lane to lane.

    `service` (2, lanes): on ways without loading, and with it; `NEVER` where such a way is not open. `least` (2) is the
    least of each. `lunch` (2, 3, lanes): none, and his. `price` and `lacks`: see `solver.staff.Answers`. `best`
    (slots, lanes): the best keys.
    """

    come: Int32s
    go: Int32s
    service: Int32s
    least: Int64s
    lunch: Int32s
    price: Int64s
    lacks: Int32s
    best: Int64s


def insertions(tiles: Tiles, question: Question) -> Answer:
    """See `solver.insertion.numpy_insertions`."""
    asked = windows_of(tiles.days, question.earliest, question.latest)
    room, stops = LANES, 0
    for tile in range(tiles.day.size):
        room += asked.many[tiles.day[tile]] * LANES
        stops = max(stops, tiles.first_stop[tile + 1] - tiles.first_stop[tile])
    roads, service = np.empty((2, stops, LANES), np.int32), np.empty((2, LANES), np.int32)
    lunch, best = np.empty((2, 3, LANES), np.int32), np.empty((asked.window.shape[1], LANES), np.int64)
    for bound in range(3):
        keep(lunch, (0, bound), min(max(NO_STOP[bound], -NEVER), NEVER))
    price, lacks = np.empty((1, LANES), np.int64), np.empty((1, LANES), np.int32)
    workspace = Workspace(roads[0], roads[1], service, np.empty(2, np.int64), lunch, price, lacks, best)
    where, cost = np.empty((3, room), np.int32), np.empty(room, np.int64)
    return where, cost, best_ways(tiles, question, asked, workspace, (where, cost))


def windows_of(days: Int64s, earliest: Int64s, latest: Int64s) -> Asked:
    """The windows that touch each day."""
    shape = (len(days), earliest.size)
    many, window = np.zeros(len(days), np.int64), np.empty(shape, np.int64)
    asked = Asked(many, window, np.empty(shape, np.int64), np.empty(shape, np.int64))
    for day in range(len(days)):
        midnight, opens, closes = days[day, 0], days[day, 1], days[day, 2]
        slot = 0
        for number in range(earliest.size):
            if earliest[number] <= closes and opens <= latest[number]:
                window[day, slot] = number
                asked.earliest[day, slot] = max(earliest[number] - midnight, -NEVER)
                asked.latest[day, slot] = min(latest[number] - midnight, NEVER)
                slot += 1
        many[day] = slot
    return asked


def best_ways(
    tiles: Tiles, question: Question, asked: Asked, workspace: Workspace, found: tuple[Int32s, Int64s]
) -> int:
    """Fill the columns tile by tile; gives the number of rows filled."""
    rows = 0
    for tile in range(tiles.day.size):
        slots = asked.many[tiles.day[tile]]
        if slots > 0 and settle(tiles, question, tile, workspace):
            roads_of(tiles, question, tile, workspace)
            for slot in range(slots):
                keep(workspace.best, slot, NO_ROOM)
            for way in range(tiles.first_way[tile], tiles.first_way[tile + 1]):
                weigh(tiles, question, asked, (tile, way), workspace)
            rows = tell(tiles, asked, tile, (workspace, found, rows))
    return rows


def settle(tiles: Tiles, question: Question, tile: int, workspace: Workspace) -> bool:
    """Set what differs from lane to lane; whether anybody may come."""
    date = tiles.days[tiles.day[tile], 3]
    for lane in range(LANES):
        who = question.who[tile, lane]
        workspace.service[0, lane] = min(question.staff[SERVICE, who] + question.dates[SERVICE, date], NEVER)
        workspace.price[0, lane] = question.staff[PRICE, who] + question.dates[PRICE, date]
        workspace.lacks[0, lane] = question.staff[LACKS, who]
    service = lanes(workspace.service, 0)
    if least(service) >= NEVER:
        return False
    last = tiles.first_stop[tile + 1] - 1
    plain = (lanes(tiles.limits, (tile, 7)) >= 0) & at_hand(tiles, question, last, workspace)
    keep(workspace.service, 0, np.where(plain, service, NEVER))
    keep(workspace.service, 1, np.where(plain, NEVER, service))
    for loads in range(2):
        workspace.least[loads] = least(lanes(workspace.service, loads))
    for bound in range(3):
        keep(workspace.lunch, (1, bound), lanes(tiles.limits, (tile, 4 + bound)))
    return True


def at_hand(tiles: Tiles, question: Question, stop: int, workspace: Workspace) -> Row:
    """In which lanes what he brings is enough for the visit beside all up to that stop."""
    enough = lanes(workspace.lacks, 0) <= 0
    for need in range(len(question.needs)):
        part, amount = question.needs[need]
        enough = enough & (lanes(tiles.left, (stop, part)) >= amount)
    return enough


def roads_of(tiles: Tiles, question: Question, tile: int, workspace: Workspace) -> None:
    """Set the roads between each stop of a tile and the visit."""
    first = tiles.first_stop[tile]
    flown, line = len(question.to_visit) == 0, (tiles.line[0], tiles.line[1])
    for stop in range(first, tiles.first_stop[tile + 1]):
        come, go, points = workspace.come[stop - first], workspace.go[stop - first], tiles.points[stop]
        for lane in range(LANES):
            if flown:
                here = (points[0, lane], points[1, lane], points[2, lane])
                come[lane] = min(np.int64(crow_seconds(here, question.point, line)), NEVER)
                go[lane] = come[lane]
            else:
                come[lane], go[lane] = question.to_visit[stop, lane], question.from_visit[stop, lane]


def weigh(tiles: Tiles, question: Question, asked: Asked, where: tuple[int, int], workspace: Workspace) -> None:
    """Lower the best keys of a tile to those of one way, in each window that some lane may keep on it.

    Nobody is there before the first completion of what comes before, or begins so late that what comes after cannot
    begin in time: a window beyond these bounds is passed over, and no offer is lost.
    """
    (tile, way), day = where, tiles.day[where[0]]
    position, before, after, until, loads, eats, opens, closes = tiles.passages[way]
    closes -= workspace.least[loads]
    if opens > closes:
        return
    for row in range(WAY_COLUMNS):
        fetch(tiles.ways, (way + READ_AHEAD, row))
    service, ways, limits = lanes(workspace.service, loads), tiles.ways, tiles.limits
    if until >= 0:
        service = np.where(at_hand(tiles, question, tiles.first_stop[tile] + until, workspace), service, NEVER)
    gap = (
        (lanes(ways, (way, 0)), lanes(ways, (way, 1)), lanes(ways, (way, 2))),
        (lanes(workspace.lunch, (eats, 0)), lanes(workspace.lunch, (eats, 1)), lanes(workspace.lunch, (eats, 2))),
        (lanes(ways, (way, 3)), lanes(ways, (way, 4)), lanes(ways, (way, 5))),
    )
    roads = (lanes(workspace.come, before), lanes(workspace.go, after), lanes(ways, (way, 6)))
    bounds = (lanes(limits, (tile, 0)), lanes(limits, (tile, 1)), lanes(limits, (tile, 2)))
    prices = (tiles.prices[0], tiles.prices[1], tiles.prices[2], tiles.prices[3])
    so_far = (bounds, lanes(limits, (tile, 3)), lanes(tiles.hours, tile))
    for slot in range(asked.many[day]):
        earliest, latest = asked.earliest[day, slot], asked.latest[day, slot]
        if opens <= latest and earliest <= closes:
            visit = (service, earliest + service, latest)
            feasible, cost = evaluate_insertion(gap, visit, roads, so_far, prices)
            key = np.where(feasible, (cost << POSITION_BITS) | position, NO_ROOM)
            keep(workspace.best, slot, np.minimum(lanes(workspace.best, slot), key))


def tell(tiles: Tiles, asked: Asked, tile: int, room: tuple[Workspace, tuple[Int32s, Int64s], int]) -> int:
    """Write the best keys of a tile into the columns from this row on; gives the next row."""
    (workspace, (where, costs), rows), day = room, tiles.day[tile]
    for slot in range(asked.many[day]):
        key = lanes(workspace.best, slot)
        offered = key <= NO_ROOM - 1
        pour(where[0], rows, lanes(tiles.route, tile), offered)
        pour(where[1], rows, asked.window[day, slot], offered)
        pour(where[2], rows, key & POSITION, offered)
        pour(costs, rows, (key >> POSITION_BITS) + lanes(workspace.price, 0), offered)
        rows += count(offered)
    return rows


_PARTS: list[Callable[..., Any]] = [
    *BUILDING_BLOCKS,
    crow_radians,
    crow_seconds,
    at_hand,
    settle,
    roads_of,
    weigh,
    tell,
]
"""Every function the kernel is made of, compiled into its caller …"""

_ALLOCATING: list[Callable[..., Any]] = [windows_of, insertions]
"""… or on its own, as `best_ways` is too: these make arrays."""


def answer(tiles: tuple[Any, ...], question: tuple[Any, ...]) -> Answer:
    """The kernel: `insertions` of the tuples that tiles and a question are."""
    return insertions(Tiles(*tiles), Question(*question))
