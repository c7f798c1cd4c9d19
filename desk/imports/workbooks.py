"""An Excel workbook becomes a table: its first visible sheet that holds something, dates kept as dates."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl

from desk.imports.errors import FileTooLarge, UnreadableFile
from desk.imports.tables import FileFormat, Line, Table, numbered_lines

MAX_EXPANDED_BYTES = 200_000_000
"""What the parts of a workbook may weigh once unzipped; the zip module refuses a part that lies about it."""

MAX_PARTS = 2_000


def read_workbook(content: bytes) -> Table:
    """Read XLSX bytes; formulas give the value Excel last computed.

    Raises UnreadableFile when it is no Excel workbook, FileTooLarge when it is a zip bomb or past a table's limits.
    """
    _check_parts(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [(sheet.title, tuple(_lines(sheet))) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except FileTooLarge:
        raise
    except Exception as error:  # a damaged workbook fails anywhere in the parser, in any way
        raise UnreadableFile from error
    filled = [(title, lines) for title, lines in sheets if lines]
    if not filled:
        return Table(FileFormat.XLSX, ())
    (title, lines), *others = filled
    return Table(FileFormat.XLSX, lines, sheet=title, notes=_unread_sheets(title, [name for name, _ in others]))


def _check_parts(content: bytes) -> None:
    """Refuse, before a byte is unzipped, what is no workbook or weighs too much."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile from error
    names = {part.filename for part in parts}
    if "content.xml" in names:
        raise UnreadableFile("C’est un fichier LibreOffice (.ods) : enregistrez-le en .xlsx, puis recommencez.")
    if "xl/workbook.xml" not in names:
        raise UnreadableFile("C’est une archive ou un autre document : envoyez le tableau lui-même (.xlsx ou .csv).")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_EXPANDED_BYTES:
        raise FileTooLarge


def _lines(sheet: Any) -> Iterator[Line]:  # noqa: ANN401 - openpyxl keeps the class of read-only sheets to itself
    """Read a sheet by its cells, not by the size it declares, which many programs get wrong."""
    sheet.reset_dimensions()
    yield from numbered_lines(sheet.iter_rows(values_only=True))


def _unread_sheets(read: str, others: list[str]) -> tuple[str, ...]:
    if not others:
        return ()
    names = ", ".join(f"« {name} »" for name in others)
    return (f"Seule la feuille « {read} » a été lue ; pas lues : {names}.",)
