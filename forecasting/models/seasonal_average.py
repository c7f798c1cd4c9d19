"""The seasonal average: the mean of the last weeks at the same moment of the week."""

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from forecasting.distribution import Distribution, excess_variance, negative_binomial
from forecasting.series import Floats


class SeasonalAverage(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """The mean of the counts at the same moment over the last `weeks`, drawn a little to the mean of all.

    X has the moment in its first column and the week in its second, as for `SeasonalNaive`. A moment counts for `prior`
    weeks at the mean of all moments.

    Learned: `moments_` (m,), `means_` (m,), `seen_` (m,) in how many weeks each, `average_`, `excess_` of the variance.
    """

    def __init__(self, weeks: int = 8, prior: float = 0.02) -> None:
        self.weeks = weeks
        self.prior = prior

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from rows X (n, p), in any order, and their counts y (n,)."""
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        week = X[:, 1] if X.shape[1] > 1 else np.zeros(len(y))
        lately = week > week.max() - self.weeks
        moment, y = X[lately, 0], y[lately].astype(float)
        self.moments_, place = np.unique(moment, return_inverse=True)
        self.seen_ = np.bincount(place).astype(float)
        self.average_ = float(y.mean())
        self.means_ = (np.bincount(place, y) + self.prior * self.average_) / (self.seen_ + self.prior)
        self.excess_ = excess_variance(y, np.maximum(self.means_[place], 1e-9), None, len(self.moments_))
        return self

    def predict(self, X: Floats) -> Floats:
        """The means (n,) at the moments of rows X (n, p)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        place, seen = self._places(X)
        return np.where(seen, self.means_[place], self.average_)

    def distribution(self, X: Floats) -> Distribution:
        """The distributions of the counts of rows X (n, p): their noise, and that of a mean of few weeks."""
        place, _ = self._places(X)
        mean = self.predict(X)
        unsure = (1 / np.maximum(mean, 1e-9) + self.excess_) / (self.seen_[place] + self.prior)
        return negative_binomial(mean, self.excess_ + unsure)

    def _places(self, X: Floats) -> tuple[np.ndarray, np.ndarray]:
        place = np.minimum(np.searchsorted(self.moments_, X[:, 0]), len(self.moments_) - 1)
        return place, self.moments_[place] == X[:, 0]

    def __sklearn_tags__(self) -> Tags:
        """Counts are not negative, and what has no season is not foreseen."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        tags.regressor_tags.poor_score = True
        return tags
