"""When somebody is busy, as programs that plan a meeting ask for it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import FreeBusy, vPeriod

from calendar_sync.entry import Interval
from calendar_sync.writing import calendar, written


def render_free_busy(busy: Iterable[Interval], among: Interval, *, stamp: datetime) -> bytes:
    """The times that somebody is busy within a stretch of time, those that meet joined (RFC 4791, 7.10)."""
    said = FreeBusy()
    said.add("UID", f"libre-{among.start:%Y%m%dT%H%M%SZ}-{among.end:%Y%m%dT%H%M%SZ}@creneau")
    said.add("DTSTAMP", stamp.astimezone(UTC))
    said.add("DTSTART", among.start)
    said.add("DTEND", among.end)
    for one in _joined(busy, among):
        said.add("FREEBUSY", vPeriod((one.start, one.end)))
    made = calendar()
    made.add_component(said)
    return written(made)


def _joined(busy: Iterable[Interval], among: Interval) -> Iterable[Interval]:
    within = (Interval(max(one.start, among.start), min(one.end, among.end)) for one in busy if one.overlaps(among))
    found: list[Interval] = []
    for one in sorted(within):
        if found and one.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found
