"""A CSV file that a French spreadsheet opens by a double click, and in which no cell can run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for a formula (OWASP, "CSV Injection"); a plain number is none.
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def csv_file(lines: Iterable[Sequence[object]]) -> bytes:
    """Return lines as CSV: semicolons, UTF-8 with its mark, each text harmless."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: object) -> object:
    """Return a cell with an apostrophe before it if a spreadsheet would run it; an import takes it off again."""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
