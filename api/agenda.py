"""A technician's own calendar: his visits whole, what becomes of those he moves there, and when it says he is away.

A feed lies behind an address in clear and tells little; here he is signed in, and reads all he needs at the door.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from api.calendars import AHEAD, BEHIND, OURS, appointment_of, uid_of, version_of
from api.house import House
from api.sheets import Details
from api.views import VisitView
from calendar_sync import CalendarEntry, Status, Wish
from calendar_sync import Interval as Busy
from desk.contact_details import show_phone
from desk.notices import Notice, notify
from desk.visit_notes import added_lines, keep_note, notes_of
from desk.wording import say_hour, say_moment
from planner.board import Board
from planner.booking import choose_hour
from planner.errors import NotFound, Refused, SlotTaken
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from planner.intervals import Interval
from planner.ports import Actor, Touched, Work
from planner.routes import Route, Visit
from planner.staffing import replace_absences
from planner.technicians import Technician
from planner.working_days import local_day


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is, and which: `source` names it in absences and answers, `address` is the server's own."""

    technician_id: TechnicianId
    source: str
    address: str


class TechnicianAgenda:
    """Our side of a technician's calendar: implements `calendar_sync.Agenda`, one transaction per question."""

    def __init__(self, house: House, firm_id: FirmId, owner: Owner) -> None:
        self._house, self._firm_id, self._owner = house, firm_id, owner
        with house.transactions.read(firm_id) as work:
            self._zone, self._now = work.firm.zone_name, work.now

    @property
    def zone(self) -> str:
        """See `Agenda`."""
        return self._zone

    @property
    def horizon(self) -> Busy:
        """See `Agenda`."""
        return horizon(self._now)

    def wanted(self) -> Mapping[str, CalendarEntry]:
        """See `Agenda`: his visits."""
        with self._house.transactions.read(self._firm_id) as work:
            return visit_entries(work, self._owner)

    def owns(self, uid: str) -> bool:
        """See `Agenda`."""
        return uid.endswith(OURS)

    def decide(self, wish: Wish) -> CalendarEntry | None:
        """See `Agenda`."""
        board = self._house.boards.of(self._firm_id)
        return self._house.transactions.write(self._firm_id, lambda work: answer(work, self._owner, wish, board))


def horizon(now: datetime) -> Busy:
    """Return the time in which his calendar matters to the plan."""
    return Busy(now - BEHIND, now + AHEAD)


def visit_entries(work: Work, owner: Owner) -> dict[str, CalendarEntry]:
    """Return a technician's visits as entries by uid, from a month ago to four months ahead."""
    today = local_day(work.now, work.firm.zone)
    routes = work.routes.between(today - BEHIND, today + AHEAD)
    return _entries(work, owner, [route for route in routes if route.technician_id == owner.technician_id])


def visit_entry(work: Work, owner: Owner, appointment_id: AppointmentId) -> CalendarEntry | None:
    """Return one visit of a technician as an entry, if it is his."""
    route = work.routes.holding(appointment_id)
    mine = route is not None and route.technician_id == owner.technician_id
    return _entries(work, owner, [route] if route and mine else []).get(uid_of(appointment_id))


def answer(work: Work, owner: Owner, wish: Wish, board: Board) -> CalendarEntry | None:
    """Grant what a technician did to an entry of ours or refuse it with a word; return what stands there now.

    Another hour is granted where the customer was promised it and the solver proves that he can keep it. Lines he
    added are kept as his note. The rest is the planner's: it is put back. The same wish again changes nothing.
    """
    key = _key(owner, wish)
    appointment_id = appointment_of(wish.uid)
    if work.answers.recall(key) is None and wish.before is not None:
        work.answers.remember(key, "wish", "")
        if refusal := _granted(work, owner, wish, board):
            day = local_day(wish.before.start, work.firm.zone)
            notify(work, Notice(key, work.now, owner.technician_id, refusal, day, appointment_id))
    return visit_entry(work, owner, appointment_id)


def keep_busy(work: Work, owner: Owner, busy: Iterable[Busy]) -> bool:
    """Take a technician out of the plan while his own calendar says so; tell whether that changed anything."""
    ahead = work.now + AHEAD
    known = [Interval(one.start, one.end) for one in busy if one.start < min(one.end, ahead)]
    return replace_absences(work, owner.technician_id, owner.source, known)


