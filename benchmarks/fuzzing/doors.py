"""Each door foreign bytes come in by: what it is given, what must hold of the answer, and which errors are words."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from calendar_sync import CalendarEntry, Interval, read_calendar, render_feed
from calendar_sync.dav.requests import read_propfind, read_proppatch, read_report
from calendar_sync.errors import CalendarError, RemoteFailed, UnreadableCalendar
from calendar_sync.remote import multistatus
from calendar_sync.remote.port import Resource
from calendar_sync.standing import standing
from calendar_sync.writing import render_object

PARIS = "Europe/Paris"
YEAR = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
OURS = CalendarEntry(
    uid="e1", start=datetime(2026, 11, 24, 8, tzinfo=UTC), end=datetime(2026, 11, 24, 9, tzinfo=UTC), zone=PARIS,
    last_modified=datetime(2026, 11, 1, tzinfo=UTC), summary="Entretien",
)  # fmt: skip
Check = Callable[[], object]
Door = Callable[[bytes], Check | None]
"""Takes an input in, and answers how to check what came of it; nothing when it was refused in words."""


def import_door(data: bytes) -> Check | None:
    """A file somebody imports: its busy times are in order, and an event read from it can be published."""
    try:
        reading = read_calendar(data, zone=PARIS, horizon=YEAR)
    except UnreadableCalendar:
        return None

    def check() -> None:
        if list(reading.busy) != sorted(reading.busy) or any(one.start >= one.end for one in reading.busy):
            raise AssertionError("busy times out of order")
        render_feed(reading.entries[:1], name="essai", zone=PARIS)

    return check


def sync_door(data: bytes) -> Check | None:
    """An object of a calendar elsewhere: an entry, a time it takes, or a reason why neither."""
    found = standing(Resource("e1.ics", "1", data), zone=PARIS, horizon=YEAR)

    def check() -> None:
        if not (found.entry or found.uid or found.reason):
            raise AssertionError("set aside without a reason")

    return check


def replacing_door(data: bytes) -> Check | None:
    """An object there that ours replaces: ours is read again as it was, whatever else stays."""
    written = render_object(OURS, over=data)

    def check() -> None:
        again = standing(Resource("e1.ics", "1", written), zone=PARIS, horizon=YEAR).entry
        if again is None or (again.uid, again.start, again.end) != (OURS.uid, OURS.start, OURS.end):
            raise AssertionError("our entry is not read again as it was written")

    return check


def xml_door(data: bytes) -> Check | None:
    """What a server answers."""
    try:
        answer = multistatus.read(data)
    except RemoteFailed:
        return None
    return lambda: [one.text(name) for one in answer.answers for name in one.properties]


def dav_door(data: bytes) -> Check | None:
    """What a CalDAV program asks of us, read as each of the questions there are."""
    read = 0
    for question in (read_propfind, read_proppatch, read_report):
        with suppress(CalendarError):
            question(data)
            read += 1
    return (lambda: None) if read else None


DOORS: Mapping[str, Door] = {
    "import": import_door,
    "sync": sync_door,
    "replace": replacing_door,
    "xml": xml_door,
    "dav": dav_door,
}
