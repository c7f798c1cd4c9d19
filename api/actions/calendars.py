"""Technicians' calendars as people see them: how each is, what has to be looked at, and what can be done about it."""

from urllib.parse import urlsplit

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.agenda import visit_entries
from api.connecting import reconnect_calendar as sign_in_anew
from api.errors import Forbidden
from api.following import BROKEN_OFF, calendar_of, owner_of
from api.house import House
from api.sheets import technician_view
from api.views import (
    CalendarState,
    CalendarsView,
    CalendarView,
    Caller,
    DeviceView,
    Done,
    FeedView,
    FileView,
    NoticeView,
    PersonView,
    QuarantinedView,
    Refused,
    TechnicianCalendars,
)
from calendar_sync.errors import AccessLost, CalendarError
from calendar_sync.reconcile import as_written
from calendar_sync.two_way import unsettled
from desk.connections import Connection, MirroredEntry, Provider, connections_of, forget_notes, quarantined, resume
from desk.connections import disconnect as let_go
from desk.devices import devices_of
from desk.feeds import feeds_of
from desk.identifiers import ConnectionId
from desk.notices import Notice, open_notices
from desk.notices import mark_seen as set_aside
from desk.repromises import unanswered
from desk.said import said, told
from planner.deciding import unasked
from planner.errors import NotFound
from planner.firms import Firm
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.technicians import Technician

_MICROSOFT = "Microsoft 365"
_GOING_ON = said("L’agenda est relu maintenant ; son état est ici dans un instant.")


def calendars(caller: Caller, slug: str) -> CalendarsView:
    """Return the calendars of all technicians and what has to be looked at; to a technician, his own."""
    firm, person = firm_for(caller, slug)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        everybody = sorted(work.of(Technician).find(), key=lambda one: (not one.active, one.name, one.id))
        connected = {one.technician_id: one for one in connections_of(work)}
        shown = [one for one in everybody if (one.active or one.id in connected) and _may_see(person, one.id)]
        return CalendarsView(
            firm=firm_view(house, firm),
            person=person,
            technicians=tuple(
                TechnicianCalendars(
                    technician_view(one, everybody),
                    _calendar_view(house, work, connected[one.id]) if one.id in connected else None,
                    tuple(FeedView(feed.device, feed.opened_at, feed.last_used_at) for feed in feeds_of(work, one.id)),
                    tuple(
                        DeviceView(device.id, device.label, device.added_at, device.last_used_at)
                        for device in devices_of(work, one.id)
                    ),
                )
                for one in shown
            ),
            notices=_notice_views(open_notices(work), everybody) if person.role in OFFICE else (),
        )


def to_see(caller: Caller, slug: str) -> int:
    """Return how much somebody of the office should look at: words, silent calendars, unanswered, plans unasked for."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    with house_of(caller).transactions.read(firm.id) as work:
        stopped = sum(one.alarming(work.now) for one in connections_of(work))
        return len(open_notices(work)) + stopped + len(unanswered(work)) + len(unasked(work))


def mark_seen(caller: Caller, slug: str, *, notice: str) -> Done:
    """Set a word aside."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    house_of(caller).transactions.write(firm.id, lambda work: set_aside(work, notice))
    return Done(said("C’est vu."))


def sync_calendar(caller: Caller, slug: str, *, connection: str, loss_is_meant: bool = False) -> Done:
    """Have a calendar looked at now, also one that had stopped; what is gone from it may be meant to be."""
    firm, known = connected_for(caller, slug, connection)
    house_of(caller).transactions.write(firm.id, lambda work: resume(work, known.id, loss_is_meant=loss_is_meant))
    return Done(_GOING_ON)


def reread_calendar(caller: Caller, slug: str, *, connection: str) -> Done:
    """Forget what was known of a calendar and have it read anew; entries of ours are known there by their names."""
    firm, known = connected_for(caller, slug, connection)
    house_of(caller).transactions.write(firm.id, lambda work: forget_notes(work, known.id))
    return Done(_GOING_ON)