def _entries(work: Work, owner: Owner, routes: Iterable[Route]) -> dict[str, CalendarEntry]:
    alive = [route.at(work.now) for route in routes]
    visits = [visit for route in alive for visit in route.visits if visit.held_until is None]
    keys = [visit.appointment_id for visit in visits]
    words = Counter(one.appointment_id for one in work.of(Notice).find(appointment_id=keys))
    pages = _Pages(work, owner, Details.of(work, keys), work.history.touches(keys), words)
    return {uid_of(visit.appointment_id): pages.entry(visit) for visit in visits}


@dataclass(frozen=True, slots=True)
class _Pages:
    """All that entries are made of, read once."""

    work: Work
    owner: Owner
    details: Details
    touches: Mapping[str, Touched]
    words: Mapping[AppointmentId | None, int]

    def entry(self, visit: Visit) -> CalendarEntry:
        """Return one visit as its technician reads it."""
        firm, view = self.work.firm, self.details.visit_view(visit, 0, 0)
        version = version_of(visit, self.touches)
        day = local_day(visit.start, firm.zone)
        return CalendarEntry(
            uid=uid_of(visit.appointment_id),
            start=visit.start,
            end=visit.end,
            zone=firm.zone_name,
            last_modified=version.last,
            sequence=version.times + self.words.get(visit.appointment_id, 0),
            summary=f"{view.service} · {view.customer_name}",
            location=", ".join(part for part in (view.address, view.city) if part),
            description=self._description(visit, view),
            url=f"{self.owner.address}/f/{firm.slug}/technicien/{day}",
        )

    def _description(self, visit: Visit, view: VisitView) -> str:
        """Return what he must know at the door, then what he wrote himself."""
        zone = self.work.firm.zone
        opens, closes = (say_hour(at.astimezone(zone).time()) for at in (visit.window.start, visit.window.end))
        lines = (
            f"Promis au client entre {opens} et {closes}.",
            f"Téléphone : {show_phone(view.phone)}" if view.phone else "",
            f"Accès : {view.access_code}" if view.access_code else "",
            view.comment,
            f"⚠ {view.notice}" if view.notice else "",
            view.note,
        )
        return "\n".join(line for line in lines if line)


def _granted(work: Work, owner: Owner, wish: Wish, board: Board) -> str:
    """Do what can be done of a wish; return why the rest cannot, empty when there is nobody to tell."""
    before, after, appointment_id = wish.before, wish.after, appointment_of(wish.uid)
    if before is None or before.end <= work.now:
        return ""
    name, stays = work.of(Technician).get(owner.technician_id).name, f"Il reste prévu {_when(before.start, work)}."
    if after is None or after.status is Status.CANCELLED:
        return f"{name} a retiré ce passage de son agenda. {stays}"
    if "description" in wish.edited:
        _keep_what_he_wrote(work, appointment_id, before.description, after.description)
    if "time" not in wish.edited:
        return ""
    if after.start == before.start:
        return f"{name} a changé la durée de ce passage dans son agenda. {stays}"
    try:
        choose_hour(work, appointment_id, after.start, board, actor=Actor("technician", owner.technician_id))
    except (Refused, NotFound) as error:
        return f"{name} a déplacé ce passage {_when(after.start, work)} dans son agenda. {_why(error)} {stays}"
    return ""


def _keep_what_he_wrote(work: Work, appointment_id: AppointmentId, before: str, after: str) -> None:
    """Keep the lines that are not ours as his note."""
    former = notes_of(work, [appointment_id]).get(appointment_id)
    ours = added_lines(before, former.text) if former else before
    keep_note(work, appointment_id, added_lines(after, ours))


def _why(error: Exception) -> str:
    return "Le planning ne tient pas à cette heure." if isinstance(error, SlotTaken) else str(error)


def _when(at: datetime, work: Work) -> str:
    return f"le {say_moment(at, work.firm.zone)}"


def _key(owner: Owner, wish: Wish) -> str:
    """Return what tells the same wish, asked again, from a new one."""
    return sha256(f"{owner.source}/{wish.uid}/{wish.version}".encode()).hexdigest()
