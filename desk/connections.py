"""A connection keeps one technician's visits in step with a calendar elsewhere; its notes outlive every crash."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_sync.entry import CalendarEntry
from calendar_sync.entry import Interval as Busy
from calendar_sync.ledger import Foreign, Mirrored
from desk.events import CalendarNews
from desk.identifiers import ConnectionId
from planner.errors import NotFound
from planner.identifiers import TechnicianId, new_id
from planner.ports import Work
from planner.staffing import replace_absences
from planner.technicians import Technician

CALENDARS = "calendar:"
"""How the source of every absence begins that a calendar told."""

NOTE_SUCCESS_EVERY = timedelta(minutes=1)
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
OPENING_LASTS = timedelta(minutes=10)
SILENT_AFTER = timedelta(minutes=15)


class Provider(StrEnum):
    """Who holds a calendar, and so how it is spoken to."""

    CALDAV = "caldav"
    MICROSOFT = "microsoft"


class Halt(StrEnum):
    """Why nothing more is done until a person has decided."""

    ACCESS_LOST = "access_lost"
    CALENDAR_GONE = "calendar_gone"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Connection:
    """One calendar elsewhere: `address` at its provider, who signs in there (`account`) and how (`secret`, sealed).

    `token` says how far it was read and `quirks` what its server does otherwise than others. `synced_at` is the last
    success and `read_whole_at` when everything was read again; `failures` counts since, `trouble` says the last one.
    Its server tells of changes until `told_until`, if it does. `halt` says what somebody has to decide first,
    `loss_is_meant` that somebody did. One `worker` at a time looks after it, until `leased_until` unless it says so
    again.
    """

    id: ConnectionId
    technician_id: TechnicianId
    provider: Provider
    name: str
    address: str
    account: str
    secret: bytes
    opened_at: datetime
    quirks: frozenset[str] = frozenset()
    token: str = ""
    synced_at: datetime | None = None
    read_whole_at: datetime | None = None
    failures: int = 0
    trouble: str = ""
    halt: Halt | None = None
    loss_is_meant: bool = False
    told_until: datetime | None = None
    next_at: datetime | None = None
    worker: str = ""
    leased_until: datetime | None = None

    @property
    def source(self) -> str:
        """What absences taken from it are marked with."""
        return f"{CALENDARS}{self.id}"

    def succeeded(self, now: datetime, *, whole: bool) -> "Connection":
        """Return it after a pass that came to its end."""
        read_whole_at = now if whole else self.read_whole_at
        well = replace(self, failures=0, trouble="", halt=None, loss_is_meant=False, next_at=None)
        return replace(well, synced_at=now, read_whole_at=read_whole_at)

    def failed(self, now: datetime, trouble: str, *, wait: timedelta | None = None) -> "Connection":
        """Return it after a pass that broke off: to be tried again, later each time, or after `wait`."""
        pause = min(FIRST_PAUSE * (1 << min(self.failures, 20)), LONGEST_PAUSE)
        return replace(self, failures=self.failures + 1, trouble=trouble, next_at=now + max(pause, wait or pause))

    def halted(self, halt: Halt, trouble: str) -> "Connection":
        """Return it waiting for somebody to decide."""
        return replace(self, failures=self.failures + 1, trouble=trouble, halt=halt, next_at=None)

    def due(self, now: datetime) -> bool:
        """Tell whether it may be tried now."""
        return self.halt is None and (self.next_at is None or self.next_at <= now)

    def quiet(self, now: datetime) -> timedelta:
        """Return how long ago it was last read with success, or connected."""
        return max(now - (self.synced_at or self.opened_at), timedelta(0))

    def alarming(self, now: datetime) -> bool:
        """Tell whether somebody should look at it: it waits for a decision, or has been silent for too long."""
        return self.halt is not None or self.quiet(now) > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class MirroredEntry:
    """One entry of ours in a calendar elsewhere: see `calendar_sync.Mirrored`, whose fields these are."""

    id: str
    connection_id: ConnectionId
    uid: str
    href: str
    etag: str
    body: bytes
    agreed: CalendarEntry | None
    sending: tuple[CalendarEntry, ...]
    told: bool

    @classmethod
    def of(cls, connection_id: ConnectionId, row: Mirrored) -> "MirroredEntry":
        """Return what is noted of an entry as a record."""
        key = f"{connection_id}/{row.uid}"
        return cls(key, connection_id, row.uid, row.href, row.etag, row.body, row.agreed, row.sending, row.told)

    @property
    def row(self) -> Mirrored:
        """What is noted of the entry."""
        return Mirrored(self.uid, self.href, self.etag, self.body, self.agreed, self.sending, self.told)


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One object of somebody else in his calendar: see `calendar_sync.Foreign`. Neither title nor place is kept."""

    id: str
    connection_id: ConnectionId
    href: str
    etag: str
    busy: tuple[Busy, ...]
    reason: str

    @classmethod
    def of(cls, connection_id: ConnectionId, row: Foreign) -> "ForeignEntry":
        """Return what is noted of an object as a record."""
        return cls(f"{connection_id}/{row.href}", connection_id, row.href, row.etag, row.busy, row.reason)

    @property
    def row(self) -> Foreign:
        """What is noted of the object."""
        return Foreign(self.href, self.etag, self.busy, self.reason)