def reconnect_calendar(caller: Caller, slug: str, *, connection: str, account: str, password: str) -> Done | Refused:
    """Sign in anew to a calendar and go on where it was left."""
    firm, known = connected_for(caller, slug, connection)
    try:
        sign_in_anew(house_of(caller), firm.id, known.id, account or known.account, password)
    except CalendarError as error:
        return Refused(told(error), {"password" if isinstance(error, AccessLost) else "account": told(error)})
    return Done(said("L’agenda « {name} » est reconnecté.", name=known.name))


def disconnect_calendar(caller: Caller, slug: str, *, connection: str) -> Done:
    """Follow a calendar no more; what stands there stays."""
    firm, known = connected_for(caller, slug, connection)
    house_of(caller).transactions.write(firm.id, lambda work: let_go(work, known.id))
    return Done(said("L’agenda « {name} » n’est plus suivi ; ce qui y est écrit y reste.", name=known.name))


def quarantined_object(caller: Caller, slug: str, *, connection: str, name: str) -> FileView | Refused:
    """Return an object that could not be read, as it stands there now; nothing of it is kept.

    Raises:
        NotFound: no such object of this calendar was put aside.
    """
    firm, known = connected_for(caller, slug, connection)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        if name not in {one.href for one in quarantined(work, known.id)}:
            raise NotFound
    try:
        with calendar_of(house, firm.id, known) as calendar:
            found = calendar.fetch([name]).get(name)
    except BROKEN_OFF as error:
        return Refused(told(error))
    if found is None or not found.body:
        return Refused(said("Cet événement n’est plus dans l’agenda, ou son serveur ne le donne pas."))
    return FileView(name if name.endswith(".ics") else f"{name}.ics", "text/calendar; charset=utf-8", found.body)


def technician_for(caller: Caller, slug: str, technician: str) -> tuple[Firm, PersonView, Technician]:
    """Return a technician whose calendars the caller may change: the office anybody's, a technician his own.

    Raises:
        NotFound: the firm has no such technician.
        Forbidden: it is somebody else.
    """
    firm, person = firm_for(caller, slug)
    with house_of(caller).transactions.read(firm.id) as work:
        known = work.of(Technician).get(technician)
    if not _may_see(person, known.id):
        raise Forbidden
    return firm, person, known


def connected_for(caller: Caller, slug: str, connection: str) -> tuple[Firm, Connection]:
    """Return a connected calendar that the caller may change; raises NotFound and Forbidden."""
    firm, _ = firm_for(caller, slug)
    with house_of(caller).transactions.read(firm.id) as work:
        known = work.of(Connection).get(ConnectionId(connection))
    technician_for(caller, slug, known.technician_id)
    return firm, known


def _may_see(person: PersonView, technician_id: TechnicianId) -> bool:
    return person.role in OFFICE or person.technician == technician_id


def _calendar_view(house: House, work: Work, one: Connection) -> CalendarView:
    rows = {entry.uid: entry.row for entry in work.of(MirroredEntry).find(connection_id=one.id)}
    wanted = {uid: as_written(entry) for uid, entry in visit_entries(work, owner_of(house, one)).items()}
    return CalendarView(
        connection=one.id,
        name=one.name,
        host=_MICROSOFT if one.provider is Provider.MICROSOFT else urlsplit(one.address).hostname or one.address,
        account=one.account,
        state=_state(one, work),
        quiet=int(one.quiet(work.now).total_seconds()),
        trouble=one.trouble,
        next_at=one.next_at,
        standing=sum(row.agreed is not None for row in rows.values()),
        unsent=len(unsettled(wanted, rows)),
        quarantined=tuple(QuarantinedView(row.href, row.reason) for row in quarantined(work, one.id)),
        by_password=one.provider is not Provider.MICROSOFT,
    )


def _state(one: Connection, work: Work) -> CalendarState:
    if one.halt is not None:
        return CalendarState(one.halt)
    if one.alarming(work.now):
        return CalendarState.SILENT
    if one.trouble:
        return CalendarState.WAITING
    return CalendarState.IN_STEP if one.synced_at else CalendarState.NEW


def _notice_views(notices: list[Notice], technicians: list[Technician]) -> tuple[NoticeView, ...]:
    named = {one.id: one.name for one in technicians}
    return tuple(
        NoticeView(
            notice=one.id,
            at=one.noticed_at,
            technician=named.get(one.technician_id, ""),
            text=one.said,
            day=one.day,
            appointment=one.appointment_id or "",
        )
        for one in notices
    )
