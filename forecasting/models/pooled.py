"""The same regression, begun from what other firms have in common: for a past too short to have a shape of its own."""

from typing import Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from forecasting.distribution import excess_variance
from forecasting.models.poisson import MOST, PoissonRegression
from forecasting.series import Floats

EXCESS_COUNTS = 60.0
"""How many counts the excess of the others is worth beside a firm's own."""


class PooledRegression(PoissonRegression):
    """log E[y] = α + X β, with β shrunk towards `towards` (p,) instead of 0, and the excess towards `excess`.

    The columns' own coefficients are those of a regression with an exposure (McCullagh & Nelder, Generalized Linear
    Models, 1989, section 6.3), for counts beside what others make expect have the same likelihood. Penalties are then
    the inverse variances from firm to firm.

    Learned: as for `PoissonRegression`.
    """

    def __init__(
        self,
        penalties: float | Floats = 1.0,
        towards: float | Floats = 0.0,
        excess: float = 0.0,
        max_iter: int = 50,
        tol: float = 1e-4,
    ) -> None:
        super().__init__(penalties, max_iter, tol)
        self.towards = towards
        self.excess = excess

    def learn(self, X: Floats, y: Floats, weight: Floats, near: Self | None = None) -> Self:
        """Learn as `fit` does, from rows nobody needs to check; `near` is not looked at, for short pasts are quick."""
        del near
        towards = np.broadcast_to(np.asarray(self.towards, dtype=float), X.shape[1])
        logs = X @ towards
        middle = float(weight @ logs / weight.sum())
        exposure = np.exp(np.clip(logs - middle, -MOST, MOST))
        super().learn(X, y / exposure, weight * exposure)
        self.coef_ = self.coef_ + towards
        self.intercept_ -= middle
        own = excess_variance(y, self.rates(X), weight, self._taken())
        self.excess_ = (len(y) * own + EXCESS_COUNTS * self.excess) / (len(y) + EXCESS_COUNTS)
        return self

    def _taken(self) -> float:
        """How many degrees of freedom the coefficients took."""
        check_is_fitted(self)
        penalty = np.broadcast_to(np.asarray(self.penalties, dtype=float), len(self.coef_))
        return 1 + len(self.coef_) - float(np.diag(self.covariance_)[1:] @ penalty)
