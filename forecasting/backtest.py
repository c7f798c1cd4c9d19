"""Forecasts as they would have been made: from rolling origins, each refitted to what was known before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import SchoolZone
from forecasting.distribution import Distribution
from forecasting.features import features
from forecasting.pool import Shape
from forecasting.recipes import BASELINE, forecasts
from forecasting.scores import pinball
from forecasting.series import Floats, Series

SCORED, WARMING = 13, 8
"""Origins whose forecasts are scored, and earlier ones by which the first of these is chosen and corrected."""
LEARNED_WEEKS, LEARNED_COUNTS = 4, 20
"""What is known before the first origin at least: weeks, and counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What each recipe said at `origin` of `steps` (h,), and the counts (h,) that came.

    `losses` is what each recipe lost by what it said: the pinball loss, summed.
    """

    origin: int
    steps: NDArray[np.intp]
    counts: Floats
    said: dict[str, Distribution]
    losses: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        """Count the losses."""
        losses = {name: float(pinball(self.counts, one.quantiles).sum()) for name, one in self.said.items()}
        object.__setattr__(self, "losses", losses)


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
    series: Series,
    horizon: int,
    places: Iterable[int],
    zone: SchoolZone | None = None,
    *,
    trees: bool = False,
    shape: Shape | None = None,
) -> list[Trial]:
    """Forecast the next `horizon` known counts from each place among the known ones, by what stands before it."""
    seen, places = series.observed, list(places)
    if not places:
        return []
    said, _ = forecasts(features(series, seen, zone), series.counts[seen], places, horizon, trees=trees, shape=shape)
    return tried(series, places, said)


def tried(series: Series, places: Sequence[int], said: Sequence[dict[str, Distribution]]) -> list[Trial]:
    """Hold what was said from each place among the known counts beside those that came."""
    seen, trials = series.observed, []
    for place, one in zip(places, said, strict=True):
        steps = seen[place : place + len(one[BASELINE])]
        trials.append(Trial(int(steps[0]), steps, series.counts[steps], one))
    return trials


def before(trials: Sequence[Trial], origin: int) -> list[Trial]:
    """The trials whose every count was known at `origin`."""
    return [trial for trial in trials if trial.steps[-1] < origin]
