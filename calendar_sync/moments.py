"""The times of a foreign event are read by us, not by a library: each in a named zone, each end exact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_sync.entry import Interval
from calendar_sync.errors import BrokenObject, EndsBeforeStart
from calendar_sync.foreign_zones import ZoneBook
from calendar_sync.lines import RawObject, property_name

_TIME_LINE = re.compile(r"\s*[A-Za-z-]+\s*(;.*)?:\s*([^:]*?)\s*$")
_TZID = re.compile(r';\s*TZID\s*=\s*("[^"]*"|[^;]*)', re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{4,6}))?(Z?)$")
_DURATION = re.compile(
    r"([+-]?)P(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?$"
)
MAX_MOMENTS = 5_000
YEARS = range(1900, 2200)
"""The years a person's calendar speaks of; a date outside is a mistake, and arithmetic with it may overflow."""

Moment = datetime | date
"""A date for a whole day, else an aware datetime on the clock of its zone."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event lasts: whole days on the clock, then exact time (RFC 5545, 3.3.6)."""

    days: int = 0
    exact: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Times:
    """Everything an event says about when: `zone` is the IANA name of the clock it is read on.

    `extra` and `left_out` are the moments a series adds (RDATE) and leaves out (EXDATE); `periods` are added with
    their own ends.
    """

    start: Moment
    length: Length
    zone: str
    occurrence: Moment | None = None
    extra: tuple[Moment, ...] = ()
    left_out: tuple[Moment, ...] = ()
    periods: tuple[Interval, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the event itself names further moments."""
        return bool(self.extra or self.periods)

    def interval(self, start: Moment) -> Interval:
        """The time covered when the event starts at this moment."""
        local = at_midnight(start, self.zone)
        later = datetime.combine(local.date() + timedelta(days=self.length.days), local.time(), local.tzinfo)
        return Interval(local.astimezone(UTC), later.astimezone(UTC) + self.length.exact)


def read_times(raw: RawObject, book: ZoneBook) -> Times:
    """The times of an event. Raises BrokenObject, UnknownZone or EndsBeforeStart."""
    start, zone = next(iter(_moments(raw, "DTSTART", book)), (None, book.default))
    if start is None:
        raise BrokenObject("Cet événement n’a pas de début.")
    occurrence = next((moment for moment, _ in _moments(raw, "RECURRENCE-ID", book)), None)
    if isinstance(occurrence, datetime) and not isinstance(start, datetime):
        occurrence = (occurrence.astimezone(ZoneInfo(zone)) if occurrence.tzinfo is UTC else occurrence).date()
    length = _length(raw, start, book)
    if length.days < 0 or length.exact < timedelta():
        raise EndsBeforeStart
    return Times(
        start=start,
        length=length,
        zone=zone,
        occurrence=occurrence,
        extra=tuple(moment for moment, _ in _moments(raw, "RDATE", book)),
        left_out=tuple(moment for moment, _ in _moments(raw, "EXDATE", book)),
        periods=tuple(_periods(raw, book)),
    )


def until(value: str, times: Times) -> datetime:
    """The wall clock of the last moment a rule may give (RFC 5545, 3.3.10), whatever form its UNTIL was written in.

    A whole day is included to its end; a time without zone is on the clock of the start; 9999 is the last year we know.
    """
    moment, _ = _moment(min(value.strip(), f"{YEARS[-1]}1231"), times.zone, ZoneBook(times.zone))
    if not isinstance(times.start, datetime):
        return wall_clock(moment.astimezone(ZoneInfo(times.zone)).date() if isinstance(moment, datetime) else moment)
    last = moment if isinstance(moment, datetime) else datetime.combine(moment, time.max, ZoneInfo(times.zone))
    return wall_clock(last.astimezone(times.start.tzinfo))


def wall_clock(moment: Moment) -> datetime:
    """What a clock there shows, without its zone; midnight for a whole day."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def at_midnight(moment: Moment, zone: str) -> datetime:
    """The moment as an aware datetime: a whole day starts at midnight in its zone."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), ZoneInfo(zone))


def _length(raw: RawObject, start: Moment, book: ZoneBook) -> Length:
    """The length by DTEND, else by DURATION, else a day for a date and nothing for a time."""
    end = next((moment for moment, _ in _moments(raw, "DTEND", book)), None)
    if end is not None and isinstance(start, datetime):
        return Length(exact=at_midnight(end, book.default).astimezone(UTC) - start.astimezone(UTC))
    if end is not None:
        return Length(days=max(1, (_day(end) - start).days) if _day(end) >= start else -1)
    if text := raw.first("DURATION"):
        return _duration(text)
    return Length() if isinstance(start, datetime) else Length(days=1)


def _duration(text: str) -> Length:
    match = _DURATION.match(text.upper())
    if not match or not any(match.groups()[1:]):
        raise BrokenObject("Durée illisible : « {text} ».", text=text[:40])
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    sign = -1 if match[1] == "-" else 1
    exact = timedelta(hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])
    return Length(days=sign * (7 * part["weeks"] + part["days"]), exact=sign * exact)


def _moments(raw: RawObject, name: str, book: ZoneBook) -> Iterator[tuple[Moment, str]]:
    """Each moment a property gives, with the zone of its clock; periods are passed over."""
    return (_moment(value, tzid, book) for value, tzid in _values(raw, name) if "/" not in value)


def _periods(raw: RawObject, book: ZoneBook) -> Iterator[Interval]:
    """The periods a series adds, each with its own end or duration."""
    for value, tzid in _values(raw, "RDATE"):
        opening, slash, closing = value.partition("/")
        if not slash:
            continue
        start, zone = _moment(opening, tzid, book)
        if closing[:1] in {"P", "+"}:
            yield Times(start, _duration(closing), zone).interval(start)
        else:
            end, _ = _moment(closing, tzid, book)
            yield Interval(at_midnight(start, zone).astimezone(UTC), at_midnight(end, zone).astimezone(UTC))


def _values(raw: RawObject, name: str) -> Iterator[tuple[str, str]]:
    """Each value of a time property, with the zone name its line gives."""
    given = 0
    for line in raw.lines:
        if property_name(line) != name:
            continue
        match = _TIME_LINE.match(line)
        if not match:
            raise BrokenObject("Date illisible : « {line} ».", line=line[:60])
        named = _TZID.search(match[1] or "")
        for value in filter(None, (value.strip().upper() for value in match[2].split(","))):
            given += 1
            if given > MAX_MOMENTS:
                raise BrokenObject("Plus de {most} dates dans un seul événement.", most=MAX_MOMENTS)
            yield value, named[1] if named else ""


def _moment(value: str, tzid: str, book: ZoneBook) -> tuple[Moment, str]:
    """A date, a UTC time (people read it on the default clock), or a local time of the named zone."""
    match = _MOMENT.match(value)
    try:
        if not match or int(match[1][:4]) not in YEARS:
            raise ValueError  # noqa: TRY301 - one sentence for whatever makes a date unreadable
        day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        if not match[2]:
            return day, book.default
        clock = datetime.strptime(match[2].ljust(6, "0"), "%H%M%S").time()  # noqa: DTZ007 - its zone comes below
    except ValueError:
        raise BrokenObject("Date illisible : « {value} ».", value=value[:40]) from None
    if match[3]:
        return datetime.combine(day, clock, UTC), book.default
    zone = book.zone(tzid)
    return datetime.combine(day, clock, ZoneInfo(zone)), zone


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
