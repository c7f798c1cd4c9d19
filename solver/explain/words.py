"""How answers are worded: names and hours in print, and what a difference in cost means in minutes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from solver.problem import Weights
from solver.sentence import Sentence, hour, minutes
from solver.solution import Cost

NO_LABELS: Final[Mapping[str, str]] = {}

_MINUTE = 60
_COUNTED: Final = {
    "travel": (_MINUTE, Sentence("min de route", "min of driving")),
    "waiting": (_MINUTE, Sentence("min d'attente", "min of waiting")),
    "overtime": (_MINUTE, Sentence("min d'heures supplémentaires", "min of overtime")),
    "fairness": (_MINUTE, Sentence("min au-delà de la part équitable", "min beyond the fair share")),
    "preference": (1, Sentence("passage{s} sans technicien préféré", "visit{s} without a preferred technician")),
    "area": (1, Sentence("passage{s} hors secteur", "visit{s} outside the areas")),
    "lateness": (1, Sentence("j de retard sur l'échéance", "day{s} past the due date")),
}
"""Of the rules that are priced by the unit: how many units are one of what people count in, and its name.

`{s}` stands where there is an s when they are several.
"""

_UNCOUNTED: Final = {
    "stability": (
        Sentence("le planning publié change", "the published plan changes"),
        Sentence("le planning publié change moins", "the published plan changes less"),
    ),
    "unserved": (
        Sentence("des passages sont laissés de côté", "visits are left out"),
        Sentence("des passages de plus sont servis", "more visits are served"),
    ),
}
"""Of the rules whose price differs from visit to visit: what is said when it rises, and when it falls."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How things are called in print: `labels` of technicians, visits, skills and so on; `zone` is the firm's clock."""

    labels: Mapping[str, str]
    zone: dt.tzinfo

    def name(self, key: str) -> str:
        """What to print for a key: its label, or the key itself."""
        return self.labels.get(key, key)

    def from_hour(self, instant: int) -> str:
        """The hour something may begin from: rounded down to the minute."""
        return hour(instant, self.zone)

    def by_hour(self, instant: int) -> str:
        """The hour something may last until: rounded up to the minute."""
        return hour(minutes(instant) * _MINUTE, self.zone)


def told(cost: Cost, weights: Weights) -> Sentence:
    """A difference in cost in what people count in: so many minutes of driving more, so many of waiting less."""
    parts: list[Sentence] = []
    for sign, fr, en in ((1, "de plus", "more"), (-1, "de moins", "less")):
        amounts = [_amount(rule, sign * price, weights) for rule, price in _counted(cost) if sign * price > 0]
        if amounts:
            both = joined(amounts)
            parts.append(Sentence(f"{both.fr} {fr}", f"{both.en} {en}"))
    changes = {rule: getattr(cost, rule) for rule in _UNCOUNTED}
    parts.extend(_UNCOUNTED[rule][change < 0] for rule, change in changes.items() if change)
    if not parts:
        return Sentence("au même coût", "at the same cost")
    return Sentence(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))


def joined(sentences: Iterable[Sentence]) -> Sentence:
    """Several parts as one, with "and" before the last."""
    parts = list(sentences)
    return Sentence(_listed([part.fr for part in parts], "et"), _listed([part.en for part in parts], "and"))


def _listed(parts: list[str], conjunction: str) -> str:
    *most, last = parts
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def _counted(cost: Cost) -> list[tuple[str, int]]:
    return [(rule, getattr(cost, rule)) for rule in _COUNTED]


def _amount(rule: str, price: int, weights: Weights) -> Sentence:
    """What this price of one rule stands for; the price is above zero, and so is its weight."""
    unit, name = _COUNTED[rule]
    count = -(-price // (unit * getattr(weights, rule)))
    s = "s" if count > 1 else ""
    return Sentence(f"{count} {name.fr.format(s=s)}", f"{count} {name.en.format(s=s)}")
