"""How soon somebody can be at a place today: from where he is, once he is done there, by the road that is left."""

from datetime import datetime, timedelta

from planner.intervals import Interval
from planner.ports import Work
from planner.routes import Route
from planner.sites import Position
from planner.technicians import Technician
from planner.translation import still_open, travel
from planner.working_days import local_day
from solver.problem import Window


def reach(work: Work, technician: Technician, route: Route, position: Position) -> datetime:
    """Return the first instant at which a technician who sets out now, or after the visit he is at, can ring there.

    On another day than today that is no bound at all: now.
    """
    if route.day != local_day(work.now, work.firm.zone):
        return work.now
    here, free = technician.start, work.now
    for visit in route.visits:
        if visit.start <= work.now:
            here, free = visit.position, max(work.now, visit.end)
    road = travel(work.firm).seconds(here.lat, here.lon, position.lat, position.lon)
    return free + timedelta(seconds=int(road))


def reachable(work: Work, technician: Technician, route: Route, window: Interval, position: Position) -> Window | None:
    """Return what is left of an arrival window for this technician at that place, or None when he comes too late."""
    first = reach(work, technician, route, position)
    return still_open(window, first) if first < window.end else None
