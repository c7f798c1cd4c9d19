"""Days, hours, windows, money and roads as a French speaker says them aloud."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date

from planner.intervals import Interval


def say_day(day: date) -> str:
    """Return "mardi 1er décembre 2026"."""
    ordinal = "'er'" if day.day == 1 else ""
    return format_date(day, f"EEEE d{ordinal} MMMM y", locale="fr")


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


def say_euros(cost: int) -> str:
    """Return a cost of the planner, in thousandths of a cent, as people read money: "12,40 €"."""
    return f"{cost / 100_000:.2f} €".replace(".", ",")


def say_road(saved: int) -> str:
    """Return what becomes of the road when so many seconds are saved: "21 min de route en moins", or "en plus"."""
    minutes = int(saved / 60)
    return f"{abs(minutes)} min de route en {'plus' if minutes < 0 else 'moins'}"
