"""Is every promise still kept? The referee recomputes all saved routes without the code that made them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from planner.appointments import Appointment, State
from planner.ports import Work
from planner.routes import Route, Visit
from planner.technicians import Absence, Technician
from planner.translation import Day, driving_order, travel, weights, working_days, working_time
from planner.working_days import local_day
from solver.problem import Problem
from solver.referee import referee
from solver.solution import Solution

TO_KEEP = frozenset({State.CONFIRMED, State.ON_THE_WAY, State.IN_PROGRESS})
"""The states in which a customer still waits for somebody, or has him there."""


def broken_promises(work: Work, first: date, last: date) -> list[str]:
    """Return a sentence for each promise of these days that the saved plan does not keep; empty when all are kept.

    A route must satisfy the referee, its visits must be driven in time and start in their windows, and every
    appointment still to be kept must stand on exactly one route.
    """
    routes = [route.at(work.now) for route in work.routes.between(first, last)]
    found = [sentence for route in routes for sentence in _of_route(work, route)]
    return [*found, *_of_appointments(work, routes, first, last)]


def _of_route(work: Work, route: Route) -> Iterator[str]:
    """Yield what is wrong with one route; once somebody has set out for all its visits, only their windows count."""
    name = f"{route.technician_id} {route.day}"
    for visit in route.visits:
        if not visit.window.contains(visit.start):
            yield f"{name}: {visit.appointment_id} starts at {visit.start}, outside its window"
    for one, other in pairwise(sorted(route.visits, key=lambda visit: visit.start)):
        if one.end + _road(work, one, other) > other.start:
            yield f"{name}: {other.appointment_id} starts before he can come from {one.appointment_id}"
    to_drive = [visit for visit in route.visits if not visit.locked]
    if not to_drive:
        return
    technician = work.of(Technician).get(route.technician_id)
    absences = work.of(Absence).find(technician_id=technician.id)
    day = working_days(work.firm, technician, absences, [route.day]).get(route.day)
    if day is not None:
        yield from _judged(work, day, route)
    else:
        yield f"{name}: does not work, and has {len(to_drive)} visits"


def _judged(work: Work, day: Day, route: Route) -> Iterator[str]:
    """Yield what the referee says of one route."""
    stops = tuple(driving_order(day, route.visits))
    problem = Problem(
        shifts=(day.shift,),
        visits=stops,
        travel=travel(work.firm),
        weights=weights(work.firm),
        working_time=working_time(work.firm),
    )
    verdict = referee(problem, Solution.of(problem, [range(len(stops))]))
    yield from (f"{route.technician_id} {route.day}: {violation}" for violation in verdict.violations)


def _road(work: Work, one: Visit, other: Visit) -> timedelta:
    """Return how long the road is from one visit to the next."""
    here, there = one.position, other.position
    return timedelta(seconds=int(travel(work.firm).seconds(here.lat, here.lon, there.lat, there.lon)))


def _of_appointments(work: Work, routes: list[Route], first: date, last: date) -> Iterator[str]:
    """Yield the appointments still to be kept that stand on no route, or on several, or with another window."""
    kept: dict[str, list[Route]] = {}
    for route in routes:
        for visit in route.visits:
            kept.setdefault(visit.appointment_id, []).append(route)
    for appointment in work.of(Appointment).find(state=TO_KEEP):
        if first <= local_day(appointment.window.start, work.firm.zone) <= last:
            on = kept.get(appointment.id, [])
            if len(on) != 1:
                yield f"{appointment.id} is promised and stands on {len(on)} routes"
            elif (kept_visit := on[0].visit_of(appointment.id)) and kept_visit.window != appointment.window:
                yield f"{appointment.id} is promised for another window than its route keeps"
