"""Cells are read as French people write them; what can't be read says why."""

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from desk.contact_details import fold, read_email
from desk.errors import UnreadableEmail
from desk.imports.errors import NotUnderstood
from desk.imports.tables import Cell, is_blank

MAX_TEXT = 500
MAX_COMMENT = 5_000

_NOTHING = frozenset({"-", "--", "/", "?", "nc", "n/a", "#n/a", "neant", "aucun", "aucune", "null", "none", "nan"})
_YES = frozenset({"oui", "o", "vrai", "true", "yes", "y", "1", "x", "ok"})
_NO = frozenset({"non", "n", "faux", "false", "no", "0"})
_FORMULA_GUARD = re.compile(r"^'(?=[=+\-@\t\r\n])")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_THREE_DECIMALS = re.compile(r"\d{1,3}[.,]\d{3}")
_LIST = re.compile(r"[|,;/\n]")


def key(text: str) -> str:
    """Return a text without accents, case, spaces or punctuation: "Code  Postal" and "code_postal" are one key."""
    return fold(text).replace(" ", "")


def slug(text: str) -> str:
    """Return a text as a word programs use: "Pose de borne IRVE" is "pose_de_borne_irve"."""
    return fold(text).replace(" ", "_")


def unguarded(cell: Cell) -> Cell:
    """Return a cell without the apostrophe that protects a spreadsheet from a formula in it."""
    return _FORMULA_GUARD.sub("", cell) if isinstance(cell, str) else cell


def says_nothing(cell: Cell) -> bool:
    """Tell whether a cell is blank or holds one of the words that mean "nothing here"."""
    return is_blank(cell) or (isinstance(cell, str) and cell.strip().casefold().replace("é", "e") in _NOTHING)


def one_line(cell: Cell) -> str:
    """Return what a cell shows, each run of blanks as one space; a blank cell is ""."""
    return "" if is_blank(cell) else _SPACES.sub(" ", _as_text(cell)).strip()


def text(cell: Cell) -> str:
    """Read one line of text, not longer than a name or an address may be."""
    return _bounded(one_line(cell), MAX_TEXT)


def slug_of(cell: Cell) -> str:
    """Read one line of text as a word programs use."""
    return slug(text(cell))


def comment(cell: Cell) -> str:
    """Read a text that may span lines."""
    lines = (line.strip() for line in _as_text(cell).strip().splitlines())
    return _bounded("\n".join(lines), MAX_COMMENT)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def _bounded(read: str, limit: int) -> str:
    if len(read) > limit:
        raise NotUnderstood(f"ce texte dépasse {limit} caractères")
    return read


def number(cell: Cell) -> Decimal:
    """Read a number with a comma or a point, spaces between thousands allowed."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise NotUnderstood(f"« {_as_text(cell)} » n'est pas un nombre")
    if not isinstance(cell, str):
        return Decimal(str(cell))
    plain = _SPACES.sub("", _as_text(cell)).replace("−", "-")
    if "," in plain and "." in plain:
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise NotUnderstood(f"« {cell.strip()} » n'est pas un nombre")
    return Decimal(plain)


def integer(cell: Cell) -> int:
    """Read a whole number, zero or more; "3,0" is 3."""
    read = number(cell)
    if read != read.to_integral_value() or read < 0:
        raise NotUnderstood(f"« {_as_text(cell)} » n'est pas un nombre entier")
    return int(read)


def cents(cell: Cell) -> int:
    """Read an amount of euros as cents; "1.234" alone is refused, for it may mean a thousand or one."""
    if not isinstance(cell, str):
        return _to_cents(number(cell))
    amount = re.sub(r"(?i)€|euros?|eur|ht\b|ttc\b", "", _as_text(cell)).strip()
    if _THREE_DECIMALS.fullmatch(amount):
        raise NotUnderstood(f"« {cell.strip()} » est ambigu : écrivez 1234,00 ou 1,23")
    return _to_cents(number(amount))


def _to_cents(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yes_no(cell: Cell) -> bool:
    """Read oui/non, vrai/faux, 1/0, x."""
    if isinstance(cell, bool):
        return cell
    word = key(_as_text(cell))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NotUnderstood(f"« {_as_text(cell).strip()} » : écrivez oui ou non")


def words(cell: Cell) -> tuple[str, ...]:
    """Read a list: "a|b", "a, b", "a / b"; each word once, in order."""
    pieces = (_SPACES.sub(" ", piece).strip() for piece in _LIST.split(_as_text(cell)))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def emails(cell: Cell) -> tuple[str, ...]:
    """Read one or several addresses, in small letters, the names written around them left out."""
    found: list[str] = []
    for piece in re.split(r"[;,\s|]+|mailto:", _as_text(cell).replace("<", " ").replace(">", " ")):
        if "@" in piece:
            try:
                found.append(read_email(piece))
            except UnreadableEmail as error:
                raise NotUnderstood(f"« {piece} » n'est pas une adresse e-mail") from error
    if not found:
        raise NotUnderstood(f"« {_as_text(cell).strip()} » n'est pas une adresse e-mail")
    return tuple(dict.fromkeys(found))


def postcode(cell: Cell) -> str:
    """Read a French postcode; the zero that spreadsheets eat ("1000" for Bourg-en-Bresse) is given back."""
    plain = re.sub(r"^F\W*(?=\d)|[\s.-]", "", _as_text(cell).strip().upper())
    if re.fullmatch(r"\d{4,5}", plain):
        return plain.zfill(5)
    raise NotUnderstood(f"« {_as_text(cell).strip()} » n'est pas un code postal")


def latitude(cell: Cell) -> float:
    """Read degrees north, -90 to 90."""
    return _degrees(cell, 90)


def longitude(cell: Cell) -> float:
    """Read degrees east, -180 to 180."""
    return _degrees(cell, 180)


def _degrees(cell: Cell, limit: int) -> float:
    read = number(cell)
    if abs(read) > limit:
        raise NotUnderstood(f"« {_as_text(cell)} » n'est pas une coordonnée en degrés")
    return float(read)


def duration(cell: Cell, unit: timedelta) -> timedelta:
    """Read a duration: "1h15", "01:15", "75 min", or a bare number of the unit its column is in."""
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    written = _SPACES.sub("", _as_text(cell)).casefold()
    if clock := re.fullmatch(r"(\d+)[h:](\d{1,2})?(?:min|m|:(\d{2})|'(\d{2}))?", written):
        hours, minutes, seconds = (int(part or 0) for part in clock.group(1, 2, 3))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if bare := re.fullmatch(r"(\d+(?:[.,]\d+)?)(?:min|mn|minutes?|')", written):
        return float(number(bare.group(1))) * timedelta(minutes=1)
    read = number(cell)
    if read < 0:
        raise NotUnderstood(f"« {_as_text(cell)} » n'est pas une durée")
    return float(read) * unit
