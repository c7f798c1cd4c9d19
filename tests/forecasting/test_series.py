"""A series keeps its step, its gaps and its clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.errors import NegativeCount, NothingOpen, StepIrregular
from forecasting.series import DAY, Series
from tests.forecasting.samples import MONDAY, daily, half_hourly

PARIS = ZoneInfo("Europe/Paris")
HALF_HOUR = timedelta(minutes=30)


def test_days_keep_their_midnight_when_the_clock_changes():
    """The last Sunday of March has 23 hours and is one day."""
    series = Series(datetime(2024, 3, 30, tzinfo=PARIS), DAY, np.ones(3))
    assert ["2024-03-30T00:00:00+01:00", "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00"] == [
        time.isoformat() for time in series.times(0, 3)
    ]


@pytest.mark.parametrize(
    "day,steps", [(datetime(2024, 3, 31, tzinfo=PARIS), 46), (datetime(2024, 10, 27, tzinfo=PARIS), 50)]
)
def test_a_day_on_which_the_clock_changes_has_fewer_or_more_half_hours(day, steps):
    """Elapsed time counts; the wall clock is read."""
    series = Series(day, HALF_HOUR, np.ones(60))
    times = series.times(0, 60)
    assert steps == int((times.day == day.day).sum())
    assert 0 == series.moments(np.arange(60))[steps] % (24 * 60)


def test_hours_that_nobody_counts_are_not_forecast():
    """The next open half-hour after Friday evening is Monday at eight."""
    series = half_hourly()
    ahead = series.following(21)
    times = series.times(ahead[0], ahead[-1] + 1)[ahead - ahead[0]]
    assert ("2024-02-26 08:00", "2024-02-27 08:00") == (f"{times[0]:%Y-%m-%d %H:%M}", f"{times[20]:%Y-%m-%d %H:%M}")


def test_a_gap_closes_nothing():
    """A fortnight nobody noted leaves the firm open."""
    series = daily(60)
    series.counts[40:54] = np.nan
    assert list(range(60, 74)) == list(series.following(14))


def test_a_step_without_a_week_has_no_season():
    """Every tenth day is another weekday."""
    series = Series(MONDAY, timedelta(days=10), np.arange(20.0))
    assert [0, 0] == list(series.moments(np.array([0, 3])))
    assert [20, 21] == list(series.following(2))


@pytest.mark.parametrize(
    "step,counts,error",
    [
        (timedelta(0), [1.0], StepIrregular),
        (DAY, [1.0, -2.0], NegativeCount),
        (DAY, [np.nan, np.nan], NothingOpen),
    ],
)
def test_what_counts_nothing_is_refused(step, counts, error):
    """Each has its own situation."""
    with pytest.raises(error):
        Series(MONDAY, step, np.array(counts))
