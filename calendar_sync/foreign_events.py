"""One foreign event becomes an entry of ours, with the rules it repeats by."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from icalendar import Component, Event

from calendar_sync.entry import CalendarEntry, Person, Status
from calendar_sync.errors import BrokenObject
from calendar_sync.foreign_zones import ZoneBook
from calendar_sync.lines import RawObject, property_name
from calendar_sync.moments import Times, at_midnight, read_times
from calendar_sync.text import address, one_line, plain_text, token
from calendar_sync.writing import LINE, TEXT

MAX_OBJECT = 256 * 1024
MAX_RULES = 3
MAX_SEQUENCE = 2**31 - 1
OUTLOOK_BUSY = "X-MICROSOFT-CDO-BUSYSTATUS"
_DESCRIBING = frozenset(
    {
        *("SUMMARY", "LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE"),
        *("STATUS", "TRANSP", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP", OUTLOOK_BUSY),
    }
)
_LONGEST_NUMBER = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One VEVENT of a foreign file, read: the entry, when it is, and the rules it repeats by."""

    entry: CalendarEntry
    times: Times
    rules: tuple[str, ...] = ()
    this_and_future: bool = False

    @property
    def in_series(self) -> bool:
        """Whether it repeats, or replaces an occurrence of what repeats."""
        return bool(self.rules or self.times.repeats or self.times.occurrence)


def read_event(raw: RawObject, book: ZoneBook) -> ReadEvent:
    """The event, read. Raises Poisoned, or whatever a parser says of what nobody foresaw."""
    if not raw.whole:
        raise BrokenObject("Cet événement est coupé : sa fin manque.")
    describing = [line for line in raw.lines if property_name(line) in _DESCRIBING]
    if sum(map(len, describing)) > MAX_OBJECT:
        raise BrokenObject("Cet événement dépasse {most} Ko.", most=MAX_OBJECT // 1024)
    rules = tuple(line.partition(":")[2].strip() for line in raw.lines if property_name(line) == "RRULE")
    if len(rules) > MAX_RULES:
        raise BrokenObject("Cet événement a plus de {most} règles de répétition.", most=MAX_RULES)
    replaced = [line.upper() for line in raw.lines if property_name(line) == "RECURRENCE-ID"]
    times = read_times(raw, book)
    described = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *describing, "END:VEVENT", ""]))
    entry = _entry(identity(raw), times, described)
    return ReadEvent(entry, times, rules, any("RANGE=THISANDFUTURE" in line for line in replaced))


def identity(raw: RawObject) -> str:
    """The uid of a foreign event; for one that has none, a name made from its lines, the same at each reading."""
    fingerprint = sha256("\n".join(raw.lines).encode("utf-8", "replace")).hexdigest()[:16]
    return token(raw.first("UID"), LINE) or f"sans-uid-{fingerprint}"


def read_sequence(text: str) -> int:
    """A version; what is no whole number of 31 bits (RFC 5545, 3.3.8) counts as none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
    return number if number <= MAX_SEQUENCE else 0


def _entry(uid: str, times: Times, described: Component) -> CalendarEntry:
    covered = times.interval(times.start)
    return CalendarEntry(
        uid=uid,
        start=covered.start,
        end=covered.end,
        zone=times.zone,
        last_modified=_stamp(described),
        sequence=read_sequence(_text(described, "SEQUENCE")),
        summary=one_line(_text(described, "SUMMARY"), LINE),
        location=one_line(_text(described, "LOCATION"), LINE),
        description=plain_text(_text(described, "DESCRIPTION"), TEXT),
        url=address(_text(described, "URL"), LINE),
        status=_status(described),
        transparent=_shown_free(described),
        occurrence=at_midnight(times.occurrence, times.zone) if times.occurrence else None,
        organizer=_person(described, "ORGANIZER"),
        attendee=_person(described, "ATTENDEE"),
    )


def _first(described: Component, name: str) -> object:
    value = described.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(described: Component, name: str) -> str:
    value = _first(described, name)
    return "" if value is None else str(value)


def _stamp(described: Component) -> datetime:
    """The last change the event tells of; the epoch when it tells of none."""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        moment = getattr(_first(described, name), "dt", None)
        if isinstance(moment, datetime):
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _EPOCH


def _status(described: Component) -> Status:
    """How firm it is; anything that is not TENTATIVE or CANCELLED counts as confirmed."""
    text = _text(described, "STATUS").strip().upper()
    return Status(text) if text in set(Status) else Status.CONFIRMED


def _shown_free(described: Component) -> bool:
    """Whether it leaves its time free; Outlook's own word on it counts more than the standard one."""
    outlook = _text(described, OUTLOOK_BUSY).strip().upper()
    return outlook == "FREE" if outlook else _text(described, "TRANSP").strip().upper() == "TRANSPARENT"


def _person(described: Component, name: str) -> Person | None:
    value = _first(described, name)
    if value is None:
        return None
    email = address(re.sub(r"(?i)^\s*mailto:", "", str(value)), LINE)
    return Person(email, one_line(str(getattr(value, "params", {}).get("CN", "")), LINE)) if email else None
