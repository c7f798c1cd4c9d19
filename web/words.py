"""How moments, durations, money and telephone numbers are said to people, in French first."""

import math
import re
from datetime import date, datetime, time

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

NBSP = "\N{NO-BREAK SPACE}"
_FRENCH_PHONE = re.compile(r"(?:\+33|0)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})")


def duration(seconds: int, language: str = "fr") -> str:
    """Seconds as people say them, rounded up to a minute: "45 min", "1 h 30"."""
    minutes = math.ceil(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    if language == "fr":
        return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"
    return f"{hours}{NBSP}h {rest:02d}{NBSP}min" if rest else f"{hours}{NBSP}h"


def clock(moment: datetime | time, language: str = "fr") -> str:
    """The hour of a moment already in its zone: "8 h", "14 h 05" (in English "08:00")."""
    if language != "fr":
        return f"{moment:%H:%M}"
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02d}" if moment.minute else f"{moment.hour}{NBSP}h"


def day_name(day: date, language: str = "fr") -> str:
    """A day in full, without its year: "mardi 24 novembre", "mardi 1er décembre"."""
    if language != "fr":
        return format_date(day, "EEEE d MMMM", locale="en_GB")
    return _first(day, format_date(day, "EEEE d MMMM", locale="fr"))


def long_day(day: date, language: str = "fr") -> str:
    """A day in full: "mardi 24 novembre 2026"."""
    return f"{day_name(day, language)} {day.year}"


def day_and_hour(moment: datetime, language: str = "fr") -> str:
    """A moment already in its zone: "mardi 24 novembre 2026 à 8 h"."""
    return f"{long_day(moment.date(), language)} {'à' if language == 'fr' else 'at'} {clock(moment, language)}"


def month_name(day: date, language: str = "fr") -> str:
    """The month of a day with its year: "novembre 2026"."""
    return format_date(day, "MMMM y", locale="fr" if language == "fr" else "en_GB")


def weekday(day: date, language: str = "fr") -> str:
    """The day of the week in little room: "lun."."""
    return format_date(day, "EEE", locale="fr" if language == "fr" else "en_GB")


def short_day(day: date, language: str = "fr") -> str:
    """A day in little room: "mar. 24 nov."."""
    if language != "fr":
        return format_date(day, "EEE d MMM", locale="en_GB")
    return _first(day, format_date(day, "EEE d MMM", locale="fr"))


def _first(day: date, name: str) -> str:
    return name.replace(" 1 ", " 1er ") if day.day == 1 else name


def window(start: datetime, end: datetime, language: str = "fr") -> str:
    """An arrival window: "entre 8 h et 10 h"."""
    if language == "fr":
        return f"entre {clock(start)} et {clock(end)}"
    return f"between {clock(start, language)} and {clock(end, language)}"


def hours(start: datetime, end: datetime, language: str = "fr") -> str:
    """A span in little room: "8 h – 10 h"."""
    return f"{clock(start, language)} – {clock(end, language)}"


def money(cents: int, language: str = "fr") -> str:
    """Euros: "95 €", "89,50 €"."""
    locale = "fr_FR" if language == "fr" else "en_GB"
    whole = cents % 100 == 0
    pattern = {"fr_FR": "#,##0 ¤", "en_GB": "¤#,##0"}[locale] if whole else None
    return format_currency(cents / 100, "EUR", format=pattern, locale=locale, currency_digits=not whole)


def number(count: int, language: str = "fr") -> str:
    """A count with its thousands apart: "1 380"."""
    return format_decimal(count, locale="fr_FR" if language == "fr" else "en_GB")


def phone(number: str) -> str:
    """A French number in pairs, whatever way it was stored: "04 65 71 00 01"; any other is left as it is."""
    digits = re.sub(r"[\s.()-]", "", number)
    found = _FRENCH_PHONE.fullmatch(digits)
    if not found:
        return number
    first, *pairs = found.groups()
    return " ".join([f"0{first}", *pairs])


def decimal(value: float, language: str = "fr") -> str:
    """A number with one decimal at most: "0,8"."""
    return format_decimal(value, "#,##0.#", locale="fr" if language == "fr" else "en_GB")


def percent(share: float, language: str = "fr") -> str:
    """A share as a whole percentage: "16 %"."""
    text = format_decimal(100 * share, "#,##0", locale="fr" if language == "fr" else "en").replace("-", "−")
    return f"{text}{NBSP}%" if language == "fr" else f"{text}%"


def kilometres(metres: int, language: str = "fr") -> str:
    """Metres as kilometres: "4,2 km", "38 km"."""
    value = metres / 1000
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 -- a decimal says nothing beyond 10 km
    return f"{text.replace('.', ',') if language == 'fr' else text}{NBSP}km"
