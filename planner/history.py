"""History answers "why did my appointment move?" and gives undo: every change is written with its before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from planner.appointments import Appointment
from planner.errors import RouteChanged, UndoRefused
from planner.events import AppointmentRestored, Event, RouteSaved
from planner.identifiers import AppointmentId
from planner.ports import Actor, Entry, Snapshot, Work
from planner.routes import Route

UNDOABLE = frozenset({"confirm", "move", "cancel", "progress", "accept_plan", "reassign"})


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


def record(work: Work, change: Change) -> Snapshot:
    """Save a change whole: appointments, routes with their versions, one line of history, and the events.

    Raises:
        RouteChanged: a route was saved by somebody else since `change.before` was read.
    """
    for appointment in change.after.appointments:
        work.of(Appointment).put(appointment)
    saved = replace(change.after, routes=tuple(work.routes.save(change.after.routes)))
    work.history.append(
        Entry(change.verb, work.now, change.actor, change.before, saved, change.reason, change.undoes),
    )
    work.publish(*change.events, *(RouteSaved(route.technician_id, route.day, route.version) for route in saved.routes))
    return saved


def last_undoable(work: Work, search: int = 200) -> Entry | None:
    """Return the newest line of history that undo would take back, or None."""
    latest = work.history.latest(search)
    undone = {entry.undoes for entry in latest}
    return next((entry for entry in latest if entry.verb in UNDOABLE and entry.number not in undone), None)


def undo(work: Work, number: int, actor: Actor) -> Snapshot:
    """Give the appointments and routes of one line of history back as they stood before it; return them as saved.

    Only what that line changed goes back: later changes of other appointments on the same routes stay.

    Raises:
        UndoRefused: the line cannot be undone, was undone already, or something changed its appointments since.
    """
    entry = work.history.get(number)
    if entry.verb not in UNDOABLE or any(later.undoes == number for later in work.history.latest(1_000)):
        raise UndoRefused
    work.routes.lock(route.technician_id for route in (*entry.before.routes, *entry.after.routes))
    appointments = tuple(_restored(work, entry, was) for was in entry.before.appointments)
    routes = _restored_routes(work, entry)
    now = Snapshot(tuple(work.of(Appointment).get(was.id) for was in appointments), tuple(was for was, _ in routes))
    change = Change(
        "undo",
        actor,
        before=now,
        after=Snapshot(appointments, tuple(new for _, new in routes)),
        events=tuple(AppointmentRestored(key) for key in sorted(_touched(entry))),
        undoes=number,
    )
    try:
        return record(work, change)
    except RouteChanged as error:
        raise UndoRefused from error


def _touched(entry: Entry) -> set[AppointmentId]:
    """Return the appointments whose promise or visit a line of history changed."""
    touched = {was.id for was in entry.before.appointments}
    for was, became in _pairs(entry.before.routes, entry.after.routes):
        touched |= {visit.appointment_id for visit in set(was.visits) ^ set(became.visits)}
    return touched


def _pairs(before: Sequence[Route], after: Sequence[Route]) -> list[tuple[Route, Route]]:
    """Pair each route after a change with the same technician's day before it."""
    old = {(route.technician_id, route.day): route for route in before}
    return [(old[new.technician_id, new.day], new) for new in after]


def _restored(work: Work, entry: Entry, was: Appointment) -> Appointment:
    """Return the appointment as it was, with a sequence that calendars will believe."""
    current = work.of(Appointment).get(was.id)
    became = next(new for new in entry.after.appointments if new.id == was.id)
    if replace(current, sequence=0) != replace(became, sequence=0):
        raise UndoRefused
    return replace(was, sequence=current.sequence + 1)


def _restored_routes(work: Work, entry: Entry) -> list[tuple[Route, Route]]:
    """Return, for each route the line changed, how it stands and how it will stand."""
    touched = _touched(entry)
    pairs = []
    for was, became in _pairs(entry.before.routes, entry.after.routes):
        current = work.routes.load(was.technician_id, was.day).at(work.now)
        if not _same_visits(current, became, touched):
            raise UndoRefused
        back = [visit for visit in was.visits if visit.appointment_id in touched]
        visits = sorted((*current.without(touched).visits, *back), key=lambda visit: visit.start)
        if any(one.end > two.start for one, two in pairwise(visits)):
            raise UndoRefused
        pairs.append((current, replace(current, visits=tuple(visits))))
    return pairs


def _same_visits(current: Route, became: Route, touched: set[AppointmentId]) -> bool:
    """Tell whether the touched appointments still stand on the route as the change left them."""
    return all(
        (one is None) == (two is None) and (one is None or two is None or one.window == two.window)
        for one, two in ((current.visit_of(key), became.visit_of(key)) for key in touched)
    )
