"""What one shift could do at given dual values, restated from the problem for whoever checks a certificate."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import Problem, Shift, Visit
from solver.rules import assignment_cost, may_serve

Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """Three visits (indices), and what a route pays (× scale) that makes two or more of them."""

    visits: tuple[int, int, int]
    price: int


@dataclass(frozen=True, slots=True)
class Duals:
    """What serving each visit is worth, and the cuts, × scale."""

    scale: int
    worth: tuple[int, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What one shift could do: seconds since its begin, prices × scale; n visits by their place in `visits`.

    `roads` (ways, n + 1, n + 1), row n from home, column n back; the second way by the depot. `moves` is the same with
    the seconds of loading. `gain` (n) is what serving each visit costs whatever the hour, less its worth; `windows` are
    (visit, opens, closes); `needs` (n, k) and `stock` (k) are parts and tools; `in_cut` (c, n) who is in which cut.
    """

    visits: tuple[int, ...]
    shift: Shift
    service: Ints
    gain: Ints
    windows: tuple[tuple[int, int, int], ...]
    roads: Ints
    moves: Ints
    needs: Ints
    stock: Ints
    in_cut: Ints
    cut_price: Ints
    prices: tuple[int, int, int, int]

    @property
    def likeness(self) -> Hashable:
        """What two days share that have the same routes at the same costs."""
        arrays = (getattr(self, field.name) for field in fields(self))
        return repr(replace(self.shift, technician="")), *(
            each.tobytes() if isinstance(each, np.ndarray) else each for each in arrays if not isinstance(each, Shift)
        )

    @property
    def close(self) -> int:
        """The last second he may be back."""
        return self.shift.latest_return - self.shift.start

    @property
    def meal(self) -> tuple[int, int, int] | None:
        """Earliest and latest start of lunch, and its seconds."""
        lunch, begin = self.shift.lunch, self.shift.start
        return None if lunch is None else (lunch.earliest - begin, lunch.latest - begin, lunch.duration)


def day_of(problem: Problem, shift: Shift, duals: Duals) -> Day:
    """What this shift could do, at these dual values."""
    numbers = tuple(number for number, visit in enumerate(problem.visits) if may_serve(visit, shift))
    visits = [problem.visits[number] for number in numbers]
    costs = [assignment_cost(visit, shift, problem.weights) * duals.scale for visit in visits]
    roads, moves = _roads(problem, shift, visits)
    needs, stock = _stock(visits, shift)
    held = [[number in cut.visits for number in numbers] for cut in duals.cuts]
    weights, scale = problem.weights, duals.scale
    return Day(
        visits=numbers,
        shift=shift,
        service=np.array([visit.duration_for(shift) for visit in visits], np.int64),
        gain=np.array(costs, np.int64) - np.array([duals.worth[number] for number in numbers], np.int64),
        windows=tuple(_windows(visits, shift)),
        roads=roads,
        moves=moves,
        needs=needs,
        stock=stock,
        in_cut=np.array(held, np.int64).reshape(len(held), len(numbers)),
        cut_price=np.array([cut.price for cut in duals.cuts], np.int64),
        prices=(weights.travel * scale, weights.waiting * scale, weights.overtime * scale, weights.fairness * scale),
    )


def _roads(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> tuple[Ints, Ints]:
    """See `Day.roads` and `Day.moves`."""
    seconds = problem.travel.seconds
    lat = np.array([shift.start_place.lat, shift.end_place.lat, *(visit.place.lat for visit in visits)])
    lon = np.array([shift.start_place.lon, shift.end_place.lon, *(visit.place.lon for visit in visits)])
    leave, arrive = [*range(2, len(lat)), 0], [*range(2, len(lat)), 1]
    straight = seconds(lat[leave, None], lon[leave, None], lat[None, arrive], lon[None, arrive])
    if shift.depot is None:
        return straight[None], straight[None]
    depot = shift.depot.place
    there = seconds(lat[leave], lon[leave], depot.lat, depot.lon)
    by_depot = there[:, None] + seconds(depot.lat, depot.lon, lat[arrive], lon[arrive])[None]
    return np.array([straight, by_depot]), np.array([straight, by_depot + shift.depot.duration])


def _windows(visits: Sequence[Visit], shift: Shift) -> Iterator[tuple[int, int, int]]:
    """See `Day.windows`."""
    for number, visit in enumerate(visits):
        for window in visit.start_windows:
            yield number, window.earliest - shift.start, window.latest - shift.start


def _stock(visits: Sequence[Visit], shift: Shift) -> tuple[Ints, Ints]:
    """What each visit needs of each part and of each tool not from home, and what there is of it from home."""
    parts = sorted({part for visit in visits for part in visit.parts})
    tools = sorted({tool for visit in visits for tool in visit.tools - shift.tools})
    needs = [
        [visit.parts.get(part, 0) for part in parts] + [int(tool in visit.tools) for tool in tools] for visit in visits
    ]
    stock = [shift.parts.get(part, 0) for part in parts] + [0] * len(tools)
    return np.array(needs, np.int64).reshape(len(visits), len(stock)), np.array(stock, np.int64)
