"""What may be counted at each step: quantiles that never cross, and the negative binomial they often come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import betainc, betaln, ndtr
from scipy.stats import nbinom, norm

from forecasting.errors import DistributionRefused
from forecasting.series import Floats

LEVELS: Floats = np.array([0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975])
DECILES = slice(2, 11)
MEDIAN = 6
NORMAL: Floats = norm.ppf(LEVELS)
"""What a standard normal law has at the levels."""
INTERVALS = {0.8: (2, 10, 9), 0.95: (0, 12, 11)}
"""Of each share to hold, where its ends stand among the levels, and where the upper end does when nothing is below."""


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Distributions of n counts: `mean` (n,), and `quantiles` (n, 13) at `LEVELS` as real numbers.

    Between counts a quantile is that of the mid-distribution: the real number at which P(Y < y) + P(Y = y) / 2 reaches
    its level (Ma, Genton & Parzen, Annals of the Institute of Statistical Mathematics 63, 2011). So distributions of
    several models can be averaged and stretched; `counted` and `interval` answer whole numbers.

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

    @classmethod
    def joined(cls, several: Sequence[Self]) -> Self:
        """One after another."""
        return cls(np.concatenate([one.mean for one in several]), np.concatenate([one.quantiles for one in several]))

    def parted(self, sizes: Sequence[int]) -> list[Self]:
        """The opposite of `joined`."""
        ends = np.cumsum(sizes)
        return [
            type(self)(self.mean[end - size : end], self.quantiles[end - size : end])
            for size, end in zip(sizes, ends, strict=True)
        ]

    def stretched(self, factors: Floats) -> Self:
        """Move each quantile away from the median by its factor (13,)."""
        median = self.quantiles[:, [MEDIAN]]
        return type(self)(self.mean, median + (self.quantiles - median) * factors)

    def counted(self) -> Floats:
        """Quantiles as whole numbers ≥ 0, (n, 13), never crossing: the usual ones of a count.

        Between two counts it is the upper one from where the chance of the lower is used up. How likely one is beside
        the other follows from mean and variance as for the negative binomial (Panjer, ASTIN Bulletin 12, 1981).
        """
        mean = np.maximum(self.mean, 1e-9)[:, None]
        low, high, _ = INTERVALS[0.8]
        spread = (self.quantiles[:, [high]] - self.quantiles[:, [low]]) / (NORMAL[high] - NORMAL[low])
        poisson = mean / np.maximum(spread**2, mean)
        lower = np.floor(self.quantiles)
        ratio = (poisson * mean + (1 - poisson) * lower) / (1 + lower)
        whole: Floats = lower + ((self.quantiles - lower) * (1 + ratio) > 1)
        return whole

    def interval(self, coverage: float) -> tuple[Floats, Floats]:
        """The first and the last count, (n,) each, of an interval to hold 0.8 or 0.95 of what comes, over many steps.

        Both are counts that lie within: usual quantiles hold more than they say, the more so the rarer the events.
        Where an interval begins at nothing, no count is below, and all that it leaves out lies above.
        """
        low, high, above = INTERVALS[coverage]
        median = self.counted()[:, MEDIAN]
        first = np.minimum(np.ceil(self.quantiles[:, low] - 1e-9), median)
        end = np.where(first > 0, self.quantiles[:, high], self.quantiles[:, above])
        return first + 0.0, np.maximum(np.floor(end + 1e-9), median)


BELOW, ABOVE = 2.1, 3.1
"""How many standard deviations below and above the mean the outer levels lie at most, but for a count or two."""
TABLED = 500
"""Rows of one table: what bounds memory."""
WIDE = 100.0
"""The standard deviation from which counts in reach are too many for a table."""


def negative_binomial(mean: Floats, excess: Floats | float) -> Distribution:
    """Counts of this mean (n,) whose variance is mean + excess · mean²; an excess of 0 is Poisson.

    Source: Hilbe, Negative Binomial Regression (2011), the form called NB2.
    """
    mean = np.maximum(mean, 1e-9)
    size = 1 / np.maximum(np.broadcast_to(np.asarray(excess, dtype=float), mean.shape), 1e-9)
    quantiles = np.empty((len(mean), len(LEVELS)))
    wide = np.sqrt(mean + mean**2 / size) > WIDE
    if wide.any():
        quantiles[wide] = _searched(mean[wide, None], size[wide, None])
    narrow = np.flatnonzero(~wide)
    for some in (narrow[first : first + TABLED] for first in range(0, len(narrow), TABLED)):
        quantiles[some] = _tabled(mean[some], size[some])
    return Distribution(mean, quantiles)


def _tabled(mean: Floats, size: Floats) -> Floats:
    """Quantiles (n, 13) of the mid-distribution, straight between counts, from the chance of each count in reach.

    Rows are looked up in one table, two apart: no distribution is as wide.
    """
    spread = np.sqrt(mean + mean**2 / size)
    first = np.floor(np.maximum(mean - BELOW * spread - 1, 0.0))
    counts = first[:, None] + np.arange(int(np.max(mean + ABOVE * spread - first)) + 3)
    more = np.log(mean / (size + mean))
    begin = first * more - size * np.log1p(mean / size) - np.log(first + size) - betaln(first + 1, size)
    ratios = (counts[:, :-1] + size[:, None]) / counts[:, 1:] * np.exp(more)[:, None]
    chances = np.exp(begin)[:, None] * np.cumprod(np.column_stack([np.ones(len(mean)), ratios]), axis=1)
    fewer = betainc(size, np.maximum(first, 1.0), size / (size + mean)) * (first > 0)
    middles = np.cumsum(chances, axis=1) - chances / 2 + fewer[:, None]
    middles, counts = np.column_stack([np.zeros(len(mean)), middles]), np.column_stack([first, counts])
    apart = 2.0 * np.arange(len(mean))[:, None]
    return np.interp(LEVELS + apart, (middles + apart).ravel(), counts.ravel())


def _searched(mean: Floats, size: Floats) -> Floats:
    """The same where counts in reach are too many for a table; (n, 1) each."""
    chance = size / (size + mean)
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
    """Counts as a normal law of this mean and standard deviation, both (n,), cut at zero, which raises the mean."""
    scaled = mean / np.maximum(spread, 1e-9)
    above = mean * ndtr(scaled) + spread * np.exp(-(scaled**2) / 2) / np.sqrt(2 * np.pi)
    return Distribution(above, mean[:, None] + NORMAL * spread[:, None])


def excess_variance(counts: Floats, mean: Floats, weights: Floats | None = None, parameters: float = 0.0) -> float:
    """The excess of `negative_binomial` by moments: what squared residuals hold beyond Poisson noise, at least 0.

    Rows weigh by their mean; `parameters` is how many were fitted, for the degrees of freedom they took.
    Source: Cameron & Trivedi, Regression Analysis of Count Data (2013), section 3.3.
    """
    weights = np.ones_like(mean) if weights is None else weights
    rows = weights.sum()
    inflated = (counts - mean) ** 2 * rows / max(rows - parameters, 0.3 * rows)
    return max(float(np.sum(weights * (inflated - mean) / mean) / np.sum(weights * mean)), 0.0)
