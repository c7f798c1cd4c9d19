"""History answers "why did my appointment move?": every change is saved with a line of who, when, before and after."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from planner.appointments import Appointment
from planner.events import Event, RouteSaved
from planner.identifiers import AppointmentId
from planner.owed import follow_owed
from planner.ports import Actor, Entry, Snapshot, Work
from planner.working_days import local_day

SYSTEM = Actor("system")
"""Whoever does what nobody asked for just now: the nights, the clocks, a restored backup."""


@dataclass(frozen=True, slots=True)
class Change:
    """One command's effect: what stood before, what stands after, and what to tell the other rooms."""

    verb: str
    actor: Actor
    before: Snapshot
    after: Snapshot
    events: tuple[Event, ...] = ()
    reason: str = ""
    undoes: int | None = None


def concerns(entry: Entry, appointment_id: AppointmentId) -> bool:
    """Tell whether a line changed an appointment, who keeps it or where it is, and not only the hour of its visit."""
    if any(one.id == appointment_id for one in (*entry.before.appointments, *entry.after.appointments)):
        return True
    before, after = (
        {(route.technician_id, visit.position) for route in routes if (visit := route.visit_of(appointment_id))}
        for routes in (entry.before.routes, entry.after.routes)
    )
    return before != after


def on_day(entry: Entry, day: date, zone: ZoneInfo) -> bool:
    """Tell whether a line changed a route of a local day, or an appointment promised for it."""
    return any(
        any(route.day == day for route in side.routes)
        or any(local_day(one.window.start, zone) == day for one in side.appointments)
        for side in (entry.before, entry.after)
    )


def note(work: Work, verb: str, actor: Actor, subject: str = "") -> None:
    """Add a line about what is no change of a plan: who signed in, what was settled, who was erased."""
    work.history.append(Entry(verb, work.now, actor, Snapshot(), Snapshot(), subject=subject))


def only_noted(entry: Entry) -> bool:
    """Tell whether a line changed no appointment and no route."""
    return entry.before == entry.after == Snapshot()


def newest(work: Work) -> int:
    """Return the number of the newest line, 0 before the first."""
    return next((entry.number for entry in work.history.latest(1)), 0)


def record(work: Work, change: Change) -> Snapshot:
    """Save a change whole: appointments, what they mean for visits owed, routes with their versions, history, events.

    Raises:
        RouteChanged: a route was saved by somebody else since `change.before` was read.
    """
    for appointment in change.after.appointments:
        work.of(Appointment).put(appointment)
    follow_owed(work, change.before, change.after)
    saved = replace(change.after, routes=tuple(work.routes.save(change.after.routes)))
    work.history.append(
        Entry(change.verb, work.now, change.actor, change.before, saved, change.reason, change.undoes),
    )
    work.publish(*change.events, *(RouteSaved(route.technician_id, route.day, route.version) for route in saved.routes))
    return saved
