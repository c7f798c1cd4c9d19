"""What technicians reported of a visit: when somebody set out for it, began it and left it, as history keeps it."""

from collections.abc import Mapping
from datetime import datetime

from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Entry, Work

_PROGRESS = "progress"


def reported(work: Work, appointment_id: AppointmentId) -> Mapping[State, datetime]:
    """Return when each state that was reported of an appointment was, the last time; what undo took back was not."""
    entries = work.history.of(appointment_id)
    taken_back = {entry.undoes for entry in entries if entry.undoes is not None}
    found: dict[State, datetime] = {}
    for entry in entries:
        after = _named(entry, appointment_id)
        if entry.verb == _PROGRESS and after and entry.number not in taken_back:
            found[after.state] = entry.at
    return found


def spent(work: Work, appointment_id: AppointmentId) -> Interval | None:
    """Return from when to when somebody was on site, where both were reported; None otherwise."""
    at = reported(work, appointment_id)
    began, left = at.get(State.IN_PROGRESS), at.get(State.DONE)
    return Interval(began, left) if began and left and began < left else None


def _named(entry: Entry, appointment_id: AppointmentId) -> Appointment | None:
    return next((one for one in entry.after.appointments if one.id == appointment_id), None)
