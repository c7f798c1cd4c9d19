"""The seasonal average: the mean of the last weeks at the same moment of the week."""

from typing import Self

import numpy as np

from forecasting.distribution import Distribution, excess_variance, negative_binomial
from forecasting.models.by_moment import ByMoment
from forecasting.series import Floats


class SeasonalAverage(ByMoment):
    """The mean of the counts at the same moment over the last `weeks`, drawn a little to the mean of all.

    X has the moment in its first column and the week in its second, as for `SeasonalNaive`. A moment counts for `prior`
    weeks at the mean of all moments.

    Learned: `moments_` (m,), `expected_` and `seen_` (m,) in how many weeks, `average_`, `excess_` of the variance.
    """

    def __init__(self, weeks: int = 8, prior: float = 0.02) -> None:
        self.weeks = weeks
        self.prior = prior

    def learn(self, X: Floats, y: Floats) -> Self:
        """Learn the last weeks of rows X (n, p)."""
        week = X[:, 1] if X.shape[1] > 1 else np.zeros(len(y))
        lately = week > week.max() - self.weeks
        moment, y = X[lately, 0], y[lately].astype(float)
        self.moments_, place = np.unique(moment, return_inverse=True)
        self.seen_ = np.bincount(place).astype(float)
        self.average_ = float(y.mean())
        self.expected_ = (np.bincount(place, y) + self.prior * self.average_) / (self.seen_ + self.prior)
        self.excess_ = excess_variance(y, np.maximum(self.expected_[place], 1e-9), None, len(self.moments_))
        return self

    def distribution(self, X: Floats) -> Distribution:
        """The distributions of the counts of rows X (n, p): their noise, and that of a mean of few weeks."""
        return negative_binomial(*self.law(X))

    def law(self, X: Floats) -> tuple[Floats, Floats]:
        """The mean (n,) and the excess of the variance (n,)."""
        place, mean = self._expected(X)
        unsure = (1 / np.maximum(mean, 1e-9) + self.excess_) / (self.seen_[place] + self.prior)
        return mean, self.excess_ + unsure
