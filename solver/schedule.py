"""All routes side by side, sixteen alike in each tile, as the arrays that the insertion kernel reads."""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import LIMIT_COLUMNS, WAY_COLUMNS, Int32s, Int64s, RouteBlock
from solver.errors import BlocksPricedDifferently
from solver.lanes import LANES, NEVER
from solver.problem import Weights
from solver.staff import Staff
from solver.travel import CrowTravel, TravelTimes, crow_point

Floats = NDArray[np.float64]

Column = TypeVar("Column", bound=np.generic)
Thing = TypeVar("Thing", bound=Hashable)


class Tiles(NamedTuple):
    """The routes of a schedule in tiles of up to 16 lanes, one for each route: all that a kernel reads of them.

    Per tile: `day` (a row of `days`) and, once more at the end, `first_way`, `first_stop`. Per lane: `route` (tiles,
    lanes; -1 in a lane without one), `who` (the row of its kind in `solver.staff.Answers`), `hours` (tiles, lanes) and
    `limits` (tiles, 8, lanes), see `RouteBlock`. Per way: `passages` (ways, 8): the first six of a `Passage`, the first
    completion of what comes before in any lane, and the last beginning of what comes after, lunch in between taken off;
    `ways` (ways, 7, lanes), impossible where a lane has no such way. Per stop: `points` (stops, 3, lanes), see
    `crow_point`; `left` (stops, parts, lanes), see `RouteBlock`, to the last stop as after the last visit.

    `days` (days, 4) for the shifts that start on one UTC day and have one date: midnight (seconds since the epoch;
    every instant of the tile counts from there), the first start, the last return, the row of the date in `Answers`.
    What all routes share: `prices`, see `solver.rules.prices`, and the crow's `line`, see `CrowTravel`; 0 of others.
    """

    day: Int64s
    first_way: Int64s
    first_stop: Int64s
    route: Int32s
    who: Int32s
    hours: Int64s
    limits: Int32s
    passages: Int32s
    ways: Int32s
    points: Floats
    left: Int32s
    days: Int64s
    prices: Int64s
    line: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Many compiled routes, ready for questions; immutable, `replace` gives the next one.

    `staff` says who may come. `members` are the routes of each tile, `lane` (routes) the lane of each route, counted
    through all tiles, `places` (stops, 2, lanes) the latitudes and longitudes of the stops of `tiles` (any place where
    a lane has no such stop). `parts` numbers the parts that anybody brings.
    """

    blocks: tuple[RouteBlock, ...]
    staff: Staff
    members: tuple[tuple[int, ...], ...]
    lane: Int64s
    tiles: Tiles
    places: Floats
    parts: Mapping[str, int]

    @property
    def travel(self) -> TravelTimes:
        """The travel times all routes share."""
        return _travel(self.blocks)

    @property
    def weights(self) -> Weights:
        """The weights all routes share."""
        return self.staff.weights

    @classmethod
    def of(cls, blocks: Iterable[RouteBlock]) -> Self:
        """These routes side by side; they share one travel and one set of weights (`BlocksPricedDifferently`)."""
        given = tuple(blocks)
        for block in given:
            _same_prices(block, given[0])
        staff = Staff.of((block.shift for block in given), given[0].weights if given else Weights())
        members = _grouped(given, staff)
        parts = _numbered(sorted({part for kind in staff.kinds for part in kind.parts}))
        lane = np.zeros(len(given), np.int64)
        for number, routes in enumerate(members):
            lane[list(routes)] = LANES * number + np.arange(len(routes))
        tiles, places = _tiles(given, members, staff, parts)
        return cls(given, staff, members, lane, tiles, places, parts)

    def replace(self, index: int, block: RouteBlock) -> Self:
        """The schedule with one route exchanged for another version of it; only its tile is built again."""
        blocks = (*self.blocks[:index], block, *self.blocks[index + 1 :])
        if block.shift != self.blocks[index].shift:
            return type(self).of(blocks)
        _same_prices(block, self.blocks[index])
        number = int(self.lane[index]) // LANES
        tile, places = _tiles(blocks, [self.members[number]], self.staff, self.parts)
        stops = slice(*self.tiles.first_stop[number : number + 2])
        return replace(
            self,
            blocks=blocks,
            tiles=_exchanged(self.tiles, number, tile),
            places=_spliced(self.places, stops, places),
        )


def _travel(blocks: Sequence[RouteBlock]) -> TravelTimes:
    return blocks[0].travel if blocks else CrowTravel()


def _grouped(blocks: Sequence[RouteBlock], staff: Staff) -> tuple[tuple[int, ...], ...]:
    """The routes of each tile: of one day, and as much alike as can be."""
    order = sorted(range(len(blocks)), key=lambda route: (*_likeness(blocks[route]), staff.kind[route]))
    groups: list[list[int]] = []
    for route in order:
        full = not groups or len(groups[-1]) == LANES
        if full or _day(blocks[groups[-1][0]]) != _day(blocks[route]):
            groups.append([])
        groups[-1].append(route)
    return tuple(map(tuple, groups))


def _day(block: RouteBlock) -> tuple[int, dt.date]:
    """What the routes of a tile share: the second their hours count from, and the date."""
    return block.midnight, block.shift.day


def _likeness(block: RouteBlock) -> tuple[object, ...]:
    """Routes that stand side by side in this order have much in common: the day, whether he can and must load, ways."""
    loads = bool(block.limits[-1] < 0)
    return (*_day(block), block.shift.depot is None, loads, len(block.visits), block.passages)


def _tiles(
    blocks: Sequence[RouteBlock], members: Sequence[Sequence[int]], staff: Staff, parts: Mapping[str, int]
) -> tuple[Tiles, Floats]:
    """The tiles of these routes, each of them, and the places of their stops."""
    cut = [_Tile.of([blocks[route] for route in routes], parts) for routes in members]
    days, travel = _days([blocks[route] for routes in members for route in routes], staff), _travel(blocks)
    number_of = _numbered(days)
    route = np.full((len(members), LANES), -1, np.int32)
    for number, routes in enumerate(members):
        route[number, : len(routes)] = routes
    places = np.concatenate([np.zeros((0, 2, LANES)), *(tile.places for tile in cut)])
    tiles = Tiles(
        day=np.array([number_of[_day(blocks[routes[0]])] for routes in members], np.int64),
        first_way=_firsts([len(tile.ways) for tile in cut]),
        first_stop=_firsts([len(tile.places) for tile in cut]),
        route=route,
        who=np.where(route >= 0, np.append(staff.kind, -1)[route] + 1, 0).astype(np.int32),
        hours=np.array([tile.hours for tile in cut], np.int64).reshape(-1, LANES),
        limits=np.array([tile.limits for tile in cut], np.int32).reshape(-1, LIMIT_COLUMNS, LANES),
        passages=np.concatenate([np.zeros((0, 8), np.int32), *(tile.passages for tile in cut)]),
        ways=np.concatenate([np.zeros((0, WAY_COLUMNS, LANES), np.int32), *(tile.ways for tile in cut)]),
        points=np.stack(crow_point(places[:, 0], places[:, 1]), axis=1),
        left=np.concatenate([np.zeros((0, len(parts), LANES), np.int32), *(tile.left for tile in cut)]),
        days=np.array(list(days.values()), np.int64).reshape(-1, 4),
        prices=np.array(rules.prices(staff.weights), np.int64),
        line=np.array(travel.line if isinstance(travel, CrowTravel) else (0, 0), np.float64),
    )
    return tiles, places


class _Tile(NamedTuple):
    """One tile by itself; see `Tiles`."""

    hours: Int64s
    limits: Int32s
    passages: Int32s
    ways: Int32s
    places: Floats
    left: Int32s

    @classmethod
    def of(cls, blocks: Sequence[RouteBlock], parts: Mapping[str, int]) -> Self:
        """The tile of these blocks, all of one day."""
        every = sorted({passage for block in blocks for passage in block.passages})
        number = _numbered(every)
        ways = np.zeros((len(every), WAY_COLUMNS, LANES), np.int32)
        ways[:, 1], ways[:, 5] = NEVER, -NEVER
        most = max(block.roads.places.shape[1] for block in blocks)
        places, left = (
            np.tile(blocks[0].roads.places[:, :1], (most, 1, LANES)),
            np.zeros((most, len(parts), LANES), np.int32),
        )
        hours, limits = np.zeros(LANES, np.int64), np.zeros((LIMIT_COLUMNS, LANES), np.int32)
        for lane, block in enumerate(blocks):
            ways[[number[passage] for passage in block.passages], :, lane] = block.ways
            places[: block.roads.places.shape[1], :, lane] = block.roads.places.T
            hours[lane], limits[:, lane] = block.hours, block.limits
            for part, column in parts.items():
                counts = block.left.get(part, [0])
                left[:, column, lane] = (counts + counts[-1:] * most)[:most]
        where = np.array([passage[:6] for passage in every], np.int32).reshape(-1, 6)
        ends = ways[:, 5] - where[:, 5:] * limits[4]
        bounds = np.stack([ways[:, 1].min(axis=1), ends.max(axis=1)], axis=1)
        return cls(hours, limits, np.concatenate([where, bounds], axis=1), ways, places, left)


def _days(blocks: Sequence[RouteBlock], staff: Staff) -> dict[tuple[int, dt.date], tuple[int, int, int, int]]:
    """See `Tiles.days`."""
    dates = _numbered([shift.day for shift in staff.dates])
    days: dict[tuple[int, dt.date], tuple[int, int, int, int]] = {}
    for block in blocks:
        opens, closes = block.shift.start, block.shift.latest_return
        _, first, last, _ = days.get(_day(block), (0, opens, closes, 0))
        days[_day(block)] = block.midnight, min(first, opens), max(last, closes), 1 + dates[block.shift.day]
    return days


def _exchanged(tiles: Tiles, number: int, tile: Tiles) -> Tiles:
    """The tiles with another one for that of this number, of the same routes."""
    here = slice(number, number + 1)
    ways, stops = (slice(*first[number : number + 2]) for first in (tiles.first_way, tiles.first_stop))
    return tiles._replace(
        first_way=_moved(tiles.first_way, number, len(tile.ways)),
        first_stop=_moved(tiles.first_stop, number, len(tile.points)),
        hours=_spliced(tiles.hours, here, tile.hours),
        limits=_spliced(tiles.limits, here, tile.limits),
        passages=_spliced(tiles.passages, ways, tile.passages),
        ways=_spliced(tiles.ways, ways, tile.ways),
        points=_spliced(tiles.points, stops, tile.points),
        left=_spliced(tiles.left, stops, tile.left),
    )


def _numbered(things: Iterable[Thing]) -> dict[Thing, int]:
    """The number of each of these."""
    return {thing: number for number, thing in enumerate(things)}


def _firsts(counts: Sequence[int]) -> Int64s:
    """Where each of so many things side by side begins, and where the last one ends."""
    return np.cumsum([0, *counts], dtype=np.int64)


def _moved(firsts: Int64s, number: int, count: int) -> Int64s:
    """The same once that many belong to this one."""
    moved = firsts.copy()
    moved[number + 1 :] += firsts[number] + count - firsts[number + 1]
    return moved


def _spliced(rows: NDArray[Column], place: slice, others: NDArray[Column]) -> NDArray[Column]:
    """The rows with other ones in this place."""
    return np.concatenate([rows[: place.start], others, rows[place.stop :]])


def _same_prices(block: RouteBlock, other: RouteBlock) -> None:
    """Refuse to compare costs that are not in one currency."""
    if block.travel != other.travel or block.weights != other.weights:
        raise BlocksPricedDifferently(technician=block.shift.technician, day=block.shift.day)
