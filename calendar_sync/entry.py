"""A calendar entry says what stands in a calendar: from when to when, what, where, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from calendar_sync.errors import InvalidEntry
from calendar_sync.zones import is_zone


class Status(StrEnum):
    """How firm an entry is."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The half-open stretch [start, end) between two UTC instants."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Tell whether the two share any time."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Person:
    """Someone an invitation names: the organiser, or the one invited."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One entry of a calendar.

    `start`, `end`, `last_modified` and `occurrence` are aware datetimes, kept as UTC instants; `zone` is the IANA
    name of the zone whose clock a person reads them on. `uid` names the entry for life; `sequence` rises each time
    its organiser changes something that matters. `occurrence` is the original start of the one occurrence of a series
    that this entry replaces. A `transparent` entry leaves its time free.
    Raises InvalidEntry when no calendar could hold it.
    """

    uid: str
    start: datetime
    end: datetime
    zone: str
    last_modified: datetime
    sequence: int = 0
    summary: str = ""
    location: str = ""
    description: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    transparent: bool = False
    occurrence: datetime | None = None
    organizer: Person | None = None
    attendee: Person | None = None

    def __post_init__(self) -> None:
        """Keep instants in UTC, where comparing them is safe, and refuse what cannot be."""
        for name in ("start", "end", "last_modified", "occurrence"):
            instant = getattr(self, name)
            if instant is not None:
                object.__setattr__(self, name, utc(instant))
        if not self.uid.strip():
            raise InvalidEntry("Une entrée de calendrier doit avoir un identifiant.")
        if self.sequence < 0:
            raise InvalidEntry("Le numéro de version d’une entrée ne peut pas être {sequence}.", sequence=self.sequence)
        if self.end < self.start:
            raise InvalidEntry("L’entrée finit ({end}) avant de commencer ({start}).", end=self.end, start=self.start)
        if not is_zone(self.zone):
            raise InvalidEntry("« {zone} » n’est pas un fuseau horaire connu.", zone=self.zone)

    @property
    def local_start(self) -> datetime:
        """The start as read on the clock of the entry's zone."""
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """The end as read on the clock of the entry's zone."""
        return self.end.astimezone(ZoneInfo(self.zone))

    @property
    def interval(self) -> Interval:
        """The time it covers."""
        return Interval(self.start, self.end)

    @property
    def busy(self) -> bool:
        """Whether it takes the time it covers: something cancelled, transparent or momentary does not."""
        return not self.transparent and self.status is not Status.CANCELLED and self.start < self.end


def utc(instant: datetime) -> datetime:
    """The same instant in UTC, whole seconds; raises InvalidEntry for a naive datetime."""
    if instant.tzinfo is UTC and not instant.microsecond:
        return instant
    if instant.tzinfo is None:
        raise InvalidEntry("L’instant {instant} n’a pas de fuseau horaire.", instant=instant)
    return instant.astimezone(UTC).replace(microsecond=0)


def newest(entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """The newest version of each entry, by start then identity: the order every calendar is written in."""
    versions: dict[tuple[str, datetime | None], CalendarEntry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.sequence, entry.last_modified)):
        versions[entry.uid, entry.occurrence] = entry
    return sorted(versions.values(), key=lambda entry: (entry.start, entry.uid, entry.end))
