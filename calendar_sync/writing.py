"""An entry becomes a VEVENT, and VEVENTs a calendar, in bytes that depend on nothing but the entries."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vCalAddress, vDatetime, vUri

from calendar_sync.entry import CalendarEntry, Person, Status
from calendar_sync.text import one_line, plain_text, token
from calendar_sync.zones import vtimezone

PRODUCT = "-//Creneau//calendar_sync//FR"
_OURS = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "STATUS", "TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL"),
    }
)
"""What only we say of our entries: their time, how firm they are, and the texts that are reconciled."""

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
    first, last = _years(entries)
    for name in sorted({zone, *(entry.zone for entry in entries)}):
        if name != "UTC":
            target.add_component(vtimezone(name, first, last))
    for entry in entries:
        target.add_component(event(entry))


def written(target: Calendar) -> bytes:
    """The calendar in bytes."""
    return bytes(target.to_ical())


def event(entry: CalendarEntry) -> Event:
    """The entry as a VEVENT; DTSTAMP is its last change, so the same entry always gives the same bytes."""
    made = Event()
    made.add("UID", token(entry.uid, LINE))
    made.add("SEQUENCE", entry.sequence)
    made.add("DTSTAMP", entry.last_modified)
    made.add("LAST-MODIFIED", entry.last_modified)
    _add_times(made, entry)
    made.add("STATUS", entry.status.value)
    made.add("TRANSP", "OPAQUE" if entry.busy else "TRANSPARENT")
    for name, value in (("SUMMARY", one_line(entry.summary, LINE)), ("LOCATION", one_line(entry.location, LINE))):
        if value:
            made.add(name, value)
    if description := plain_text(entry.description, TEXT):
        made.add("DESCRIPTION", description)
    if url := token(entry.url, LINE):
        made.add("URL", vUri(url))
    if entry.organizer:
        made.add("ORGANIZER", _address(entry.organizer))
    if entry.attendee:
        made.add("ATTENDEE", _invited(entry.attendee, cancelled=entry.status is Status.CANCELLED))
    return made


def render_object(entry: CalendarEntry, *, over: bytes = b"") -> bytes:
    """The entry as an object of a calendar (RFC 4791, 4.1): no METHOD, and its zone with it.

    What others added to the object `over` which it replaces stays: alarms, people, their programs' own notes.
    """
    kept = _others_parts(over, entry.uid) if over else []
    made = calendar()
    add_entries(made, [entry], zone=entry.zone)
    (own,) = made.walk("VEVENT")
    for name, value in kept:
        if isinstance(value, Component):
            own.add_component(value)
        elif name not in own:
            own[name] = value
    return written(made)


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


def _add_times(made: Event, entry: CalendarEntry) -> None:
    """Write start and end on the zone's clock; in UTC when that clock shows one of them twice."""
    named = {"DTSTART": entry.local_start, "DTEND": entry.local_end}
    if entry.occurrence:
        named["RECURRENCE-ID"] = entry.occurrence.astimezone(ZoneInfo(entry.zone))
    ambiguous = entry.zone == "UTC" or any(moment.fold for moment in named.values())
    for name, moment in named.items():
        made.add(name, vDatetime(moment.astimezone(UTC) if ambiguous else moment))


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{token(person.email, LINE)}")
    if name := one_line(person.name, LINE).replace('"', "'"):
        address.params["CN"] = name
    return address


def _invited(person: Person, *, cancelled: bool) -> vCalAddress:
    address = _address(person)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    if not cancelled:
        address.params["RSVP"] = "TRUE"
    return address


def _years(entries: Sequence[CalendarEntry]) -> tuple[int, int]:
    """The years that the zones must be right for; those of the epoch when there is no entry."""
    instants: list[datetime] = [instant for entry in entries for instant in (entry.start, entry.end)]
    instants += [entry.occurrence for entry in entries if entry.occurrence]
    years = [instant.year for instant in instants] or [1970]
    return min(years), max(years)
