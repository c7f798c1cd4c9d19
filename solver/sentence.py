"""A sentence in the two languages the house speaks."""

import datetime as dt
from dataclasses import dataclass

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same thing said in French and in English."""

    fr: str
    en: str


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up: nobody is told that the road is shorter than it is."""
    return -(-seconds // _MINUTE)


def span(seconds: int) -> Sentence:
    """A duration in minutes, rounded up, or in hours and minutes from an hour on: "35 min", "1 h 35"."""
    hours, rest = divmod(minutes(seconds), _MINUTE)
    if not hours:
        return Sentence(f"{rest} min", f"{rest} min")
    return Sentence(f"{hours} h {rest:02}" if rest else f"{hours} h", f"{hours} h {rest} min" if rest else f"{hours} h")


def hour(instant: int, zone: dt.tzinfo) -> str:
    """An instant (seconds since the epoch) as `HH:MM` on the firm's clock."""
    return dt.datetime.fromtimestamp(instant, zone).strftime("%H:%M")
