"""Undo gives the appointments and routes of one line of history back as they stood before it; redo undoes an undo."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from planner.appointments import CANCELLED, Appointment, State
from planner.board import Board
from planner.errors import RouteChanged, UndoRefused
from planner.events import AppointmentRestored
from planner.history import Change, on_day, record
from planner.identifiers import AppointmentId
from planner.ports import Actor, Entry, Snapshot, Work
from planner.routes import Route, Visit
from planner.translation import retimed

STEPS = frozenset({"move", "reassign", "choose_hour", "cancel", "progress", "pin", "emergency", "accept_plan"})
"""What can be taken back. A confirmation is not undone but cancelled: the customer has been told."""

UNDOABLE = STEPS | {"redo"}

_ALREADY = "Cette action a déjà été annulée."
_CHANGED = "Ce rendez-vous a changé depuis : annulez d’abord ce qui a suivi."
_OVER = "La plage promise est passée : elle ne peut plus être promise de nouveau."
_ERASED = "Un client de cette étape a été effacé à sa demande : elle ne peut plus être annulée."
_TAKEN = "La place n’est plus libre : d’autres rendez-vous l’occupent."

_NEAR, _FAR = 20, 1_000
"""How many lines of history are searched: the last ones nearly always do, the others are read only if they do not."""


def last_undoable(work: Work, day: date | None = None) -> Entry | None:
    """Return the newest line of history that undo would take back, of one day or of all, or None.

    What undoes a line stands after it, so that no line older than the one found can matter.
    """
    standing = (entry for entry in _still_standing(work, day) if entry.verb in UNDOABLE)
    return next(standing, None)


def last_redoable(work: Work, day: date | None = None) -> Entry | None:
    """Return the newest undo that nobody has taken back, or None once something else was done after it."""
    standing = (entry for entry in _still_standing(work, day) if entry.verb in STEPS or entry.verb == "undo")
    newest = next(standing, None)
    return newest if newest and newest.verb == "undo" else None


def _still_standing(work: Work, day: date | None) -> Iterator[Entry]:
    """Yield the lines that no later one has taken back, newest first."""
    seen, undone = 0, set[int | None]()
    for reach in (_NEAR, _FAR):
        for entry in work.history.changes(reach)[seen:]:
            if entry.number not in undone and (day is None or on_day(entry, day, work.firm.zone)):
                yield entry
            undone.add(entry.undoes)
        seen = reach


def undo(work: Work, number: int, board: Board, actor: Actor) -> Snapshot:
    """Give back what one line of history changed; return the appointments and routes as saved.

    Only what that line changed goes back: later changes of other appointments on the same routes stay.

    Raises:
        UndoRefused: the line cannot be undone, was undone already, or something changed its appointments since.
    """
    return _take_back(work, number, board, actor, "undo")


def redo(work: Work, number: int, board: Board, actor: Actor) -> Snapshot:
    """Do again what one undo has taken back; return the appointments and routes as saved.

    Raises:
        UndoRefused: the line is no undo, was taken back already, or something changed its appointments since.
    """
    return _take_back(work, number, board, actor, "redo")


def _take_back(work: Work, number: int, board: Board, actor: Actor, verb: str) -> Snapshot:
    entry = work.history.get(number)
    work.routes.lock(route.technician_id for route in (*entry.before.routes, *entry.after.routes))
    if entry.verb not in ({"undo"} if verb == "redo" else UNDOABLE):
        raise UndoRefused
    if any(later.undoes == number for later in work.history.since(number)):
        raise UndoRefused(_ALREADY)
    _refuse_if_erased(work, entry)
    _check_still_waiting(work, entry)
    before = {was.id for was in entry.before.appointments}
    made = [one for one in entry.after.appointments if one.id not in before]
    appointments = (
        *(_restored(work, entry, was) for was in entry.before.appointments),
        *(_as_the_line_left_it(work, entry, one.id).to(State.CANCELLED_BY_FIRM) for one in made),
    )
    routes = [_restored_route(work, pair, _touched(entry), board) for pair in _pairs(entry)]
    now = Snapshot(tuple(work.of(Appointment).get(one.id) for one in appointments), tuple(was for was, _ in routes))
    change = Change(
        verb,
        actor,
        before=now,
        after=Snapshot(appointments, tuple(new for _, new in routes)),
        events=tuple(AppointmentRestored(key) for key in sorted(_touched(entry))),
        undoes=number,
    )
    try:
        return record(work, change)
    except RouteChanged as error:
        raise UndoRefused(_CHANGED) from error


def _refuse_if_erased(work: Work, entry: Entry) -> None:
    wanted = sorted({one.id for one in (*entry.before.appointments, *entry.after.appointments)} | _touched(entry))
    if len(work.of(Appointment).find(id=wanted)) < len(wanted):
        raise UndoRefused(_ERASED)


def _touched(entry: Entry) -> set[AppointmentId]:
    """Return the appointments whose promise or visit a line of history changed."""
    touched = {was.id for was in entry.before.appointments}
    for was, became in _pairs(entry):
        touched |= {visit.appointment_id for visit in set(was.visits) ^ set(became.visits)}
    return touched


def _pairs(entry: Entry) -> list[tuple[Route, Route]]:
    """Pair each route after a change with the same technician's day before it, without holds that had expired by then.

    Whether those were swept from a route in passing is nobody's decision to take back.
    """
    old = {(route.technician_id, route.day): route.at(entry.at) for route in entry.before.routes}
    return [(old[new.technician_id, new.day], new.at(entry.at)) for new in entry.after.routes]


def _restored(work: Work, entry: Entry, was: Appointment) -> Appointment:
    """Return the appointment as it was, with a sequence that calendars will believe.

    A promise whose window has passed meanwhile is not made again.
    """
    current = _as_the_line_left_it(work, entry, was.id)
    became = next(new for new in entry.after.appointments if new.id == was.id)
    promised_again = was.window != became.window or became.state in CANCELLED
    if promised_again and was.state not in CANCELLED and was.window.end <= work.now:
        raise UndoRefused(_OVER)
    return replace(was, sequence=current.sequence + 1)


def _as_the_line_left_it(work: Work, entry: Entry, appointment_id: AppointmentId) -> Appointment:
    """Return an appointment as it stands, which is how a line of history left it."""
    current = work.of(Appointment).get(appointment_id)
    became = next(new for new in entry.after.appointments if new.id == appointment_id)
    if replace(current, sequence=0) != replace(became, sequence=0):
        raise UndoRefused(_CHANGED)
    return current


def _check_still_waiting(work: Work, entry: Entry) -> None:
    """Refuse to give back the visit of a promise that gave way and has meanwhile been settled otherwise."""
    kept = {one.id for one in entry.before.appointments}
    kept |= {visit.appointment_id for _, became in _pairs(entry) for visit in became.visits}
    for visit in (visit for was, _ in _pairs(entry) for visit in was.visits if visit.appointment_id not in kept):
        promised = work.of(Appointment).get(visit.appointment_id)
        waits = promised.state is State.CONFIRMED and promised.window == visit.window
        if not waits or work.routes.holding(visit.appointment_id):
            raise UndoRefused(_CHANGED)


def _restored_route(
    work: Work, pair: tuple[Route, Route], touched: set[AppointmentId], board: Board
) -> tuple[Route, Route]:
    """Return how a route stands and how it will stand: exactly as before where nothing else has changed on it since."""
    was, became = pair
    current = work.routes.load(was.technician_id, was.day).at(work.now)
    if current.visits == became.at(work.now).visits:
        return current, replace(current, visits=was.at(work.now).visits)
    if not _same_visits(current, became, touched):
        raise UndoRefused(_CHANGED)
    back = [_as_it_is_now(visit, current) for visit in was.at(work.now).visits if visit.appointment_id in touched]
    visits = tuple(sorted((*current.without(touched).visits, *back), key=lambda visit: visit.start))
    day = board.day(work, was.technician_id, was.day)
    merged = retimed(work.firm, day, replace(current, visits=visits)) if day else None
    if merged is None:
        raise UndoRefused(_TAKEN)
    return current, merged


def _as_it_is_now(was: Visit, current: Route) -> Visit:
    """Return a visit at its former time and window; where it is and that it was confirmed since stays."""
    now = current.visit_of(was.appointment_id)
    return was if now is None else replace(was, held_until=now.held_until, position=now.position)


def _same_visits(current: Route, became: Route, touched: set[AppointmentId]) -> bool:
    """Tell whether the touched appointments still stand on the route as the change left them, and nobody set out."""
    return all(
        (one is None) == (two is None) and (one is None or two is None or _kept(one) == _kept(two))
        for one, two in ((current.visit_of(key), became.visit_of(key)) for key in touched)
    )


def _kept(visit: Visit) -> tuple[object, ...]:
    """Return what of a visit nobody may have changed since."""
    return visit.window, visit.locked, visit.not_before, visit.pinned
