"""Distributions of counts are in order, whole and as wide as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from forecasting.distribution import (
    LEVELS,
    MEDIAN,
    WIDE,
    Distribution,
    _searched,
    _tabled,
    excess_variance,
    gaussian,
    negative_binomial,
)
from forecasting.errors import DistributionRefused

MEANS = st.lists(st.floats(0, 1e5), min_size=1, max_size=5).map(np.array)


@given(MEANS, st.floats(0, 3), st.floats(0, 4))
def test_quantiles_never_cross_and_are_whole(mean, excess, factor):
    """However rare the events, and however stretched."""
    made = negative_binomial(mean, excess)
    for one in (made, made.stretched(np.full(len(LEVELS), factor)), Distribution.average([made, gaussian(mean, mean)])):
        assert (np.diff(one.quantiles, axis=1) >= 0).all()
        whole = one.counted()
        assert (np.diff(whole, axis=1) >= 0).all()
        assert (whole >= 0).all()
        assert np.array_equal(np.round(whole), whole)


@pytest.mark.parametrize("mean", [0.4, 3.0, 50.0, 30_000.0])
def test_without_excess_the_median_is_that_of_poisson(mean):
    """To the count, or the one beside it where the rates are great."""
    found = negative_binomial(np.array([mean]), 0.0).counted()[0, MEDIAN]
    assert abs(poisson.median(mean) - found) <= 1e-4 * mean


@given(st.floats(-4, 4), st.floats(-9, 2))
def test_a_table_of_chances_finds_what_a_search_does(mean, excess):
    """From rare to many, from Poisson to very unsure."""
    mean, size = 10**mean, 10**-excess
    if np.sqrt(mean + mean**2 / size) < WIDE:
        tabled, searched = (
            _tabled(np.array([mean]), np.array([size])),
            _searched(np.array([[mean]]), np.array([[size]])),
        )
        assert np.allclose(searched, tabled, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("excess", [0.001, 0.3])
def test_whole_quantiles_are_those_of_the_count(excess):
    """From rare to many: hardly any is beside its count, and nothing is said where nothing is likely enough."""
    mean = np.geomspace(0.02, 60, 500)
    expected = nbinom.ppf(LEVELS, 1 / excess, 1 / (1 + excess * mean[:, None]))
    found = negative_binomial(mean, excess).counted()
    assert np.mean(expected != found) < 0.03
    assert np.abs(expected - found).max() <= 1


@pytest.mark.parametrize("least,most", [(0.4, 3.0), (3.0, 10.0)])
def test_intervals_of_rare_counts_cover_about_what_they_say(least, most):
    """Over many rates, below 3 and above: usual quantiles would cover 93 and 88 % for 80."""
    rates = np.linspace(least, most, 4000)
    counts = np.random.default_rng(1).poisson(rates)
    for coverage in (0.8, 0.95):
        first, last = negative_binomial(rates, 0.0).interval(coverage)
        assert (first <= last).all()
        assert abs(coverage - np.mean((first <= counts) & (counts <= last))) < 0.03


def test_an_interval_that_begins_at_nothing_leaves_out_only_what_is_above():
    """Of 1.2 a step 30 % are none: one in five is above the end of an interval to hold four in five."""
    (first,), (last,) = negative_binomial(np.array([1.2]), 0.0).interval(0.8)
    assert (0, 2) == (first, last)
    assert poisson.cdf(3, 1.2) > 0.95 > poisson.cdf(last, 1.2) > 0.8


def test_the_excess_of_a_negative_binomial_is_found():
    """And none is found where there is none."""
    rng = np.random.default_rng(2)
    mean = rng.uniform(5, 40, 20_000)
    wide = rng.poisson(mean * rng.gamma(4, 1 / 4, len(mean))).astype(float)
    assert abs(0.25 - excess_variance(wide, mean)) < 0.02
    assert excess_variance(rng.poisson(mean).astype(float), mean) < 0.005


@pytest.mark.parametrize(
    "mean,quantiles",
    [(np.ones(2), np.ones((2, 3))), (np.ones(1), np.full((1, 13), np.nan)), (np.array([np.inf]), np.ones((1, 13)))],
)
def test_what_is_no_distribution_is_refused(mean, quantiles):
    """Before anybody plans with it."""
    with pytest.raises(DistributionRefused):
        Distribution(mean, quantiles)
