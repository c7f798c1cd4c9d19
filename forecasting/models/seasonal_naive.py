"""The seasonal naive forecast: what was counted at the same moment of the week before."""

from typing import Self

import numpy as np

from forecasting.distribution import Distribution, gaussian
from forecasting.models.by_moment import ByMoment
from forecasting.series import Floats


class SeasonalNaive(ByMoment):
    """The last count at the same moment, as unsure as such forecasts were before, and more so with the weeks ahead.

    X has the moment in its first column and the week in its second; without a second one, rows are weeks apart as they
    stand. A moment never seen is expected to be as all on average. Source: Hyndman & Athanasopoulos, Forecasting:
    Principles and Practice (2021), sections 5.2 and 5.5.

    Learned: `moments_` (m,), `expected_` (m,) their last counts, `week_` (m,) when, `spread_` in counts, `average_`.
    """

    def learn(self, X: Floats, y: Floats) -> Self:
        """Learn the last count at each moment of rows X (n, p), and how much it changed from week to week."""
        week = X[:, 1] if X.shape[1] > 1 else np.zeros(len(y))
        order = np.lexsort((week, X[:, 0]))
        moment, week, y = X[order, 0], week[order], y[order].astype(float)
        ends = np.append(moment[1:] != moment[:-1], True)
        self.moments_, self.expected_, self.week_ = moment[ends], y[ends], week[ends]
        changes = np.diff(y)[~ends[:-1]]
        self.average_ = float(y.mean())
        self.spread_ = float(np.sqrt(np.mean(changes**2))) if len(changes) else float(y.std())
        return self

    def distribution(self, X: Floats) -> Distribution:
        """The distributions of the counts of rows X (n, p)."""
        return gaussian(*self.law(X))

    def law(self, X: Floats) -> tuple[Floats, Floats]:
        """The mean (n,) and the standard deviation (n,)."""
        place, last = self._expected(X)
        ahead = X[:, 1] - self.week_[place] if X.shape[1] > 1 else np.ones(len(X))
        return last, self.spread_ * np.sqrt(np.maximum(ahead, 1))
