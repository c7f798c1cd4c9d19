"""Days and hours are read as French people and their programs write them, day before month."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.imports.errors import NotUnderstood
from desk.imports.tables import Cell
from desk.imports.values import key

FIRST_YEAR, LAST_YEAR = 1900, 2199

_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
_SERIALS = range(20_000, 80_000)
"""Excel's day numbers of 1954 to 2119; other bare numbers are no dates."""

_CENTURY_TURN = 70
"""Two-digit years from here on are of the 1900s."""

_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})\b")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)\b")
_IN_WORDS = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er)?[ \-]([^\W\d]+)\.?[ \-](\d{4}|\d{2})\b", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_HOUR = re.compile(r"[T,à ]*(\d{1,2}) ?[h:] ?(\d{2})?(?::(\d{2})(?:\.\d+)?)? ?(Z|[+\-]\d\d:?\d\d)?", re.IGNORECASE)


def day(cell: Cell) -> date:
    """Read a date; an hour written behind it is left out."""
    read = day_or_moment(cell)
    return read.date() if isinstance(read, datetime) else read


def day_or_moment(cell: Cell) -> date | datetime:
    """Read a date and, when one is written, its hour; the moment is naive unless the file gives its offset.

    Midnight is no hour: spreadsheets add it to every date.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = _from_serial(float(cell))
    if isinstance(cell, datetime):
        return cell if cell.time() != time() else cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise _no_date(cell)
    read, rest = _split_date(" ".join(cell.split()))
    if isinstance(read, datetime) or not rest:
        return read
    hour = _hour_of(rest)
    if hour is None:
        raise _no_date(cell)
    return datetime.combine(read, hour) if hour != time() else read


def hour(cell: Cell) -> time:
    """Read an hour of the day: "8h30", "08:30", "8 h"."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        return (_EXCEL_EPOCH + timedelta(seconds=round(cell * 86_400))).time()
    read = _hour_of(cell.strip()) if isinstance(cell, str) else None
    if read is None or read.tzinfo:
        raise NotUnderstood(f"« {cell} » n'est pas une heure")
    return read


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """Place a local moment on the world's clock, in UTC; of the hour that autumn doubles it is the first.

    Raises NotUnderstood for the hour that spring skips.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    placed = moment.replace(tzinfo=zone).astimezone(UTC)
    if placed.astimezone(zone).replace(tzinfo=None) != moment:
        raise NotUnderstood(f"le {moment:%d/%m/%Y à %Hh%M} n'existe pas : l'heure d'été a sauté cette heure")
    return placed


def _from_serial(serial: float) -> datetime:
    if int(serial) not in _SERIALS:
        raise _no_date(serial)
    return _EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))


def _split_date(written: str) -> tuple[date | datetime, str]:
    """Read the date at the start of a text and return it with what follows."""
    if found := _DAY_FIRST.match(written):
        return _date(found.group(3), found.group(2), found.group(1), written), written[found.end() :]
    if found := _YEAR_FIRST.match(written) or _COMPACT.match(written):
        return _date(found.group(1), found.group(2), found.group(3), written), written[found.end() :]
    if found := _IN_WORDS.match(written):
        month = month_number(found.group(2))
        if month:
            return _date(found.group(3), str(month), found.group(1), written), written[found.end() :]
    if _SERIAL.fullmatch(written):
        moment = _from_serial(float(written.replace(",", ".")))
        return (moment if moment.time() != time() else moment.date()), ""
    raise _no_date(written)


def month_number(name: str) -> int:
    """Return the number of a French month, whole or shortened, or 0 when it is none."""
    plain = key(name)
    for number, start in enumerate(_MONTHS, start=1):
        if plain.startswith(start) or (plain in {"jan", "fev", "jui", "jul"} and start.startswith(plain[:3])):
            return number
    return 0


def _date(year: str, month: str, number: str, written: str) -> date:
    full = int(year)
    if len(year) == 2:  # noqa: PLR2004 - a two-digit year
        full += 1900 if full >= _CENTURY_TURN else 2000
    try:
        read = date(full, int(month), int(number))
    except ValueError as error:
        raise _no_date(written) from error
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise _no_date(written)
    return read


def _hour_of(written: str) -> time | None:
    found = _HOUR.fullmatch(written)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.group(1, 2, 3))
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00{found.group(4).upper()}").tzinfo if found.group(4) else None
        return time(hours, minutes, seconds, tzinfo=offset)
    except ValueError:
        return None


def _no_date(cell: Cell) -> NotUnderstood:
    return NotUnderstood(f"« {cell} » n'est pas une date : écrivez jour/mois/année")
