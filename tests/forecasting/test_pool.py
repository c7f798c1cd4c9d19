"""A young firm begins from what others have in common, and from its own level; a shape says nothing of any one firm."""

import pickle
from datetime import timedelta

import numpy as np
import pytest

from benchmarks.young_firms import young_firm
from forecasting.calendar import SchoolZone
from forecasting.errors import SeriesTooShort
from forecasting.features import features
from forecasting.models.poisson import PoissonRegression
from forecasting.models.pooled import PooledRegression
from forecasting.pool import Coefficients, pooled
from forecasting.predicting import predict
from forecasting.recipes import BASELINE, POOLED, forecasts
from forecasting.scores import pinball
from forecasting.series import Series
from forecasting.terms import Terms
from tests.forecasting.samples import MONDAY, daily, half_hourly

ZONE = SchoolZone.A


def learned(series):
    """The coefficients of the regression on a whole series."""
    seen = series.observed
    return forecasts(features(series, seen, ZONE), series.counts[seen], [len(seen) - 1], 1)[1]["regression"]


@pytest.fixture(scope="module")
def shape():
    """What eight firms of two years have in common."""
    return pooled(learned(young_firm(seed, 730).daily(0, 730)) for seed in range(8))


def test_a_shape_holds_weeks_and_seasons_and_how_much_firms_differ(shape):
    """Mondays are busier by a seventh in all of them, more or less by eight hundredths."""
    monday, differ = shape.terms["weekday:0"]
    assert 8 == shape.firms
    assert monday == pytest.approx(0.13, abs=0.06)
    assert 0.03 < np.sqrt(differ) < 0.2
    assert {"year:cos1", "month:sin1", "day_after:"} <= set(shape.terms)


def test_a_shape_tells_nothing_of_how_busy_anybody_is(shape):
    """Firms three times as large teach the same."""
    larger = pooled(
        Coefficients(one.intercept + np.log(3), one.level + 1, one.excess, one.terms)
        for one in (learned(young_firm(seed, 730).daily(0, 730)) for seed in range(8))
    )
    assert shape == larger
    assert shape == pickle.loads(pickle.dumps(shape))  # noqa: S301 - our own, as other processes are given it


def test_four_firms_are_too_few(shape):
    """Nobody's shape may be told from the others'; nor may a term only four have."""
    one = Coefficients(0.0, 0.0, 0.0, {"weekday:0": (0.1, 0.01)})
    assert pooled([one] * 4) is None
    found = pooled([*[one] * 5, Coefficients(0.0, 0.0, 0.0, {"weekday:5": (-1.0, 0.01)})])
    assert found
    assert ["weekday:0"] == list(found.terms)


def test_two_weeks_are_told_better_from_a_shape(shape):
    """Over twelve young firms a quarter less is lost; eight in ten counts come inside, more or less by chance."""
    alone, begun, inside = 0.0, 0.0, []
    for number in range(12):
        firm = young_firm(500 + number, 400)
        past, whole = firm.daily(30 * number, 30 * number + 14), firm.daily(30 * number, 30 * number + 44)
        steps = past.following(22)
        steps = steps[np.isin(steps, whole.observed)]
        for given in (None, shape):
            found = predict(past, 22, ZONE, shape=given)
            kept = np.isin(past.following(22), steps)
            loss = float(pinball(whole.counts[steps], found.quantiles[kept]).sum())
            if given is None:
                alone += loss
                assert BASELINE == found.choice.champion
            else:
                begun += loss
                assert (POOLED, False, None) == (found.choice.champion, found.choice.promoted, found.backtest)
                low, high = found.interval(0.8)
                inside += list((low[kept] <= whole.counts[steps]) & (whole.counts[steps] <= high[kept]))
    assert begun < 0.8 * alone
    assert 0.7 < np.mean(inside) < 0.9


def test_a_shape_does_not_help_who_has_no_week(shape):
    """Six counts are refused, as ever."""
    with pytest.raises(SeriesTooShort):
        predict(daily(6), 5, shape=shape)


def test_a_firm_unlike_the_others_soon_goes_its_own_way(shape):
    """Where Fridays are the busiest days, thirteen weeks of them outweigh everybody else's Mondays."""
    rates = np.array([20, 20, 20, 20, 60, 0, 0.0])
    counts = np.random.default_rng(4).poisson(np.tile(rates, 13)).astype(float)
    found = predict(Series(MONDAY, timedelta(days=1), counts), 7, shape=shape)
    assert found.mean[4] > 2 * found.mean[0]


def test_the_pooled_regression_without_others_is_the_regression():
    """Drawn to nothing, and with an excess that is not drawn at all."""
    rows = np.random.default_rng(3).normal(size=(400, 3))
    counts = np.random.default_rng(4).poisson(np.exp(1 + rows @ np.array([0.3, -0.2, 0.1]))).astype(float)
    plain, other = PoissonRegression(2.0).fit(rows, counts), PooledRegression(2.0).fit(rows, counts)
    assert np.allclose(plain.coef_, other.coef_)
    assert plain.intercept_ == pytest.approx(other.intercept_)
    drawn = PooledRegression(1e9, np.array([0.5, 0.0, 0.0])).fit(rows, counts)
    assert [0.5, 0.0, 0.0] == pytest.approx(list(drawn.coef_), abs=1e-4)


@pytest.mark.parametrize("series", [daily(20), daily(400), half_hourly(30)], ids=["young", "grown", "half-hours"])
@pytest.mark.parametrize("zone", [None, ZONE])
def test_every_column_has_a_name(series, zone):
    """In the order of the matrix; what holds nothing has none."""
    told = features(series, series.observed, zone)
    terms = Terms.of(told)
    matrix, penalties = terms.matrix(told)
    names = terms.names(told)
    assert matrix.shape[1] == len(penalties) == len(names)
    assert [np.zeros(len(told)).tolist()] * names.count("") == [
        matrix[:, place].tolist() for place, name in enumerate(names) if not name
    ]
    assert len(set(names) - {""}) == len([name for name in names if name])


def test_coefficients_tell_the_rates_again():
    """Intercept, terms and level are all there is to the first day ahead."""
    series = daily(400)
    found = predict(series, 1)
    told, ahead = found.coefficients["regression"], features(series, series.following(1))
    terms = Terms.of(features(series, series.observed))
    row = dict(zip(terms.names(ahead), terms.matrix(ahead)[0][0], strict=True))
    rate = np.exp(told.intercept + told.level + sum(told.terms[name][0] * value for name, value in row.items()))
    said = forecasts(
        features(series, np.append(series.observed, series.following(1))),
        series.counts[series.observed],
        [len(series.observed)],
        1,
    )[0][0]["regression"]
    assert said.mean[0] == pytest.approx(float(rate), rel=1e-4)
