"""Any bytes a customer sends become one table, or an error that says what to do next."""

import gzip
import io
import zlib

from desk.imports.errors import FileTooLarge, UnreadableFile
from desk.imports.tables import Table
from desk.imports.text_files import read_text_table
from desk.imports.workbooks import read_workbook
from desk.said import said

MAX_FILE_BYTES = 30_000_000
MAX_UNZIPPED_BYTES = 100_000_000

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_WEB_PAGE = (b"<html", b"<!doctype", b"<?xml", b"<table")
_NO_TABLES = {
    b"\xd0\xcf\x11\xe0": said(
        "C’est un ancien fichier Excel (.xls), ou un classeur protégé par mot de passe : "
        "enregistrez-le en .xlsx sans mot de passe, puis recommencez."
    ),
    b"%PDF": said("C’est un PDF : il faut le tableau d’origine (.xlsx ou .csv)."),
    b"{\\rtf": said("C’est un document de texte : il faut un tableau (.xlsx ou .csv)."),
    b"BEGIN:VCARD": said("Ce sont des cartes de visite (.vcf) : exportez plutôt vos contacts en .csv."),
    b"BEGIN:VCALENDAR": said("C’est un agenda (.ics) : importez-le comme absences d’un technicien."),
}


def read_table(content: bytes) -> Table:
    """Read CSV, TSV or XLSX bytes, gzipped or not, by what they hold and never by the file's name.

    Raises UnreadableFile or FileTooLarge; their text is what the person should do.
    """
    table = _read(expand(content))
    if not table.lines:
        raise UnreadableFile("Ce fichier est vide : vérifiez que c’est le bon, puis recommencez.")
    return table


def expand(content: bytes) -> bytes:
    """Return the bytes themselves, unzipped when they are gzip, never more than the limits allow."""
    if len(content) > MAX_FILE_BYTES:
        raise FileTooLarge
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            expanded = stream.read(MAX_UNZIPPED_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile("Ce fichier compressé (.gz) est abîmé : envoyez-le sans le compresser.") from error
    if len(expanded) > MAX_UNZIPPED_BYTES:
        raise FileTooLarge
    return expanded


def is_calendar(content: bytes) -> bool:
    """Tell an iCalendar export (.ics) from a table; some are cut out of one, and begin with an event."""
    start = _start(content).upper()
    return start.startswith(b"BEGIN:") and not start.startswith(b"BEGIN:VCARD")


def _start(content: bytes) -> bytes:
    return content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()


def _read(content: bytes) -> Table:
    if content.startswith(_ZIP):
        return read_workbook(content)
    start = _start(content)
    for mark, answer in _NO_TABLES.items():
        if start.startswith(mark):
            raise UnreadableFile(answer)
    if start.lower().startswith(_WEB_PAGE):
        raise UnreadableFile("C’est une page web déguisée en tableau : enregistrez-la en .xlsx, puis recommencez.")
    return read_text_table(content)
