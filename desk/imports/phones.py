"""Telephone numbers are read as dialled in France and kept in the international form."""

import re

from desk.contact_details import read_phone
from desk.errors import UnreadablePhone
from desk.imports.errors import NotUnderstood
from desk.imports.tables import Cell
from desk.imports.values import text

_SEVERAL = re.compile(r"\s*(?:[/;|,]|\bou\b|\bet\b)\s*", re.IGNORECASE)
_DAMAGED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_LABEL = re.compile(r"\([^)\d]*\)|[^\W\d_]{2,}[.:]?")
_WITHHELD = frozenset({"anonymous", "anonyme", "masque", "masqué", "prive", "privé", "inconnu", "unknown", "secret"})


def phone(written: str) -> str:
    """Return one number in E.164: "06 39 98 12 34 (bureau)" is "+33639981234". Raises NotUnderstood."""
    try:
        return read_phone(_LABEL.sub(" ", written))
    except UnreadablePhone as error:
        raise NotUnderstood(f"« {written} » n'est pas un numéro de téléphone") from error


def phones(cell: Cell) -> tuple[str, ...]:
    """Read one or several numbers: "04 65 71 00 01 / 06 39 98 00 01"."""
    written = text(cell)
    if _DAMAGED.fullmatch(written.replace(" ", "")):
        raise NotUnderstood(f"« {written} » a été abîmé par le tableur : remettez le numéro en texte")
    try:
        return (phone(written),)
    except NotUnderstood:
        pieces = [piece for piece in _SEVERAL.split(written) if piece]
        if len(pieces) == 1:
            raise
        return tuple(dict.fromkeys(phone(piece) for piece in pieces))


def caller(cell: Cell) -> str:
    """Read who called: a number in E.164, "" when it was withheld, else the text as it stands (an extension, 112)."""
    written = text(cell)
    if written.casefold() in _WITHHELD:
        return ""
    try:
        return phone(written)
    except NotUnderstood:
        return written
