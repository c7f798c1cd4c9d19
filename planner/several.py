"""Several appointments at once: given to one technician, kept where they are or let go, as one step of history."""

from collections.abc import Collection
from datetime import date

from planner.appointments import Appointment, State
from planner.board import Board
from planner.booking import left_by, with_visit
from planner.errors import NotAllowedNow, PlaceUnknown, Refused
from planner.history import Change, record
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Actor, Snapshot, Work
from planner.routes import Pinned, Route, Visit
from planner.services import Service
from planner.sites import Site
from planner.working_days import local_day


def entrust(
    work: Work, appointment_ids: Collection[AppointmentId], technician_id: TechnicianId, board: Board, *, actor: Actor
) -> dict[AppointmentId, Refused]:
    """Have one technician keep these promises, each in its own window; return those he cannot keep, with why.

    They are placed one after the other, the earliest window first, so that each is proved beside those before it. What
    is possible is done in one line of history, which undo takes back whole; nothing is written where nothing is.
    """
    routes = _Routes(work, appointment_ids, technician_id)
    refused: dict[AppointmentId, Refused] = {}
    given = []
    for one in sorted(map(work.of(Appointment).get, appointment_ids), key=lambda one: (one.window.start, one.id)):
        try:
            if routes.entrust(one, technician_id, board):
                given.append(one)
        except Refused as error:
            refused[one.id] = error
    if given:
        before, after = routes.changed()
        record(work, Change("reassign", actor, Snapshot(tuple(given), before), Snapshot(tuple(given), after)))
    return refused


def pin_all(
    work: Work, appointment_ids: Collection[AppointmentId], pinned: Pinned | None, *, actor: Actor
) -> dict[AppointmentId, Refused]:
    """Keep these appointments with their technicians, or at their hours, or let them go; return those that cannot be.

    One line of history: undo gives each its former freedom back.
    """
    routes = _Routes(work, appointment_ids)
    refused: dict[AppointmentId, Refused] = {}
    for one in map(work.of(Appointment).get, appointment_ids):
        try:
            routes.pin(one, pinned)
        except Refused as error:
            refused[one.id] = error
    before, after = routes.changed()
    if after:
        record(work, Change("pin", actor, Snapshot((), before), Snapshot((), after)))
    return refused


class _Routes:
    """The routes as they would stand after what was done so far; nothing is saved yet, and all are locked."""

    def __init__(self, work: Work, appointment_ids: Collection[AppointmentId], *technician_ids: TechnicianId) -> None:
        self._work = work
        visiting = [work.routes.holding(key) for key in appointment_ids]
        work.routes.lock({*technician_ids, *(route.technician_id for route in visiting if route)})
        self._saved: dict[tuple[TechnicianId, date], Route] = {}
        self._drawn: dict[tuple[TechnicianId, date], Route] = {}

    def changed(self) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
        """Return the routes that differ, as saved and as drawn."""
        keys = [key for key, drawn in self._drawn.items() if drawn.visits != self._saved[key].visits]
        return tuple(self._saved[key] for key in keys), tuple(self._drawn[key] for key in keys)

    def entrust(self, one: Appointment, technician_id: TechnicianId, board: Board) -> bool:
        """Draw an appointment on a technician's route, within its window; False when he has it already."""
        old = self._movable(one)
        if old is not None and old.technician_id == technician_id:
            return False
        work = self._work
        if one.site_id is None:
            raise PlaceUnknown
        position = work.of(Site).get(one.site_id).position
        new = self._standing(technician_id, local_day(one.window.start, work.firm.zone))
        visit = Visit(one.id, position, one.window, one.window.start, one.duration)
        after = with_visit(work, new, visit, work.of(Service).get(one.service_id), board)
        for route in (after, *([left_by(work, old, one, board)] if old else [])):
            self._drawn[route.technician_id, route.day] = route
        return True

    def pin(self, one: Appointment, pinned: Pinned | None) -> None:
        """Draw an appointment kept, or free again."""
        route = self._movable(one)
        if route is None:
            raise NotAllowedNow
        self._drawn[route.technician_id, route.day] = route.pinning(one.id, pinned)

    def _movable(self, one: Appointment) -> Route | None:
        """Return the route, as drawn, that visits a confirmed appointment for which nobody has set out."""
        if one.state is not State.CONFIRMED:
            raise NotAllowedNow
        route = self._work.routes.holding(one.id)
        return self._standing(route.technician_id, route.day) if route else None

    def _standing(self, technician_id: TechnicianId, day: date) -> Route:
        key = technician_id, day
        if key not in self._drawn:
            self._saved[key] = self._drawn[key] = self._work.routes.load(technician_id, day).at(self._work.now)
        return self._drawn[key]
