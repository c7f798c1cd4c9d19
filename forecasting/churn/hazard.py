"""How likely it is that somebody leaves within the year: one logistic regression for all firms, a level for each."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import SplineTransformer, StandardScaler
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from forecasting.churn.snapshots import Floats

Integers = NDArray[np.int64]


class PooledHazard(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """logit P(left in the year) = α + f(X) β + the level of the firm, both held back by a normal prior.

    With one row per customer and year lived through this is the discrete-time hazard of P. D. Allison,
    "Discrete-time methods for the analysis of event histories", Sociological Methodology 13 (1982), 61-98. `spread` and
    `firm_spread` are the standard deviations the priors give a coefficient of a column that varies by one, and a
    level; columns numbered in `curved` are bent by splines of `knots` knots. Estimates are those of scikit-learn's
    logistic regression; what is not known of them is Laplace's approximation at its optimum.

    Learned: `intercept_`, `coef_` (q,) of the standardised columns, `levels_` (firms,), `covariance_`
    (q + firms + 1, …) of levels, coefficients and intercept, in this order.
    """

    def __init__(
        self, curved: Sequence[int] = (), knots: int = 10, spread: float = 0.4, firm_spread: float = 0.3
    ) -> None:
        self.curved = curved
        self.knots = knots
        self.spread = spread
        self.firm_spread = firm_spread

    def fit(self, X: Floats, y: NDArray[np.generic], firms: Integers | None = None, *, count: int = 0) -> Self:
        """Learn from rows X (n, p) who left, y (n,), the number of the firm of each row and how many there are."""
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        if type_of_target(y) != "binary":
            raise ValueError(f"Only binary classification is supported. The type of the target is {type_of_target(y)}.")
        self.classes_, left = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:  # noqa: PLR2004
            raise ValueError("Nobody can be told apart: y holds one class.")
        self.columns_ = self._columns().fit(X)
        rows = self.columns_.transform(X)
        belongs = _belongs(firms, len(rows), count)
        design = sparse.hstack([belongs * self.firm_spread, sparse.csr_array(rows * self.spread)]).tocsr()
        found = LogisticRegression(tol=1e-6, max_iter=1000).fit(design, left)
        scale = np.append(
            np.full(belongs.shape[1], self.firm_spread), np.append(np.full(rows.shape[1], self.spread), 1)
        )
        self.n_iter_ = int(found.n_iter_[0])
        self.intercept_ = float(found.intercept_[0])
        self.levels_, self.coef_ = np.split(found.coef_[0] * scale[:-1], [belongs.shape[1]])
        self.covariance_ = _laplace(design, found.predict_proba(design)[:, 1]) * np.outer(scale, scale)
        return self

    def parts(self, X: Floats) -> Floats:
        """What each column adds to the logit of rows X, beyond what it adds on average (n, q)."""
        check_is_fitted(self)
        parts: Floats = self.columns_.transform(validate_data(self, X, dtype=float, reset=False)) * self.coef_
        return parts

    def decision_function(self, X: Floats, firms: Integers | None = None) -> Floats:
        """The logits (n,) of rows X (n, p), each at the level of its firm."""
        levels = 0.0 if firms is None else self.levels_[firms]
        logits: Floats = self.parts(X).sum(axis=1) + self.intercept_ + levels
        return logits

    def unsure(self, X: Floats, firms: Integers) -> Floats:
        """The variance (n,) of the logits of rows X (n, p): what is not known of coefficients and levels."""
        rows = self.columns_.transform(validate_data(self, X, dtype=float, reset=False))
        rows, known = np.column_stack([rows, np.ones(len(rows))]), len(self.levels_)
        shared, between = self.covariance_[known:, known:], self.covariance_[:known, known:]
        variance: Floats = np.sum((rows @ shared + 2 * between[firms]) * rows, axis=1)
        return variance + np.diag(self.covariance_)[firms]

    def predict_proba(self, X: Floats, firms: Integers | None = None) -> Floats:
        """The chances of staying and of leaving (n, 2)."""
        chances = expit(self.decision_function(X, firms))
        return np.column_stack([1 - chances, chances])

    def predict(self, X: Floats, firms: Integers | None = None) -> NDArray[np.generic]:
        """What is more likely of each row (n,)."""
        likelier = (self.decision_function(X, firms) > 0).astype(int)
        said: NDArray[np.generic] = self.classes_[likelier]
        return said

    def _columns(self) -> Pipeline:
        bent, straight = list(self.curved), "passthrough"
        if not bent:
            return make_pipeline(StandardScaler())
        from sklearn.compose import ColumnTransformer  # noqa: PLC0415 - only where columns are bent

        splines = SplineTransformer(n_knots=self.knots, knots="quantile")
        return make_pipeline(ColumnTransformer([("bent", splines, bent)], remainder=straight), StandardScaler())

    def __sklearn_tags__(self) -> Tags:
        """Somebody left or did not."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def _belongs(firms: Integers | None, rows: int, count: int) -> sparse.csr_array:
    """A one for each row in the column of its firm (rows, firms)."""
    if firms is None:
        return sparse.csr_array((rows, 0))
    return sparse.csr_array((np.ones(rows), (np.arange(rows), firms)), shape=(rows, count or int(firms.max()) + 1))


def _laplace(design: sparse.csr_array, chances: Floats) -> Floats:
    """The inverse curvature of the penalised likelihood at its optimum; the last row is the intercept's."""
    every = sparse.hstack([design, np.ones((design.shape[0], 1))]).tocsr()
    curvature = (every.T @ (every * (chances * (1 - chances))[:, None])).toarray()
    prior = np.append(np.ones(design.shape[1]), 1e-9)
    found: Floats = np.linalg.inv(curvature + np.diag(prior))
    return found
