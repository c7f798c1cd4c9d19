"""Where a promise cannot be kept its customer is asked to choose another: what he was offered, what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.events import AnotherPromiseAsked
from planner.appointments import Appointment, State
from planner.board import Board
from planner.booking import CUSTOMER, move_as_asked
from planner.errors import NotAllowedNow
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Actor, Work
from planner.slots import Target

LONGEST = timedelta(hours=48)
"""A customer may think it over for so long."""


@dataclass(frozen=True, slots=True)
class Repromise:
    """What the customer of an appointment was asked to choose from, and why; `id` is the appointment's own.

    `promised` is the window that cannot be kept. It is open until he has chosen, the appointment has changed otherwise,
    or `expires_at` has passed.
    """

    id: AppointmentId
    promised: Interval
    alternatives: tuple[Target, ...]
    reason: str
    asked_at: datetime
    expires_at: datetime
    settled_at: datetime | None = None

    def open_for(self, appointment: Appointment, now: datetime) -> bool:
        """Tell whether the customer may still choose."""
        still = appointment.state is State.CONFIRMED and appointment.window == self.promised
        return still and self.settled_at is None and now < self.expires_at

    def left(self, now: datetime) -> tuple[Target, ...]:
        """Return the alternatives that have not begun."""
        return tuple(one for one in self.alternatives if one.window.start > now)


def ask_anew(work: Work, appointment_id: AppointmentId, alternatives: tuple[Target, ...], reason: str) -> Repromise:
    """Ask the customer of a confirmed appointment to choose among other windows; what was asked before is forgotten.

    Raises:
        NotAllowedNow: it is not confirmed, or there is nothing to choose from.
    """
    appointment = work.of(Appointment).get(appointment_id)
    if appointment.state is not State.CONFIRMED or not alternatives:
        raise NotAllowedNow
    asked = Repromise(appointment_id, appointment.window, alternatives, reason, work.now, expires_at=work.now + LONGEST)
    work.of(Repromise).put(asked)
    work.publish(AnotherPromiseAsked(appointment_id))
    return asked


def repromise_of(work: Work, appointment: Appointment) -> Repromise | None:
    """Return what the customer of an appointment may still choose from, or None."""
    asked = work.of(Repromise).find(id=appointment.id)
    return next((one for one in asked if one.open_for(appointment, work.now)), None)


def choose(work: Work, appointment_id: AppointmentId, target: Target, board: Board) -> Appointment:
    """Make a window that the customer chose the new promise, whatever the cut-off: it is the firm that asked.

    Another technician than the one who was thought of may keep it.

    Raises:
        NotAllowedNow: he was not asked, or no longer is.
        SlotTaken: this technician cannot keep that window any more.
    """
    asked = repromise_of(work, work.of(Appointment).get(appointment_id))
    if asked is None or target.window not in {one.window for one in asked.alternatives}:
        raise NotAllowedNow
    moved = move_as_asked(work, appointment_id, target, board, actor=Actor(CUSTOMER))
    work.of(Repromise).put(replace(asked, settled_at=work.now))
    return moved


def unanswered(work: Work) -> list[Repromise]:
    """Return what was asked and not answered in time, where the promise still stands unchanged."""
    late = [one for one in work.of(Repromise).find(settled_at=None) if one.expires_at <= work.now]
    if not late:
        return []
    appointments = {one.id: one for one in work.of(Appointment).find(id=[one.id for one in late])}
    return [one for one in late if one.open_for(appointments[one.id], one.asked_at)]
