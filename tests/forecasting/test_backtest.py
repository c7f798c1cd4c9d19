"""Forecasts of the past knew nothing of what came after them."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.backtest import before, origins, rolling
from forecasting.calendar import SchoolZone
from forecasting.champion import served
from forecasting.features import features
from forecasting.recipes import forecasts
from forecasting.series import Series
from tests.forecasting.samples import daily, half_hourly


@pytest.mark.parametrize("series", [daily(120), half_hourly(42)], ids=["daily", "half-hourly"])
@pytest.mark.parametrize("zone", [None, SchoolZone.A])
@pytest.mark.parametrize("gap", [False, True])
def test_changing_the_future_changes_nothing_that_was_said_before(series, zone, gap):
    """To the last bit, for every recipe, and for what the policy would have served; with a gap, and with a column."""
    horizon, promo = 10, np.random.default_rng(2).uniform(size=len(series))
    counts = np.where(gap & (np.arange(len(series)) // 24 % 9 == 7), np.nan, series.counts)
    series = Series(series.start, series.step, counts, {"promo": promo, "empty": np.full(len(series), np.nan)})
    places = origins(series, horizon, most=8)
    cut = int(series.observed[places[-1]])
    altered = series.counts.copy()
    altered[cut:] = altered[cut:] * 7 + 3
    one, other = (rolling(each, horizon, places, zone) for each in (series, replace(series, counts=altered)))
    for here, there in zip(one, other, strict=True):
        for name, said in here.said.items():
            assert np.array_equal(said.quantiles, there.said[name].quantiles)
    last = one[-1]
    answers = [served(trials, last.origin, last.said) for trials in (one, other)]
    assert answers[0][0] == answers[1][0]
    assert np.array_equal(answers[0][1].quantiles, answers[1][1].quantiles)


def test_origins_are_the_last_ones_and_have_their_horizon():
    """Twenty-one at most, the last of which has just come true."""
    series = daily(365)
    places = origins(series, 14)
    assert (21, 365 - 14, 14) == (len(places), places[-1], places[-1] - places[-2])
    assert [] == origins(daily(30), 14)


def test_only_trials_that_were_over_are_known():
    """One whose last day is still to come teaches nothing."""
    series = daily(150)
    trials = rolling(series, 7, [100, 105, 110])
    assert [100] == [trial.origin for trial in before(trials, 110)]


def test_a_gap_in_what_came_is_no_part_of_a_trial():
    """Days nobody noted are neither learned from nor scored."""
    series = daily(150)
    series.counts[100:110] = np.nan
    (trial,) = rolling(series, 14, [95])
    assert (5, 9) == (int((trial.steps < 100).sum()), int((trial.steps >= 110).sum()))
    assert np.isfinite(trial.counts).all()


def test_a_forecast_follows_from_its_input_alone():
    """Twice the same, to the last bit, trees included."""
    series = half_hourly(56)
    seen = series.observed
    told = features(series, np.concatenate([seen, series.following(5)]))
    once, again = (forecasts(told, series.counts[seen], [len(seen)], 5, trees=True)[0][0] for _ in range(2))
    assert "boosted" in once
    assert all(np.array_equal(once[name].quantiles, again[name].quantiles) for name in once)
