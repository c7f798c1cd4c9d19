"""An entry becomes a VEVENT, and VEVENTs a calendar, in bytes that depend on nothing but the entries."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDatetime, vUri

from calendar_sync.entry import CalendarEntry, Person, Status
from calendar_sync.text import one_line, plain_text, token
from calendar_sync.zones import vtimezone

PRODUCT = "-//Creneau//calendar_sync//FR"
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
