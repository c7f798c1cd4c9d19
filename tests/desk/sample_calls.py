"""Invented calls of a firm: so many a working day, more on Mondays, at every half-hour of the day."""

from datetime import date, timedelta

import numpy as np

from desk.calls import Call, Reason
from desk.identifiers import CallId
from planner.working_days import days_between
from tests.support.planner import paris

_REASONS = tuple(Reason)


def calls_of(first: date, last: date, *, a_day: float = 20.0, seed: int = 7) -> list[Call]:
    """Return the calls of the weekdays between two days, both included."""
    random = np.random.default_rng(seed)
    made: list[Call] = []
    for day in days_between(first, last):
        if day.weekday() < 5:
            rate = a_day * (1.3 if day.weekday() == 0 else 1.0)
            for minute in sorted(int(one) for one in random.integers(0, 480, random.poisson(rate))):
                number = len(made)
                at = paris(8, 30, day) + timedelta(minutes=minute)
                made.append(Call(CallId(f"{number:06}"), at, reason=_REASONS[number % 4], duration_s=60 + number % 120))
    return made
