"""One verb: what is to come, with what a firm's calendar does to it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import forecasting
from forecasting import SchoolZone, Series, predict
from forecasting.calendar import is_bridge
from forecasting.errors import FeatureUnknownAhead, HorizonOutOfRange, SeriesTooShort
from forecasting.series import DAY
from tests.forecasting.samples import MONDAY, daily, half_hourly, rates

PARIS = ZoneInfo("Europe/Paris")


def test_a_year_of_days_is_forecast_near_its_rates():
    """Better than last week's, with intervals that hold, and not below the floor."""
    series = daily(400)
    found = predict(series, 28)
    expected = rates(428)[400:]
    open_days = expected > 0
    assert np.abs(found.mean - expected)[open_days].mean() < 0.08 * expected[open_days].mean()
    assert found.choice.promoted
    assert found.backtest is not None
    assert found.backtest.policy.weighted_quantile_loss < 0.85 * found.backtest.baseline.weighted_quantile_loss
    assert 0.7 < found.backtest.policy.coverage80 < 0.95
    assert found.backtest.floor * 0.9 < found.backtest.policy.wape


def test_a_sunday_without_calls_stays_one():
    """No interval reaches up from zero where nothing ever came."""
    found = predict(daily(250), 14)
    assert [0.0, 0.0] == list(found.quantile(0.9)[found.times.day_of_week == 6])


def test_a_closed_august_leaves_september_as_it_is():
    """As a gap, and when it is entered also for the summer to come."""
    series = daily(975, seed=3)
    times = series.times(0, 1000)
    august = np.asarray(times.month == 8, dtype=float)
    closed = Series(MONDAY, DAY, np.where(august[:975] > 0, 0.0, series.counts), {"closed": august})
    found = predict(Series(MONDAY, DAY, closed.counts[:943], closed.known), 45)
    in_august = found.times.month == 8
    september = np.asarray(~in_august & (found.times.day_of_week < 5))
    expected = rates(988)[943:]
    assert found.quantile(0.9)[in_august].max() <= 2
    assert 0.85 < found.mean[september].sum() / expected[september].sum() < 1.15


def test_a_week_nobody_counted_does_not_pull_the_forecast_down():
    """A gap is not a zero."""
    series = daily(150)
    whole = predict(series, 7).mean.sum()
    series.counts[120:127] = np.nan
    assert 0.9 < predict(series, 7).mean.sum() / whole < 1.1


@pytest.mark.parametrize("day", [datetime(2024, 3, 25, tzinfo=PARIS), datetime(2024, 10, 21, tzinfo=PARIS)])
def test_the_hours_of_a_forecast_are_those_of_the_wall_clock_when_it_changes(day):
    """Calls come at ten, whatever the sun says."""
    start = day - timedelta(days=28)
    steps = 28 * 24 + 3 * 24
    times = Series(start, timedelta(hours=1), np.ones(1)).times(0, steps)
    counts = np.where((times.hour >= 9) & (times.hour < 18), 20.0, 0.0)
    found = predict(Series(start, timedelta(hours=1), counts), 24 * 7)
    busy = np.asarray((found.times.hour >= 9) & (found.times.hour < 18))
    assert found.quantile(0.5)[busy].min() > 10
    assert found.quantile(0.5)[~busy].max() < 2


