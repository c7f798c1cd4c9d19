"""What models by the moment of the week share: a count to expect at each moment ever seen, elsewhere the mean."""

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

    def predict(self, X: Floats) -> Floats:
        """The counts (n,) to expect at the moments of rows X (n, p)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        place = self._places(X)
        return np.where(self.moments_[place] == X[:, 0], self.expected_[place], self.average_)

    def _places(self, X: Floats) -> NDArray[np.intp]:
        """Where the moments of rows X (n, p) stand among those learned (n,), or would: at the last one at most."""
        return np.minimum(np.searchsorted(self.moments_, X[:, 0]), len(self.moments_) - 1)

    def __sklearn_tags__(self) -> Tags:
        """Counts are not negative, and what does not come back is not foreseen."""
        tags = super().__sklearn_tags__()
        tags.target_tags.positive_only = True
        tags.regressor_tags.poor_score = True
        return tags
