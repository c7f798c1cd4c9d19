"""What to keep back follows from two costs, a count and lengths; held against exact laws and against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from forecasting.distribution import Distribution, gaussian, negative_binomial
from forecasting.errors import ReserveRefused
from forecasting.reserve import Costs, chances_of, minutes_to_keep, on_grid, thinned, total
from forecasting.series import Floats

NINE_TIMES_IN_TEN = Costs(short=9, idle=1)


def poisson_counts(*rates: float) -> Distribution:
    """Counts whose rates are known."""
    return negative_binomial(np.array(rates), 0.0)


def visits(counts: Distribution, costs: Costs) -> Floats:
    """How many whole visits to keep time for."""
    return minutes_to_keep(counts, [1.0], costs, step=1).minutes


def lost(kept: Floats, came: Floats, costs: Costs) -> float:
    """What each wrong minute costs, on average."""
    return float(np.mean(costs.short * np.maximum(came - kept, 0) + costs.idle * np.maximum(kept - came, 0)))


@pytest.mark.parametrize("short, idle, level", [(9, 1, 0.9), (3, 1, 0.75), (1, 1, 0.5), (270, 30, 0.9)])
def test_two_costs_weigh_out_how_often_it_must_suffice(short, idle, level):
    """Nine times dearer to refuse than to wait: nine times in ten."""
    assert level == pytest.approx(Costs(short, idle).level)


@pytest.mark.parametrize("excess", [0.0, 0.3])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 1.0, 3.0, 5.0, 20.0])
def test_chances_are_those_of_the_count_behind_the_quantiles(rate, excess):
    """Thirteen quantiles on the real line give back the whole count, within three in a hundred."""
    found = chances_of(negative_binomial(np.array([rate]), excess))[0]
    size = 1 / max(excess, 1e-9)
    true = nbinom.cdf(np.arange(len(found)), size, size / (size + rate))

    assert true == pytest.approx(np.cumsum(found), abs=0.03)
    assert rate == pytest.approx(float(found @ np.arange(len(found))), rel=0.05)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("rate", [0.3, 1.0, 2.0, 4.8])
def test_the_quantile_is_that_of_the_newsvendor(rate):
    """With visits of one minute it is the usual quantile of the count."""
    for costs in (NINE_TIMES_IN_TEN, Costs(3, 1)):
        assert [poisson.ppf(costs.level, rate)] == visits(poisson_counts(rate), costs).tolist()


def test_no_other_number_of_minutes_costs_less():
    """Two emergencies a day of 30, 60 or 120 minutes, drawn often: what is kept is at the bottom of the curve."""
    lengths, chance = np.array([30.0, 60.0, 120.0]), np.random.default_rng(3)
    numbers = chance.poisson(2.0, 40_000)
    came = np.array([chance.choice(lengths, number).sum() for number in numbers])
    kept = minutes_to_keep(poisson_counts(2.0), lengths, NINE_TIMES_IN_TEN)
    cost = {minutes: lost(np.array(minutes, float), came, NINE_TIMES_IN_TEN) for minutes in range(0, 600, 15)}

    assert min(cost.values()) == pytest.approx(lost(kept.minutes, came, NINE_TIMES_IN_TEN), rel=0.005)
    assert np.mean(came <= kept.minutes[0]) == pytest.approx(float(kept.chance[0]), abs=0.01)
    assert [2.0] == pytest.approx(kept.visits.tolist(), abs=0.02)


def test_a_morning_gets_its_share_of_the_day():
    """Each of three emergencies a day comes in the morning with one chance in three: one is expected."""
    morning = minutes_to_keep(poisson_counts(3.0), [60.0], NINE_TIMES_IN_TEN, share=1 / 3)
    exact = minutes_to_keep(poisson_counts(1.0), [60.0], NINE_TIMES_IN_TEN)

    assert exact.minutes.tolist() == morning.minutes.tolist()
    assert [1.0] == pytest.approx(morning.visits.tolist(), abs=0.01)


def test_each_day_has_its_own_share():
    """Nothing in the first half, everything in the second."""
    kept = minutes_to_keep(poisson_counts(2.0, 2.0), [60.0], NINE_TIMES_IN_TEN, share=[0.0, 1.0])

    assert [0.0, 240.0] == kept.minutes.tolist()


def test_where_nothing_is_expected_nothing_is_kept():
    """A rescue a year needs no time every morning."""
    assert [0.0] == minutes_to_keep(poisson_counts(0.003), [60.0], NINE_TIMES_IN_TEN).minutes.tolist()


def test_the_baseline_s_normal_law_is_read_like_any_other():
    """A young firm is served by last week's count: nothing then, something sometimes."""
    kept = minutes_to_keep(gaussian(np.array([0.0]), np.array([2.0])), [60.0], NINE_TIMES_IN_TEN)

    assert 60 <= kept.minutes[0] <= 180


@given(st.floats(0.05, 12), st.floats(0, 0.5), st.floats(1, 20), st.floats(1.05, 3))
def test_the_dearer_a_refusal_the_more_is_kept(rate, excess, ratio, dearer):
    """Whatever the count: a higher level is a later quantile."""
    counts = negative_binomial(np.array([rate]), excess)
    less, more = (minutes_to_keep(counts, [45.0, 90.0], Costs(it, 1)).minutes[0] for it in (ratio, ratio * dearer))

    assert less <= more


def test_lengths_between_steps_keep_their_mean():
    """Seven minutes are three parts of five and two of ten."""
    grid = on_grid(np.array([7.0]), 5.0)

    assert [0.0, 0.6, 0.4] == pytest.approx(grid.tolist())


def test_sums_are_those_of_two_dice():
    """Exactly two throws of a die: the triangle."""
    die = np.array([0, *[1 / 6] * 6])
    found = total(np.array([[0.0, 0.0, 1.0]]), die)[0]

    assert [*range(1, 7), *range(5, 0, -1)] == pytest.approx((36 * found[2:13]).tolist())


def test_a_thinned_poisson_count_is_one_with_a_smaller_rate():
    """The exact law of thinning."""
    chances = poisson.pmf(np.arange(40), 4.0)[None, :]

    assert poisson.pmf(np.arange(10), 1.0) == pytest.approx(thinned(chances, np.array([0.25]))[0, :10])


@pytest.mark.parametrize(
    "minutes, share", [([], 1.0), ([0.0], 1.0), ([-5.0], 1.0), ([float("nan")], 1.0), ([60.0], 1.5), ([60.0], -0.1)]
)
def test_lengths_and_shares_that_are_none_are_refused(minutes, share):
    """Nothing follows from them."""
    with pytest.raises(ReserveRefused):
        minutes_to_keep(poisson_counts(1.0), minutes, NINE_TIMES_IN_TEN, share=share)


@pytest.mark.parametrize("short, idle", [(0, 1), (1, 0), (-1, 1), (float("inf"), 1)])
def test_costs_that_are_none_are_refused(short, idle):
    """A free refusal would keep nothing, a free minute everything."""
    with pytest.raises(ReserveRefused):
        Costs(short, idle)


def test_more_visits_than_anybody_keeps_time_for_are_refused():
    """A bank's thirty thousand calls are no visits."""
    with pytest.raises(ReserveRefused):
        minutes_to_keep(poisson_counts(30_000.0), [60.0], NINE_TIMES_IN_TEN)
