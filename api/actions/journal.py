"""What was done to a day, by whom, step by step: each step can be taken back, and what was taken back done again."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from api.actions.common import OFFICE, actor_of, firm_for, firm_view, house_of
from api.sheets import Details
from api.views import Caller, Done, JournalLine, JournalView, Refused
from desk.accounts import Account
from desk.said import counted, said, together, told
from planner.board import Board
from planner.errors import UndoRefused
from planner.history import concerns, on_day
from planner.identifiers import AppointmentId
from planner.ports import Actor, Entry, Snapshot, Work
from planner.records import touched
from planner.technicians import Technician
from planner.undo import UNDOABLE, last_redoable, last_undoable, redo, undo
from planner.working_days import local_day

GAVE_WAY = said("Passage retiré de sa tournée pour une urgence")

VERBS = {
    "hold": said("Créneau retenu"),
    "confirm": said("Rendez-vous confirmé"),
    "move": said("Rendez-vous déplacé"),
    "reassign": said("Passage confié à un autre technicien"),
    "choose_hour": said("Heure de passage choisie par le technicien"),
    "cancel": said("Rendez-vous annulé"),
    "release": said("Créneau rendu"),
    "locate": said("Lieu corrigé sur la carte"),
    "progress": said("Avancement d’un rendez-vous"),
    "pin": said("Place fixée ou libérée"),
    "emergency": said("Urgence prise"),
    "unplace": GAVE_WAY,  # no longer written: lines of an earlier version still say it
    "accept_plan": said("Proposition acceptée"),
    "undo": said("Action annulée"),
    "redo": said("Action rétablie"),
}
"""What each verb of history is called on a page."""

ROLES = {
    "customer": said("Le client"),
    "dispatcher": said("L’assistante"),
    "technician": said("Le technicien"),
    "management": said("La direction"),
    "system": "Créneau",
}
"""Who did something, where no name is known."""

LINES = 200
"""So many lines of a day are shown at most."""

_FAR = 1_000
UNTOLD = frozenset({"hold", "release"})
"""A customer who looks at slots does nothing to a day yet."""
_NAMES = 3

_Step = Callable[[Work, int, Board, Actor], Snapshot]


def journal(caller: Caller, slug: str, day: date) -> JournalView:
    """Return what was done to a day, newest first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        latest = work.history.changes(_FAR)
        taken_back = {entry.undoes for entry in latest}
        told = [entry for entry in latest if entry.verb not in UNTOLD and on_day(entry, day, firm.zone)][:LINES]
        details = Details.of(work, sorted({AppointmentId(key) for entry in told for key in _subjects(entry)}))
        people: dict[str, str] = {one.id: one.name for one in work.of(Account).find()}
        technicians: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
        lines = [
            JournalLine(
                number=entry.number,
                when=entry.at,
                who=people.get(entry.actor.id) or ROLES.get(entry.actor.role, entry.actor.role),
                sentence=VERBS.get(entry.verb, entry.verb),
                about=about(entry, details),
                change=_change(work, entry, technicians),
                reason=entry.reason,
                taken_back=entry.number in taken_back,
                may_undo=entry.verb in UNDOABLE and entry.number not in taken_back,
                may_redo=entry.verb == "undo" and entry.number not in taken_back,
            )
            for entry in told
        ]
        return JournalView(firm_view(house, firm), person, day, local_day(work.now, firm.zone), tuple(lines))


def _subjects(entry: Entry) -> list[str]:
    """Return the appointments a line is really about: not those whose hour only followed."""
    return [key for key in sorted(touched(entry)) if concerns(entry, AppointmentId(key))] or sorted(touched(entry))


def about(entry: Entry, details: Details) -> str:
    """Return whose appointments a line is about."""
    known = [details.appointments[AppointmentId(key)] for key in _subjects(entry) if key in details.appointments]
    names = list(dict.fromkeys(details.appointment_view(one).customer_name for one in known))
    more = [counted("{count} autre", "{count} autres", len(names) - _NAMES)] if len(names) > _NAMES else []
    return together(*names[:_NAMES], *more, by=", ")


def _change(work: Work, entry: Entry, technicians: dict[str, str]) -> str:
    """Return where a line about one appointment found its visit and left it: "Paul, 24/11 8 h → Léa, 24/11 9 h"."""
    subjects = _subjects(entry)
    if len(subjects) != 1:
        return ""
    places = [
        list(_places(work, side, AppointmentId(subjects[0]), technicians)) for side in (entry.before, entry.after)
    ]
    before, after = (side[0] if side else "" for side in places)
    return together(*dict.fromkeys(place for place in (before, after) if place), by=" → ")


def _places(work: Work, side: Snapshot, appointment_id: AppointmentId, technicians: dict[str, str]) -> Iterator[str]:
    for route in side.routes:
        if visit := route.visit_of(appointment_id):
            start = visit.start.astimezone(work.firm.zone)
            who = technicians.get(route.technician_id, "?")
            yield said("{who}, {day} {hour}", who=who, day=f"{start:%d/%m}", hour=start.time())


def undo_last(caller: Caller, slug: str, day: date | None = None) -> Done | Refused:
    """Take the last action back, of one day or of all."""
    return _step(caller, slug, undo, partial(last_undoable, day=day), said("Dernière action annulée."))


def redo_last(caller: Caller, slug: str, day: date | None = None) -> Done | Refused:
    """Do again what was taken back last, of one day or of all."""
    return _step(caller, slug, redo, partial(last_redoable, day=day), said("Action rétablie."))


def undo_step(caller: Caller, slug: str, number: int) -> Done | Refused:
    """Take one line of history back, however long ago, where nothing it changed has changed since."""
    return _step(caller, slug, undo, lambda work: work.history.get(number), said("Action annulée."))


def redo_step(caller: Caller, slug: str, number: int) -> Done | Refused:
    """Do again what one line of history took back."""
    return _step(caller, slug, redo, lambda work: work.history.get(number), said("Action rétablie."))


def _step(caller: Caller, slug: str, take: _Step, which: Callable[[Work], Entry | None], done: str) -> Done | Refused:
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)

    def command(work: Work) -> bool:
        entry = which(work)
        if entry is not None:
            take(work, entry.number, house.boards.of(firm.id), actor_of(person))
        return entry is not None

    try:
        taken = house.transactions.write(firm.id, command)
    except UndoRefused as error:
        return Refused(told(error))
    if taken:
        return Done(done)
    return Refused(said("Il n’y a rien à annuler.") if take is undo else said("Il n’y a rien à rétablir."))
