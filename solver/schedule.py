"""All routes side by side, day by day, as the arrays the insertion kernel reads."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import Floats, Int64s, RouteBlock
from solver.errors import BlocksPricedDifferently
from solver.problem import Shift, Weights
from solver.rules import Prices
from solver.travel import TravelTimes

_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """What one day of routes is asked: windows (earliest, latest start), service seconds, roads, who may come, prices.

    `to_visit` and `from_visit` are the seconds between each stop of the day and the visit; `may_come` is per route.
    """

    earliest: Int64s
    latest: Int64s
    duration: int
    to_visit: Int64s
    from_visit: Int64s
    may_come: NDArray[np.bool_]
    price: Prices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayOfRoutes:
    """The routes whose shift starts on one UTC day, in structure-of-arrays form.

    `number` counts days from the epoch. Per gap row: `gaps` (10, rows; the stop counted through the day), `route_of`
    (place of its route in the day). Per stop: `places` (2, stops), `legs`. Per route: `first_gap`, `first_stop`,
    `index` (in the schedule), `who` (in the schedule's staff), `limits` (3, routes), `load`, `hours`. Routes without
    a gap are left out. `opens` and `closes` bound its shifts.
    """

    number: int
    gaps: Int64s
    route_of: Int64s
    places: Floats
    legs: Int64s
    first_gap: Int64s
    first_stop: Int64s
    index: Int64s
    who: Int64s
    limits: Int64s
    load: Int64s
    hours: Int64s
    opens: int
    closes: int

    @classmethod
    def of(cls, indices: Sequence[int], all_blocks: Sequence[RouteBlock], who: Sequence[int]) -> Self:
        """The day of these routes of a schedule, all of one day."""
        blocks = [all_blocks[index] for index in indices]
        rows = np.array([block.gaps.shape[1] for block in blocks])
        stops = np.array([len(block.legs) for block in blocks])
        first_stop = np.cumsum(stops) - stops
        gaps = np.concatenate([block.gaps for block in blocks], axis=1)
        gaps[0] += np.repeat(first_stop, rows)
        return cls(
            number=_day(blocks[0]),
            gaps=gaps,
            route_of=np.repeat(np.arange(len(blocks)), rows),
            places=np.concatenate([block.places for block in blocks], axis=1),
            legs=np.concatenate([block.legs for block in blocks]),
            first_gap=np.cumsum(rows) - rows,
            first_stop=first_stop,
            index=np.array(indices),
            who=np.array([who[index] for index in indices]),
            limits=np.array([rules.limits(block.shift) for block in blocks], np.int64).T.copy(),
            load=np.array([block.load for block in blocks]),
            hours=np.array([block.hours for block in blocks]),
            opens=min(block.shift.start for block in blocks),
            closes=max(block.shift.latest_return for block in blocks),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Many compiled routes, ready for questions; immutable, `replace` gives the next one.

    `staff` holds one shift for each technician, day and what he can do and brings: whether he may come and what that
    costs is asked once for each, not once per route, and skills need no numbering. `who` gives each block's place in
    it; `members` the blocks of each day, by number of day.
    """

    blocks: tuple[RouteBlock, ...]
    staff: tuple[Shift, ...]
    who: tuple[int, ...]
    members: Mapping[int, Sequence[int]]
    days: tuple[DayOfRoutes, ...]

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
        numbers: dict[Hashable, int] = {}
        staff: list[Shift] = []
        who: list[int] = []
        for block in given:
            _same_prices(block, given[0])
            name = _who(block.shift)
            if name not in numbers:
                numbers[name] = len(staff)
                staff.append(block.shift)
            who.append(numbers[name])
        members: dict[int, list[int]] = {}
        for index, block in enumerate(given):
            members.setdefault(_day(block), []).append(index)
        return cls(
            given, tuple(staff), tuple(who), members, _days(given, who, [members[day] for day in sorted(members)])
        )

    def replace(self, index: int, block: RouteBlock) -> Self:
        """The schedule with one route exchanged for another version of it; only that day is built again."""
        blocks = (*self.blocks[:index], block, *self.blocks[index + 1 :])
        if block.shift != self.blocks[index].shift:
            return type(self).of(blocks)
        _same_prices(block, self.blocks[index])
        others = [day for day in self.days if day.number != _day(block)]
        that_day = _days(blocks, self.who, [self.members[_day(block)]])
        days = sorted([*others, *that_day], key=lambda day: day.number)
        return replace(self, blocks=blocks, days=tuple(days))


def _days(
    blocks: Sequence[RouteBlock], who: Sequence[int], members: Iterable[Sequence[int]]
) -> tuple[DayOfRoutes, ...]:
    """The days made of these routes, without the routes that have no gap and the days that have no route left."""
    open_routes = ([index for index in day if blocks[index].gaps.size] for day in members)
    return tuple(DayOfRoutes.of(day, blocks, who) for day in open_routes if day)


def _who(shift: Shift) -> Hashable:
    """What decides who may come and at which price, whatever the hour."""
    return (
        shift.technician,
        shift.day,
        frozenset(shift.skills.items()),
        frozenset(shift.clearances.items()),
        shift.areas,
        shift.tools,
        frozenset(shift.parts.items()),
        shift.depot,
    )


def _day(block: RouteBlock) -> int:
    """The UTC day on which the shift starts, counted from the epoch."""
    return block.shift.start // _DAY


def _same_prices(block: RouteBlock, other: RouteBlock) -> None:
    """Refuse to compare costs that are not in one currency."""
    if block.travel != other.travel or block.weights != other.weights:
        raise BlocksPricedDifferently(technician=block.shift.technician, day=block.shift.day)
