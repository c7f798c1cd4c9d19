"""How good chances were, once it is known who left: ranking, calibration, and what they are worth."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

from forecasting.churn.snapshots import Floats

Booleans = NDArray[np.bool_]
FREE = 1e6


def area(left: Booleans, chances: Floats) -> float:
    """The chance that of two customers (n,) the one who left had the higher figure; NaN where all did the same."""
    gone = int(left.sum())
    if not 0 < gone < len(left):
        return float("nan")
    ranks = rankdata(chances)[left].sum()
    return float((ranks - gone * (gone + 1) / 2) / (gone * (len(left) - gone)))


def calibration_slope(left: Booleans, chances: Floats) -> float:
    """By what logits of chances (n,) would have to be multiplied: below one they said too much (D. R. Cox, 1958)."""
    logits = logit(chances)[:, None]
    return float(LogisticRegression(C=FREE, tol=1e-6).fit(logits, left).coef_[0, 0])


def brier_skill(left: Booleans, chances: Floats, rates: Floats | float) -> float:
    """How much less chances (n,) err, squared, than `rates` (n,) or one rate for all would; zero is no better."""
    return 1 - float(np.mean((chances - left) ** 2) / np.mean((rates - left) ** 2))
