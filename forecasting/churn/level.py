"""Where the level of leaving stands now: years move it, and it is followed from one to the next."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from forecasting.churn.hazard import Integers
from forecasting.churn.snapshots import Floats

COMMON_DRIFT, FIRM_DRIFT = 0.25, 0.15
"""How far the level of everybody, and beyond it that of one firm, moves from one year to the next, as a logit."""


class Level(NamedTuple):
    """How much the logit of next year differs from what was learned of all years, and the variance of that."""

    shift: float
    variance: float


def followed(logits: Floats, left: NDArray[np.bool_], ages: Integers, *, drift: float) -> Level:
    """Follow the level through rows (n,) whose `logits` were learned from all of them, and step into the next year.

    A local level model (A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section
    4.1) of the intercept. Each year is read through the number of those who left, by one step of the extended filter.
    """
    shift, variance = 0.0, 0.0
    for age in sorted(set(ages.tolist()), reverse=True):
        seen = ages == age
        variance += drift**2
        chances = expit(logits[seen] + shift)
        told = float(np.sum(chances * (1 - chances)))
        gain = variance / (1 + variance * told)
        shift += gain * float(np.sum(left[seen] - chances))
        variance = gain
    return Level(shift, variance + drift**2)
