"""Whether what comes still looks like what was said: how surprises add up, and how often intervals held.

Both are made for a few dozen counts: nothing is compared but each count with its own forecast.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from forecasting.distribution import NORMAL
from forecasting.series import Floats

SLACK, LIMIT = 0.5, 5.0
"""What a sum forgets at each count, and where it alarms, in standard deviations: without any drift an alarm comes once
in 465 counts, and a shift of one deviation is seen after ten (Montgomery, Introduction to Statistical Quality Control,
2009, section 9.1)."""
LOOKED_AT, FEWEST = 60, 10
"""Counts whose intervals are looked at, and below which nothing is said of them."""
RARE = 0.001
"""An interval alarms when it holds so rarely, or so often, with a chance below this: it is asked every night."""
FARTHEST = 4.0
_NOMINAL = 0.8


@dataclass(frozen=True, slots=True)
class Drift:
    """How the last forecasts stand: sums of surprises upwards and downwards, and the share of counts within 80 %.

    `held` is NaN below `FEWEST` counts; `more`, `fewer` and `loose` are the alarms.
    """

    counts: int
    upwards: float
    downwards: float
    held: float
    loose: bool

    @property
    def more(self) -> bool:
        """Whether more comes than was said."""
        return self.upwards > LIMIT

    @property
    def fewer(self) -> bool:
        """Whether less comes than was said."""
        return self.downwards > LIMIT


def watched(counts: Floats, quantiles: Floats, within: Floats) -> Drift:
    """Watch counts (n,) against the quantiles (n, 13) said of each before it came, in time order.

    `within` (n, 2) are the ends of the intervals said to hold 80 % (`Distribution.interval`).

    A two-sided cumulative sum of surprises (Page, Biometrika 41, 1954), and a binomial test of the last intervals.
    """
    upwards = downwards = 0.0
    for surprise in surprises(counts, quantiles):
        upwards = max(0.0, upwards + surprise - SLACK)
        downwards = max(0.0, downwards - surprise - SLACK)
    lately, (low, high) = counts[-LOOKED_AT:], within[-LOOKED_AT:].T
    if len(lately) < FEWEST:
        return Drift(len(counts), upwards, downwards, float("nan"), loose=False)
    held = int(((low <= lately) & (lately <= high)).sum())
    seldom, often = binom.cdf(held, len(lately), _NOMINAL), binom.sf(held - 1, len(lately), _NOMINAL)
    return Drift(len(counts), upwards, downwards, held / len(lately), loose=bool(min(seldom, often) < RARE))


def surprises(counts: Floats, quantiles: Floats) -> Floats:
    """Return how far each count (n,) lies from what was said of it (n, 13), in standard deviations, at most `FARTHEST`.

    The normal score of its place in the distribution (Dunn & Smyth, Journal of Computational and Graphical Statistics
    5, 1996), in the middle of a count's own mass instead of at random, so that the same counts alarm on every run.
    Beyond the outer quantiles the line of the last two goes on.
    """
    found = np.empty(len(counts))
    for row, (count, said) in enumerate(zip(counts, quantiles, strict=True)):
        value, first = np.unique(said, return_index=True)
        score = np.add.reduceat(NORMAL, first) / np.diff([*first, len(said)])
        if len(value) == 1:
            value, score = np.append(value, value + 1), np.append(score, score + 1)
        place = int(np.clip(np.searchsorted(value, count) - 1, 0, len(value) - 2))
        slope = (score[place + 1] - score[place]) / (value[place + 1] - value[place])
        found[row] = score[place] + slope * (count - value[place])
    return np.clip(found, -FARTHEST, FARTHEST)
