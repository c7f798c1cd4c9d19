"""Where a visit fits best: for each route and each of its windows, the gap with the least marginal cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from solver import rules
from solver.blocks import ROW_BITS, Floats, Int64s
from solver.kernel import NOWHERE, compiled, numba_keys
from solver.problem import Visit
from solver.schedule import DayOfRoutes, Question, Schedule

Kernel: TypeAlias = Callable[[DayOfRoutes, Question], Int64s]

_ROW_MASK = (1 << ROW_BITS) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Insertions:
    """Four int64 columns, one row per feasible pair of route and window, in that order.

    `route` is an index into the schedule's blocks, `window` into the visit's start windows, `position` the place the
    visit would take among the route's visits, `cost` the least marginal cost.
    """

    route: Int64s
    window: Int64s
    position: Int64s
    cost: Int64s


def best_insertions(schedule: Schedule, visit: Visit, kernel: Kernel | None = None) -> Insertions:
    """The best gap of every route for every window of the visit where it fits.

    Exact: lunch and the windows of planned visits are set anew for each gap. Among equal costs the earliest gap wins.
    The kernel is numba's once it is ready and numpy's before; both give the same integers.
    """
    kernel = kernel or (numba_keys if compiled() else numpy_keys)
    may_come = np.array([rules.may_serve(visit, one) for one in schedule.staff], np.bool_)
    dislike = np.array([rules.assignment_cost(visit, one, schedule.weights) for one in schedule.staff], np.int64)
    found = [
        _decoded(day, windows, kernel(day, question), dislike)
        for day, windows, question in _questions(schedule, visit, may_come)
    ]
    if not found:
        return Insertions(*np.zeros((4, 0), np.int64))
    columns = np.concatenate(found, axis=1)
    return Insertions(*columns[:, np.lexsort((columns[1], columns[0]))])


def numpy_keys(day: DayOfRoutes, question: Question) -> Int64s:
    """The best key of each route for each window, (windows, routes); `NOWHERE` where there is no room.

    Somebody may come: days on which nobody may are not asked.
    A key is a marginal cost followed by the number of its gap in the route, so that the least key is the best gap.
    """
    gaps, route_of = day.gaps, day.route_of
    keys = np.full((question.earliest.size, day.first_gap.size), NOWHERE)
    open_routes = np.flatnonzero(question.may_come)
    if open_routes.size < question.may_come.size:
        rows = question.may_come[route_of]
        gaps, route_of = gaps[:, rows], route_of[rows]
    stop = gaps[0]
    feasible, cost = rules.evaluate_insertion(
        ((gaps[1], gaps[2], gaps[3]), (gaps[4], gaps[5], gaps[6]), (gaps[7], gaps[8], gaps[9])),
        (question.duration, question.earliest[:, None] + question.duration, question.latest[:, None]),
        (question.to_visit[stop], question.from_visit[stop + 1], day.legs[stop]),
        (tuple(limit[route_of] for limit in day.limits), day.load[route_of], day.hours[route_of]),
        question.price,
    )
    first = np.searchsorted(route_of, open_routes)
    number = np.arange(route_of.size) - np.repeat(first, np.diff(first, append=route_of.size))
    keys[:, open_routes] = np.minimum.reduceat(np.where(feasible, (cost << ROW_BITS) | number, NOWHERE), first, axis=1)
    return keys


def _questions(
    schedule: Schedule, visit: Visit, may_come: np.typing.NDArray[np.bool_]
) -> list[tuple[DayOfRoutes, Int64s, Question]]:
    """One question for each day some window touches, with the indices of those windows; roads asked for all at once."""
    windows = np.array([[each.earliest, each.latest] for each in visit.start_windows], np.int64).reshape(-1, 2).T
    touched = [(day, np.flatnonzero((windows[0] <= day.closes) & (day.opens <= windows[1]))) for day in schedule.days]
    asked = [(day, which) for day, which in touched if which.size and may_come[day.who].any()]
    if not asked:
        return []
    places: Floats = np.concatenate([day.places for day, _ in asked], axis=1)
    (lat, lon), (visit_lat, visit_lon) = places, (visit.place.lat, visit.place.lon)
    cuts = np.cumsum([day.legs.size for day, _ in asked])[:-1]
    to_visit = np.split(schedule.travel.seconds(lat, lon, visit_lat, visit_lon), cuts)
    from_visit = np.split(schedule.travel.seconds(visit_lat, visit_lon, lat, lon), cuts)
    return [
        (
            day,
            which,
            Question(
                earliest=windows[0, which],
                latest=windows[1, which],
                duration=visit.duration,
                to_visit=to_visit[number],
                from_visit=from_visit[number],
                may_come=may_come[day.who],
                price=rules.prices(schedule.weights),
            ),
        )
        for number, (day, which) in enumerate(asked)
    ]


def _decoded(day: DayOfRoutes, windows: Int64s, keys: Int64s, dislike: Int64s) -> Int64s:
    """The four columns of `Insertions` of one day."""
    window, route = np.nonzero(keys != NOWHERE)
    key = keys[window, route]
    row = day.first_gap[route] + (key & _ROW_MASK)
    position = day.gaps[0, row] - day.first_stop[route]
    return np.stack([day.index[route], windows[window], position, (key >> ROW_BITS) + dislike[day.who[route]]])
