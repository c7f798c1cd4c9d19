"""Calendars elsewhere follow the plan by themselves: at once when it changes, and every few seconds if not."""

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import structlog

from api.agenda import Owner, TechnicianAgenda, keep_busy
from api.errors import OutlookNotSetUp
from api.house import House
from api.ledger import StoredLedger
from api.outlook import keep_being_told, mailbox
from api.wakes import Whose
from calendar_sync import RemoteCalendar, Report, sync
from calendar_sync.errors import (
    AccessLost,
    CalendarEmptied,
    CalendarError,
    CalendarGone,
    Throttled,
)
from calendar_sync.remote.addresses import signed_in
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.graph import GraphCalendar
from calendar_sync.remote.quirks import Quirks
from desk.connections import (
    NOTE_SUCCESS_EVERY,
    Connection,
    Halt,
    MirroredEntry,
    Provider,
    foreign_entries,
    lease,
)
from desk.errors import SealBroken
from desk.identifiers import ConnectionId
from planner.events import Delivery
from planner.firms import Firm
from planner.identifiers import FirmId, TechnicianId, new_id
from planner.ports import Work

POLL = 8.0  # seconds between two looks at a calendar whose server tells nothing by itself
AT_NIGHT = 120.0
SURVEY = 10.0  # seconds between two looks at which calendars are connected
_DAY_BEGINS, _NIGHT_BEGINS = 6, 22
AT_ONCE = 4
WHOLE_EVERY = timedelta(days=1)
"""How often everything is read again: servers forget to tell."""

_HALTS: Mapping[type[Exception], Halt] = {
    AccessLost: Halt.ACCESS_LOST,
    CalendarGone: Halt.CALENDAR_GONE,
    CalendarEmptied: Halt.EMPTIED,
    SealBroken: Halt.ACCESS_LOST,
    OutlookNotSetUp: Halt.ACCESS_LOST,
}
BROKEN_OFF = (CalendarError, SealBroken, OutlookNotSetUp)
"""What keeps a calendar from being read or written now."""

_log = structlog.get_logger("creneau.calendars")


def follow_in_calendars(house: House, delivery: Delivery) -> None:
    """Have the calendars of a technician looked at whose route, calendar or notices have changed."""
    if technician_id := getattr(delivery.event, "technician_id", ""):
        house.wakes.tell((delivery.firm_id, TechnicianId(technician_id)))


@contextmanager
def calendar_of(house: House, firm_id: FirmId, connection: Connection) -> Iterator[RemoteCalendar]:
    """Open the calendar of a connection.

    Raises:
        SealBroken: what opens it can no longer be read.
    """
    if connection.provider is Provider.MICROSOFT:
        agenda = TechnicianAgenda(house, firm_id, owner_of(house, connection))
        with mailbox(house, firm_id, connection) as client:
            yield GraphCalendar(client, connection.address, window=agenda.horizon, zone=agenda.zone)
    else:
        password = house.seal.open(firm_id, connection.id, connection.secret).decode()
        with signed_in(connection.account, password, private=house.settings.private_addresses) as client:
            yield CalDAVCalendar(client, connection.address, Quirks(**dict.fromkeys(connection.quirks, True)))


def owner_of(house: House, connection: Connection) -> Owner:
    """Return whose calendar a connection leads to."""
    return Owner(connection.technician_id, connection.source, house.settings.address)


def follow(house: House, firm_id: FirmId, connection: Connection, *, whole: bool = False) -> Report | None:
    """Bring a calendar and the plan together once, and note how it went; None when it broke off.

    `whole` reads everything again, which is done once a day in any case.
    """
    now, meant = house.clock(), connection.loss_is_meant
    whole = whole or meant or _stale(connection, now)
    ledger = StoredLedger(house.transactions, firm_id, connection.id)
    agenda = TechnicianAgenda(house, firm_id, owner_of(house, connection))
    try:
        with calendar_of(house, firm_id, connection) as calendar:
            report = sync(calendar, agenda, ledger, from_scratch=whole, loss_is_meant=meant)
    except BROKEN_OFF as error:
        ledger.flush()
        house.transactions.write(firm_id, partial(_broke_off, connection_id=connection.id, error=error))
        return None
    ledger.flush()
    done = partial(_done, owner=owner_of(house, connection), connection_id=connection.id, whole=whole)
    house.transactions.write(firm_id, done)
    if connection.provider is Provider.MICROSOFT:
        try:
            keep_being_told(house, firm_id, connection)
        except CalendarError:
            _log.warning("not_told", connection=connection.id, exc_info=True)  # it is looked at all the same
    return report


def _stale(connection: Connection, now: datetime) -> bool:
    return connection.read_whole_at is None or now >= connection.read_whole_at + WHOLE_EVERY


def glance(house: House, firm_id: FirmId, connection: Connection) -> bool:
    """Tell whether nothing changed in a calendar since it was last read; what went wrong is seen by `follow`."""
    try:
        with calendar_of(house, firm_id, connection) as calendar:
            changes = calendar.changes(connection.token)
    except BROKEN_OFF:
        return False
    if quiet := not (changes.whole or changes.changed or changes.removed):
        house.transactions.write(firm_id, partial(_noted, connection_id=connection.id))
    return quiet


