"""A table is numbered lines of cells, as the person sees them in the spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from desk.imports.errors import FileTooLarge

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None

MAX_LINES = 200_000
"""More lines than any trade firm's file has; beyond, the file is refused rather than the memory exhausted."""

MAX_COLUMNS = 500


class FileFormat(StrEnum):
    """What the person sent, and what the correction file will be."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the spreadsheet: `number` is the one in its left margin, counted from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines that hold something, blank cells at their ends left out, and how they were read.

    `encoding` and `separator` belong to CSV, `sheet` to XLSX; `notes` are French sentences for the person.
    """

    format: FileFormat
    lines: tuple[Line, ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    notes: tuple[str, ...] = ()


def is_blank(cell: Cell) -> bool:
    """Tell whether a person would see nothing in this cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def numbered_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[Line]:
    """Number the rows from 1 and keep those that hold something, without the blank cells at their ends.

    Raises FileTooLarge past MAX_LINES lines or MAX_COLUMNS columns.
    """
    kept = 0
    for number, row in enumerate(rows, start=1):
        width = len(row)
        while width and is_blank(row[width - 1]):
            width -= 1
        if not width:
            continue
        kept += 1
        if kept > MAX_LINES:
            raise FileTooLarge(
                "Plus de {most} lignes : coupez ce fichier en plusieurs parties, puis recommencez.", most=MAX_LINES
            )
        if width > MAX_COLUMNS:
            raise FileTooLarge(
                "La ligne {number} a plus de {most} colonnes : enlevez celles qui ne servent pas.",
                number=number,
                most=MAX_COLUMNS,
            )
        yield Line(number, tuple(row[:width]))
