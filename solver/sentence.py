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


def hour(instant: int, zone: dt.tzinfo) -> str:
    """An instant (seconds since the epoch) as `HH:MM` on the firm's clock."""
    return dt.datetime.fromtimestamp(instant, zone).strftime("%H:%M")
