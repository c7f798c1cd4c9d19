"""What others did to a plan while somebody was looking at it: said when a drop comes too late."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from api.actions.journal import ROLES, UNTOLD, VERBS, about
from api.sheets import Details
from desk.accounts import Account
from desk.said import said, together
from planner.history import concerns
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Actor, Entry, Work
from planner.records import touched

_LATEST = 50
"""So many lines of the firm's history are read back to inform; what decides reads an appointment's own."""
_TOLD = 3


def by_others(work: Work, appointment_id: AppointmentId, seen: datetime, actor: Actor) -> str:
    """Return what others did to an appointment since it was seen, in words; empty when nobody touched it."""
    lines = reversed(work.history.of(appointment_id))
    return _in_words(work, _since(lines, seen, lambda one: one.actor != actor and concerns(one, appointment_id)))


def on_route(work: Work, technician_id: TechnicianId, day: date, seen: datetime) -> str:
    """Return what was done to a technician's day since it was seen, in words; empty when nothing was."""

    def there(entry: Entry) -> bool:
        routes = (*entry.before.routes, *entry.after.routes)
        return any((route.technician_id, route.day) == (technician_id, day) for route in routes)

    return _in_words(work, _since(work.history.changes(_LATEST), seen, there))


def _since(newest: Iterable[Entry], seen: datetime, concerned: Callable[[Entry], bool]) -> list[Entry]:
    """Return the lines after an instant that concern somebody, the newest of them."""
    later = (entry for entry in newest if entry.at > seen and entry.verb not in UNTOLD)
    return list(islice(filter(concerned, later), _TOLD))


def _in_words(work: Work, entries: Sequence[Entry]) -> str:
    """Return "Entre-temps : Rendez-vous déplacé, Paul Lachenal (Claire, 9 h 12)." for lines of history."""
    if not entries:
        return ""
    details = Details.of(work, sorted({AppointmentId(key) for entry in entries for key in touched(entry)}))
    people: dict[str, str] = {one.id: one.name for one in work.of(Account).find()}

    def line(entry: Entry) -> str:
        what, names = VERBS.get(entry.verb, entry.verb), about(entry, details)
        who = people.get(entry.actor.id) or ROLES.get(entry.actor.role, entry.actor.role)
        at = entry.at.astimezone(work.firm.zone).time()
        if not names:
            return said("{what} ({who}, {at})", what=what, who=who, at=at)
        return said("{what}, {names} ({who}, {at})", what=what, names=names, who=who, at=at)

    return said("Entre-temps : {changes}.", changes=together(*map(line, entries), by=" ; "))
