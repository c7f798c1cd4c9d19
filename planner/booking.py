"""The verbs of a promise: hold a slot, confirm it, move it, cancel it, and what happens on the day.

Each is a command: a function run inside one transaction, which reads the routes under their lock, proves again that the
promise can be kept, and saves routes, appointment, history and events together or not at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from planner.appointments import CANCELLED, Appointment, State
from planner.board import Board
from planner.errors import HoldExpired, NotAllowedNow, OutsideHorizon, OutsidePromise, SlotTaken, TooLate
from planner.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    AppointmentProgressed,
    Event,
    PlaceFreed,
    SlotHeld,
)
from planner.history import Change, record
from planner.identifiers import AppointmentId, PlaceId, TechnicianId, new_id
from planner.intervals import Interval
from planner.ports import Actor, Snapshot, Work
from planner.routes import Pinned, Route, Visit
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Target, Wish, in_person
from planner.translation import compile_day, retimed, with_starts
from planner.working_days import local_day
from solver.offers import best_insertion

CUSTOMER = "customer"
GRACE = timedelta(minutes=15)
"""A slot seen this long ago may still be held although its lead time has meanwhile begun."""


def hold(work: Work, wish: Wish, target: Target, board: Board, *, actor: Actor) -> Appointment:
    """Keep what a customer wishes at the target for the firm's hold time, while he is still typing.

    Raises:
        SlotTaken: the technician can no longer keep the window.
        OutsideHorizon: the window has come too near, or is too far ahead; for the firm: it is over.
    """
    service = work.of(Service).get(wish.service_id)
    if not _in_time(work, wish, service, target.window):
        raise OutsideHorizon
    work.routes.lock([target.technician_id])
    appointment = Appointment(
        id=AppointmentId(new_id()),
        service_id=service.id,
        window=target.window,
        duration=service.duration,
        state=State.HELD,
        created_at=work.now,
        held_until=work.now + work.firm.rules.hold,
        discount=wish.discount,
    )
    before, after = _placed(work, appointment, wish.position, target, board)
    held = SlotHeld(appointment.id, work.now + work.firm.rules.hold)
    record(work, Change("hold", actor, Snapshot((), before), Snapshot((appointment,), after), (held,)))
    return appointment


def confirm(
    work: Work, appointment_id: AppointmentId, site: Site, board: Board, *, actor: Actor, comment: str = ""
) -> Appointment:
    """Make a hold a promise to the customer of a site, proved again for where the site really is.

    A hold that has expired is confirmed all the same while its window can still be kept.

    Raises:
        HoldExpired: the hold ran out and somebody else has the time.
        SlotTaken: the site lies too far from where the hold supposed it.
        NotAllowedNow: the appointment is not a hold.
    """
    route = _locked(work, appointment_id)
    held = work.of(Appointment).get(appointment_id)
    if held.window.end <= work.now:
        raise HoldExpired
    target = Target(_technician_of(held, route), held.window)
    confirmed = replace(held.to(State.CONFIRMED), customer_id=site.customer_id, site_id=site.id, comment=comment)
    try:
        before, after = _placed(work, confirmed, site.position, target, board)
    except SlotTaken as error:
        if held.expired(work.now):
            raise HoldExpired from error
        raise
    events = (AppointmentConfirmed(appointment_id),)
    record(work, Change("confirm", actor, Snapshot((held,), before), Snapshot((confirmed,), after), events))
    return confirmed


def book(work: Work, wish: Wish, target: Target, site: Site, board: Board, *, actor: Actor) -> Appointment:
    """Hold and confirm in one transaction: what Claire does with a customer on the line."""
    held = hold(work, wish, target, board, actor=actor)
    return confirm(work, held.id, site, board, actor=actor)


def move(
    work: Work,
    appointment_id: AppointmentId,
    target: Target,
    board: Board,
    *,
    actor: Actor,
    discount: int | None = None,
) -> Appointment:
    """Promise an appointment for another window, or have another technician keep the same one.

    `discount` is what is promised with the other slot, in percent; None keeps what was promised.

    Raises:
        SlotTaken: the technician cannot keep the window.
        NotAllowedNow: somebody has set out for it, or it is over.
        TooLate: a customer asks after the firm's cut-off.
    """
    appointment = _movable(work, appointment_id, target)
    _within_cut_off(work, appointment, actor)
    return _moved(work, appointment, target, board, actor, discount)


def move_as_asked(
    work: Work, appointment_id: AppointmentId, target: Target, board: Board, *, actor: Actor
) -> Appointment:
    """Move an appointment as `move` does, whatever the cut-off: the firm has asked the customer to choose anew.

    Raises:
        SlotTaken: the technician cannot keep the window.
        NotAllowedNow: somebody has set out for it, or it is over.
    """
    return _moved(work, _movable(work, appointment_id, target), target, board, actor, None)


def _movable(work: Work, appointment_id: AppointmentId, target: Target) -> Appointment:
    """Return an appointment that may still move, with the routes it leaves and goes to locked."""
    _locked(work, appointment_id, target.technician_id)
    appointment = work.of(Appointment).get(appointment_id)
    if not appointment.movable:
        raise NotAllowedNow
    return appointment


def _moved(
    work: Work, appointment: Appointment, target: Target, board: Board, actor: Actor, discount: int | None
) -> Appointment:
    moved = appointment if target.window == appointment.window else appointment.moved(target.window)
    moved = moved if discount is None else replace(moved, discount=discount)
    position = _position(work, appointment)
    before, after = _placed(work, moved, position, target, board)
    events: tuple[Event, ...] = ()
    if moved.window != appointment.window and moved.state is State.CONFIRMED:
        events = (AppointmentMoved(moved.id, appointment.window.start), *_freed(before, moved.id))
    verb = "move" if events else "reassign"
    record(work, Change(verb, actor, Snapshot((appointment,), before), Snapshot((moved,), after), events))
    return moved


def choose_hour(
    work: Work, appointment_id: AppointmentId, start: datetime, board: Board, *, actor: Actor
) -> Appointment:
    """Have the technician ring at an hour of his own choice: the promise stays, his day takes the order of its hours.

    Raises:
        OutsidePromise: the customer was not promised that hour.
        SlotTaken: he cannot be there by then, or would break another promise.
        NotAllowedNow: he has set out for it, or it is over.
    """
    route = _locked(work, appointment_id)
    appointment = work.of(Appointment).get(appointment_id)
    if route is None or not appointment.movable:
        raise NotAllowedNow
    if not appointment.window.contains(start):
        raise OutsidePromise
    after = _at_hour(work, route.at(work.now), appointment_id, start, board)
    record(work, Change("choose_hour", actor, Snapshot((), (route,)), Snapshot((), (after,))))
    return appointment


def pin(work: Work, appointment_id: AppointmentId, pinned: Pinned | None, *, actor: Actor) -> Appointment:
    """Keep an appointment with its technician, or also at its hour, whatever a plan would gain; or let it go again.

    Raises:
        NotAllowedNow: no route visits it, or somebody has set out for it.
    """
    route = _locked(work, appointment_id)
    appointment = work.of(Appointment).get(appointment_id)
    if route is None or not appointment.movable:
        raise NotAllowedNow
    after = route.at(work.now).pinning(appointment_id, pinned)
    record(work, Change("pin", actor, Snapshot((), (route,)), Snapshot((), (after,))))
    return appointment


def cancel(work: Work, appointment_id: AppointmentId, board: Board, *, actor: Actor, reason: str = "") -> Appointment:
    """End an appointment and give its time back.

    Raises:
        NotAllowedNow: it is already over or under way.
        TooLate: a customer asks after the firm's cut-off.
    """
    route = _locked(work, appointment_id)
    appointment = work.of(Appointment).get(appointment_id)
    _within_cut_off(work, appointment, actor)
    by_customer = actor.role == CUSTOMER
    ended = appointment.to(State.CANCELLED_BY_CUSTOMER if by_customer else State.CANCELLED_BY_FIRM)
    before = (route,) if route else ()
    after = tuple(left_by(work, one, ended, board) for one in before)
    told = appointment.state is not State.HELD
    freed = _freed(before, appointment_id)
    events: tuple[Event, ...] = (AppointmentCancelled(appointment_id, by_customer), *freed) if told else ()
    change = Change(
        "cancel" if told else "release",
        actor,
        Snapshot((appointment,), before),
        Snapshot((ended,), after),
        events,
        reason,
    )
    record(work, change)
    return ended


def progress(work: Work, appointment_id: AppointmentId, state: State, *, actor: Actor) -> Appointment:
    """Take an appointment one step further on its day: on the way, in progress, done, no access.

    From the moment a technician sets out, his visit is locked: the route gets a new version, so that whatever was
    planned or proposed before is stale.

    Raises:
        NotAllowedNow: its present state does not lead there.
    """
    route = _locked(work, appointment_id)
    appointment = work.of(Appointment).get(appointment_id)
    if state in CANCELLED or state is State.HELD:
        raise NotAllowedNow
    further = appointment.to(state)
    before = (route,) if route else ()
    after = tuple(one.at(work.now).locking(appointment_id, locked=further.started) for one in before)
    events = (AppointmentProgressed(appointment_id, state),)
    record(work, Change("progress", actor, Snapshot((appointment,), before), Snapshot((further,), after), events))
    return further


def _locked(work: Work, appointment_id: AppointmentId, *technician_ids: TechnicianId) -> Route | None:
    """Lock the technicians and whoever visits the appointment; return the route that visits it, read under the lock.

    Should the visit have gone to a third technician in between, the version of his route refuses the change.
    """
    route = work.routes.holding(appointment_id)
    work.routes.lock({*technician_ids, *([route.technician_id] if route else [])})
    return work.routes.holding(appointment_id)


def _in_time(work: Work, wish: Wish, service: Service, window: Interval) -> bool:
    """Tell whether a window may be held now: a customer keeps the service's bounds, the firm what is not over."""
    if wish.by_firm:
        return window.end > work.now
    return work.now + service.lead_time - GRACE <= window.start <= work.now + service.horizon


