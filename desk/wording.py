"""Days, hours, windows, money and roads as a French speaker says them aloud."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date

from planner.intervals import Interval
from planner.plans import Gain


def say_day(day: date) -> str:
    """Return "mardi 1er décembre 2026"."""
    ordinal = "'er'" if day.day == 1 else ""
    return format_date(day, f"EEEE d{ordinal} MMMM y", locale="fr")


def say_hour(hour: time) -> str:
    """Return "8 h" or "8 h 30"."""
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"


def say_window(window: Interval, zone: ZoneInfo) -> str:
    """Return "mardi 24 novembre 2026 entre 8 h et 10 h" by the firm's clock."""
    return f"{say_day(window.start.astimezone(zone).date())} {say_hours(window, zone)}"


def say_hours(span: Interval, zone: ZoneInfo) -> str:
    """Return "entre 8 h 30 et 9 h 15" by the firm's clock."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    return f"entre {say_hour(start.time())} et {say_hour(end.time())}"


def say_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return "mardi 24 novembre 2026 à 8 h 30" by the firm's clock."""
    local = moment.astimezone(zone)
    return f"{say_day(local.date())} à {say_hour(local.time())}"


def say_euros(cost: int) -> str:
    """Return a cost of the planner, in thousandths of a cent, as people read money: "12,40 €"."""
    return f"{cost / 100_000:.2f} €".replace(".", ",")


def say_road(saved: int) -> str:
    """Return what becomes of the road when so many seconds are saved: "21 min de route en moins", or "en plus"."""
    return _timed(saved, "de route")


def say_gain(gain: Gain) -> str:
    """Return what is gained, and what it costs: "1 rendez-vous de plus au planning mais 12 min de route en plus"."""
    told = (
        (gain.placed, f"{_counted(gain.placed, 'rendez-vous', 'rendez-vous')} au planning"),
        (int(gain.travel / 60), say_road(gain.travel)),
        (int(gain.overtime / 60), _timed(gain.overtime, "d'heures supplémentaires")),
        (int(gain.waiting / 60), _timed(gain.waiting, "d'attente")),
        (gain.preferred, f"{_counted(gain.preferred, 'passage', 'passages')} dans le secteur du technicien"),
    )
    better = ", ".join(words for amount, words in told if amount > 0)
    worse = ", ".join(words for amount, words in told if amount < 0)
    return " mais ".join(side for side in (better, worse) if side) or "moins d'une minute gagnée"


def _timed(saved: int, what: str) -> str:
    minutes = int(saved / 60)
    hours, rest = divmod(abs(minutes), 60)
    length = f"{hours} h {rest:02}" if hours else f"{rest} min"
    return f"{length} {what} en {'plus' if minutes < 0 else 'moins'}"


def say_count(number: int, one: str, several: str = "") -> str:
    """Return "1 passage" or "3 passages"; words that take no s say their own plural."""
    return f"{number} {(several or f'{one}s') if number > 1 else one}"


def _counted(gained: int, one: str, several: str) -> str:
    return f"{say_count(abs(gained), one, several)} de {'moins' if gained < 0 else 'plus'}"


def in_whole_minutes(gains: Iterable[Gain], travel: int) -> Iterator[Gain]:
    """Yield gains in whole minutes (as seconds) that add up as people see them, one after the other.

    `travel` is the road before the first gain: what remains of it after each is rounded up, as pages print it.
    """
    so_far, told = Gain(), Gain()
    for gain in gains:
        so_far += gain
        rounded = Gain(
            travel=_up(travel) - _up(travel - so_far.travel),
            waiting=-_up(-so_far.waiting),
            overtime=-_up(-so_far.overtime),
            preferred=so_far.preferred,
            placed=so_far.placed,
        )
        yield rounded - told
        told = rounded


def _up(seconds: int) -> int:
    return 60 * math.ceil(seconds / 60)
