"""Forecasts as they would have been made: from rolling origins, each refitted to what was known before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import SchoolZone
from forecasting.distribution import Distribution
from forecasting.recipes import forecasts
from forecasting.series import Floats, Series

SCORED, WARMING = 13, 8
"""Origins whose forecasts are scored, and earlier ones by which the first of these is chosen and corrected."""
LEARNED_WEEKS, LEARNED_COUNTS = 4, 20
"""What is known before the first origin at least: weeks, and counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What each recipe said at `origin` of `steps` (h,), and the counts (h,) that came."""

    origin: int
    steps: NDArray[np.intp]
    counts: Floats
    said: dict[str, Distribution]


def origins(series: Series, horizon: int, most: int = SCORED + WARMING) -> list[int]:
    """Choose the last origins whose whole horizon has come, at most a horizon apart; none where too little is known.

    Each is the place of a known count among the known ones.
    """
    seen = series.observed
    weeks = (seen - seen[0]) * series.step.total_seconds() / (7 * 86400)
    first = max(int(np.searchsorted(weeks, LEARNED_WEEKS)), LEARNED_COUNTS)
    last = len(seen) - horizon
    if last < first:
        return []
    apart = int(np.clip((last - first) // max(most - 1, 1), 1, horizon))
    return list(range(last, first - 1, -apart))[:most][::-1]


def rolling(
    series: Series, horizon: int, places: Iterable[int], zone: SchoolZone | None = None, *, trees: bool = False
) -> list[Trial]:
    """Forecast the next `horizon` known counts from each place among the known ones, by what stands before it."""
    seen = series.observed
    trials = []
    for place in places:
        steps, origin = seen[place : place + horizon], int(seen[place])
        said = forecasts(series.until(origin), steps, zone, trees=trees)
        trials.append(Trial(origin, steps, series.counts[steps], said))
    return trials


def before(trials: Sequence[Trial], origin: int) -> list[Trial]:
    """The trials whose every count was known at `origin`."""
    return [trial for trial in trials if trial.steps[-1] < origin]
