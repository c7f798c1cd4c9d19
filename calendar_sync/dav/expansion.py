"""A series as its occurrences, for programs that leave it to a server to take it apart."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Component

from calendar_sync.entry import Interval
from calendar_sync.foreign_events import ReadEvent
from calendar_sync.moments import Moment, at_midnight
from calendar_sync.reading import read_events
from calendar_sync.series import occurrences
from calendar_sync.writing import calendar, event, written


def expanded(body: bytes, among: Interval, *, zone: str) -> bytes:
    """An object with each occurrence of its series within a time as an event of its own, in UTC (RFC 4791, 9.6.5).

    Whole days stay days. What is no series, or what nobody can take apart, stays as it is.
    """
    try:
        read, quarantined = read_events(body, zone=zone)
        if quarantined or not any(one.in_series for one in read) or any(one.times.periods for one in read):
            return body
        made = calendar()
        for one, start in occurrences(read, among):
            covered = one.times.interval(start)
            if covered.overlaps(among) or among.start <= covered.start == covered.end < among.end:
                made.add_component(_occurrence(one, start, covered))
        return written(made)
    except Exception:  # noqa: BLE001 - foreign input: whatever taking it apart raises costs the convenience only
        return body


def _occurrence(read: ReadEvent, start: Moment, covered: Interval) -> Component:
    """One occurrence, which says of which moment of the series it is."""
    zone = read.times.zone
    named = read.times.occurrence if start == read.times.start and read.times.occurrence else start
    replaced = at_midnight(named, zone)
    made = event(replace(read.entry, start=covered.start, end=covered.end, zone="UTC", occurrence=replaced))
    if not isinstance(start, datetime):
        until = covered.end.astimezone(ZoneInfo(zone)).date()
        for name, day in (("DTSTART", start), ("DTEND", until), ("RECURRENCE-ID", named)):
            made.pop(name)
            made.add(name, day)
    return made
