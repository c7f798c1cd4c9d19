"""Which zones exist, and how one is written into a calendar so that any program finds the same hours."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP = timedelta(days=7)
_SECOND = timedelta(seconds=1)
_MACHINE_NAMES = {"localtime", "Factory", "posixrules"}  # what this machine happens to be set to is no zone


@dataclass(frozen=True, slots=True)
class Observance:
    """One kind of time a zone keeps: from which offset to which, under which name."""

    offset_from: timedelta
    offset_to: timedelta
    name: str
    daylight: bool


@dataclass(frozen=True, slots=True)
class Transition:
    """The instant (UTC) a zone starts an observance."""

    instant: datetime
    observance: Observance

    @property
    def onset(self) -> datetime:
        """The wall clock at that instant, read in the offset being left (RFC 5545, 3.6.5)."""
        return (self.instant + self.observance.offset_from).replace(tzinfo=None)


@cache
def zone_names() -> frozenset[str]:
    """The names of all IANA zones this machine knows."""
    return frozenset(available_timezones() - _MACHINE_NAMES)


def is_zone(name: str) -> bool:
    """Whether this is the name of an IANA zone; never touches a path made from it."""
    return name in zone_names()


@cache
def transitions(zone: str, first_year: int, last_year: int) -> tuple[Transition, ...]:
    """Every change of offset of a zone from the start of the first year to the end of the last, in order."""
    tz = ZoneInfo(zone)
    found = []
    before = datetime(first_year, 1, 1, tzinfo=UTC)
    while before.year <= last_year:
        after = before + _STEP
        if _kind(tz, before) != _kind(tz, after):
            instant = _change(tz, before, after)
            found.append(Transition(instant, _observance(tz, instant)))
            after = instant
        before = after
    return tuple(transition for transition in found if transition.instant.year <= last_year)


def vtimezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """A zone as a VTIMEZONE component, right for every instant of these years.

    A change that returns every year by the same weekday rule is written as a rule, so that clients which look
    further ahead stay right too; any other is listed date by date.
    """
    changes = transitions(zone, first_year - 1, last_year)
    component = Timezone()
    component.add("TZID", zone)
    if not changes or changes[0].instant.year >= first_year:
        component.add_component(_component(_standing(zone, first_year - 1), [_new_year(first_year - 1)]))
    onsets: dict[Observance, list[datetime]] = defaultdict(list)
    for change in changes:
        onsets[change.observance].append(change.onset)
    for observance, moments in onsets.items():
        component.add_component(_component(observance, moments, years=last_year - first_year + 2))
    return component


def yearly_rule(onsets: list[datetime]) -> str:
    """The weekday rule ("-1SU") that gives each of these onsets in its month, or nothing when there is none."""
    first = onsets[0]
    if any((o.month, o.weekday(), o.time()) != (first.month, first.weekday(), first.time()) for o in onsets):
        return ""
    if all((onset + _STEP).month != onset.month for onset in onsets):
        return f"-1{WEEKDAYS[first.weekday()]}"
    weeks = {(onset.day - 1) // 7 + 1 for onset in onsets}
    return f"{weeks.pop()}{WEEKDAYS[first.weekday()]}" if len(weeks) == 1 else ""


def _component(
    observance: Observance, onsets: list[datetime], *, years: int = 0
) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if observance.daylight else TimezoneStandard()
    component.add("DTSTART", onsets[0])
    component.add("TZOFFSETFROM", observance.offset_from)
    component.add("TZOFFSETTO", observance.offset_to)
    component.add("TZNAME", observance.name)
    every_year = len(onsets) > 1 and len({onset.year for onset in onsets}) == len(onsets) == years
    rule = yearly_rule(onsets) if every_year else ""
    if rule:
        component.add("RRULE", vRecur(FREQ="YEARLY", BYMONTH=onsets[0].month, BYDAY=rule))
    elif len(onsets) > 1:
        component.add("RDATE", onsets[1:])
    return component


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1)  # noqa: DTZ001 - a wall clock, as RFC 5545 writes onsets


def _standing(zone: str, year: int) -> Observance:
    local = datetime(year, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta()
    return Observance(offset, offset, local.tzname() or zone, bool(local.dst()))


def _observance(tz: ZoneInfo, instant: datetime) -> Observance:
    before = (instant - _SECOND).astimezone(tz)
    after = instant.astimezone(tz)
    return Observance(
        before.utcoffset() or timedelta(), after.utcoffset() or timedelta(), after.tzname() or "", bool(after.dst())
    )


def _kind(tz: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(tz).utcoffset()


def _change(tz: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second after the change of offset between two instants, by bisection."""
    start = _kind(tz, before)
    while after - before > _SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        before, after = (middle, after) if _kind(tz, middle) == start else (before, middle)
    return after
