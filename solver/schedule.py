"""All routes side by side, as the arrays that the insertion kernel reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.blocks import GAP_COLUMNS, LIMIT_COLUMNS, WAY_COLUMNS, Int32s, Int64s, RouteBlock
from solver.errors import BlocksPricedDifferently
from solver.problem import Weights
from solver.staff import Staff
from solver.travel import CrowTravel, TravelTimes, crow_point

_DAY = 86_400

Floats = NDArray[np.float64]

Column = TypeVar("Column", bound=np.generic)


class Routes(NamedTuple):
    """The routes of a schedule in structure-of-arrays form: all a kernel reads of them.

    Per route: `start` of the shift (seconds since the epoch), `hours` and `limits` of the block (see `RouteBlock`),
    `day` (a row of `days`). Per route and once more: `first_stop`, `first_gap`, `first_way`. `gaps` and `ways` are
    those of the blocks, numbered within each. `days` (days, 2): the first start and the last return of all shifts that
    start on one UTC day. `points` (3, stops): see `crow_point`; no columns where roads are not the crow's.
    """

    start: Int64s
    hours: Int64s
    limits: Int32s
    day: Int32s
    first_stop: Int64s
    first_gap: Int64s
    first_way: Int64s
    gaps: Int32s
    ways: Int32s
    days: Int64s
    points: Floats

    @classmethod
    def of(cls, blocks: Sequence[RouteBlock], places: Floats) -> Self:
        """The arrays of these blocks, whose places are these."""
        numbers: dict[int, int] = {}
        bounds: list[tuple[int, int]] = []
        for block in blocks:
            opens, closes = block.shift.start, block.shift.latest_return
            number = numbers.setdefault(opens // _DAY, len(bounds))
            if number == len(bounds):
                bounds.append((opens, closes))
            bounds[number] = min(opens, bounds[number][0]), max(closes, bounds[number][1])
        return cls(
            start=np.array([block.shift.start for block in blocks], np.int64),
            hours=np.array([block.hours for block in blocks], np.int64),
            limits=np.array([block.limits for block in blocks], np.int32).reshape(-1, LIMIT_COLUMNS),
            day=np.array([numbers[block.shift.start // _DAY] for block in blocks], np.int32),
            first_stop=_firsts([block.roads.places.shape[1] for block in blocks]),
            first_gap=_firsts([len(block.gaps) for block in blocks]),
            first_way=_firsts([len(block.ways) for block in blocks]),
            gaps=np.concatenate([np.zeros((0, GAP_COLUMNS), np.int32), *(block.gaps for block in blocks)]),
            ways=np.concatenate([np.zeros((0, WAY_COLUMNS), np.int32), *(block.ways for block in blocks)]),
            days=np.array(bounds, np.int64).reshape(-1, 2),
            points=_points(blocks, places),
        )

    def replace(self, route: int, block: RouteBlock) -> Self:
        """The arrays with another version of one route, its shift unchanged: copies, but for one route."""
        stops = slice(*self.first_stop[route : route + 2])
        gaps, ways = slice(*self.first_gap[route : route + 2]), slice(*self.first_way[route : route + 2])
        points = _points([block], block.roads.places)
        return self._replace(
            hours=_spliced(self.hours, slice(route, route + 1), [block.hours]),
            limits=_spliced(self.limits, slice(route, route + 1), [block.limits]),
            first_stop=_moved(self.first_stop, route, block.roads.places.shape[1]),
            first_gap=_moved(self.first_gap, route, len(block.gaps)),
            first_way=_moved(self.first_way, route, len(block.ways)),
            gaps=_spliced(self.gaps, gaps, block.gaps),
            ways=_spliced(self.ways, ways, block.ways),
            points=_spliced(self.points.T, stops, points.T).T.copy() if points.size else self.points,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Many compiled routes, ready for questions; immutable, `replace` gives the next one.

    `staff` says who may come. `places` is (2, stops): those of all routes. `left` gives for each part how many are left
    after each stop of what was brought, see `RouteBlock`.
    """

    blocks: tuple[RouteBlock, ...]
    staff: Staff
    routes: Routes
    places: Floats
    left: Mapping[str, Int32s]

    @property
    def travel(self) -> TravelTimes:
        """The travel times all routes share."""
        return self.blocks[0].travel

    @property
    def weights(self) -> Weights:
        """The weights all routes share."""
        return self.blocks[0].weights

    @classmethod
    def of(cls, blocks: Iterable[RouteBlock]) -> Self:
        """These routes side by side; they share one travel and one set of weights (`BlocksPricedDifferently`)."""
        given = tuple(blocks)
        for block in given:
            _same_prices(block, given[0])
        weights = given[0].weights if given else Weights()
        places = np.concatenate([np.zeros((2, 0)), *(block.roads.places for block in given)], axis=1)
        parts = sorted({part for block in given for part in block.left})
        left = {part: np.concatenate([_left(block, part) for block in given]) for part in parts}
        staff = Staff.of((block.shift for block in given), weights)
        return cls(given, staff, Routes.of(given, places), places, left)

    def replace(self, index: int, block: RouteBlock) -> Self:
        """The schedule with one route exchanged for another version of it; nothing else is compiled again."""
        blocks = (*self.blocks[:index], block, *self.blocks[index + 1 :])
        if block.shift != self.blocks[index].shift:
            return type(self).of(blocks)
        _same_prices(block, self.blocks[index])
        stops = slice(*self.routes.first_stop[index : index + 2])
        places = np.concatenate(
            [self.places[:, : stops.start], block.roads.places, self.places[:, stops.stop :]], axis=1
        )
        nothing = np.zeros(len(self.places[0]), np.int32)
        left = {
            part: _spliced(self.left.get(part, nothing), stops, _left(block, part))
            for part in sorted({*self.left, *block.left})
        }
        return type(self)(blocks, self.staff, self.routes.replace(index, block), places, left)


def _points(blocks: Sequence[RouteBlock], places: Floats) -> Floats:
    """See `Routes.points`."""
    if not blocks or not isinstance(blocks[0].travel, CrowTravel):
        return np.zeros((3, 0))
    return np.stack(crow_point(*places))


def _left(block: RouteBlock, part: str) -> Int32s:
    """How many of a part are left after each stop; none at the return and at the depot, from where no visit follows."""
    left = np.zeros(block.roads.places.shape[1], np.int32)
    counts = block.left.get(part, ())
    left[: len(counts)] = counts
    return left


def _firsts(counts: Sequence[int]) -> Int64s:
    """Where each of so many things side by side begins, and where the last one ends."""
    return np.cumsum([0, *counts], dtype=np.int64)


def _moved(firsts: Int64s, route: int, count: int) -> Int64s:
    """The same once a route has so many things."""
    moved = firsts.copy()
    moved[route + 1 :] += firsts[route] + count - firsts[route + 1]
    return moved


def _spliced(rows: NDArray[Column], place: slice, others: ArrayLike) -> NDArray[Column]:
    """The rows with other ones in this place."""
    return np.concatenate([rows[: place.start], np.asarray(others, rows.dtype), rows[place.stop :]])


def _same_prices(block: RouteBlock, other: RouteBlock) -> None:
    """Refuse to compare costs that are not in one currency."""
    if block.travel != other.travel or block.weights != other.weights:
        raise BlocksPricedDifferently(technician=block.shift.technician, day=block.shift.day)
