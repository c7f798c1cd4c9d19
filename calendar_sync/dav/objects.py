"""An object that a program puts into a calendar of ours is read before it is kept, or refused with its reason."""

import re
from dataclasses import dataclass
from datetime import datetime

from calendar_sync.entry import CalendarEntry, Interval
from calendar_sync.errors import ConditionUnmet, UnreadableCalendar
from calendar_sync.lines import property_name, split
from calendar_sync.reading import read_calendar
from calendar_sync.remote.multistatus import CALDAV

MAX_BYTES = 100_000
_OTHERS = re.compile(rb"(?im)^BEGIN:(VTODO|VJOURNAL|VFREEBUSY|VAVAILABILITY)\s*$")
_METHOD = re.compile(rb"(?im)^METHOD[:;]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ReadObject:
    """One object, read: its uid, the event when it is a single one, and the time it takes within the horizon.

    `ends_at` is none for a series: it goes on.
    """

    uid: str
    entry: CalendarEntry | None
    busy: tuple[Interval, ...]
    starts_at: datetime
    ends_at: datetime | None


def read_object(body: bytes, *, zone: str, horizon: Interval) -> ReadObject:
    """An object of a calendar, read (RFC 4791, 4.1 and 5.3.2.1).

    Raises:
        ConditionUnmet: it is too large, no calendar, no event, several events, a message, or cannot be read.
    """
    _must_be_text(body)
    try:
        calendars = split(body)
        reading = read_calendar(body, zone=zone, horizon=horizon)
    except UnreadableCalendar as error:
        raise ConditionUnmet(f"{CALDAV}valid-calendar-data") from error
    if _OTHERS.search(body):
        raise ConditionUnmet(f"{CALDAV}supported-calendar-component")
    if reading.quarantined:
        raise ConditionUnmet(f"{CALDAV}valid-calendar-data")
    lines = [line for calendar in calendars for event in calendar.events for line in event.lines]
    uids = {entry.uid for entry in reading.entries}
    named = any(property_name(line) == "UID" for line in lines)
    if len(calendars) != 1 or len(uids) != 1 or not named or _METHOD.search(body):
        raise ConditionUnmet(f"{CALDAV}valid-calendar-object-resource")
    repeats = len(reading.entries) > 1 or any(property_name(line) in {"RRULE", "RDATE"} for line in lines)
    first = reading.entries[0]
    return ReadObject(
        first.uid,
        None if repeats or first.occurrence else first,
        reading.busy,
        min(entry.start for entry in reading.entries),
        None if repeats else first.end,
    )


def _must_be_text(body: bytes) -> None:
    """Refuse what no XML document could give back (XML 1.0, 2.2)."""
    if len(body) > MAX_BYTES:
        raise ConditionUnmet(f"{CALDAV}max-resource-size")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ConditionUnmet(f"{CALDAV}valid-calendar-data") from error
    if _NO_XML.search(text):
        raise ConditionUnmet(f"{CALDAV}valid-calendar-data")
