"""An entry becomes a VEVENT, and VEVENTs a calendar, in bytes that depend on nothing but the entries."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event

from calendar_sync.entry import CalendarEntry, Person, Status
from calendar_sync.text import address, one_line, plain_text, token
from calendar_sync.zones import vtimezone

PRODUCT = "-//Creneau//calendar_sync//FR"
_OURS = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "STATUS", "TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL"),
    }
)
"""What only we say of our entries: their time, how firm they are, and the texts that are reconciled."""

_END = b"END:VCALENDAR\r\n"
_UTC, _LOCAL = "%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S"
_OCTETS = 75
_CONTINUING = range(0x80, 0xC0)  # the octets within a character of UTF-8

LINE = 500
TEXT = 8_000


def calendar(method: str = "") -> Calendar:
    """An empty calendar object, with its method when it is a message."""
    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    if method:
        made.add("METHOD", method)
    return made


def add_entries(target: Calendar, entries: Sequence[CalendarEntry], *, zone: str) -> None:
    """Add the zones these entries live in (and `zone` itself), then the entries in the order given."""
    add_zones(target, entries, zone=zone)
    for entry in entries:
        target.add_component(event(entry))


def add_zones(target: Calendar, entries: Sequence[CalendarEntry], *, zone: str) -> None:
    """Add the zones these entries live in, and `zone` itself."""
    first, last = _years(entries)
    for name in sorted({zone, *(entry.zone for entry in entries)}):
        if name != "UTC":
            target.add_component(vtimezone(name, first, last))


def written(target: Calendar, entries: Iterable[CalendarEntry] = ()) -> bytes:
    """The calendar in bytes, these entries last in it, in the order given."""
    head, end, _ = bytes(target.to_ical()).rpartition(_END)
    return b"".join([head, *map(event_lines, entries), end])


def event(entry: CalendarEntry) -> Component:
    """The entry as a VEVENT."""
    return Event.from_ical(event_lines(entry).decode())


@lru_cache(maxsize=10_000)
def event_lines(entry: CalendarEntry) -> bytes:
    """The entry as the content lines of a VEVENT; DTSTAMP is its last change, so the same entry gives the same bytes.

    Written here and remembered, because a feed of 1 000 entries is asked for every hour and takes the library 0.2 s.
    """
    stamp = f"{entry.last_modified:{_UTC}}"
    lines = ["BEGIN:VEVENT", f"UID:{_escaped(token(entry.uid, LINE))}", f"SEQUENCE:{entry.sequence}"]
    lines += [f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", *_times(entry)]
    lines += [f"STATUS:{entry.status.value}", f"TRANSP:{'OPAQUE' if entry.busy else 'TRANSPARENT'}"]
    texts = {
        "SUMMARY": one_line(entry.summary, LINE),
        "LOCATION": one_line(entry.location, LINE),
        "DESCRIPTION": plain_text(entry.description, TEXT),
    }
    lines += [f"{name}:{_escaped(text)}" for name, text in texts.items() if text]
    if url := address(entry.url, LINE):
        lines.append(f"URL:{url}")
    if entry.organizer:
        lines.append(f"ORGANIZER{_address(entry.organizer)}")
    if entry.attendee:
        rsvp = "" if entry.status is Status.CANCELLED else ";RSVP=TRUE"
        asked = f";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT{rsvp}"
        lines.append(f"ATTENDEE{asked}{_address(entry.attendee)}")
    lines.append("END:VEVENT")
    return b"".join(map(_folded, lines))


def render_object(entry: CalendarEntry, *, over: bytes = b"") -> bytes:
    """The entry as an object of a calendar (RFC 4791, 4.1): no METHOD, and its zone with it.

    What others added to the object `over` which it replaces stays: alarms, people, their programs' own notes.
    """
    kept = _others_parts(over, entry.uid) if over else []
    if not kept:
        return _beginning(entry.zone, *_years([entry])) + event_lines(entry) + _END
    made = calendar()
    add_entries(made, [entry], zone=entry.zone)
    (own,) = made.walk("VEVENT")
    for name, value in kept:
        if isinstance(value, Component):
            own.add_component(value)
        elif name not in own:
            own[name] = value
    return written(made)


@lru_cache(maxsize=64)
def _beginning(zone: str, first_year: int, last_year: int) -> bytes:
    """How every object of a zone begins in these years."""
    made = calendar()
    if zone != "UTC":
        made.add_component(vtimezone(zone, first_year, last_year))
    return written(made).removesuffix(_END)


def _others_parts(over: bytes, uid: str) -> list[tuple[str, object]]:
    """What an event holds that is not ours to say, by name; nothing when it cannot be read."""
    try:
        found = [one for one in Calendar.from_ical(over).walk("VEVENT") if one.get("UID") == uid]
    except Exception:  # noqa: BLE001 - foreign input: whatever the parser raises costs what others added, no more
        return []
    if len(found) != 1:
        return []
    properties: list[tuple[str, object]] = [(name, value) for name, value in found[0].items() if name not in _OURS]
    return properties + [(part.name or "", part) for part in found[0].subcomponents]


def _times(entry: CalendarEntry) -> Iterator[str]:
    """Start and end on the zone's clock; in UTC when that clock shows one of them twice."""
    zone = ZoneInfo(entry.zone)
    named = {"DTSTART": entry.start.astimezone(zone), "DTEND": entry.end.astimezone(zone)}
    if entry.occurrence:
        named["RECURRENCE-ID"] = entry.occurrence.astimezone(zone)
    if entry.zone == "UTC" or any(moment.fold for moment in named.values()):
        return (f"{name}:{moment.astimezone(UTC):{_UTC}}" for name, moment in named.items())
    return (f"{name};TZID={entry.zone}:{moment:{_LOCAL}}" for name, moment in named.items())


def _address(person: Person) -> str:
    name = one_line(person.name, LINE).replace('"', "'")
    called = f';CN="{name}"' if name else ""
    return f"{called}:mailto:{address(person.email, LINE)}"


def _escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets (RFC 5545, 3.1), none of which ends inside a character."""
    rest, pieces = line.encode(), []
    while len(rest) > _OCTETS:
        cut = _OCTETS
        while rest[cut] in _CONTINUING:
            cut -= 1
        pieces.append(rest[:cut])
        rest = b" " + rest[cut:]
    return b"\r\n".join([*pieces, rest, b""])


def _years(entries: Sequence[CalendarEntry]) -> tuple[int, int]:
    """The years that the zones must be right for; those of the epoch when there is no entry."""
    instants: list[datetime] = [instant for entry in entries for instant in (entry.start, entry.end)]
    instants += [entry.occurrence for entry in entries if entry.occurrence]
    years = [instant.year for instant in instants] or [1970]
    return min(years), max(years)