def _freed(before: Iterable[Route], appointment_id: AppointmentId) -> Iterator[PlaceFreed]:
    """Yield the place that an appointment leaves."""
    for route in before:
        if visit := route.visit_of(appointment_id):
            end = max(visit.window.end, visit.end)
            start, key = visit.window.start, PlaceId(new_id())
            yield PlaceFreed(key, route.technician_id, start, end, left_by=appointment_id)


def _within_cut_off(work: Work, appointment: Appointment, actor: Actor) -> None:
    late = work.now > appointment.window.start - work.firm.rules.cut_off
    if actor.role == CUSTOMER and late and appointment.state is not State.HELD:
        raise TooLate


def _technician_of(held: Appointment, route: Route | None) -> TechnicianId:
    """Return who keeps a hold; once its visit was overwritten nobody does."""
    if held.state is not State.HELD:
        raise NotAllowedNow
    if route is None:
        raise HoldExpired
    return route.technician_id


def _position(work: Work, appointment: Appointment) -> Position:
    if appointment.site_id is not None:
        return work.of(Site).get(appointment.site_id).position
    route = work.routes.holding(appointment.id)
    visit = route.visit_of(appointment.id) if route else None
    if visit is None:
        raise HoldExpired
    return visit.position


def _placed(
    work: Work, appointment: Appointment, position: Position, target: Target, board: Board
) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
    """Return the routes before and after an appointment has been put where it costs least on its target's route.

    Both routes are locked already.

    Raises:
        SlotTaken: it fits nowhere there.
    """
    day = local_day(target.window.start, work.firm.zone)
    old = work.routes.holding(appointment.id)
    new = work.routes.load(target.technician_id, day)
    visit = Visit(appointment.id, position, target.window, target.window.start, appointment.duration)
    if appointment.state is State.HELD:
        visit = replace(visit, held_until=appointment.held_until)
    service = work.of(Service).get(appointment.service_id)
    after = with_visit(work, new.at(work.now).without([appointment.id]), visit, service, board)
    if old is None or (old.technician_id, old.day) == (new.technician_id, new.day):
        return (new,), (after,)
    return (old, new), (left_by(work, old, appointment, board), after)


