"""A text file becomes a table whatever program, country or decade it was saved by."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import ftfy
from ftfy.badness import is_bad

from desk.imports.errors import UnreadableFile
from desk.imports.tables import FileFormat, Table, is_blank, numbered_lines

SEPARATORS = (";", "\t", ",")
"""In the order they win when the file leaves the choice open; French spreadsheets write the first."""

MAX_LINES_IN_ONE_CELL = 60
"""A comment may span lines; a quote that was never closed swallows the file, and this catches it."""

_SAMPLE = 200
_LAST_LATIN = "\u024f"
_SENTINEL = "\x00end of file\x00"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒ°’€«»…–—“”\N{NO-BREAK SPACE}"
_FRENCH_BYTES = {name: _FRENCH.encode(name, errors="ignore") for name in _ONE_BYTE_ENCODINGS}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with, and whether doubly encoded letters had to be repaired in it."""

    text: str
    encoding: str
    repaired: bool


def decode(content: bytes) -> Decoded:
    """Decode by rule, not by guess: byte order mark, else strict UTF-8, else the one-byte code that speaks French.

    Letters encoded twice ("GaÃ«tan") are repaired line by line, only where they are found, by ftfy.
    Raises UnreadableFile when the bytes are no text.
    """
    encoding = _encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile from error
    if "\x00" in text:
        raise UnreadableFile
    if not is_bad(text):
        return Decoded(text, encoding, repaired=False)
    repaired = "".join(_repaired(line) if is_bad(line) else line for line in text.splitlines(keepends=True))
    return Decoded(repaired, encoding, repaired=repaired != text)


def _repaired(line: str) -> str:
    """Repair a line; a repair into another script than ours ("ÈàÉ" into Chinese) was no damage in the first place."""
    repaired = ftfy.fix_encoding(line)
    return line if any(letter.isalpha() and letter > _LAST_LATIN for letter in repaired) else repaired


def _encoding_of(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte_encoding(content)
    return "utf-8"


def _one_byte_encoding(content: bytes) -> str:
    """Choose the code in which most of the bytes above 127 are French letters; ties go to Windows.

    ftfy's "sloppy" cp1252 reads the five bytes Windows leaves undefined instead of failing on them.
    """
    high = Counter(byte for byte in content if byte > 0x7F)  # noqa: PLR2004 - the end of ASCII
    scores = {name: sum(high[byte] for byte in _FRENCH_BYTES[name]) for name in _ONE_BYTE_ENCODINGS}
    best = max(_ONE_BYTE_ENCODINGS, key=lambda name: scores[name])
    return "sloppy-windows-1252" if best == "cp1252" else best


def read_text_table(content: bytes) -> Table:
    """Read CSV or TSV bytes; a line break inside quotes stays inside its cell, as Excel shows it.

    Raises UnreadableFile when it is no text or a quote is never closed, FileTooLarge past the limits of a table.
    """
    decoded = decode(content)
    text, declared = _without_separator_line(decoded.text)
    separator = declared or _separator_of(text)
    lines = tuple(numbered_lines(_rows(text, separator)))
    notes = ("Des accents abîmés (« Ã© ») ont été réparés.",) if decoded.repaired else ()
    encoding = decoded.encoding.removeprefix("sloppy-")
    return Table(FileFormat.CSV, lines, encoding=encoding, separator=separator, notes=notes)


def _without_separator_line(text: str) -> tuple[str, str]:
    """Split off Excel's own `sep=;` first line, which Excel obeys and never shows."""
    first, _, rest = text.partition("\n")
    directive = first.strip().strip('"').lower()
    if directive.startswith("sep=") and directive[4:5] in SEPARATORS:
        return rest, directive[4]
    return (rest, "\t") if first.rstrip("\r\n").lower() == "sep=\t" else (text, "")


def _separator_of(text: str) -> str:
    """Choose the separator that gives the most cells, the most regularly, and agrees with the first line."""
    return max(SEPARATORS, key=lambda separator: _regularity(text, separator))


def _regularity(text: str, separator: str) -> tuple[bool, float]:
    sample = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _SAMPLE)
    try:
        widths = [len(row) for row in sample if not all(is_blank(cell) for cell in row)]
    except csv.Error:
        return False, 0.0
    if not widths:
        return False, 0.0
    usual, times = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    return usual > 1 and widths[0] == usual, (usual - 1) * times / len(widths)


def _rows(text: str, separator: str) -> Iterator[Sequence[str]]:
    """Yield every record; the sentinel after the last one proves that no open quote swallowed the end."""
    lines = io.StringIO(text.rstrip("\r\n") + f"\r\n{_SENTINEL}", newline="")
    reader = csv.reader(lines, delimiter=separator)
    number, read_so_far = 0, 0
    try:
        for row in reader:
            number += 1
            if row == [_SENTINEL]:
                return
            if reader.line_num - read_so_far > MAX_LINES_IN_ONE_CELL:
                break
            read_so_far = reader.line_num
            yield row
    except csv.Error as error:
        raise _unclosed_quote(number + 1) from error
    raise _unclosed_quote(number)


def _unclosed_quote(number: int) -> UnreadableFile:
    return UnreadableFile(
        """Un guillemet (") ouvert à la ligne {number} n’est jamais refermé : corrigez-le, puis recommencez.""",
        number=number,
    )
