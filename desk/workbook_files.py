"""Lines become an Excel workbook of one sheet: dates and hours as such, and no cell that could run as a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a browser is told the file is."""

_WIDEST = 60
_FORMATS = {date: "dd/mm/yyyy", time: "hh:mm"}


def workbook_file(title: str, lines: Iterable[Sequence[object]]) -> bytes:
    """Return lines, the first of them titles, as XLSX: a text stays the text it is, whatever it begins with."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    widths: list[int] = []
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
        widths = [max(pair) for pair in zip_longest(widths, (len(str(value)) for value in line), fillvalue=0)]
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: Worksheet, value: object) -> Cell:
    """Return a cell; text is marked as text, so that it is none but text even once it has been edited."""
    if isinstance(value, date | time | int | float):
        made = WriteOnlyCell(sheet)
        made.value = value
        made.number_format = _FORMATS.get(type(value), made.number_format)
        return made
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    made = WriteOnlyCell(sheet, text or None)
    if text:
        made.data_type = "s"
        made.quotePrefix = True
    return made
