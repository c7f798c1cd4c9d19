"""How much time to keep back for what cannot wait: a quantile of it, at the share that two costs weigh out.

Too little kept costs visits refused, too much costs time nobody buys. Which model forecasts matters little, which
quantile is kept matters a lot.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.fft import irfft, next_fast_len, rfft
from scipy.stats import binom

from forecasting.distribution import LEVELS, Distribution
from forecasting.errors import ReserveRefused
from forecasting.series import Floats

STEP = 5.0
"""Minutes in which time is counted."""
SHARPENED = 20
"""How often a smoothed distribution is sharpened."""
RARE = 1e-4
"""The chance of more visits than are reckoned with."""
MOST = 1000
"""Visits beyond which nobody keeps minutes back."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a minute costs: `short` one that was needed and not there, `idle` one that was kept and not needed.

    Raises:
        ReserveRefused: a cost is not above zero.
    """

    short: float
    idle: float

    def __post_init__(self) -> None:
        """Refuse what cannot be weighed."""
        if not (np.isfinite([self.short, self.idle]).all() and min(self.short, self.idle) > 0):
            raise ReserveRefused(short=self.short, idle=self.idle)

    @property
    def level(self) -> float:
        """The critical ratio: how often what is kept must suffice for both costs to be least together."""
        return self.short / (self.short + self.idle)


@dataclass(frozen=True, slots=True, eq=False)
class Reserve:
    """What to keep at each of n steps: `minutes` (n,), for `visits` (n,) expected; it suffices with `chance` (n,)."""

    minutes: Floats
    visits: Floats
    chance: Floats


def minutes_to_keep(
    counts: Distribution, minutes: ArrayLike, costs: Costs, *, share: ArrayLike = 1.0, step: float = STEP
) -> Reserve:
    """Return the least time, in multiples of `step`, that suffices as often as the costs ask for.

    `counts` are n distributions of how many visits come and `minutes` (m,) equally likely lengths of one: observed
    ones, or quantiles at even levels. Of each count every visit falls into the step with the chance `share` (n,), the
    others elsewhere. All are taken for independent.

    The quantile is the newsvendor's: K. J. Arrow, T. Harris and J. Marschak, "Optimal inventory policy", Econometrica
    19 (1951); for capacity that is planned on a forecast S. Ding and G. Koole, "Optimal call center forecasting and
    staffing", Probability in the Engineering and Informational Sciences 36 (2022). The sum of so many lengths is found
    by Fourier transform: P. Embrechts and M. Frei, "Panjer recursion versus FFT for compound distributions",
    Mathematical Methods of Operations Research 69 (2009).

    Raises:
        ReserveRefused: a length is not above zero or none is given, a share is none, or more than `MOST` visits may
            come.
    """
    lengths, shares = np.asarray(minutes, np.float64).ravel(), np.broadcast_to(np.asarray(share, float), len(counts))
    if not (len(lengths) and np.isfinite(lengths).all() and (lengths > 0).all() and step > 0):
        raise ReserveRefused(minutes=lengths.tolist())
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ReserveRefused(share=shares.tolist())
    chances = thinned(chances_of(counts), shares)
    until = np.cumsum(total(chances, on_grid(lengths, step)), axis=1)
    kept = np.argmax(until >= costs.level - 1e-9, axis=1)
    visits = chances @ np.arange(chances.shape[1])
    return Reserve(kept * step, visits, np.minimum(until[np.arange(len(kept)), kept], 1.0))


def chances_of(counts: Distribution) -> Floats:
    """Return the chance of each whole number from 0, of shape (n, most + 1), behind quantiles of the mid-distribution.

    Half-way between two counts the mid-distribution is the mean of three of the distribution sought, with weights
    1, 2, 1; it is sharpened until it is (P. H. van Cittert, Zeitschrift für Physik 69, 1931). Beyond the last level
    chances fall as they did between the last two.

    Raises:
        ReserveRefused: more than `MOST` visits may come.
    """
    last, before = counts.quantiles[:, -1], counts.quantiles[:, -2]
    falls = np.log((1 - LEVELS[-2]) / (1 - LEVELS[-1])) / np.maximum(last - before, 0.05)
    most = int(np.ceil((last + np.log((1 - LEVELS[-1]) / RARE) / falls).max())) + 2
    if most > MOST:
        raise ReserveRefused(visits=most)
    middles: Floats = np.arange(most, dtype=np.float64) + 0.5
    rows = zip(counts.quantiles, last, falls, strict=True)
    smooth = np.array([_upto(middles, quantiles, end, fall) for quantiles, end, fall in rows])
    sharp = smooth.copy()
    for _ in range(SHARPENED):
        beside = np.pad(sharp, ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
        sharp = sharp + smooth - (beside[:, :-2] + 2 * sharp + beside[:, 2:]) / 4
        sharp = np.maximum.accumulate(np.clip(sharp, 0, 1), axis=1)
    chances: Floats = np.diff(sharp, axis=1, prepend=0, append=1)
    return chances


def thinned(chances: Floats, shares: Floats) -> Floats:
    """Return the chances (n, most + 1) of how many remain when each stays with the chance `shares` (n,).

    Source: F. W. Steutel and K. van Harn, "Discrete analogues of self-decomposability", Annals of Probability 7 (1979).
    """
    numbers = np.arange(chances.shape[1])
    return np.array(
        [row @ binom.pmf(numbers[None, :], numbers[:, None], share) for row, share in zip(chances, shares, strict=True)]
    )


def on_grid(lengths: Floats, step: float) -> Floats:
    """Return the chances of 0, 1, 2 … steps, with the mean of the lengths (H. U. Gerber, ASTIN Bulletin 13, 1982)."""
    below = np.floor(lengths / step).astype(int)
    above = lengths / step - below
    grid = np.bincount(below, 1 - above, below.max() + 2) + np.bincount(below + 1, above, below.max() + 2)
    found: Floats = grid / len(lengths)
    return found


def total(chances: Floats, lengths: Floats) -> Floats:
    """Return the chances (n, places) of sums of as many lengths as are counted, each as likely as `lengths` says."""
    places = next_fast_len((chances.shape[1] - 1) * (len(lengths) - 1) + 1, real=True)
    powers = np.polynomial.polynomial.polyval(rfft(lengths, places), chances.T)
    found: Floats = np.maximum(irfft(powers, places), 0)
    return found


def _upto(middles: Floats, quantiles: Floats, end: float, fall: float) -> Floats:
    """The mid-distribution at real numbers: straight between levels, an exponential law beyond the last."""
    rising = quantiles + 1e-9 * np.arange(len(quantiles))
    within = np.interp(middles, rising, LEVELS, left=0.0)
    beyond = 1 - (1 - LEVELS[-1]) * np.exp(-fall * np.maximum(middles - end, 0))
    return np.where(middles < end, within, beyond)
