"""What policies came to, side by side: one figure for each thing people ask about, with how sure it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api.replay.living import Week

DRAWS, SEED = 2_000, 6
LEVELS = (0.05, 0.95)
"""The ends of the intervals: nine in ten."""

FIGURES: Mapping[str, tuple[Callable[[Week], float], Callable[[Week], float]]] = {
    "confirmation_hours": (lambda week: week.delay, lambda _week: 1),
    "urgent_same_day": (lambda week: week.same_day, lambda week: week.emergencies),
    "days_to_visit": (lambda week: week.wait, lambda week: len(week.delays)),
    "kilometres_a_visit": (lambda week: week.kilometres, lambda week: week.visits),
    "kilometres": (lambda week: week.kilometres, lambda _week: 1),
    "overtime_minutes": (lambda week: week.overtime, lambda _week: 1),
    "slots_lost": (lambda week: week.lost, lambda _week: 1),
    "slots_withheld": (lambda week: week.withheld, lambda week: week.windows),
    "refused": (lambda week: week.refused, lambda _week: 1),
    "calls_avoided": (lambda week: week.alone, lambda _week: 1),
}
"""Each figure is a sum over weeks divided by another: of all wishes, emergencies or visits, or of the weeks."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the interval that holds it nine times in ten; all None where there was nothing to divide by."""

    value: float | None
    low: float | None
    high: float | None


def figures(weeks: Sequence[Week]) -> dict[str, Figure]:
    """Return every figure of these weeks, with a bootstrap over weeks (Efron & Tibshirani, 1993), seeded.

    Weeks are drawn alike for every policy of as many weeks. They are taken for independent, which neighbours are not
    quite: what one promised fills the next.
    """
    drawn = np.random.default_rng(SEED).integers(len(weeks), size=(DRAWS, len(weeks)))
    found = {}
    for name, (share, whole) in FIGURES.items():
        above, below = (np.array([of(week) for week in weeks], float) for of in (share, whole))
        if not below.sum():
            found[name] = Figure(None, None, None)
            continue
        sums = below[drawn].sum(axis=1)
        ratios = above[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
        values = (above.sum() / below.sum(), *np.quantile(ratios, LEVELS))
        found[name] = Figure(*(round(float(value), 4) for value in values))
    return found
