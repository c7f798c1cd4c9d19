"""Find when and how many in a table with any headers, and lay the counts on a regular grid."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from forecasting.errors import (
    ColumnUnknown,
    CountUnreadable,
    KnownColumnGap,
    NoCountColumn,
    NotATable,
    NoTimeColumn,
    TimeUnreadable,
)
from forecasting.reading.cells import as_floats, filled, hours, is_numeric, moments, numbers
from forecasting.reading.grid import on_grid
from forecasting.series import Series

DELIMITERS = ";\t,|"
COUNT_WORDS = (
    "y",
    "count",
    "counts",
    "calls",
    "appels",
    "nombre",
    "nb",
    "total",
    "volume",
    "value",
    "valeur",
    "quantite",
)
_FIRST_LINE = 2
_PARIS = ZoneInfo("Europe/Paris")
_MIDNIGHT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which columns to read: found by themselves unless named. `known` are those known in advance.

    `zone` is where the clock of the series hangs: it places moments written with an offset, and hours that come twice
    in autumn.
    """

    time: str = ""
    count: str = ""
    known: tuple[str, ...] = ()
    zone: ZoneInfo = _PARIS


def read_series(file: Path, wanted: Wanted | None = None) -> Series:
    """Read a CSV file with a time and a count on each line; after the last count a line may tell what is known ahead.

    A column named as known in advance may be empty, but not have gaps.

    Raises:
        UnreadableSeries: one of its situations, with the line where there is one.
        OSError: the file cannot be opened.
    """
    wanted = wanted or Wanted()
    cells, decimal_comma = read_cells(file.read_bytes())
    when, used = _when(cells, wanted)
    named = [name for name in (wanted.count, *wanted.known) if name]
    for name in named:
        if name not in cells.columns:
            raise ColumnUnknown(column=name, columns=", ".join(cells.columns))
    count = wanted.count or _count_column(cells, used | set(wanted.known), decimal_comma=decimal_comma)
    table = pd.DataFrame({"": _numbers(cells[count], decimal_comma=decimal_comma)})
    for name in wanted.known:
        table[name] = _numbers(cells[name], decimal_comma=decimal_comma)
        if table[name].isna().any() and not table[name].isna().all():
            raise KnownColumnGap(column=name, line=_line(table[name].isna()))
    table.index = pd.DatetimeIndex(when)
    return on_grid(table, cells.index.to_numpy() + _FIRST_LINE, wanted.zone)


def read_cells(content: bytes) -> tuple[pd.DataFrame, bool]:
    """The table as text, its empty lines left out, and whether a lone comma is that of decimals.

    Raises:
        NotATable: no table can be read from it.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = max(DELIMITERS, key=lambda one: (min((line.count(one) for line in lines[:20]), default=0), one == ";"))
    if len(lines) < 3 or delimiter not in lines[0] or "\0" in text:  # noqa: PLR2004 - a header and two lines
        raise NotATable
    try:
        cells = pd.read_csv(io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (pd.errors.ParserError, csv.Error, ValueError) as error:
        raise NotATable from error
    cells.columns = [str(name).strip() for name in cells.columns]
    cells = cells.fillna("")
    return cells[cells.apply(filled).any(axis=1)], delimiter != ","


def _when(cells: pd.DataFrame, wanted: Wanted) -> tuple[pd.Series, set[str]]:
    """The moment of each line, and the names of the columns that tell it: one, or a date and an hour."""
    if wanted.time and wanted.time not in cells.columns:
        raise ColumnUnknown(column=wanted.time, columns=", ".join(cells.columns))
    for name in [wanted.time] if wanted.time else cells.columns:
        read = moments(cells[name])
        if read is None:
            continue
        if read.isna().any():
            line = _line(read.isna())
            raise TimeUnreadable(line=line, value=cells[name].loc[line - _FIRST_LINE])
        if (read.dt.normalize() == read).all():
            for other in cells.columns:
                since = hours(cells[other])
                if since is not None:
                    return read + since, {name, other}
        return read, {name}
    raise NoTimeColumn(columns=", ".join(cells.columns))


def _count_column(cells: pd.DataFrame, used: set[str], *, decimal_comma: bool) -> str:
    """The column of counts: the one with a usual name, else the first of numbers."""
    names = [
        name for name in cells.columns if name not in used and is_numeric(cells[name], decimal_comma=decimal_comma)
    ]
    if not names:
        raise NoCountColumn(columns=", ".join(cells.columns))
    found: str = min(names, key=lambda name: (name.lower() not in COUNT_WORDS, names.index(name)))
    return found


def _numbers(cells: pd.Series, *, decimal_comma: bool) -> np.ndarray:
    """The numbers of a column, NaN where a cell is empty."""
    read = numbers(cells, decimal_comma=decimal_comma)
    wrong = read.isna() & filled(cells)
    if wrong.any():
        line = _line(wrong)
        raise CountUnreadable(line=line, value=cells.loc[line - _FIRST_LINE])
    return as_floats(read)


def _line(faults: pd.Series) -> int:
    """The line of the file where the first fault stands."""
    return int(faults.index[int(np.argmax(faults.to_numpy()))]) + _FIRST_LINE
