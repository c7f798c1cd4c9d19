"""Invented firms that differ in size, week, year and luck, with days and half-hours of calls drawn from a seed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from forecasting.calendar import NAMES, SchoolZone, french_days
from forecasting.series import DAY, Floats, Series

FIRST = date(2024, 1, 1)
WEEK = np.log([1.14, 1.04, 1.0, 0.97, 0.92, 0.35])
"""What a day of the week is beside others in most firms, Monday to Saturday."""
MONTHS = np.log([1.1, 1.08, 1.05, 1.0, 0.97, 0.98, 0.92, 0.72, 1.02, 1.05, 1.1, 1.06])
DAY_AFTER, SCHOOL = np.log(1.18), np.log(0.95)
HALF_HOURS = np.log([0.6, 1.0, 1.5, 1.5, 1.2, 1.1, 0.9, 0.6, 0.4, 0.5, 0.9, 1.2, 1.3, 1.2, 1.1, 1.0, 0.8, 0.5])
"""From half past eight."""
WEEKDAYS_DIFFER, MONTHS_DIFFER, HALF_HOURS_DIFFER = 0.08, 0.06, 0.15
"""How much firms differ from each other, as standard deviations of logarithms."""
WANDER, MEMORY, GAMMA = 0.08, 0.97, 60.0
"""How far a level strays, how much of it is left a day later; the shape of a day's luck, beyond Poisson's."""
SMALLEST, LARGEST, SATURDAYS = 8.0, 120.0, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class YoungFirm:
    """Calls of every day from `FIRST`, NaN where it was closed, and the rate of each; (days,) and (days, 18)."""

    rates: Floats
    counts: Floats
    by_half_hour: Floats

    def daily(self, first: int, last: int) -> Series:
        """The days from one to another, the latter not included."""
        start = datetime.combine(FIRST, datetime.min.time()) + first * DAY
        return Series(start, DAY, self.counts[first:last])

    def half_hourly(self, first: int, last: int) -> Series:
        """The same by half-hours."""
        start = datetime.combine(FIRST, datetime.min.time()) + first * DAY
        counts = np.full((last - first, 48), np.nan)
        counts[:, 17 : 17 + len(HALF_HOURS)] = self.by_half_hour[first:last]
        return Series(start, timedelta(minutes=30), counts.ravel())


def young_firm(seed: int, days: int) -> YoungFirm:
    """Draw a firm and its calls of so many days."""
    rng = np.random.default_rng([7, seed])
    dates = [FIRST + number * DAY for number in range(days)]
    told = french_days(dates, SchoolZone.A)
    weekday, month = np.array([one.weekday() for one in dates]), np.array([one.month - 1 for one in dates])
    week = np.append(WEEK + rng.normal(0, WEEKDAYS_DIFFER, 6), -np.inf)
    if rng.random() > SATURDAYS:
        week[5] = -np.inf
    year = MONTHS + rng.normal(0, MONTHS_DIFFER, 12)
    size = np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST)))
    steps, level = rng.normal(0, WANDER * np.sqrt(1 - MEMORY**2), days), np.empty(days)
    level[0] = rng.normal(0, WANDER)
    for number in range(1, days):
        level[number] = MEMORY * level[number - 1] + steps[number]
    holiday, _, after, school = (told[name] for name in NAMES)
    rates = size * np.exp(week[weekday] + year[month] + level + DAY_AFTER * after + SCHOOL * school)
    profile = np.exp(HALF_HOURS + rng.normal(0, HALF_HOURS_DIFFER, len(HALF_HOURS)))
    lucky = rates * rng.gamma(GAMMA, 1 / GAMMA, days)
    each = rng.poisson(lucky[:, None] * profile / profile.sum()).astype(float)
    closed = (holiday > 0) | (rates == 0)
    each[closed] = np.nan
    return YoungFirm(np.where(closed, np.nan, rates), each.sum(axis=1), each)
