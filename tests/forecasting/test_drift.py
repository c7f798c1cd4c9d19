"""Drift is seen soon, and seldom where there is none: with a few dozen counts, the same on every run."""

import numpy as np
import pytest

from forecasting.distribution import negative_binomial
from forecasting.drift import FEWEST, surprises, watched

RATE, EXCESS = 50.0, 0.012


def said(days, rate=RATE):
    """What a good forecast says of so many days."""
    return negative_binomial(np.full(days, rate), EXCESS)


def watch(counts, distribution):
    """Watch counts against what was said of them."""
    return watched(counts, distribution.counted(), np.column_stack(distribution.interval(0.8)))


def came(days, rate=RATE, seed=1):
    """What comes at a rate."""
    size = 1 / EXCESS
    return np.random.default_rng(seed).negative_binomial(size, size / (size + rate), days).astype(float)


def test_surprises_of_a_good_forecast_are_standard():
    """Mean nought, deviation one, within the width of a few thousand draws."""
    found = surprises(came(4000), said(4000).counted())
    assert abs(found.mean()) < 0.06
    assert 0.9 < found.std() < 1.1


@pytest.mark.parametrize("rate, more, fewer", [(58, True, False), (43, False, True)])
def test_a_shift_of_a_sixth_is_seen_within_two_months(rate, more, fewer):
    """Upwards and downwards, one being told from the other."""
    drift = watch(came(40, rate), said(40))
    assert (more, fewer) == (drift.more, drift.fewer)


def test_without_drift_an_alarm_is_rare():
    """A night of working days in two hundred alarms at most: sums fade."""
    days, alarms, firms = 120, 0, 60
    for seed in range(firms):
        counts = came(days, seed=seed)
        found = [watch(counts[:upto], said(upto)) for upto in range(FEWEST, days)]
        alarms += sum(one.more or one.fewer or one.loose for one in found)
    assert alarms / firms / days < 0.02


def test_rare_counts_do_not_make_intervals_look_too_wide():
    """Two calls a day for a year: usual quantiles hold far more than 80 % of them, and would alarm for ever."""
    counts, told = came(250, rate=2.0), said(250, rate=2.0)
    assert not watch(counts, told).loose


def test_intervals_that_are_too_narrow_are_seen():
    """Although nothing has shifted."""
    narrow = negative_binomial(np.full(60, RATE), 0.0).stretched(np.full(13, 0.5))
    assert watch(came(60), narrow).loose


def test_a_few_counts_say_nothing_of_intervals():
    """Fewer than ten."""
    drift = watch(came(FEWEST - 1), said(FEWEST - 1))
    assert np.isnan(drift.held)
    assert not drift.loose


def test_nothing_watched_is_no_alarm():
    """On the first night."""
    drift = watched(np.empty(0), np.empty((0, 13)), np.empty((0, 2)))
    assert (0, False, False, False) == (drift.counts, drift.more, drift.fewer, drift.loose)


def test_a_forecast_that_is_sure_of_one_count_can_be_surprised():
    """All quantiles alike, as on Sundays: one more is one deviation."""
    assert [0.0, 1.0] == pytest.approx(list(surprises(np.array([0.0, 1.0]), np.zeros((2, 13)))), abs=1e-12)
