"""An emergency: where somebody can be soonest today, whom it pushes and by how much, and whom it would displace."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from planner.appointments import Appointment, State
from planner.board import Board
from planner.booking import with_visit
from planner.errors import SlotTaken
from planner.events import AppointmentConfirmed
from planner.history import Change, record
from planner.identifiers import AppointmentId, TechnicianId
from planner.intervals import Interval
from planner.ports import Actor, Snapshot, Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Site
from planner.slots import REQUEST, Target, Wish, all_slots, candidate_windows
from planner.technicians import Technician
from planner.working_days import local_day

SOON = timedelta(hours=1)
"""Displacing a promise must bring somebody so much sooner than anybody comes without."""

NOTICEABLE = timedelta(minutes=1)

_NOBODYS = AppointmentId(REQUEST)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A visit that comes later, within its promise, because of an emergency before it."""

    appointment_id: AppointmentId
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Insertion:
    """One way to answer an emergency: who rings when, whom it pushes, and whose promise it would take away, if any."""

    target: Target
    start: datetime
    pushed: tuple[Pushed, ...] = ()
    displaced: AppointmentId | None = None


def insertions(work: Work, wish: Wish, board: Board, limit: int = 3) -> list[Insertion]:
    """Return the best ways to be somewhere soon, soonest first; `wish` says what, where and on which day.

    Each technician is named once. A promise is displaced only where that brings somebody an hour sooner, or where there
    are fewer than `limit` ways without.

    Raises:
        OutsideAreas: the firm does not serve the postcode.
    """
    service = work.of(Service).get(wish.service_id)
    free = _soonest(_without_harm(work, wish, service, board))[:limit]
    displacing = _soonest(_displacing(work, wish, service, board))
    sooner = [one for one in displacing if not free or one.start + SOON <= free[0].start]
    if len(free) == limit:
        return _in_order([*sooner[:1], *free][:limit])
    return _in_order([*free, *displacing[: limit - len(free)]])


def answer(
    work: Work,
    appointment: Appointment,
    technician_id: TechnicianId,
    board: Board,
    *,
    actor: Actor,
    instead_of: AppointmentId | None = None,
) -> Appointment:
    """Promise an emergency at its site, by this technician; whoever gives way keeps his promise and waits for a place.

    One line of history: taken back, the emergency is cancelled and every visit is where it was.

    Raises:
        SlotTaken: it fits nowhere there any more, or that visit can no longer give way.
    """
    work.routes.lock([technician_id])
    service = work.of(Service).get(appointment.service_id)
    route = work.routes.load(technician_id, local_day(appointment.window.start, work.firm.zone))
    standing = route.at(work.now)
    if instead_of:
        if instead_of not in {visit.appointment_id for visit in _displaceable(work, standing, service)}:
            raise SlotTaken
        standing = standing.without([instead_of])
    position = work.of(Site).get(appointment.site_id or "").position
    window = appointment.window
    visit = Visit(appointment.id, position, window, window.start, appointment.duration)
    after = with_visit(work, standing, visit, service, board)
    events = (AppointmentConfirmed(appointment.id),)
    record(work, Change("emergency", actor, Snapshot((), (route,)), Snapshot((appointment,), (after,)), events))
    return appointment


def _soonest(found: Iterable[Insertion]) -> list[Insertion]:
    """Return the soonest one of each technician, soonest first."""
    best: dict[TechnicianId, Insertion] = {}
    for one in _in_order(found):
        best.setdefault(one.target.technician_id, one)
    return list(best.values())


def _in_order(found: Iterable[Insertion]) -> list[Insertion]:
    return sorted(found, key=lambda one: (one.start, len(one.pushed), one.target.technician_id))


def _without_harm(work: Work, wish: Wish, service: Service, board: Board) -> Iterator[Insertion]:
    """Yield the ways that keep every promise."""
    for slot in all_slots(work, wish, board):
        route = work.routes.load(slot.technician_id, slot.day).at(work.now)
        with suppress(SlotTaken):
            yield _inserted(work, route, service, _visit(wish, service, slot.window), board)


def _visit(wish: Wish, service: Service, window: Interval) -> Visit:
    """Return an emergency as a visit of nobody's yet."""
    return Visit(_NOBODYS, wish.position, window, window.start, service.duration)


def _displacing(work: Work, wish: Wish, service: Service, board: Board) -> Iterator[Insertion]:
    """Yield, for each visit that could still be put off, how soon somebody comes in its stead."""
    windows = candidate_windows(work, wish, service)
    if not windows:
        return
    first, last = (local_day(window.start, work.firm.zone) for window in (windows[0], windows[-1]))
    able = {one.id for one in work.of(Technician).find(active=True) if not one.missing_for(service, first)}
    for route in (route.at(work.now) for route in work.routes.between(first, last) if route.technician_id in able):
        for visit in _displaceable(work, route, service):
            rest = route.without([visit.appointment_id])
            for window in windows:
                with suppress(SlotTaken):
                    found = _inserted(work, rest, service, _visit(wish, service, window), board)
                    yield replace(found, displaced=visit.appointment_id)
                    break


def _displaceable(work: Work, route: Route, service: Service) -> list[Visit]:
    """Return the visits of a route that have not begun, are not pinned and no emergencies themselves."""
    waiting = [visit for visit in route.visits if not visit.locked and not visit.pinned and visit.start > work.now]
    found = work.of(Appointment).find(id=[visit.appointment_id for visit in waiting], state=State.CONFIRMED)
    put_off = {one.id for one in found if one.service_id != service.id}
    return [visit for visit in waiting if visit.appointment_id in put_off]


def _inserted(work: Work, route: Route, service: Service, emergency: Visit, board: Board) -> Insertion:
    """Return what becomes of a route with an emergency on it.

    Raises:
        SlotTaken: it fits nowhere there.
    """
    after = with_visit(work, route, emergency, service, board)
    came = {visit.appointment_id: visit.start for visit in route.visits}
    coming = {visit.appointment_id: visit.start for visit in after.visits}
    pushed = [
        Pushed(key, came[key], start)
        for key, start in coming.items()
        if key in came and start - came[key] >= NOTICEABLE
    ]
    return Insertion(Target(route.technician_id, emergency.window), coming[_NOBODYS], tuple(pushed))
