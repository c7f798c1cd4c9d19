"""A pin on the map corrects where a site is: every visit still to be made there is timed again on its true road."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from planner.appointments import Appointment, State
from planner.board import Board
from planner.history import Change, record
from planner.identifiers import AppointmentId, SiteId
from planner.ports import Actor, Snapshot, Work
from planner.promises import TO_KEEP
from planner.routes import Route, Visit
from planner.sites import Position, Site
from planner.translation import Day, hours_of, retimed
from planner.working_days import local_day

_AWAITED = frozenset({State.CONFIRMED, State.ON_THE_WAY})
"""The states in which a technician has still to arrive, and may arrive too late."""


@dataclass(frozen=True, slots=True)
class Located:
    """A site where it really is, and the appointments that can no longer be kept in the order planned."""

    site: Site
    at_risk: tuple[AppointmentId, ...] = ()


def locate(work: Work, site_id: SiteId, position: Position, board: Board, *, actor: Actor) -> Located:
    """Put a site where somebody pointed, and time the routes that go there from today on again.

    Where a site is does not depend on the plan: a route that cannot keep its promises any more keeps its starts, and
    the appointments at risk are told. Pointing at the same place again changes nothing.

    Raises:
        NotFound: there is no such site.
        RouteChanged: one of its visits went to another technician meanwhile.
    """
    work.routes.lock(route.technician_id for route in _routes_to(work, site_id))
    site, before = work.of(Site).get(site_id), _routes_to(work, site_id)
    located = replace(site, position=position, precision="pin")
    if located == site:
        return Located(site)
    work.of(Site).put(located)
    there = {one.id for one in _to_keep(work, site_id)}
    pairs = [_timed(work, route.at(work.now).placing(there, position), there, board) for route in before]
    after = tuple(route for route, _ in pairs)
    record(work, Change("locate", actor, Snapshot(routes=before), Snapshot(routes=after)))
    return Located(located, tuple(late for _, at_risk in pairs for late in at_risk))


def _to_keep(work: Work, site_id: SiteId) -> list[Appointment]:
    return work.of(Appointment).find(site_id=site_id, state=TO_KEEP)


def _routes_to(work: Work, site_id: SiteId) -> tuple[Route, ...]:
    """Return the routes from today on that visit a site, each once."""
    today = local_day(work.now, work.firm.zone)
    found = (work.routes.holding(appointment.id) for appointment in _to_keep(work, site_id))
    routes = {(route.day, route.technician_id): route for route in found if route and route.day >= today}
    return tuple(route for _, route in sorted(routes.items()))


def _timed(
    work: Work, route: Route, there: Collection[AppointmentId], board: Board
) -> tuple[Route, tuple[AppointmentId, ...]]:
    """Return a route with the visits made `there` timed on their new road, and whom it then reaches too late.

    Somebody may have set out for one already: its start is then mended too, for it was the road that was wrong.
    """
    day = board.day(work, route.technician_id, route.day)
    locked = [visit.appointment_id for visit in route.visits if visit.locked and visit.appointment_id in there]
    free = _locking(route, locked, locked=False)
    timed = retimed(work.firm, day, free) if day else None
    return (route, tuple(_at_risk(work, day, free))) if timed is None else (_locking(timed, locked, locked=True), ())


def _locking(route: Route, appointment_ids: Iterable[AppointmentId], *, locked: bool) -> Route:
    for appointment_id in appointment_ids:
        route = route.locking(appointment_id, locked=locked)
    return route


def _at_risk(work: Work, day: Day | None, route: Route) -> Iterator[AppointmentId]:
    """Yield whom the technician reaches too late on a route that is not feasible.

    Drives its order, and leaves out each visit that breaks what was kept before it.
    """
    visited = [visit.appointment_id for visit in route.visits]
    awaited = {one.id for one in work.of(Appointment).find(id=visited, state=_AWAITED)}
    kept: tuple[Visit, ...] = ()
    for visit in route.visits:
        if day is not None and hours_of(work.firm, day, (*kept, visit)) is not None:
            kept = (*kept, visit)
        elif visit.appointment_id in awaited:
            yield visit.appointment_id
