"""Where a visit fits best: for each route and each of its windows, the gap with the least marginal cost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver import rules
from solver.blocks import HIGHEST, ROW_BITS, Int64s
from solver.kernel import NOWHERE, compiled, numba_insertions
from solver.problem import Visit
from solver.question import NEVER, Question
from solver.schedule import Routes, Schedule
from solver.segments import NO_STOP
from solver.travel import crow_seconds

Kernel: TypeAlias = Callable[[Routes, Question], Int64s]

_POSITION = (1 << ROW_BITS) - 1


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

    Exact: lunch, loading and the windows of planned visits are set anew for each gap. Among equal costs the earliest
    gap wins. The kernel is numba's once it is ready and numpy's before; both give the same integers.
    """
    kernel = kernel or (numba_insertions if compiled() else numpy_insertions)
    if not schedule.blocks or not visit.start_windows:
        return Insertions(*np.zeros((4, 0), np.int64))
    return Insertions(*kernel(schedule.routes, Question.of(schedule, visit)))


def numpy_insertions(routes: Routes, question: Question) -> Int64s:
    """The columns of `Insertions`, (4, offers), by numpy.

    Only ways that leave time for the visit are looked at, and of each only the windows that meet this time. A key is a
    marginal cost followed by the position, so that the least key is the best gap, the earliest among equals.
    """
    slots = _slots(routes, question)
    if not slots.size:
        return np.zeros((4, 0), np.int64)
    spans = _spans(routes, question)
    opens, closes = question.earliest[slots], np.where(slots < 0, -HIGHEST, question.latest[slots])
    day, zero = routes.day[spans.route], routes.start[spans.route]
    meets = (opens[day] - zero[:, None] <= spans.latest[:, None]) & (
        spans.arrival[:, None] <= closes[day] - zero[:, None]
    )
    row, slot = np.nonzero(meets)
    spans = _Spans(*(column[row] for column in spans))
    feasible, cost = _weighed(routes, question, spans, slots[routes.day[spans.route], slot])
    keys = np.full((len(routes.start), slots.shape[1]), NOWHERE)
    position = np.minimum(routes.gaps[spans.gap, 0], routes.gaps[spans.gap, 1] - 1)
    np.minimum.at(keys, (spans.route, slot), np.where(feasible, (cost << ROW_BITS) | position, NOWHERE))
    route, slot = np.nonzero(keys != NOWHERE)
    key, window = keys[route, slot], slots[routes.day[route], slot]
    return np.stack([route, window, key & _POSITION, (key >> ROW_BITS) + question.price[question.who[route]]])


class _Spans(NamedTuple):
    """Ways through gaps: which route, gap and way; the roads; the first arrival and the last start of service.

    Both are seconds from the start of the shift.
    """

    route: Int64s
    gap: Int64s
    way: Int64s
    to_visit: Int64s
    from_visit: Int64s
    arrival: Int64s
    latest: Int64s


def _slots(routes: Routes, question: Question) -> Int64s:
    """The windows that touch each day, (days, most of them), in order; -1 where there is none left."""
    touched = (question.earliest <= routes.days[:, 1:]) & (routes.days[:, :1] <= question.latest)
    most = int(touched.sum(axis=1).max())
    order = np.argsort(~touched, axis=1, kind="stable")[:, :most]
    return np.where(np.take_along_axis(touched, order, axis=1), order, -1)


def _spans(routes: Routes, question: Question) -> _Spans:
    """Every way that leaves time for the visit, whatever its windows."""
    route = np.repeat(np.arange(len(routes.start)), np.diff(routes.first_gap))
    gap = np.flatnonzero(_open(routes, question, route))
    route = route[gap]
    before, after, _, _, _, _, first, last = routes.gaps[gap].T.astype(np.int64)
    to_visit, from_visit = _roads(routes, question)
    stop = routes.first_stop[route]
    roads = to_visit[stop + before], from_visit[stop + after]
    which = np.repeat(np.arange(gap.size), last - first)
    route, gap, to_visit, from_visit = route[which], gap[which], roads[0][which], roads[1][which]
    way = (routes.first_way[route] + np.arange(which.size)) - np.repeat(np.cumsum(last - first) - last, last - first)
    _, completion, _, _, _, latest, eats = routes.ways[way].T.astype(np.int64)
    duration, fed, last_lunch = (routes.limits[route, column] for column in (4, 5, 6))
    left = latest - from_visit
    left = np.where(eats, np.where(fed <= left, np.minimum(left - duration, last_lunch), -NEVER), left)
    arrival, left = completion + to_visit, left - question.service[question.who[route]]
    time = arrival <= left
    return _Spans(*(column[time] for column in (route, gap, way, to_visit, from_visit, arrival, left)))


def _open(routes: Routes, question: Question, route: Int64s) -> NDArray[np.bool_]:
    """Whether each gap, of these routes, is open to the visit: he may come, and has by then what it needs."""
    stop, until = routes.first_stop[route], routes.gaps[:, 3]
    plain, visits = routes.limits[route, 7], routes.limits[route, 8]
    spare = question.spare if question.spare.size else np.ones(routes.first_stop[-1], np.bool_)
    enough = (visits >= 0) & spare[stop + visits]
    is_plain = np.arange(route.size) - routes.first_gap[route] < plain
    legal = np.where(is_plain, enough, ~enough & ((until < 0) | spare[stop + until]))
    return np.asarray(legal & question.may_come[question.who[route]])


def _roads(routes: Routes, question: Question) -> tuple[Int64s, Int64s]:
    """Seconds between each stop and the visit, there and back."""
    if not routes.points.size:
        return question.to_visit.astype(np.int64), question.from_visit.astype(np.int64)
    north, east, cosine = routes.points
    seconds: Int64s = crow_seconds((north, east, cosine), question.point, question.line).astype(np.int64)
    return seconds, seconds


def _weighed(routes: Routes, question: Question, spans: _Spans, window: Int64s) -> tuple[NDArray[np.bool_], Int64s]:
    """Whether each way is feasible in the window beside it, and what the visit costs there."""
    zero, service = routes.start[spans.route], question.service[question.who[spans.route]]
    end, longest, share, load, *lunch, _, _ = routes.limits[spans.route].T.astype(np.int64)
    *way, eats = routes.ways[spans.way].T.astype(np.int64)
    lunch_there = tuple(np.where(eats, bound, never) for bound, never in zip(lunch, NO_STOP, strict=True))
    earliest, latest = question.earliest[window] - zero, question.latest[window] - zero
    return rules.evaluate_insertion(
        ((way[0], way[1], way[2]), (lunch_there[0], lunch_there[1], lunch_there[2]), (way[3], way[4], way[5])),
        (service, earliest + service, latest),
        (spans.to_visit, spans.from_visit, routes.gaps[spans.gap, 2]),
        ((end, longest, share), load, routes.hours[spans.route]),
        question.prices,
    )