def _noted(work: Work, connection_id: ConnectionId, *, whole: bool = False) -> None:
    """Note a success, unless one was noted just now."""
    for known in work.of(Connection).find(id=connection_id):
        fresh = known.synced_at is not None and work.now < known.synced_at + NOTE_SUCCESS_EVERY
        if whole or known.trouble or not fresh:
            work.of(Connection).put(known.succeeded(work.now, whole=whole))


def _done(work: Work, owner: Owner, connection_id: ConnectionId, *, whole: bool) -> None:
    """Take over when he is away, and note the success."""
    if work.of(Connection).find(id=connection_id):
        keep_busy(work, owner, [one for row in foreign_entries(work, connection_id) for one in row.busy])
    _noted(work, connection_id, whole=whole)


def _broke_off(work: Work, connection_id: ConnectionId, error: Exception) -> None:
    """Note why a pass broke off, and whether somebody has to decide before the next."""
    halt = _HALTS.get(type(error))
    wait = timedelta(seconds=error.retry_after) if isinstance(error, Throttled) else None
    for known in work.of(Connection).find(id=connection_id):
        after = known.halted(halt, str(error)) if halt else known.failed(work.now, str(error), wait=wait)
        work.of(Connection).put(after)


class Follower:
    """Looks after every connected calendar until `stop`: several at once, each by one thread at a time."""

    def __init__(self, house: House) -> None:
        self._house, self._name = house, new_id()
        self._survey_at = house.clock()
        self._known: dict[FirmId, tuple[Firm, list[Connection]]] = {}
        self._next: dict[ConnectionId, datetime] = {}
        self._settled: dict[ConnectionId, tuple[int, ...] | None] = {}
        self._running: dict[ConnectionId, Future[None]] = {}
        self._stopping = False

    def run(self) -> None:
        """Look whenever somebody is told of, and every few seconds."""
        with ThreadPoolExecutor(AT_ONCE, "creneau-calendar") as pool:
            while not self._stopping:
                told = self._house.wakes.take(1.0)
                try:
                    self.look(pool, told)
                except Exception:  # noqa: BLE001 - a database that is away comes back
                    _log.exception("calendars_unreachable")

    def stop(self) -> None:
        """Ask `run` to end after the calendars it is at."""
        self._stopping = True
        self._house.wakes.close()

    def look(self, pool: Executor, told: Collection[Whose]) -> None:
        """Begin a pass over each calendar of those told of, and over each whose turn it is."""
        now = self._house.clock()
        self._survey(now, {firm_id for firm_id, _ in told})
        for firm, one in [(firm, one) for firm, connections in self._known.values() for one in connections]:
            asked = (firm.id, one.technician_id) in told
            if asked or now >= self._next.get(one.id, now):
                self._next[one.id] = now + _pause(firm, now)
                self._begin(pool, firm.id, one, asked=asked)

    def _survey(self, now: datetime, told: Collection[FirmId]) -> None:
        """See which calendars are connected: those of the firms told of now, all of them every few seconds."""
        every = now >= self._survey_at
        if every:
            self._survey_at = now + timedelta(seconds=SURVEY)
            self._known = {}
        for firm in self._house.transactions.firms() if every or told else ():
            if every or firm.id in told:
                with self._house.transactions.read(firm.id) as work:
                    self._known[firm.id] = firm, work.of(Connection).find()

    def _begin(self, pool: Executor, firm_id: FirmId, connection: Connection, *, asked: bool) -> None:
        """Begin a pass; one under way may have read the plan too early, and is followed by another."""
        running = self._running.get(connection.id)
        if running is None or running.done():
            self._running[connection.id] = pool.submit(self._pass, firm_id, connection.id, asked=asked)
        elif asked:
            running.add_done_callback(lambda _: self._house.wakes.tell((firm_id, connection.technician_id)))

    def _pass(self, firm_id: FirmId, connection_id: ConnectionId, *, asked: bool) -> None:
        """Follow one calendar; a glance is enough where nobody asked and our side is what it was when both agreed."""
        try:
            mine = partial(lease, connection_id=connection_id, worker=self._name)
            connection = self._house.transactions.write(firm_id, mine)
            if connection is None or not connection.due(self._house.clock()):
                return
            with self._house.transactions.read(firm_id) as work:
                ours = work.firm.version, *(line.number for line in work.history.changes(1))
            settled = not asked and self._settled.get(connection_id) == ours and not _stale(connection, work.now)
            if not (settled and glance(self._house, firm_id, connection)):
                report = follow(self._house, firm_id, connection)
                agreed = report is not None and report.quiet and self._all_told(firm_id, connection_id)
                self._settled[connection_id] = ours if agreed else None
        except Exception:  # noqa: BLE001 - whatever goes wrong with one calendar, the others go on
            _log.exception("calendar_failed", connection=connection_id)

    def _all_told(self, firm_id: FirmId, connection_id: ConnectionId) -> bool:
        """Tell whether the calendar has named all that we put there; until then it is looked for."""
        with self._house.transactions.read(firm_id) as work:
            return not work.of(MirroredEntry).find(connection_id=connection_id, told=False)


def _pause(firm: Firm, now: datetime) -> timedelta:
    by_day = _DAY_BEGINS <= now.astimezone(firm.zone).hour < _NIGHT_BEGINS
    return timedelta(seconds=POLL if by_day else AT_NIGHT)
