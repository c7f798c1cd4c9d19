"""The rejected lines go back in the file's own form, each with its reason, to be mended and sent again."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from desk.csv_files import csv_file
from desk.imports.columns import TO_CORRECT
from desk.imports.reading import Reading
from desk.imports.tables import Cell, FileFormat


def correction_file(reading: Reading) -> bytes:
    """Return the titles and rejected lines of a file with the column "à corriger" at their end.

    The file is XLSX when it came as XLSX, else CSV with `;` in UTF-8 with its mark, which a French Excel opens by a
    double click. No cell can run as a formula, and reading takes off again what a CSV cell has before it for that.
    """
    if reading.table.format is FileFormat.XLSX:
        return _workbook(_lines(reading))
    return csv_file(_lines(reading))


def _lines(reading: Reading) -> Iterator[tuple[Cell, ...]]:
    """Yield the titles, then each rejected line as it came, filled up to the reason's column."""
    reasons = {line.row: line.reason for line in reading.rejected}
    rejected = [line for line in reading.table.lines if line.number in reasons]
    titles = reading.layout.titles
    told = titles.index(TO_CORRECT) if TO_CORRECT in titles else None
    width = max([len(titles), *(len(line.cells) for line in rejected)])
    for number, cells in [(0, titles), *((line.number, line.cells) for line in rejected)]:
        row = [*cells, *[None] * (width - len(cells))]
        if told is not None:
            del row[told]
        yield (*row, reasons.get(number, TO_CORRECT))


def _workbook(lines: Iterable[tuple[Cell, ...]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(TO_CORRECT)
    for line in lines:
        cells: list[Any] = [WriteOnlyCell(sheet, _printable(cell)) for cell in line]
        for cell in cells:
            cell.data_type = (
                "s" if isinstance(cell.value, str) else cell.data_type
            )  # a text, never the formula it mimics
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _printable(cell: Cell) -> Any:  # noqa: ANN401 - openpyxl takes more kinds of value than it declares
    """Leave out the control characters that no workbook may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell
