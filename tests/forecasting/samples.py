"""Small series made up for tests, by seed."""

from datetime import datetime, timedelta

import numpy as np

from forecasting.series import DAY, Floats, Series

MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a plain wall clock
WEEKDAYS = np.array([1.15, 1.05, 1.0, 0.95, 0.85, 0.3, 0.0])


def rates(days: int, mean: float = 50.0, start: datetime = MONDAY) -> Floats:
    """The rate of each day: busy Mondays, quiet Saturdays, nothing on Sundays, a slow wave over the year."""
    number = np.arange(days)
    weekday = (number + start.weekday()) % 7
    found: Floats = mean * WEEKDAYS[weekday] * (1 + 0.15 * np.cos(2 * np.pi * number / 365.25))
    return found


def daily(days: int = 200, mean: float = 50.0, seed: int = 1, start: datetime = MONDAY) -> Series:
    """Poisson counts a day."""
    drawn = np.random.default_rng(seed).poisson(rates(days, mean, start)).astype(float)
    return Series(start, DAY, drawn)


def half_hourly(days: int = 56, mean: float = 3.0, seed: int = 1) -> Series:
    """Poisson counts a half-hour on weekdays from eight to six; nobody counts outside."""
    slots = np.arange(days * 48)
    hour, weekday = slots % 48 / 2, slots // 48 % 7
    drawn = np.random.default_rng(seed).poisson(mean * (1 + np.sin(hour)), len(slots)).astype(float)
    drawn[(hour < 8) | (hour >= 18) | (weekday > 4)] = np.nan
    return Series(MONDAY, timedelta(minutes=30), drawn[: int(np.flatnonzero(np.isfinite(drawn))[-1]) + 1])
