"""Read a table of customers with a column that tells who left."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.errors import ColumnUnknown, LeftUnclear, NothingTellsApart, NotYesNo, NoYesNoColumn
from forecasting.reading.cells import filled, is_numeric, numbers
from forecasting.reading.table import read_cells
from forecasting.series import Floats

YES_NO = ({"yes", "no"}, {"oui", "non"}, {"1", "0"}, {"true", "false"}, {"vrai", "faux"}, {"y", "n"}, {"o", "n"})
_YES = {"yes", "oui", "1", "true", "vrai", "y", "o"}
LEFT_WORDS = (
    "churn",
    "attrition",
    "left",
    "exited",
    "leaver",
    "parti",
    "resili",
    "résili",
    "depart",
    "départ",
    "perdu",
)
"""Beginnings of words that name the column of who left."""
MOST_WORDS = 30
"""Different words from which on a column names customers rather than telling of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """Customers (n, p), a column of numbers for each fact; `sources` (p,) is the column of the file each came from.

    `left` (n,) tells who left, by the column `target`; `unused` are columns from which nothing can be learned.
    """

    rows: Floats
    sources: tuple[str, ...]
    left: NDArray[np.bool_]
    target: str
    unused: tuple[str, ...]


def read_customers(file: Path, target: str = "") -> Customers:
    """Read a CSV file with a customer on each line; who left is told by `target`, found by itself unless named.

    An empty number is taken for the median, with a column that says so; words become a column each.

    Raises:
        UnreadableSeries: one of its situations, with the line where there is one.
        OSError: the file cannot be opened.
    """
    cells, decimal_comma = read_cells(file.read_bytes())
    target = target or _target(cells)
    if target not in cells.columns:
        raise ColumnUnknown(column=target, columns=", ".join(cells.columns))
    said = cells.pop(target).str.strip().str.lower()
    _check(said, target)
    found: list[tuple[str, Floats]] = []
    for name in cells.columns:
        found += [(name, column) for column in _columns(cells[name], decimal_comma=decimal_comma)]
    sources = tuple(name for name, _ in found)
    if not found:
        raise NothingTellsApart(column=target)
    unused = tuple(name for name in cells.columns if name not in sources)
    return Customers(
        np.column_stack([column for _, column in found]), sources, said.isin(_YES).to_numpy(), target, unused
    )


def _target(cells: pd.DataFrame) -> str:
    """The column of yes and no that is named like leaving, or the only one there is."""
    clear = [name for name in cells.columns if _pair(cells[name].str.strip().str.lower())]
    named = [name for name in clear if any(word in name.lower() for word in LEFT_WORDS)]
    if len(named) == 1 or (not named and len(clear) == 1):
        only: str = (named or clear)[0]
        return only
    if clear:
        raise LeftUnclear(columns=", ".join(named or clear))
    raise NoYesNoColumn(columns=", ".join(cells.columns))


def _pair(said: pd.Series) -> bool:
    return any(set(said.unique()) == pair for pair in YES_NO)


def _check(said: pd.Series, target: str) -> None:
    """Refuse a column that does not say yes or no on each line."""
    if _pair(said):
        return
    usual = max(YES_NO, key=lambda pair: int(said.isin(pair).sum()))
    wrong = ~said.isin(usual)
    if not wrong.any():
        raise NotYesNo(column=target, line=2, value=said.iloc[0])
    line = int(said.index[int(np.argmax(wrong.to_numpy()))])
    raise NotYesNo(column=target, line=line + 2, value=said.loc[line])


def _columns(cells: pd.Series, *, decimal_comma: bool) -> Iterator[Floats]:
    """What a column tells, as numbers: nothing where all say the same, or each customer something of its own."""
    there = filled(cells)
    if there.any() and is_numeric(cells, decimal_comma=decimal_comma):
        read = numbers(cells, decimal_comma=decimal_comma)
        values, known = read.fillna(read.median()).to_numpy(dtype=float), read.notna().to_numpy()
        if not _counts_lines(values):
            yield from (one for one in (values, known.astype(float)) if np.ptp(one) > 0)
        return
    words = cells.str.strip()
    different = sorted(words.unique())
    if 1 < len(different) <= MOST_WORDS:
        for word in different[1:] if len(different) == 2 else different:  # noqa: PLR2004 - the first is then the rest
            yield (words == word).to_numpy(dtype=float)


def _counts_lines(values: Floats) -> bool:
    """Whether numbers only tell one line from another, as numbers of customers do."""
    return len(values) > MOST_WORDS and bool(np.all(np.diff(np.sort(values)) == 1))
