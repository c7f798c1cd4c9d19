"""What the calendar knows in advance of a day in France: public holidays, bridges, the day after, school holidays."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray

SATURDAY = 5
DAY = timedelta(days=1)


class SchoolZone(StrEnum):
    """The three zones of the French school calendar."""

    A = "A"
    B = "B"
    C = "C"


_DEPARTMENTS = {
    SchoolZone.A: "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    SchoolZone.B: "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 "
    "68 72 76 80 83 84 85 88",
    SchoolZone.C: "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
"""The departments of each zone (Code de l'éducation, D521-6): the académies of Besançon to Poitiers, of Aix-Marseille
to Strasbourg, of Créteil to Versailles."""


def school_zone(postcode: str) -> SchoolZone | None:
    """Return the zone of a French postcode; None in Corsica and overseas, which have calendars of their own."""
    return next((zone for zone, codes in _DEPARTMENTS.items() if postcode[:2] in codes.split()), None)


NAMES = ("public_holiday", "bridge", "day_after", "school_holiday")


def french_days(days: Iterable[date], zone: SchoolZone) -> dict[str, NDArray[np.float64]]:
    """Say of each day by 0 or 1 whether it is a public holiday, a bridge, the working day after one, a school holiday.

    School holidays are those of the `holidays` library: decreed to summer 2028, then its guess by rotation.
    """
    told = np.array([_told(day, zone) for day in days], dtype=float).reshape(-1, len(NAMES))
    return {name: told[:, column] for column, name in enumerate(NAMES)}


@lru_cache(maxsize=8192)
def _told(day: date, zone: SchoolZone) -> tuple[bool, bool, bool, bool]:
    """The four answers for one day, in the order of `NAMES`."""
    return is_public_holiday(day), is_bridge(day), is_day_after(day), day in _school_holidays(zone, day.year)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


@lru_cache(maxsize=64)
def _school_holidays(zone: SchoolZone, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=f"Zone {zone}", categories="school", years=year))


def is_public_holiday(day: date) -> bool:
    """Whether the whole country has a holiday."""
    return day in _public_holidays(day.year)


def is_bridge(day: date) -> bool:
    """Whether it is the one working day between a public holiday and a weekend: a Friday after, a Monday before."""
    if _off(day):
        return False
    before, after = day - DAY, day + DAY
    return _off(before) and _off(after) and (is_public_holiday(before) or is_public_holiday(after))


def is_day_after(day: date) -> bool:
    """Whether it is the first working day after a public holiday that fell on a working day."""
    if _off(day) or is_bridge(day):
        return False
    earlier = day - DAY
    while _off(earlier) or is_bridge(earlier):
        if is_public_holiday(earlier) and earlier.weekday() < SATURDAY:
            return True
        earlier -= DAY
    return False


def _off(day: date) -> bool:
    return day.weekday() >= SATURDAY or is_public_holiday(day)
