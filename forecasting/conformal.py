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
    found = np.ones(len(LEVELS))
    if not trials:
        return found
    counts = np.concatenate([trial.counts for trial in trials])
    quantiles = np.vstack([trial.said[recipe].quantiles for trial in trials])
    median = quantiles[:, MEDIAN]
    for low in range(MEDIAN):
        high = len(LEVELS) - 1 - low
        up = (counts - median) / np.maximum(quantiles[:, high] - median, 1e-9)
        down = (median - counts) / np.maximum(median - quantiles[:, low], 1e-9)
        share = min(1.0, (1 - 2 * LEVELS[low]) * (1 + 1 / len(counts)))
        needed = min(float(np.quantile(np.maximum(up, down), share, method="higher")), MOST)
        weight = len(counts) / (len(counts) + PRIOR)
        found[[low, high]] = needed**weight if needed > 0 else 1.0
    return found
