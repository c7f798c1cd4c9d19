"""A zone that a calendar defines for itself is looked for among those everybody knows, by the hours it keeps."""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendar_sync.errors import BrokenObject, EndlessRule
from calendar_sync.foreign_zones import bare
from calendar_sync.lines import RawObject, property_name
from calendar_sync.moments import Length, Times
from calendar_sync.repetition import read_rule, starts
from calendar_sync.zones import zone_names

Onset = tuple[datetime, timedelta, timedelta]
"""The wall clock that a change of clocks starts at, the offset it leaves and the offset it brings."""

_PROBED = datetime(2015, 1, 1, 12), datetime(2035, 1, 1, 12)  # noqa: DTZ001 - wall clocks, asked in several zones
_WEEK = timedelta(days=7)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(?:\d\d)?$", re.ASCII)
_MAX_DEFINITIONS = 10
_MAX_RULES = 8
_MAX_ONSETS = 1_000


class PrivateZones:
    """The zones that one calendar defines; `default` is the zone of its reader."""

    def __init__(self, default: str, definitions: Iterable[RawObject]) -> None:
        self._default = default
        self._definitions = {bare(raw.first("TZID")): raw for raw in definitions if raw.whole}
        self._read = 0

    def named(self, name: str) -> str:
        """The IANA zone that keeps the hours defined for this name, the reader's own first; else nothing.

        The hours are compared at the noons of twenty years: of each week, and of the days before and after a change.
        """
        definition = self._definitions.get(name)
        if not definition or self._read >= _MAX_DEFINITIONS:
            return ""
        self._read += 1
        offsets = _offsets(definition)
        candidates = dict.fromkeys((self._default, *_often_meant_first()))
        return next((zone for zone in candidates if offsets and _keeps(_clock_of(zone), offsets)), "")


@cache
def _often_meant_first() -> tuple[str, ...]:
    """Every zone by name, those that Windows knows before the others."""
    return tuple(dict.fromkeys((*sorted(set(WINDOWS_TO_OLSON.values())), *sorted(zone_names()))))


@cache
def _clock_of(zone: str) -> ZoneInfo:
    """A zone, read from its file once: `zoneinfo` itself remembers eight, and a definition nobody keeps asks all."""
    return ZoneInfo(zone)


def _offsets(definition: RawObject) -> dict[datetime, timedelta]:
    """The offset a VTIMEZONE gives each noon looked at; empty when it cannot be read, or only at great cost."""
    rules = [line.upper() for line in definition.lines if property_name(line) == "RRULE"]
    if len(rules) > _MAX_RULES or any("FREQ=YEARLY" not in rule for rule in rules):
        return {}
    try:
        onsets = sorted(chain.from_iterable(map(_onsets, _observances(definition))))
    except (ValueError, BrokenObject, EndlessRule):
        return {}
    if not onsets or len(onsets) > _MAX_ONSETS:
        return {}
    clocks = [clock for clock, _, _ in onsets]
    places = ((noon, bisect(clocks, noon)) for noon in _noons(clocks))
    return {noon: onsets[place - 1][2] if place else onsets[0][1] for noon, place in places}


def _observances(definition: RawObject) -> Iterator[RawObject]:
    """The kinds of time a definition is made of; what stands between two of them is none."""
    current = None
    for line in definition.lines:
        if property_name(line) == "BEGIN":
            current = RawObject()
        elif current and property_name(line) == "END":
            yield current
            current = None
        elif current and property_name(line) in {"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"}:
            current.lines.append(line)


def _onsets(observance: RawObject) -> Iterator[Onset]:
    """Each time this kind of time starts. Raises ValueError, BrokenObject or EndlessRule when that cannot be read."""
    before, after = _offset(observance.first("TZOFFSETFROM")), _offset(observance.first("TZOFFSETTO"))
    first = _clock(observance.first("DTSTART"))
    clocks = {first}
    for line in observance.lines:
        name, value = property_name(line), line.partition(":")[2].strip()
        if name == "RDATE":
            clocks.update(_clock(one) for one in value.split(",")[:_MAX_ONSETS])
        elif name == "RRULE":
            rule = read_rule(value, Times(first.replace(tzinfo=timezone(before)), Length(), "UTC"))
            clocks.update(starts(rule, _PROBED[0] - timedelta(days=366), _PROBED[1]))
    return ((clock, before, after) for clock in clocks)


def _offset(text: str) -> timedelta:
    match = _OFFSET.match(text)
    if not match:
        raise ValueError
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -offset if match[1] == "-" else offset


def _clock(text: str) -> datetime:
    return datetime.strptime(text.strip()[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - an onset is a wall clock (RFC 5545, 3.6.5)


def _noons(clocks: Iterable[datetime]) -> list[datetime]:
    first, last = _PROBED
    weekly = (first + n * _WEEK for n in range((last - first) // _WEEK))
    around = (clock.replace(hour=12, minute=0, second=0) + timedelta(days=n) for clock in clocks for n in (-1, 1))
    return sorted({noon for noon in chain(weekly, around) if first <= noon < last})


def _keeps(zone: ZoneInfo, offsets: dict[datetime, timedelta]) -> bool:
    return all(noon.replace(tzinfo=zone).utcoffset() == offset for noon, offset in offsets.items())
