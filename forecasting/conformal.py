"""Intervals corrected by how forecasts did before, in time order."""

from collections.abc import Sequence

import numpy as np

from forecasting.backtest import Trial
from forecasting.distribution import LEVELS, MEDIAN
from forecasting.series import Floats

PRIOR = 30.0
"""How many counts the model's own word is worth against what came."""
MOST = 4.0


def factors(trials: Sequence[Trial], recipe: str) -> Floats:
    """By how much each quantile (13,) of a recipe should move away from the median for intervals to cover their share.

    For each pair of levels, the factor that would have made their interval cover its share in the trials; pooled over
    steps, and drawn to 1 while trials are few. Scaled conformal quantile regression: Romano, Patterson & Candès,
    NeurIPS 2019; scale-wise, Sesia & Candès, Stat 9, 2020.
    """
    if not trials:
        return np.ones(len(LEVELS))
    counts = np.concatenate([trial.counts for trial in trials])
    return stretches(counts, np.vstack([trial.said[recipe].quantiles for trial in trials]))


def stretches(came: Floats, quantiles: Floats) -> Floats:
    """The factors (13,) for what came (n,) where these quantiles (n, 13) had been said; see `factors`."""
    off, ends = came[:, None] - quantiles[:, [MEDIAN]], np.abs(quantiles - quantiles[:, [MEDIAN]])
    reached = off * np.sign(LEVELS - LEVELS[MEDIAN]) / np.maximum(ends, 1e-9)
    needed = np.sort(np.maximum(reached, reached[:, ::-1]), axis=0)
    shares = np.abs(1 - 2 * LEVELS) * (1 + 1 / len(came))
    places = np.ceil(np.minimum(shares, 1.0) * (len(came) - 1) - 1e-9).astype(int)
    found = np.minimum(needed[places, np.arange(len(LEVELS))], MOST) ** (len(came) / (len(came) + PRIOR))
    return np.where(found > 0, found, 1.0)
