"""A local rule such as "08:00 every Monday" stays local and becomes instants one day at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from planner.errors import InvalidConfiguration
from planner.intervals import Interval

NOON = time(12)


@dataclass(frozen=True, slots=True, order=True)
class WeeklyHours:
    """The hours from `start` to `end` on one weekday (Monday is 0), in the firm's local time."""

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse impossible weekdays and hours that end before they start."""
        if not 0 <= self.weekday <= 6 or self.end <= self.start:  # noqa: PLR2004 - seven weekdays
            raise InvalidConfiguration(
                "Plage horaire impossible : jour {weekday}, de {start} à {end}.",
                weekday=self.weekday,
                start=self.start,
                end=self.end,
            )


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a local time.

    A time that the clock skips in spring is read with the offset before the change, so it falls one hour later on the
    wall; a time that happens twice in autumn is its first occurrence.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant where the firm is."""
    return moment.astimezone(zone).date()


def day_interval(day: date, zone: ZoneInfo) -> Interval:
    """Return the whole local day: 23, 24 or 25 hours."""
    return Interval(instant(day, time(0), zone), instant(day + timedelta(days=1), time(0), zone))


def expand(hours: Iterable[WeeklyHours], day: date, zone: ZoneInfo) -> Iterator[Interval]:
    """Yield the instants of the weekly hours that fall on a day, in order, without those that the clock skips."""
    for rule in sorted(hours):
        if rule.weekday == day.weekday():
            start, end = instant(day, rule.start, zone), instant(day, rule.end, zone)
            if start < end:
                yield Interval(start, end)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield each day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@lru_cache(maxsize=256)
def _holidays_of(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year, language="fr").items())


def public_holiday(day: date, country: str, subdivision: str | None = None) -> str | None:
    """Return the French name of the public holiday on that day, or None; the `holidays` library knows them."""
    return _holidays_of(country, subdivision, day.year).get(day)