def lease(work: Work, connection_id: ConnectionId, worker: str) -> Connection | None:
    """Let one worker look after a connection; return it, or None while another one does or when it is no more."""
    for found in work.of(Connection).find(id=connection_id):
        mine, left = found.worker == worker, (found.leased_until or work.now) - work.now
        if left > timedelta(0) and not mine:
            return None
        if mine and left > LEASE / 2:
            return found
        leased = replace(found, worker=worker, leased_until=work.now + LEASE)
        work.of(Connection).put(leased)
        return leased
    return None


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody on his way to open a mailbox for a technician: `id` comes back with him, `flow` is kept sealed."""

    id: str
    technician_id: TechnicianId
    flow: bytes
    opened_at: datetime


def open_at(work: Work, opening: Opening) -> None:
    """Note that somebody goes to open a mailbox; those who did not come back in time are forgotten."""
    work.of(Technician).get(opening.technician_id)
    for old in work.of(Opening).find():
        if old.opened_at + OPENING_LASTS <= work.now:
            work.of(Opening).remove(old.id)
    work.of(Opening).put(opening)


def take_opening(work: Work, key: str) -> Opening:
    """Return what was noted of somebody who comes back, once and in time; raises NotFound."""
    opening = work.of(Opening).get(key)
    work.of(Opening).remove(key)
    if opening.opened_at + OPENING_LASTS <= work.now:
        raise NotFound
    return opening


def resume(
    work: Work, connection_id: ConnectionId, *, account: str = "", secret: bytes = b"", loss_is_meant: bool = False
) -> Connection:
    """Go on with a calendar that waited for a decision: with another sign-in, or because what is gone is meant to be.

    Raises:
        NotFound: it was disconnected meanwhile.
    """
    known = work.of(Connection).get(connection_id)
    going_on = replace(
        known,
        account=account or known.account,
        secret=secret or known.secret,
        loss_is_meant=loss_is_meant,
        halt=None,
        failures=0,
        next_at=None,
    )
    work.of(Connection).put(going_on)
    work.publish(CalendarNews(known.technician_id))
    return going_on


def new_connection_id() -> ConnectionId:
    """Return the identifier of a connection to be."""
    return ConnectionId(new_id())


def connections_of(work: Work, technician_id: TechnicianId | None = None) -> list[Connection]:
    """Return the connections of a technician, or of all, the oldest first."""
    wanted = {} if technician_id is None else {"technician_id": technician_id}
    return sorted(work.of(Connection).find(**wanted), key=lambda one: (one.opened_at, one.id))


def disconnect(work: Work, connection_id: ConnectionId) -> None:
    """Leave a calendar alone from now on: what stands in it stays there, and his time is his own again."""
    connection = work.of(Connection).get(connection_id)
    _forget_entries(work, connection_id)
    replace_absences(work, connection.technician_id, connection.source, [])
    work.of(Connection).remove(connection_id)


def look_again(work: Work) -> None:
    """Have every calendar looked at: what it shows of customers may have changed."""
    work.publish(*(CalendarNews(one.technician_id) for one in work.of(Connection).find()))


def forget_notes(work: Work, connection_id: ConnectionId) -> Connection:
    """Forget what a calendar held and how far it was read: the next pass reads it all and finds ours again.

    Raises:
        NotFound: it was disconnected meanwhile.
    """
    _forget_entries(work, connection_id)
    work.of(Connection).put(replace(work.of(Connection).get(connection_id), token="", trouble=""))
    return resume(work, connection_id)


def _forget_entries(work: Work, connection_id: ConnectionId) -> None:
    for mirrored in work.of(MirroredEntry).find(connection_id=connection_id):
        work.of(MirroredEntry).remove(mirrored.id)
    for foreign in work.of(ForeignEntry).find(connection_id=connection_id):
        work.of(ForeignEntry).remove(foreign.id)


def quarantined(work: Work, connection_id: ConnectionId) -> list[ForeignEntry]:
    """Return the objects of a calendar that could not be read, with their reason."""
    return [row for row in foreign_entries(work, connection_id) if row.reason]


def foreign_entries(work: Work, connection_id: ConnectionId) -> list[ForeignEntry]:
    """Return what others put into a calendar."""
    return work.of(ForeignEntry).find(connection_id=connection_id)
