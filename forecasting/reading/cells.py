"""What a column of cells says: moments, counts, or neither, however its country writes them."""

import re

import numpy as np
import pandas as pd

from forecasting.series import Floats

MOSTLY = 0.8
"""The share of filled cells that must read as one kind for the column to be of it; the others are then faults."""

_HOUR_ONLY = re.compile(r"\d{1,2}(?::\d{2}(?::\d{2})?|h\d{0,2})")
_DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}(?!\d)|\d{1,2} \w{3,} \d{4}")
_FIRST_TWO = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_EMPTY = {"", "-", "na", "nan", "n/a", "null", "none", "nd"}
_TWELVE = 12


def filled(cells: pd.Series) -> pd.Series:
    """Which cells hold anything."""
    return ~cells.str.strip().str.lower().isin(_EMPTY)


def moments(cells: pd.Series) -> pd.Series | None:
    """Read cells as moments, NaT where one is none; None where most are none.

    ISO, or a day before its month as in France, unless a number above twelve shows that the month comes first. Aware
    (in UTC) where cells tell an offset.
    """
    there = cells[filled(cells)]
    if there.empty or there.str.contains(_DATE_LIKE).mean() < MOSTLY:
        return None
    pairs = there.str.extract(_FIRST_TWO).dropna().astype(int)
    month_first = bool((pairs[1] > _TWELVE).any()) and not (pairs[0] > _TWELVE).any()
    aware = bool(there.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$").mean() > MOSTLY and there.str.contains(":").any())
    plain = cells.str.strip().str.replace(r"(\d)h(\d{2})", r"\1:\2", regex=True)
    iso = bool(there.str.match(r"\d{4}").mean() >= MOSTLY)
    day_first = not (iso or month_first)
    read = pd.to_datetime(plain, format="mixed", dayfirst=day_first, utc=aware, errors="coerce")
    return read if read[there.index].notna().mean() >= MOSTLY else None


def hours(cells: pd.Series) -> pd.Series | None:
    """Read cells as hours of a day, such as 08:30 or 8h30, since midnight; None where one is none."""
    stripped = cells.str.strip()
    if not stripped.map(lambda cell: bool(_HOUR_ONLY.fullmatch(cell))).all():
        return None
    parts = stripped.str.extract(r"^(\d+)\D?(\d*)").replace("", "0").astype(int)
    return pd.to_timedelta(parts[0] * 60 + parts[1], unit="min")


def numbers(cells: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """Read cells as numbers, NaN where one is none; thousands may be set apart by spaces, points or commas."""
    plain = cells.str.replace(_SPACES, "", regex=True)
    both = plain.str.contains(",") & plain.str.contains(r"\.")
    comma_last = plain.str.rfind(",") > plain.str.rfind(".")
    continental = (both & comma_last) | (~both & decimal_comma)
    english = plain.str.replace(",", "")
    french = plain.str.replace(".", "").str.replace(",", ".") if decimal_comma else english
    french = french.where(~(~both & ~plain.str.contains(",")), plain)
    return pd.to_numeric(french.where(continental, english), errors="coerce")


def is_numeric(cells: pd.Series, *, decimal_comma: bool) -> bool:
    """Whether most filled cells are numbers."""
    there = cells[filled(cells)]
    return bool(len(there) and numbers(there, decimal_comma=decimal_comma).notna().mean() >= MOSTLY)


def as_floats(values: pd.Series) -> Floats:
    """Plain floats."""
    return np.asarray(values, dtype=float)
