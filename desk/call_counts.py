"""Calls become series of counts by the firm's clock: each day it was open, and each half-hour of those days."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Self

import numpy as np

import forecasting
from desk.calls import Call, Reason
from desk.occasions import Occasion, columns
from planner.firms import Firm
from planner.working_days import days_between, instant, local_day

DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
KEPT, HALF_HOURS_KEPT = timedelta(days=3 * 365), timedelta(weeks=26)
"""How far back days and half-hours are looked at: what bounds the time a forecast takes."""

CERTAIN = 10
"""Where an ordinary day has so many calls, one without any is a day nobody wrote down: a chance of e^-10."""

SELDOM = 0.005
"""The share of calls that may lie before the first half-hour looked at, and after the last."""

KNOWN_AHEAD = timedelta(days=60)
"""How far ahead occasions are told: further than anything is forecast."""

_SECONDS = int(HALF_HOUR.total_seconds())
_POSTCODE = re.compile(r"\b\d{5}\b")


@dataclass(frozen=True, slots=True, eq=False)
class CallCounts:
    """The calls of a firm to the end of a `last` day.

    `days` are those on which it was open and its calls are known; calls on other days are not counted. `by_half_hour`
    counts by the number of half-hours since 1970. `occasions` are what the firm says makes people ring.
    """

    firm: Firm
    last: date
    days: tuple[date, ...]
    by_day: Counter[tuple[date, Reason]]
    by_half_hour: Counter[int]
    occasions: Sequence[Occasion] = ()

    @classmethod
    def of(cls, firm: Firm, calls: Iterable[Call], last: date, occasions: Sequence[Occasion] = ()) -> Self:
        """Count calls; what came after the last day is left out."""
        by_day: Counter[tuple[date, Reason]] = Counter()
        by_half_hour: Counter[int] = Counter()
        for call in calls:
            day = local_day(call.started_at, firm.zone)
            if last - KEPT < day <= last:
                by_day[day, call.reason] += 1
                by_half_hour[int(call.started_at.timestamp()) // _SECONDS] += 1
        return cls(firm, last, _known_days(firm, by_day, last), by_day, by_half_hour, occasions)

    def on(self, day: date, reason: Reason | None = None) -> int:
        """Return the calls of a day, about one thing or about all."""
        return sum(self.by_day[day, one] for one in ([reason] if reason else Reason))

    def daily(self, reason: Reason | None = None) -> "forecasting.Series":
        """Return the calls of each day, about one thing or about all; NaN where the firm was closed or nobody knows.

        Raises:
            NothingOpen: no day is known.
        """
        first = self.days[0] if self.days else self.last
        counts = np.full((self.last - first).days + 1, np.nan)
        for day in self.days:
            counts[(day - first).days] = self.on(day, reason)
        known = columns(self.occasions, days_between(first, self.last + KNOWN_AHEAD))
        return forecasting.Series(datetime.combine(first, time(0), self.firm.zone), DAY, counts, known)

    def half_hourly(self) -> "forecasting.Series":
        """Return the calls of each half-hour of the last months in which people call; NaN at night and on closed days.

        Raises:
            NothingOpen: no day is known.
        """
        known = [day for day in self.days if day > self.last - HALF_HOURS_KEPT]
        start = instant(known[0] if known else self.last, time(0), self.firm.zone)
        length = instant(self.last + DAY, time(0), self.firm.zone) - start
        counts = np.full(length // HALF_HOUR, np.nan)
        for day in known:
            for number in self._busy(known):
                at = instant(day, time(number // 2, number % 2 * 30), self.firm.zone)
                counts[(at - start) // HALF_HOUR] = self.by_half_hour[int(at.timestamp()) // _SECONDS]
        return forecasting.Series(start.astimezone(self.firm.zone), HALF_HOUR, counts)

    def _busy(self, days: Iterable[date]) -> range:
        """Return the half-hours of a day, from midnight, in which people call."""
        wanted = set(days)
        numbers: Counter[int] = Counter()
        for key, count in self.by_half_hour.items():
            local = datetime.fromtimestamp(key * _SECONDS, self.firm.zone)
            if local.date() in wanted:
                numbers[2 * local.hour + local.minute // 30] += count
        every = sorted(numbers.elements())
        few = int(len(every) * SELDOM)
        return range(every[few], every[-1 - few] + 1) if every else range(0)


def school_calendar(firm: Firm) -> "forecasting.SchoolZone | None":
    """Return whose school holidays a firm's customers have: its own postcode's, else that of most places it serves."""
    if firm.rules.country != "FR":
        return None
    own = _POSTCODE.findall(firm.address)[-1:]
    served = sorted(code for area in firm.rules.areas for code in area.postcodes)
    found = Counter(forecasting.school_zone(code) for code in own or served).most_common(1)
    return found[0][0] if found else None


def _known_days(firm: Firm, by_day: Counter[tuple[date, Reason]], last: date) -> tuple[date, ...]:
    each: Counter[date] = Counter()
    for (day, _), count in by_day.items():
        each[day] += count
    if not each:
        return ()
    days = [day for day in days_between(min(each), last) if firm.rules.open_on(day)]
    some = [each[day] for day in days if each[day]]
    certain = bool(some) and median(some) >= CERTAIN
    return tuple(day for day in days if each[day] or not certain)
