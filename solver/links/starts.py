"""When the visits of a plan begin: on their own where that keeps all links, at a fixed second where not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from solver.links.board import within
from solver.links.bundles import Bundle
from solver.problem import Pin, Problem, Shift, Visit, Window
from solver.referee import referee
from solver.solution import Solution, Stop, Timetable

ALWAYS = 2**62
"""Later than every second."""


def with_starts(
    problem: Problem, routes: Sequence[Sequence[int]], bundles: Iterable[Bundle], held: Mapping[int, Visit]
) -> Solution:
    """The plan of these routes with no more starts than its links need.

    `held` are the linked visits with windows so narrow that all links are kept whenever they begin. Visits that begin
    together get their second; of visits that wait only those that would begin too soon, with what they wait for.
    """
    several = {visit for bundle in bundles for party in bundle.parties if len(party) > 1 for visit in party}
    late: dict[int, int] = {}
    for shift, route in zip(problem.shifts, routes, strict=True):
        if held.keys() & set(route):
            visits = [held.get(visit, problem.visits[visit]) for visit in route]
            hours = _hours(problem, _leaving_late(problem, shift, visits), visits)
            late.update(zip(route, (stop.start for stop in hours.stops), strict=True))
    starts = {visit: late[visit] for visit in several & late.keys()}
    while True:
        stops = stops_of(problem, Solution.of(problem, routes, starts), late.keys())
        too_soon = {
            visit
            for bundle in bundles
            for wait in bundle.waits
            if wait.later in stops and wait.earlier in stops
            if stops[wait.earlier].end + wait.delay > stops[wait.later].start
            for visit in (wait.earlier, wait.later)
        }
        if too_soon <= starts.keys():
            return Solution.of(problem, routes, starts)
        starts |= {visit: late[visit] for visit in too_soon}


def stops_of(problem: Problem, plan: Solution, visits: Iterable[int]) -> dict[int, Stop]:
    """When each visit is on the routes of a plan that serve any of these visits."""
    stops: dict[int, Stop] = {}
    starts, wanted = dict(plan.starts), set(visits)
    for shift, route in zip(problem.shifts, plan.routes, strict=True):
        if wanted & set(route):
            visits_there = [_at(problem.visits[visit], starts.get(visit)) for visit in route]
            stops.update(zip(route, _hours(problem, shift, visits_there).stops, strict=True))
    return stops


def held_apart(problem: Problem, plan: Solution, bundles: Sequence[Bundle]) -> dict[int, Visit]:
    """The linked visits of a plan with windows so narrow that all links are kept whenever they begin.

    Each stays with its technician. Visits that begin together stay at their second; of visits that wait for each other
    each may use half of the time there is to spare between them.
    """
    on = {visit: shift for shift, route in zip(problem.shifts, plan.routes, strict=True) for visit in route}
    linked = [visit for bundle in bundles for visit in bundle.visits if visit in on]
    stops = stops_of(problem, plan, linked)
    spans = dict.fromkeys(linked, (-ALWAYS, ALWAYS))
    for bundle in bundles:
        for party in bundle.parties:
            if len(party) > 1:
                spans |= {visit: (stops[visit].start, stops[visit].start) for visit in party if visit in on}
        for wait in bundle.waits:
            if wait.later in on and wait.earlier in on:
                spare = stops[wait.later].start - stops[wait.earlier].end - wait.delay
                (opens, closes), (later_opens, later_closes) = spans[wait.earlier], spans[wait.later]
                latest = stops[wait.earlier].start + spare - spare // 2
                spans[wait.earlier] = opens, min(closes, latest)
                spans[wait.later] = max(later_opens, stops[wait.later].start - spare // 2), later_closes
    return {
        visit: replace(within(problem.visits[visit], *spans[visit]), pinned=Pin(on[visit].technician))
        for visit in linked
    }


def _hours(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> Timetable:
    """The hours of one route by itself."""
    alone = replace(problem, shifts=(shift,), visits=tuple(visits), links=())
    return referee(alone, Solution.of(alone, [range(len(visits))])).timetables[0]


def _at(visit: Visit, second: int | None) -> Visit:
    """The visit held to one second; as it is without one."""
    return visit if second is None else visit.promised(Window(second, second))


def _leaving_late(problem: Problem, shift: Shift, visits: Sequence[Visit]) -> Shift:
    """The shift as if it began when he leaves as late as he can without being back later: he waits no longer for it."""
    hours = _hours(problem, shift, visits)
    busy = hours.travel + sum(visit.duration_for(shift) for visit in visits)
    if hours.lunch is not None and 0 < hours.lunch.after <= len(visits):
        busy += hours.lunch.end - hours.lunch.start
    if hours.loading is not None:
        busy += hours.loading.end - hours.loading.arrival
    leaving = hours.back - hours.waiting - busy
    end = max(shift.end, leaving)
    return replace(shift, start=leaving, end=end, max_overtime=shift.latest_return - end)
