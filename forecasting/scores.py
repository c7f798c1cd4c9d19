"""How good forecasts were: losses of quantiles, errors of medians, coverage of intervals, and the floor below all."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import gammaln

from forecasting.distribution import DECILES, LEVELS, MEDIAN
from forecasting.series import Floats

COVERAGES = {0.8: (2, 10), 0.95: (0, 12)}
"""The nominal coverage of an interval, and where its two ends stand among the levels."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of forecasts against what came.

    `wape` is Σ|count − median| / Σ count, `weighted_quantile_loss` 2 × mean pinball loss over nine deciles / mean
    count.

    `coverage80` and `coverage95` are the shares of counts within, both ends included. All are fractions; NaN where
    nothing was counted at all.
    """

    wape: float
    weighted_quantile_loss: float
    coverage80: float
    coverage95: float

    @classmethod
    def of(cls, counts: Floats, quantiles: Floats) -> Self:
        """Score quantiles (n, 13) against what was counted (n,); gaps are left out."""
        known = np.isfinite(counts)
        counts, quantiles = counts[known], quantiles[known]
        total = counts.sum() or np.nan
        loss = pinball(counts, quantiles).sum()
        within = [
            float(np.mean((quantiles[:, low] <= counts) & (counts <= quantiles[:, high])))
            for low, high in COVERAGES.values()
        ]
        return cls(float(np.abs(counts - quantiles[:, MEDIAN]).sum() / total), float(2 * loss / total), *within)


def pinball(counts: Floats, quantiles: Floats) -> Floats:
    """The pinball loss of each count (n,), averaged over nine deciles (Koenker & Bassett, Econometrica 46, 1978)."""
    levels = LEVELS[DECILES]
    error = counts[:, None] - quantiles[:, DECILES]
    loss: Floats = np.maximum(levels * error, (levels - 1) * error).mean(axis=1)
    return loss


def floor_wape(rates: Floats) -> float:
    """The WAPE of whoever knew each rate (n,) of Poisson counts, in expectation: nobody does better but by luck.

    The mean absolute deviation of a Poisson count is 2 e^-μ μ^(⌊μ⌋+1) / ⌊μ⌋! (Crow, Biometrika 45, 1958).
    """
    rates = rates[rates > 0]
    whole = np.floor(rates)
    deviation = 2 * np.exp((whole + 1) * np.log(rates) - rates - gammaln(whole + 1))
    return float(deviation.sum() / rates.sum()) if len(rates) else float("nan")
