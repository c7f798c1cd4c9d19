"""Boosted quantiles: trees that find their own way through the calendar, one ensemble per level."""

from typing import Self

import numpy as np
from scipy.stats import norm
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from forecasting.distribution import NORMAL, Distribution
from forecasting.series import Floats

FITTED: Floats = np.array([0.05, 0.2, 0.5, 0.8, 0.95])
"""The levels that get an ensemble; the others lie between them as they would in a normal law."""


class BoostedQuantiles(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Gradient-boosted trees for each level, with the pinball loss (Ke et al., LightGBM, NeurIPS 2017).

    X may hold NaN; a column without any value is left out, for scikit-learn 1.9 fails on it.

    Learned: `columns_` (p,) which columns are used, `ensembles_`, one per fitted level.
    """

    def __init__(self, max_iter: int = 100, learning_rate: float = 0.08, random_state: int = 0) -> None:
        self.max_iter = max_iter
        self.learning_rate = learning_rate
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from rows X (n, p) and their counts y (n,)."""
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True, ensure_all_finite="allow-nan")
        self.columns_ = ~np.isnan(X).all(axis=0)
        used = X[:, self.columns_] if self.columns_.any() else np.zeros((len(y), 1))
        self.n_iter_ = self.max_iter
        self.ensembles_ = [self._ensemble(level).fit(used, y) for level in FITTED]
        return self

    def predict(self, X: Floats) -> Floats:
        """The medians (n,) of rows X (n, p)."""
        return self._fitted(X)[:, len(FITTED) // 2]

    def distribution(self, X: Floats) -> Distribution:
        """The distributions of the counts of rows X (n, p), the mean being that of their quantiles."""
        fitted, scores = np.sort(self._fitted(X), axis=1), norm.ppf(FITTED)
        place = np.clip(np.searchsorted(scores, NORMAL) - 1, 0, len(FITTED) - 2)
        slope = (fitted[:, place + 1] - fitted[:, place]) / (scores[place + 1] - scores[place])
        quantiles = fitted[:, place] + slope * (NORMAL - scores[place])
        return Distribution(quantiles[:, 1:-1].mean(axis=1), quantiles)

    def _ensemble(self, level: float) -> HistGradientBoostingRegressor:
        return HistGradientBoostingRegressor(
            loss="quantile",
            quantile=level,
            max_iter=self.max_iter,
            learning_rate=self.learning_rate,
            max_leaf_nodes=15,
            min_samples_leaf=10,
            early_stopping=False,
            random_state=self.random_state,
        )

    def _fitted(self, X: Floats) -> Floats:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False, ensure_all_finite="allow-nan")
        used = X[:, self.columns_] if self.columns_.any() else np.zeros((len(X), 1))
        return np.column_stack([ensemble.predict(used) for ensemble in self.ensembles_])

    def __sklearn_tags__(self) -> Tags:
        """Missing values are taken as they come."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
