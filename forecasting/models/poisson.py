"""Poisson regression whose terms are each held back by their own penalty, with negative-binomial intervals."""

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import Tags
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from forecasting.distribution import Distribution, excess_variance, negative_binomial
from forecasting.series import Floats

FREE = 1e-8
"""The penalty of the intercept: none to speak of."""
MOST = 25.0
"""Logarithms of a rate stay within ± this: no count of ours is near 10¹⁰."""


class PoissonRegression(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """log E[y] = α + X β, with β shrunk towards 0 by a ridge penalty per column.

    Fitted by iteratively reweighted least squares (McCullagh & Nelder, Generalized Linear Models, 1989, section 2.5),
    the penalty multiplied by the dispersion: what varies more than Poisson counts is trusted less. `penalties` is one
    number or (p,).

    Learned: `intercept_`, `coef_` (p,), `covariance_` (1 + p, 1 + p) of both, `excess_` of the variance, `dispersion_`
    beside that of Poisson counts.
    """

    intercept_: float
    coef_: Floats
    dispersion_: float

    def __init__(self, penalties: float | Floats = 1.0, max_iter: int = 50, tol: float = 1e-4) -> None:
        self.penalties = penalties
        self.max_iter = max_iter
        self.tol = tol

    def fit(self, X: Floats, y: Floats, sample_weight: Floats | None = None) -> Self:
        """Learn from rows X (n, p) and their counts y (n,), the weight of each row being 1 unless given."""
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        weight = _check_sample_weight(sample_weight, X, dtype=float)
        kept = weight > 0
        return self.learn(X[kept], y[kept], weight[kept])

    def learn(self, X: Floats, y: Floats, weight: Floats, near: Self | None = None) -> Self:
        """Learn as `fit` does, from rows nobody needs to check, whose weights (n,) are above 0; sooner if `near` is."""
        rows, shares = _with_ones(X), weight / weight.sum()
        penalty = np.append(FREE, np.broadcast_to(np.asarray(self.penalties, dtype=float), X.shape[1]))
        held = np.diag(penalty)
        found, self.dispersion_ = np.zeros(len(penalty)), 1.0
        rate = (y + shares @ y) / 2 + 1e-9
        if near:
            found, self.dispersion_ = np.append(near.intercept_, near.coef_), near.dispersion_
            rate = near.rates(X)
        for rounds in range(1, self.max_iter + 1):
            self.n_iter_, before = rounds, found
            weighted = (rows * (weight * rate / self.dispersion_)[:, None]).T
            precision = weighted @ rows + held
            found = np.linalg.solve(precision, weighted @ (np.log(rate) + y / rate - 1))
            rate = _rate(X, found)
            self.dispersion_ = max(float(shares @ ((y - rate) ** 2 / rate)), 1.0)
            if np.abs(found - before).max() < self.tol:
                break
        self.intercept_, self.coef_ = float(found[0]), found[1:]
        self.covariance_ = np.linalg.inv(precision)
        taken = len(penalty) - float(np.diag(self.covariance_) @ penalty)
        self.excess_ = excess_variance(y, rate, weight, taken)
        return self

    def predict(self, X: Floats) -> Floats:
        """The expected counts (n,) of rows X (n, p)."""
        check_is_fitted(self)
        return self.rates(validate_data(self, X, dtype=float, reset=False))

    def rates(self, X: Floats) -> Floats:
        """The expected counts (n,) of rows nobody needs to check."""
        return _rate(X, np.append(self.intercept_, self.coef_))

    def distribution(self, X: Floats) -> Distribution:
        """The distributions of the counts of rows X (n, p): their noise, and what is not known of the coefficients."""
        return negative_binomial(self.rates(X), self.unsure(X))

    def unsure(self, X: Floats) -> Floats:
        """The excess of the variance (n,) of rows X (n, p): `excess_`, and what is not known of the coefficients."""
        rows = _with_ones(X)
        unsure: Floats = self.excess_ + np.sum((rows @ self.covariance_) * rows, axis=1)
        return unsure

    def __sklearn_tags__(self) -> Tags:
        """Counts are not negative."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        return tags


def _with_ones(X: Floats) -> Floats:
    return np.column_stack([np.ones(len(X)), X])


def _rate(X: Floats, coefficients: Floats) -> Floats:
    rate: Floats = np.exp(np.clip(coefficients[0] + X @ coefficients[1:], -MOST, MOST))
    return rate
