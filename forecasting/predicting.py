"""Predict a series: every recipe tried on its past, the one that earned it serving, and how well that went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from forecasting.backtest import SCORED, Trial, origins, tried
from forecasting.calendar import SchoolZone
from forecasting.champion import Choice, served
from forecasting.distribution import LEVELS, Distribution
from forecasting.errors import HorizonOutOfRange, SeriesTooShort
from forecasting.features import features, unused
from forecasting.pool import Coefficients, Shape
from forecasting.recipes import BASELINE, forecasts
from forecasting.scores import Scores, floor_wape
from forecasting.series import Floats, Series

FEWEST_COUNTS = 7
LONGEST = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Hindcast:
    """What would have been said of steps that are over, each by the last trial before it.

    `times` (n,), the `counts` (n,) that came, and what had been `said` of them.
    """

    times: pd.DatetimeIndex
    counts: Floats
    said: Distribution


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """How forecasts did from `trials` origins, each chosen and corrected as it would have been then.

    `policy` scores what served, `recipes` each recipe as it stands; `floor` is the WAPE of whoever knew the rates.
    `hindcast` is what served, step by step.
    """

    trials: int
    policy: Scores
    recipes: Mapping[str, Scores]
    floor: float
    hindcast: Hindcast

    @property
    def baseline(self) -> Scores:
        """The seasonal naive forecast from the same origins."""
        return self.recipes[BASELINE]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Counts to come at `times` (h,): their `mean` (h,), and whole-number `quantiles` (h, 13) at `forecasting.LEVELS`.

    `distribution` is the same before it was made whole; `backtest` is None where too little is known to look back;
    `unused` names columns said to be known in advance that hold nothing to learn from; `coefficients` has those of the
    recipes that are regressions.
    """

    times: pd.DatetimeIndex
    mean: Floats
    quantiles: Floats
    distribution: Distribution
    choice: Choice
    backtest: Backtest | None
    unused: tuple[str, ...] = ()
    coefficients: Mapping[str, Coefficients] = field(default_factory=dict)

    def quantile(self, level: float) -> Floats:
        """The quantiles (h,) at one of the levels."""
        return self.quantiles[:, int(np.flatnonzero(np.isclose(LEVELS, level))[0])]

    def interval(self, coverage: float) -> tuple[Floats, Floats]:
        """The first and the last count, (h,) each, of intervals to hold 0.8 or 0.95 of what comes."""
        return self.distribution.interval(coverage)


def predict(
    series: Series, horizon: int, zone: SchoolZone | None = None, *, trees: bool = False, shape: Shape | None = None
) -> Forecast:
    """Predict the next `horizon` open steps of a series, the same on every run.

    `zone` brings in the French calendar with its school holidays; `trees` lets boosted quantiles compete, at fifteen to
    fifty times the cost; `shape` is what other firms have in common, from which a young one may begin.

    Raises:
        HorizonOutOfRange: fewer than one step, or more than `LONGEST`.
        SeriesTooShort: fewer than `FEWEST_COUNTS` counts are known.
        FeatureUnknownAhead: a column known in advance ends before the horizon.
    """
    if not 1 <= horizon <= LONGEST:
        raise HorizonOutOfRange(horizon=horizon, longest=LONGEST)
    if len(series.observed) < FEWEST_COUNTS:
        raise SeriesTooShort(found=len(series.observed), needed=FEWEST_COUNTS)
    seen, steps, places = series.observed, series.following(horizon), origins(series, horizon)
    told = features(series, np.concatenate([seen, steps]), zone)
    (*once, now), learned = forecasts(
        told, series.counts[seen], [*places, len(seen)], horizon, trees=trees, shape=shape
    )
    trials = tried(series, places, once)
    choice, said = served(trials, len(series), now)
    times = series.times(int(steps[0]), int(steps[-1]) + 1)[steps - steps[0]]
    back = looked_back(series, trials)
    return Forecast(times, said.mean, said.counted(), said, choice, back, unused(series), learned)


def looked_back(series: Series, trials: Sequence[Trial]) -> Backtest | None:
    """Score the last trials, each in time order: chosen and corrected by those that were over by then."""
    scored = trials[-SCORED:]
    if not scored:
        return None
    counts = np.concatenate([trial.counts for trial in scored])
    policy = Distribution.joined([served(trials, trial.origin, trial.said)[1] for trial in scored])
    everywhere = [name for name in scored[-1].said if all(name in trial.said for trial in scored)]
    said = {name: Distribution.joined([trial.said[name] for trial in scored]) for name in everywhere}
    recipes = {name: Scores.of(counts, one) for name, one in said.items()}
    floor = floor_wape(said["regression"].mean)
    return Backtest(len(scored), Scores.of(counts, policy), recipes, floor, _hindcast(series, scored, policy))


def _hindcast(series: Series, scored: Sequence[Trial], said: Distribution) -> Hindcast:
    """Keep the last word on each step: trials stand in time order, so the later one wins."""
    last = {int(step): row for row, step in enumerate(np.concatenate([trial.steps for trial in scored]))}
    steps = np.array(sorted(last))
    times, rows = series.times(int(steps[0]), int(steps[-1]) + 1)[steps - steps[0]], [last[int(step)] for step in steps]
    return Hindcast(times, series.counts[steps], Distribution(said.mean[rows], said.quantiles[rows]))
