"""Models keep scikit-learn's contract, and find what is there to be found."""

import numpy as np
import pytest
from sklearn.linear_model import PoissonRegressor
from sklearn.utils.estimator_checks import check_estimator

from forecasting.models.boosted import BoostedQuantiles
from forecasting.models.poisson import PoissonRegression
from forecasting.models.pooled import PooledRegression
from forecasting.models.seasonal_average import SeasonalAverage
from forecasting.models.seasonal_naive import SeasonalNaive
from forecasting.series import Floats


@pytest.mark.parametrize(
    "model",
    [SeasonalNaive(), SeasonalAverage(), PoissonRegression(), PooledRegression(2.0, 0.1, 0.2)],
    ids=lambda model: type(model).__name__,
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_a_model_keeps_the_contract_of_scikit_learn(model):
    """As its own checks see it."""
    check_estimator(model)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_boosted_quantiles_keep_the_contract_of_scikit_learn():
    """With ensembles small enough for a test."""
    check_estimator(BoostedQuantiles(max_iter=8, learning_rate=0.5))


def test_the_regression_agrees_with_scikit_learns():
    """With one penalty and counts without excess the two have the same optimum."""
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(400, 3))
    counts: Floats = np.round(np.exp(1 + rows @ np.array([0.3, -0.2, 0.1])))
    theirs = PoissonRegressor(alpha=2 / 400, tol=1e-10, max_iter=1000).fit(rows, counts)
    ours = PoissonRegression(2.0).fit(rows, counts)
    assert np.allclose(theirs.coef_, ours.coef_, atol=1e-5)


def test_a_column_without_any_value_is_left_out_of_the_trees():
    """scikit-learn 1.9 would fail on it."""
    rng = np.random.default_rng(4)
    rows = np.column_stack([rng.integers(0, 5, 300).astype(float), np.full(300, np.nan)])
    counts = rng.poisson(5 + 3 * rows[:, 0]).astype(float)
    model = BoostedQuantiles(max_iter=30).fit(rows, counts)
    assert [True, False] == np.asarray(model.columns_).tolist()
    assert abs(17 - model.predict(np.array([[4.0, np.nan]]))[0]) < 3
    nothing = BoostedQuantiles(max_iter=5).fit(rows[:, 1:], counts)
    assert 1 == len(np.unique(nothing.predict(rows[:, 1:])))


def test_the_naive_forecast_is_less_sure_further_ahead():
    """Its spread grows with the square root of the weeks."""
    rows = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2.0]])
    model = SeasonalNaive().fit(rows, np.array([10, 20, 14, 20, 10, 24.0]))
    near, far = model.distribution(np.array([[0, 3], [0, 6.0]])).quantiles
    assert [10.0, 24.0, 98 / 6] == pytest.approx(list(model.predict(np.array([[0, 3], [1, 3], [7, 3.0]]))))
    assert 2.0 == pytest.approx((far[10] - far[6]) / (near[10] - near[6]))


def test_the_average_looks_at_the_last_weeks_only():
    """What was before has been forgotten."""
    rows = np.column_stack([np.zeros(20), np.arange(20.0)])
    counts = np.where(np.arange(20) < 12, 100.0, 10.0)
    assert [10.0] == pytest.approx(list(SeasonalAverage(weeks=8).fit(rows, counts).predict(rows[:1])))
