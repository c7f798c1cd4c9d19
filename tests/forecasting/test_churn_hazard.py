"""The pooled regression keeps scikit-learn's contract, agrees with its own, and knows what it does not know."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from forecasting.churn.hazard import PooledHazard
from forecasting.churn.level import followed


def drawn(rows: int, firms: int = 4, seed: int = 1):
    """Rows, who left, and the firms of the rows, of which the last has three times the odds."""
    rng = np.random.default_rng(seed)
    columns, belongs = rng.normal(size=(rows, 2)), np.arange(rows) % firms
    chances = expit(-2 + columns @ [0.8, 0.0] + np.log(3) * (belongs == firms - 1))
    return columns, rng.random(rows) < chances, belongs


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_it_keeps_the_contract_of_scikit_learn():
    """As its own checks see it."""
    check_estimator(PooledHazard())


def test_without_firms_it_is_the_penalised_regression_of_scikit_learn():
    """The same optimum, coefficient by coefficient."""
    columns, left, _ = drawn(500)
    ours = PooledHazard(spread=0.5).fit(columns, left)
    theirs = LogisticRegression(C=0.25, tol=1e-10).fit(StandardScaler().fit_transform(columns), left)
    assert np.allclose(theirs.coef_[0], ours.coef_, atol=1e-4)
    assert np.allclose(theirs.intercept_[0], ours.intercept_, atol=1e-4)


def test_a_firm_of_its_own_kind_has_a_level_of_its_own():
    """Held back the more, the less was seen of it; a firm nobody saw stands where all stand."""
    columns, left, firms = drawn(2000)
    levels = PooledHazard().fit(columns, left, firms, count=5).levels_
    few = PooledHazard().fit(columns[:80], left[:80], firms[:80], count=5).levels_
    assert 3 == np.argmax(levels)
    assert levels[3] > few[3] > 0
    assert 0 == pytest.approx(levels[4], abs=1e-6)


def test_what_is_not_known_is_as_wide_as_estimates_stray():
    """Laplace's variance of a logit against that of estimates from forty samples."""
    asked, firm = np.array([[1.0, 0.0]]), np.array([0])
    models = [
        PooledHazard(spread=2, firm_spread=0.01).fit(*drawn(600, firms=1, seed=seed), count=1) for seed in range(40)
    ]
    strays = np.std([model.decision_function(asked, firm)[0] for model in models])
    said = np.sqrt(np.mean([model.unsure(asked, firm)[0] for model in models]))
    assert 1 == pytest.approx(said / strays, abs=0.25)


def test_a_bent_column_follows_what_no_line_could():
    """Those in the middle leave, those at both ends do not."""
    rng = np.random.default_rng(2)
    columns = rng.uniform(-1, 1, (2000, 1))
    left = rng.random(2000) < expit(1 - 6 * np.abs(columns[:, 0]))
    model = PooledHazard(curved=(0,), knots=5).fit(columns, left)
    low, middle, high = model.predict_proba(np.array([[-0.9], [0.0], [0.9]]))[:, 1]
    assert middle > 3 * max(low, high)


def test_one_firm_among_many_is_only_one_column():
    """A thousand firms are learned from at once, without a full matrix of them."""
    columns, left, firms = drawn(20_000, firms=1000)
    model = PooledHazard().fit(columns, left, firms)
    assert (1000,) == model.levels_.shape
    assert (20_000,) == model.unsure(columns, firms).shape


def years(rates: list[float], size: int = 400):
    """Customers of one logit, of whom these shares left in the years ago that their places say."""
    left = np.concatenate([np.arange(size) < rate * size for rate in rates])
    ages = np.repeat(np.arange(len(rates), 0, -1), size)
    mean = np.mean(rates)
    return np.full(len(left), np.log(mean / (1 - mean))), left, ages


def test_the_level_goes_where_the_last_years_went():
    """Half the way and more to twice as many departures, and where nothing changed it stays."""
    moved, still = followed(*years([0.05, 0.05, 0.1]), drift=0.25), followed(*years([0.08] * 3), drift=0.25)
    assert 0.15 < moved.shift < np.log(0.1 / 0.9) - np.log(0.2 / 3 / (1 - 0.2 / 3))
    assert 0 == pytest.approx(still.shift, abs=1e-12)


def test_the_level_is_as_unsure_as_years_are_unlike():
    """At least one year's drift lies ahead, and nothing seen leaves all of it; nobody who left is no disaster."""
    assert 0.25**2 < followed(*years([0.08] * 3), drift=0.25).variance < 2 * 0.25**2
    assert (0.0, 0.25**2) == followed(np.zeros(0), np.zeros(0, bool), np.zeros(0, int), drift=0.25)
    assert -2 < followed(*years([0.1, 0.0]), drift=0.25).shift < 0
