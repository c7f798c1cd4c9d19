"""Days, hours, windows, money and roads as a French speaker says them aloud."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from desk.said import Said, counted, in_french, said, together
from planner.intervals import Interval
from planner.plans import Gain
from planner.reserve import ReserveForecast
from planner.services import Half


def say_day(day: date) -> str:
    """Return "mardi 1er décembre 2026"."""
    return in_french(day)


def say_month(day: date) -> str:
    """Return "décembre 2026"."""
    return str(format_date(day, "MMMM yyyy", locale="fr"))


def say_hour(hour: time) -> str:
    """Return "8 h" or "8 h 30"."""
    return in_french(hour)


def say_window(window: Interval, zone: ZoneInfo) -> Said:
    """Return "mardi 24 novembre 2026 entre 8 h et 10 h" by the firm's clock."""
    return said("{day} {hours}", day=window.start.astimezone(zone).date(), hours=say_hours(window, zone))


def say_hours(span: Interval, zone: ZoneInfo) -> Said:
    """Return "entre 8 h 30 et 9 h 15" by the firm's clock."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    return said("entre {start} et {end}", start=start.time(), end=end.time())


def say_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Return "mardi 24 novembre 2026 à 8 h 30" by the firm's clock."""
    return in_french(moment.astimezone(zone))


def say_euros(cost: int) -> str:
    """Return a cost of the planner, in thousandths of a cent, as people read money: "12,40 €"."""
    return f"{cost / 100_000:.2f} €".replace(".", ",")


def say_road(saved: int) -> Said:
    """Return what becomes of the road when so many seconds are saved: "21 min de route en moins", or "en plus"."""
    less, length = _timed(saved)
    return (
        said("{length} de route en moins", length=length) if less else said("{length} de route en plus", length=length)
    )


def say_gain(gain: Gain) -> Said:
    """Return what is gained, and what it costs: "1 rendez-vous de plus au planning mais 12 min de route en plus"."""
    told = (
        (gain.placed, _placed(gain.placed)),
        (int(gain.travel / 60), say_road(gain.travel)),
        (int(gain.overtime / 60), _overtime(gain.overtime)),
        (int(gain.waiting / 60), _waiting(gain.waiting)),
        (gain.preferred, _preferred(gain.preferred)),
    )
    better = together(*(words for amount, words in told if amount > 0), by=", ")
    worse = together(*(words for amount, words in told if amount < 0), by=", ")
    if better and worse:
        return said("{better} mais {worse}", better=better, worse=worse)
    return better or worse or said("moins d’une minute gagnée")


def _placed(more: int) -> Said:
    if more < 0:
        return counted("{count} rendez-vous de moins au planning", "{count} rendez-vous de moins au planning", -more)
    return counted("{count} rendez-vous de plus au planning", "{count} rendez-vous de plus au planning", more)


def _overtime(saved: int) -> Said:
    less, length = _timed(saved)
    if less:
        return said("{length} d’heures supplémentaires en moins", length=length)
    return said("{length} d’heures supplémentaires en plus", length=length)


def _waiting(saved: int) -> Said:
    less, length = _timed(saved)
    return (
        said("{length} d’attente en moins", length=length)
        if less
        else said("{length} d’attente en plus", length=length)
    )


def _preferred(more: int) -> Said:
    if more < 0:
        return counted(
            "{count} passage de moins dans le secteur du technicien",
            "{count} passages de moins dans le secteur du technicien",
            -more,
        )
    return counted(
        "{count} passage de plus dans le secteur du technicien",
        "{count} passages de plus dans le secteur du technicien",
        more,
    )


def _timed(saved: int) -> tuple[bool, timedelta]:
    """Return whether so many seconds saved make it less, and by how many whole minutes."""
    minutes = int(saved / 60)
    return minutes >= 0, timedelta(minutes=abs(minutes))


_OFTEN = ((0.99, 100), (0.95, 20))
"""From which chance on it is said in hundredths, and in twentieths; others in tenths."""


def say_reserve(forecast: ReserveForecast) -> Said:
    """Return "Matin, réserve de 1 h 30 : 1,2 urgence attendue, 9 fois sur 10 cela suffit"."""
    visits = round(forecast.visits, 1)
    return counted(
        "{half}, réserve de {length} : {visits} urgence attendue, {times} fois sur {of} cela suffit",
        "{half}, réserve de {length} : {visits} urgences attendues, {times} fois sur {of} cela suffit",
        int(visits),
        half=said("Matin") if forecast.half is Half.MORNING else said("Après-midi"),
        length=forecast.kept,
        visits=visits,
        **_times(forecast.chance),
    )


def _times(chance: float) -> dict[str, int]:
    """Return a chance as so many times of so many, never more than it is."""
    of = next((of for least, of in _OFTEN if chance >= least), 10)
    return {"times": min(int(of * chance + 1e-6), of - 1), "of": of}


def say_count(number: int, one: str, several: str = "") -> str:
    """Return "1 passage" or "3 passages"; words that take no s say their own plural."""
    return f"{number} {(several or f'{one}s') if number > 1 else one}"


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