def _at_hour(work: Work, route: Route, appointment_id: AppointmentId, start: datetime, board: Board) -> Route:
    """Return the route with one visit at this hour and the others as early as the new order allows."""
    asked = [
        replace(one, start=start, not_before=start) if one.appointment_id == appointment_id else one
        for one in route.visits
    ]
    day = board.day(work, route.technician_id, route.day)
    timed = retimed(work.firm, day, replace(route, visits=tuple(asked))) if day else None
    visit = timed.visit_of(appointment_id) if timed else None
    if timed is None or visit is None or visit.start != start:
        raise SlotTaken
    return timed


def with_visit(work: Work, route: Route, visit: Visit, service: Service, board: Board) -> Route:
    """Return the route with a visit where it costs least and every start worked out again.

    Raises:
        SlotTaken: it fits nowhere there.
    """
    day = board.day(work, route.technician_id, route.day)
    request = in_person(work, Wish(service.id, visit.position), route, visit.window)
    if day is None or request is None:
        raise SlotTaken
    request = replace(request, key=visit.appointment_id, duration=int(visit.duration.total_seconds()))
    insertion = best_insertion(compile_day(work.firm, day, route.visits), request, request.windows[0])
    if insertion is None:
        raise SlotTaken
    starts = {stop.visit: stop.start for stop in insertion.timetable.stops}
    return with_starts(route, (*route.visits, visit), starts)


def left_by(work: Work, route: Route, appointment: Appointment, board: Board) -> Route:
    """Return the route without the appointment; the other visits start as early as their order allows."""
    rest = route.at(work.now).without([appointment.id])
    day = board.day(work, route.technician_id, route.day)
    return (retimed(work.firm, day, rest) if day else None) or rest
