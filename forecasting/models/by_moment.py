"""What models by the moment of the week share: a count to expect at each moment ever seen, elsewhere the mean."""

from abc import abstractmethod
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from forecasting.series import Floats


class ByMoment(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """The same count whenever a moment comes back.

    X has the moment in its first column and the week in its second. Learned by those below: `moments_` (m,) in order,
    `expected_` (m,) the count to expect at each, `average_` that of a moment never seen.
    """

    moments_: Floats
    expected_: Floats
    average_: float

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from rows X (n, p), in any order, and their counts y (n,)."""
        return self.learn(*validate_data(self, X, y, dtype=float, y_numeric=True))

    @abstractmethod
    def learn(self, X: Floats, y: Floats) -> Self:
        """Learn as `fit` does, from rows nobody needs to check: a check takes longer than learning."""

    def predict(self, X: Floats) -> Floats:
        """The counts (n,) to expect at the moments of rows X (n, p)."""
        check_is_fitted(self)
        return self.law(validate_data(self, X, dtype=float, reset=False))[0]

    @abstractmethod
    def law(self, X: Floats) -> tuple[Floats, Floats]:
        """The count to expect (n,) of rows nobody needs to check, and how unsure it is (n,)."""

    def _expected(self, X: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Where the moments of rows X (n, p) stand among those learned, or would, and what to expect; (n,) each."""
        place = np.minimum(np.searchsorted(self.moments_, X[:, 0]), len(self.moments_) - 1)
        return place, np.where(self.moments_[place] == X[:, 0], self.expected_[place], self.average_)

    def __sklearn_tags__(self) -> Tags:
        """Counts are not negative, and what does not come back is not foreseen."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        tags.regressor_tags.poor_score = True
        return tags