@pytest.mark.parametrize(
    "day,steps", [(datetime(2024, 3, 31, tzinfo=PARIS), 46), (datetime(2024, 10, 27, tzinfo=PARIS), 50)]
)
def test_the_day_on_which_the_clock_changes_has_its_own_half_hours(day, steps):
    """A line that is answered at night: 46 in spring, 50 in autumn, each as busy as its hour of the night."""
    start, half_hour = day - timedelta(days=35), timedelta(minutes=30)
    rate = 6 + 4 * np.cos(np.arange(48) * np.pi / 24)
    clock = Series(start, half_hour, np.ones(1)).times(0, 35 * 48)
    slots = np.asarray(clock.hour * 2 + clock.minute // 30)
    counts = np.random.default_rng(7).poisson(rate[slots]).astype(float)
    found = predict(Series(start, half_hour, counts), steps + 48)
    first = found.times[:steps]
    assert ([day.day], (day + timedelta(days=1)).day) == (list(first.day.unique()), found.times[steps].day)
    assert 6 == len(first[first.hour < 3]) + (2 if steps == 46 else -2)
    expected = rate[np.asarray(found.times.hour * 2 + found.times.minute // 30)]
    assert np.abs(found.mean / expected - 1).max() < 0.5


def test_a_bridge_is_expected_where_the_calendar_is_known():
    """Quiet on the bridges of years past, and so on the next one."""
    start = datetime(2022, 1, 3)  # noqa: DTZ001 - a plain wall clock
    plain = rates(1590, 60.0, start)
    times = Series(start, DAY, np.ones(1)).times(0, 1590)
    bridge = np.array([is_bridge(time.date()) for time in times])
    counts = np.random.default_rng(4).poisson(np.where(bridge, plain * 0.2, plain)).astype(float)
    origin = int(np.flatnonzero(times == "2026-05-04")[0])
    found = predict(Series(start, DAY, counts[:origin]), 14, SchoolZone.A)
    fridays = found.mean[found.times.day_of_week == 4]
    assert fridays[1] < 0.6 * fridays[0]


def test_two_weeks_are_enough_to_begin_with():
    """The baseline serves, and says that there is nothing to compare."""
    found = predict(daily(14), 7)
    assert (7, "seasonal_naive", None) == (len(found.times), found.choice.champion, found.backtest)


def test_half_hours_are_forecast_where_the_firm_is_open():
    """One week ahead, in whole counts."""
    found = predict(half_hourly(42), 100)
    assert (8, 17, 100) == (found.times.hour.min(), found.times.hour.max(), len(found.times))
    assert np.array_equal(np.round(found.quantiles), found.quantiles)


def test_weeks_have_a_forecast_too():
    """A step as long as the season has none."""
    counts = np.random.default_rng(5).poisson(200, 80).astype(float)
    found = predict(Series(MONDAY, timedelta(weeks=1), counts), 4)
    assert [7, 14, 21, 28] == [(time - found.times[0]).days + 7 for time in found.times]
    assert np.all(np.abs(found.mean - 200) < 30)


@pytest.mark.parametrize(
    "days,horizon,error", [(60, 0, HorizonOutOfRange), (60, 10**6, HorizonOutOfRange), (5, 7, SeriesTooShort)]
)
def test_what_cannot_be_forecast_is_said(days, horizon, error):
    """Each by its situation."""
    with pytest.raises(error):
        predict(daily(days), horizon)


def test_what_is_known_in_advance_must_be_known_to_the_end():
    """A promotion that nobody has decided yet is no feature."""
    series = daily(60)
    with pytest.raises(FeatureUnknownAhead, match="« promo »"):
        predict(Series(MONDAY, DAY, series.counts, {"promo": np.zeros(61)}), 14)


def test_what_is_said_to_be_known_and_is_empty_changes_nothing():
    """It is named, and left out."""
    series = daily(150)
    empty = Series(MONDAY, DAY, series.counts, {"weather": np.full(164, np.nan)})
    found, without = predict(empty, 14), predict(series, 14)
    assert (("weather",), ()) == (found.unused, without.unused)
    assert np.array_equal(without.quantiles, found.quantiles)


def test_what_is_known_of_late_only_helps_from_then_on():
    """A column that began in the middle of the history: what was before is as usual."""
    promo = np.where(np.arange(414) % 11 == 0, 1.0, 0.0)
    counts = np.random.default_rng(9).poisson(rates(400) * (1 + promo[:400])).astype(float)
    found = predict(Series(MONDAY, DAY, counts, {"promo": np.where(np.arange(414) < 150, np.nan, promo)}), 14)
    busy, open_days = promo[400:] > 0, rates(414)[400:] > 0
    assert np.allclose(1.0, found.mean[open_days] / (rates(414) * (1 + promo))[400:][open_days], atol=0.35)
    assert (busy & open_days).any()


def test_every_public_name_is_there():
    """And no other."""
    assert [] == [name for name in forecasting.__all__ if not hasattr(forecasting, name)]
    assert not hasattr(forecasting, "oracle")


def test_what_would_have_been_said_stands_beside_what_came():
    """Each step once, in order, by the last trial before it."""
    series = daily(400)
    past = predict(series, 14).backtest
    assert past is not None
    told = past.hindcast
    assert told.times.is_monotonic_increasing
    assert told.times.is_unique
    assert told.said.quantiles.shape == (len(told.times), 13)
    assert list(series.counts[-len(told.counts) :]) == list(told.counts)
