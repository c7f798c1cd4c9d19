"""What may be counted at each step: quantiles that never cross, and the negative binomial they often come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import betainc
from scipy.stats import nbinom, norm

from forecasting.errors import DistributionRefused
from forecasting.series import Floats

LEVELS: Floats = np.array([0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975])
DECILES = slice(2, 11)
MEDIAN = 6
OUTER = 0.1
"""Levels as far out as this, and their mirrors, bound intervals whose coverage people count."""


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Distributions of n counts: `mean` (n,), and `quantiles` (n, 13) at `LEVELS` as real numbers.

    Between counts a quantile is that of the mid-distribution: the real number at which P(Y < y) + P(Y = y) / 2 reaches
    its level (Ma, Genton & Parzen, Annals of the Institute of Statistical Mathematics 63, 2011). So distributions of
    several models can be averaged and stretched; `counted` answers whole numbers.

    Raises:
        DistributionRefused: shapes do not fit, or a value is not finite.
    """

    mean: Floats
    quantiles: Floats

    def __post_init__(self) -> None:
        """Keep quantiles in order and above zero (rearrangement: Chernozhukov et al., Econometrica 78, 2010)."""
        if self.quantiles.shape != (len(self.mean), len(LEVELS)):
            raise DistributionRefused
        if not (np.isfinite(self.mean).all() and np.isfinite(self.quantiles).all()):
            raise DistributionRefused
        object.__setattr__(self, "mean", np.maximum(self.mean, 0.0))
        object.__setattr__(self, "quantiles", np.sort(np.maximum(self.quantiles, 0.0), axis=1))

    def __len__(self) -> int:
        """The number of counts told of."""
        return len(self.mean)

    @classmethod
    def average(cls, several: Sequence[Self]) -> Self:
        """Average quantile by quantile (Vincent averaging: Ratcliff, Psychological Bulletin 86, 1979)."""
        mean = np.mean([one.mean for one in several], axis=0)
        return cls(mean, np.mean([one.quantiles for one in several], axis=0))

    def stretched(self, factors: Floats) -> Self:
        """Move each quantile away from the median by its factor (13,)."""
        median = self.quantiles[:, [MEDIAN]]
        return type(self)(self.mean, median + (self.quantiles - median) * factors)

    def counted(self) -> Floats:
        """Quantiles as whole numbers ≥ 0, (n, 13), never crossing.

        Inner ones are the usual quantiles of a count. The ends of intervals are the counts that lie within: an interval
        of counts with the usual ends covers more than it says, the more so the rarer the events.
        """
        whole = np.round(self.quantiles)
        median = whole[:, [MEDIAN]]
        inside_low, inside_high = np.ceil(self.quantiles - 1e-9), np.floor(self.quantiles + 1e-9)
        low, high = LEVELS <= OUTER, LEVELS >= 1 - OUTER
        whole[:, low] = np.minimum(inside_low, median)[:, low]
        whole[:, high] = np.maximum(inside_high, median)[:, high]
        whole[:, :MEDIAN] = np.maximum.accumulate(whole[:, :MEDIAN], axis=1)
        whole[:, MEDIAN:] = np.minimum.accumulate(whole[:, : MEDIAN - 1 : -1], axis=1)[:, ::-1]
        return whole + 0.0


def negative_binomial(mean: Floats, excess: Floats | float) -> Distribution:
    """Counts of this mean (n,) whose variance is mean + excess · mean²; an excess of 0 is Poisson.

    Source: Hilbe, Negative Binomial Regression (2011), the form called NB2.
    """
    mean = np.maximum(mean, 1e-9)
    size = 1 / np.maximum(np.broadcast_to(np.asarray(excess, dtype=float), mean.shape), 1e-9)
    chance = size / (size + mean)
    return Distribution(mean, _middle(size[:, None], chance[:, None]))


def _middle(size: Floats, chance: Floats) -> Floats:
    """Quantiles (n, 13) of the mid-distribution, straight between counts."""
    count = nbinom.ppf(LEVELS[None, :], size, chance)
    upto = betainc(size, count + 1, chance)
    mass = np.exp(nbinom.logpmf(count, size, chance))
    middle = upto - mass / 2
    up = middle <= LEVELS
    nearby = np.exp(nbinom.logpmf(np.maximum(count + np.where(up, 1, -1), 0), size, chance))
    share = (LEVELS - middle) / np.maximum((mass + nearby) / 2, 1e-300)
    low: Floats = np.where(up | (count > 0), count + np.clip(share, -1, 1), 0.0)
    return low


def gaussian(mean: Floats, spread: Floats) -> Distribution:
    """Counts as a normal law of this mean and standard deviation, both (n,), cut at zero."""
    return Distribution(mean, mean[:, None] + norm.ppf(LEVELS) * spread[:, None])


def excess_variance(counts: Floats, mean: Floats, weights: Floats | None = None, parameters: float = 0.0) -> float:
    """The excess of `negative_binomial` by moments: what squared residuals hold beyond Poisson noise, at least 0.

    Rows weigh by their mean; `parameters` is how many were fitted, for the degrees of freedom they took.
    Source: Cameron & Trivedi, Regression Analysis of Count Data (2013), section 3.3.
    """
    weights = np.ones_like(mean) if weights is None else weights
    rows = weights.sum()
    inflated = (counts - mean) ** 2 * rows / max(rows - parameters, 0.3 * rows)
    return max(float(np.sum(weights * (inflated - mean) / mean) / np.sum(weights * mean)), 0.0)
