"""Offers: every technician-day and window where a visit fits, each with its true marginal cost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.blocks import Int64s, RouteBlock
from solver.hours import timetable_along, timetable_of
from solver.insertion import Insertions, Kernel, best_insertions
from solver.problem import Shift, Visit, Window
from solver.roads import Roads
from solver.rules import area, fairness, lateness, stability, technician
from solver.schedule import Schedule
from solver.solution import Cost, Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way to serve the visit: the shift, the window, the route as it would become and what that adds to its cost.

    `route` is the index of the shift's block in the schedule. `visits` is the new sequence, with the visit at
    `position` holding this one window. `to_visit` and `from_visit` are the seconds of road from the place before and
    to the place after, be it his depot; `detour` and `overtime` the seconds of road and of overtime the visit adds.
    """

    route: int
    shift: Shift
    window: Window
    position: int
    visits: tuple[Visit, ...]
    timetable: Timetable
    cost: Cost
    to_visit: int
    from_visit: int
    detour: int
    overtime: int

    @property
    def start(self) -> int:
        """The planned start of service, in seconds since the epoch."""
        return self.timetable.stops[self.position].start

    @property
    def before(self) -> str | None:
        """The key of the visit just before; None when he comes from his start place."""
        return self.visits[self.position - 1].key if self.position > 0 else None

    @property
    def after(self) -> str | None:
        """The key of the visit just after; None when he goes on to his end place."""
        return self.visits[self.position + 1].key if self.position + 1 < len(self.visits) else None


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Every feasible pair of shift and window, in the order of the columns; an `Offer` is built when it is looked at.

    `columns` holds them all as integers, for callers that only count, filter or sort.
    """

    schedule: Schedule
    visit: Visit
    columns: Insertions

    def __len__(self) -> int:
        """How many pairs of shift and window are feasible."""
        return int(self.columns.route.size)

    def __iter__(self) -> Iterator[Offer]:
        """Each offer, in the order of the columns."""
        return self._told(range(len(self)))

    def __getitem__(self, number: int) -> Offer:
        """One offer; the number of its row in the columns."""
        return next(self._told([number]))

    def _told(self, numbers: Iterable[int]) -> Iterator[Offer]:
        """The offers of these rows; what a route was like before is worked out once for all of them."""
        before: dict[int, Timetable] = {}
        for number in numbers:
            route, window = int(self.columns.route[number]), int(self.columns.window[number])
            block, position = self.schedule.blocks[route], int(self.columns.position[number])
            if route not in before:
                before[route] = timetable_of(block)
            yield _offer(block, before[route], self.visit.promised(self.visit.start_windows[window]), position, route)

    def surcharged(self, prices: Int64s) -> "Offers":
        """The same offers, ranked dearer by `prices` (routes, windows); those with a price below zero are left out.

        An `Offer` still tells what it costs by the rules: what was added is known to whoever asked for it.
        """
        found = self.columns
        extra = prices[found.route, found.window]
        left = extra >= 0
        columns = Insertions(found.route[left], found.window[left], found.position[left], (found.cost + extra)[left])
        return Offers(self.schedule, self.visit, columns)

    def ranked(self, limit: int | None = None) -> list[Offer]:
        """The cheapest offers first; among equals the earlier window, then the earlier route of the schedule."""
        return list(self._told(map(int, self._cheapest_first()[:limit])))

    def cheapest_per_window(self, among: Sequence[int] | None = None) -> list[Offer]:
        """For each feasible window its cheapest offer, in the order of the visit's windows; or of these alone."""
        order = self._cheapest_first()
        windows, first = np.unique(self.columns.window[order], return_index=True)
        wanted = order[first] if among is None else order[first[np.isin(windows, among)]]
        return list(self._told(map(int, wanted)))

    def _cheapest_first(self) -> Int64s:
        return np.lexsort((self.columns.route, self.columns.window, self.columns.cost))


def offers(schedule: Schedule, visit: Visit, kernel: Kernel | None = None) -> Offers:
    """Every (shift, window) where the visit fits, exactly: none infeasible, none missing, each at its least cost.

    The windows asked for are the visit's own. `kernel` is for tests and benchmarks; see `best_insertions`.
    """
    return Offers(schedule, visit, best_insertions(schedule, visit, kernel))


def best_insertion(block: RouteBlock, visit: Visit, window: Window) -> Offer | None:
    """The best way to serve the visit on this one route within this one window; None when there is no room."""
    found = offers(Schedule.of([block]), visit.promised(window))
    return found[0] if found else None


def _offer(block: RouteBlock, before: Timetable, promised: Visit, position: int, route: int) -> Offer:
    """Tell the whole story of one insertion, from the two timetables before and after it."""
    visits = (*block.visits[:position], promised, *block.visits[position:])
    roads = Roads.of(block.shift, visits, block.travel)
    after = timetable_along(roads, block.shift, visits, block.weights)
    loading = None if after.loading is None else after.loading.after
    extra = _cost(block, after, visits) - _cost(block, before, block.visits)
    return Offer(
        route=route,
        shift=block.shift,
        window=promised.start_windows[0],
        position=position,
        visits=visits,
        timetable=after,
        cost=extra,
        to_visit=roads.onwards[position] if loading == position else roads.legs[position],
        from_visit=roads.there[position + 1] if loading == position + 1 else roads.legs[position + 1],
        detour=after.travel - before.travel,
        overtime=after.overtime - before.overtime,
    )


def cost_of(block: RouteBlock) -> Cost:
    """What a compiled route costs, rule by rule. Raises `NoTimetable`."""
    return _cost(block, timetable_of(block), block.visits)


def _cost(block: RouteBlock, hours: Timetable, visits: Sequence[Visit]) -> Cost:
    """What a route of this shift with these hours costs, rule by rule."""
    shift, weights = block.shift, block.weights
    load = sum(visit.duration_for(shift) for visit in visits)
    return Cost(
        travel=hours.travel * weights.travel,
        waiting=hours.waiting * weights.waiting,
        overtime=hours.overtime * weights.overtime,
        preference=sum(technician.cost(visit, shift.technician, weights) for visit in visits),
        area=sum(area.cost(visit, shift, weights) for visit in visits),
        lateness=sum(lateness.cost(visit, shift, weights) for visit in visits),
        stability=sum(stability.cost(visit, shift, weights) for visit in visits),
        fairness=int(fairness.cost(load, fairness.share(shift), weights.fairness)),
    )
