"""Which objects a CalDAV program wants to see: read once, then asked of each object (RFC 4791, 9.7)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from xml.etree.ElementTree import Element

from calendar_sync.dav.times import read_span
from calendar_sync.entry import CalendarEntry, Interval
from calendar_sync.errors import ConditionUnmet, UnreadableCalendar
from calendar_sync.lines import RawObject, property_name, split
from calendar_sync.reading import read_calendar
from calendar_sync.remote.multistatus import CALDAV

Overlaps = Callable[[Interval], bool]
"""Whether an object stands somewhere in a stretch of time."""

COLLATIONS = ("i;ascii-casemap", "i;octet", "i;unicode-casemap")
MAX_TESTS = 50
_NEVER = Interval(datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC))
_SERIES_SEEN = timedelta(days=730)
_PATIENCE = 0.5  # seconds of processor time for one object's series


@dataclass(frozen=True, slots=True)
class PropertyTest:
    """What a property must be: there or not, and its text holding another or not."""

    name: str
    absent: bool = False
    text: str = ""
    negated: bool = False
    exact_case: bool = False

    def passes(self, event: RawObject) -> bool:
        """Whether an event's lines pass."""
        values = [line.partition(":")[2] for line in event.lines if property_name(line) == self.name]
        if self.absent or not values:
            return self.absent and not values
        fold = str if self.exact_case else str.casefold
        found = any(fold(self.text) in fold(_plain(value)) for value in values)
        return found is not self.negated


@dataclass(frozen=True, slots=True)
class Filter:
    """What an object must be. `never`: something we never hold, or must not be a calendar."""

    never: bool = False
    span: Interval | None = None
    properties: tuple[PropertyTest, ...] = ()
    alarm: bool | None = None

    def passes(self, body: Callable[[], bytes], overlaps: Overlaps) -> bool:
        """Whether an object passes; its `body` is only asked for where it matters."""
        if self.never or (self.span and not overlaps(self.span)):
            return False
        if self.alarm is not None and self.alarm is not (b"BEGIN:VALARM" in body().upper()):
            return False
        if not self.properties:
            return True
        events = [event for calendar in split(body()) for event in calendar.events]
        return any(all(test.passes(event) for test in self.properties) for event in events)


def read_filter(found: Element | None) -> Filter:
    """A filter, read.

    Raises:
        ConditionUnmet: it is no filter, asks for a collation of nobody, or for what we do not look at.
    """
    calendar = None if found is None else found.find(f"{CALDAV}comp-filter")
    if found is None or calendar is None or calendar.get("name") != "VCALENDAR":
        raise ConditionUnmet(f"{CALDAV}valid-filter")
    if sum(1 for _ in found.iter()) > MAX_TESTS:
        raise ConditionUnmet(f"{CALDAV}supported-filter")
    components = calendar.findall(f"{CALDAV}comp-filter")
    if _absent(calendar):
        return Filter(never=True)
    if calendar.find(f"{CALDAV}prop-filter") is not None or len(components) > 1:
        raise ConditionUnmet(f"{CALDAV}supported-filter")
    return _of_component(components[0]) if components else Filter()


def overlapping(body: bytes, *, zone: str, among: Interval) -> bool:
    """Whether an object of somebody's stands somewhere in a stretch of time; one that takes no time does too.

    Where nobody can tell in half a second, or within two years of an endless one, it does.
    """
    with suppress(UnreadableCalendar):
        whole = read_calendar(body, zone=zone, horizon=_NEVER, patience=_PATIENCE)
        if any(_stands_in(entry, among) for entry in whole.entries):
            return True
        starts = [entry.start for entry in whole.entries]
        if not starts or min(starts) >= among.end:
            return bool(whole.quarantined)
        first = max(among.start, min(starts))
        horizon = Interval(first, min(among.end, first + _SERIES_SEEN))
        found = read_calendar(_taking_time(body), zone=zone, horizon=horizon, patience=_PATIENCE)
        return bool(found.busy or found.quarantined)
    return True


def _of_component(named: Element) -> Filter:
    if named.get("name") != "VEVENT":
        return Filter(never=not _absent(named))
    if _absent(named):
        return Filter(never=True)
    alarm, span = named.find(f"{CALDAV}comp-filter"), named.find(f"{CALDAV}time-range")
    if alarm is not None and (alarm.get("name") != "VALARM" or alarm.find(f"{CALDAV}time-range") is not None):
        raise ConditionUnmet(f"{CALDAV}supported-filter")
    return Filter(
        span=None if span is None else read_span(span),
        properties=tuple(map(_of_property, named.iterfind(f"{CALDAV}prop-filter"))),
        alarm=None if alarm is None else not _absent(alarm),
    )


def _of_property(named: Element) -> PropertyTest:
    test = partial(PropertyTest, (named.get("name") or "").upper())
    if _absent(named):
        return test(absent=True)
    if named.find(f"{CALDAV}param-filter") is not None or named.find(f"{CALDAV}time-range") is not None:
        raise ConditionUnmet(f"{CALDAV}supported-filter")
    match = named.find(f"{CALDAV}text-match")
    if match is None:
        return test()
    collation = match.get("collation", COLLATIONS[0])
    if collation not in COLLATIONS:
        raise ConditionUnmet(f"{CALDAV}supported-collation")
    negated = match.get("negate-condition") == "yes"
    return test(text=match.text or "", negated=negated, exact_case=collation == "i;octet")


def _absent(named: Element) -> bool:
    return named.find(f"{CALDAV}is-not-defined") is not None


def _stands_in(entry: CalendarEntry, span: Interval) -> bool:
    return entry.interval.overlaps(span) or (entry.start == entry.end and span.start <= entry.start < span.end)


def _plain(value: str) -> str:
    """A text as people read it (RFC 5545, 3.3.11)."""
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def _taking_time(body: bytes) -> bytes:
    """The same object, as if it took the time it stands in."""
    return body.replace(b"TRANSPARENT", b"OPAQUE").replace(b"CANCELLED", b"CONFIRMED")
