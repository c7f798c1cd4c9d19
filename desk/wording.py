"""Days, hours, windows and prices as a French speaker says them aloud."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from planner.intervals import Interval

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)  # fmt: skip
NARROW = "\u202f"


def say_day(day: date) -> str:
    """Return "mardi 1er décembre 2026"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def say_hour(hour: time) -> str:
    """Return "8 h" or "8 h 30"."""
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"


def say_window(window: Interval, zone: ZoneInfo) -> str:
    """Return "mardi 24 novembre 2026 entre 8 h et 10 h" by the firm's clock."""
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    return f"{say_day(start.date())} entre {say_hour(start.time())} et {say_hour(end.time())}"


def say_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return "mardi 24 novembre 2026 à 8 h 30" by the firm's clock."""
    local = moment.astimezone(zone)
    return f"{say_day(local.date())} à {say_hour(local.time())}"


def say_duration(length: timedelta) -> str:
    """Return "45 min", "1 h" or "1 h 30", to the minute."""
    hours, minutes = divmod(round(length / timedelta(minutes=1)), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def say_price(cents: int) -> str:
    """Return "1 234,50 €" with the narrow spaces of French typography."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", NARROW)
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02}{NARROW}€"
