"""How good forecasts were: losses of quantiles, errors of medians, coverage of intervals, and the floor below all."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from forecasting.distribution import DECILES, LEVELS, MEDIAN, Distribution
from forecasting.series import Floats

BINS = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of forecasts against what came.

    `wape` is Σ|count − median| / Σ count, `weighted_quantile_loss` 2 × mean pinball loss over nine deciles / mean
    count.

    `coverage80` and `coverage95` are the shares of counts within the intervals, both ends included. All are fractions;
    NaN where nothing was counted at all.
    """

    wape: float
    weighted_quantile_loss: float
    coverage80: float
    coverage95: float

    @classmethod
    def of(cls, counts: Floats, said: Distribution) -> Self:
        """Score what was said of counts, made whole, against what was counted (n,)."""
        total, quantiles = counts.sum() or np.nan, said.counted()
        loss, missed = pinball(counts, quantiles).sum(), np.abs(counts - quantiles[:, MEDIAN]).sum()
        return cls(
            float(missed / total), float(2 * loss / total), _covered(counts, said, 0.8), _covered(counts, said, 0.95)
        )


def _covered(counts: Floats, said: Distribution, coverage: float) -> float:
    first, last = said.interval(coverage)
    return float(np.mean((first <= counts) & (counts <= last)))


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


def calibration_error(came: Floats | NDArray[np.bool_], chances: Floats) -> float:
    """By how much the share of cases that came (n,) differs from their chances, on average over ten equal-count bins.

    Source: Naeini, Cooper & Hauskrecht, AAAI 2015, there with bins of equal width.
    """
    bins = np.array_split(np.argsort(chances, kind="stable"), BINS)
    return float(sum(abs(float(np.sum(came[one] - chances[one]))) for one in bins) / len(came))
