"""Enough people and not one more, for a rate that is known and for one that is only forecast."""

import math
import random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.erlang import PhoneLine, answering
from forecasting.errors import ChanceRefused, QuantilesRefused, TrafficRefused
from forecasting.staffing import (
    SCENARIOS,
    agents_for,
    agents_on_average,
    agents_with_chance,
    expected,
    rates_of_quantiles,
    rates_of_samples,
    without,
)

FIVE_MINUTES = PhoneLine(handling=300)
IMPATIENT = PhoneLine(handling=300, patience=120)
DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

LINES = st.sampled_from([FIVE_MINUTES, IMPATIENT, PhoneLine(90, 30, share=0.95, within=5), PhoneLine(700, share=0.5)])
RATE_LISTS = st.lists(st.floats(0, 900), min_size=1, max_size=5)


def gamma_rates(mean: float, variation: float) -> np.ndarray:
    """Equally likely rates of a gamma distribution with this coefficient of variation."""
    chance = random.Random(7)
    drawn = sorted(chance.gammavariate(variation**-2, mean * variation**2) for _ in range(20_000))
    return np.asarray(np.array(drawn).reshape(-1, 20).mean(axis=1))


def mixed_quantiles(mean: float, variation: float, levels: list[float]) -> list[int]:
    """Quantiles of a count whose rate is gamma distributed: a negative binomial, summed from zero."""
    size = variation**-2
    share = size / (size + mean)
    count, probability, below, found = 0, share**size, 0.0, []
    for level in levels:
        while below + probability < level:
            below += probability
            probability *= (1 - share) * (size + count) / (count + 1)
            count += 1
        found.append(count)
    return found


@pytest.mark.parametrize(
    "rate,agents,variation,figure",
    [(60, 8, 0, 0.863), (60, 8, 0.2, 0.789), (60, 8, 0.3, 0.715), (300, 30, 0, 0.821), (300, 30, 0.2, 0.597)],
)
def test_whoever_staffs_on_the_mean_promises_more_than_comes(rate, agents, variation, figure):
    """The published lesson in figures: at 300 calls an hour, .82 becomes .60 when the rate strays by a fifth."""
    rates = gamma_rates(rate, variation) if variation else np.array([rate])

    assert agents == agents_for(rate, FIVE_MINUTES)
    assert figure == pytest.approx(float(expected(rates, agents, FIVE_MINUTES).service_level), abs=0.01)


def test_four_promises_in_five_are_kept_by_thirty_five_people_instead_of_thirty():
    """What the stray rate costs in people: 80 % in 20 seconds with a chance of 80 %, or 80 % of all calls."""
    rates = gamma_rates(300, 0.2)

    assert 35 == agents_with_chance(rates, FIVE_MINUTES, 0.8)
    assert 34 == agents_on_average(rates, FIVE_MINUTES)


@pytest.mark.parametrize("agents,lost", [(1, 0.33), (2, 0.078)])
def test_eight_calls_an_hour_want_two_people(agents, lost):
    """Alone, one caller in three hangs up; with a colleague one in thirteen."""
    assert lost == pytest.approx(float(answering(8, agents, IMPATIENT).abandonment), abs=0.005)
    assert 2 == agents_for(8, FIVE_MINUTES) == agents_for(8, IMPATIENT)


@given(LINES, st.floats(0.01, 900))
def test_one_person_fewer_breaks_the_promise(line: PhoneLine, rate: float):
    """Enough, and not one more."""
    enough = int(agents_for(rate, line))
    met = answering(rate, [enough - 1, enough], line).service_level

    assert met[0] < line.share <= met[1]


@given(LINES, RATE_LISTS, st.floats(0.05, 0.95))
def test_one_person_fewer_breaks_an_uncertain_promise(line: PhoneLine, rates: list[float], chance: float):
    """On average over all callers, and in so many half-hours of all: enough, and not one more."""
    average, sure = int(agents_on_average(rates, line)), int(agents_with_chance(rates, line, chance))

    assert expected(rates, average, line).service_level >= line.share
    assert average == 0 or expected(rates, average - 1, line).service_level < line.share
    assert np.mean(answering(rates, sure, line).service_level >= line.share) >= chance - 1e-9
    assert sure == 0 or np.mean(answering(rates, sure - 1, line).service_level >= line.share) < chance


@given(LINES, st.lists(st.floats(0, 900), min_size=1, max_size=6))
def test_a_day_is_staffed_as_its_half_hours_are(line: PhoneLine, rates: list[float]):
    """All at once or one by one; and what is certain needs the same people whichever way it is asked."""
    day = [int(agents_for(rate, line)) for rate in rates]
    certain = np.array(rates)[:, np.newaxis]

    assert day == agents_for(rates, line).tolist()
    assert day == agents_on_average(certain, line).tolist() == agents_with_chance(certain, line, 0.9).tolist()


@given(LINES, st.floats(0, 900), st.floats(0, 100))
def test_more_calls_never_need_fewer_people(line: PhoneLine, rate: float, more: float):
    """Nor does a surer promise."""
    assert agents_for(rate, line) <= agents_for(rate + more, line)
    assert agents_with_chance([rate, rate + more], line, 0.4) <= agents_with_chance([rate, rate + more], line, 0.6)


def test_nobody_is_needed_where_nobody_calls():
    """A closed August, a Sunday: zero people, and no failure."""
    assert [0, 0, 2] == agents_for([0, 0, 8], FIVE_MINUTES).tolist()
    assert [0, 0] == agents_on_average(np.zeros((2, 5)), IMPATIENT).tolist()
    assert 1.0 == expected(np.zeros(5), 0, IMPATIENT).service_level


def test_a_rate_too_small_to_count_weighs_nothing():
    """Its callers would wait for ever, but nothing times for ever must not become something that is no number."""
    assert math.inf == expected([1e-320, 900.0], 0, FIVE_MINUTES).mean_wait


def test_a_large_centre_is_staffed_too():
    """Near two thousand people, a promise costs few more than the work itself."""
    assert 1_917 < agents_for(23_000, FIVE_MINUTES) < 1_950
    assert 1_600 < agents_for(23_000, IMPATIENT) < 1_917


def test_the_noise_of_counting_is_not_reckoned_twice():
    """Ten calls a half-hour at a known rate stray by three: the formulas know that, and no people are added for it."""
    chance = np.random.default_rng(8)
    rates = rates_of_samples(chance.poisson(10, 20_000))

    assert 20.0 == pytest.approx(float(rates.mean()), rel=0.02)
    assert 0.1 * rates.mean() > rates.std()
    assert agents_for(20, FIVE_MINUTES) == agents_on_average(rates, FIVE_MINUTES)


@pytest.mark.parametrize("mean,variation", [(4, 0.3), (10, 0.3), (30, 0.2), (150, 0.2), (150, 0.05)])
def test_quantiles_of_a_count_give_its_rate_back(mean, variation):
    """From nine deciles to the mean and the spread of the rate behind them, and to the people it needs."""
    rates = rates_of_quantiles(DECILES, mixed_quantiles(mean, variation, DECILES), mean=mean)
    needed = agents_on_average(gamma_rates(2 * mean, variation), FIVE_MINUTES)

    assert (SCENARIOS,) == rates.shape
    assert 2 * mean == pytest.approx(float(rates.mean()))
    assert variation == pytest.approx(float(rates.std() / rates.mean()), abs=0.06)
    assert needed == pytest.approx(int(agents_on_average(rates, FIVE_MINUTES)), abs=1)


def test_quantiles_of_a_normal_count_are_continued_as_they_began():
    """Two levels are enough to know a normal distribution whole."""
    counts = [NormalDist(400, 80).inv_cdf(level) for level in (0.2, 0.7)]
    rates = rates_of_quantiles([0.2, 0.7], counts)

    assert 800 == pytest.approx(float(rates.mean()))
    assert 2 * math.sqrt(80**2 - 400) == pytest.approx(float(rates.std()), rel=0.01)


def test_a_forecast_of_almost_nothing_keeps_its_mean():
    """Where every quantile is zero, the mean still knows of a call now and then; untold, there is none."""
    nothing = np.zeros((2, 3))

    told = rates_of_quantiles([0.1, 0.5, 0.9], nothing, mean=[0.05, 0.2])
    assert [0.1, 0.4] == pytest.approx(told.mean(axis=1).tolist())
    assert [0.0, 0.0] == rates_of_quantiles([0.1, 0.5, 0.9], nothing).mean(axis=1).tolist()


def test_other_steps_than_half_an_hour_are_converted():
    """A quarter of an hour holds a quarter of an hourly rate."""
    assert [40.0, 40.0] == rates_of_samples([10, 10], minutes=15).tolist()
    assert 40.0 == pytest.approx(float(rates_of_quantiles([0.2, 0.8], [10, 10], minutes=15).mean()))


@given(st.lists(st.integers(0, 60), min_size=2, max_size=30))
def test_rates_stay_around_their_counts(counts: list[int]):
    """Drawn towards the mean, in order, never below zero."""
    rates = rates_of_samples(sorted(counts))

    assert 2 * np.mean(counts) == pytest.approx(float(rates.mean()))
    assert (np.diff(rates) >= -1e-12).all()
    assert 2 * min(counts) - 1e-9 <= rates.min() <= rates.max() <= 2 * max(counts) + 1e-9


def test_one_who_is_missing_costs_callers_who_can_be_counted():
    """The morning: two half-hours, one of them without one of three people."""
    missed = without([[20.0], [24.0]], 3, IMPATIENT, absent=[0, 1])

    assert [10.0, 12.0] == missed.calls.tolist()
    assert answering([20, 24], 3, IMPATIENT).service_level.tolist() == missed.before.service_level.tolist()
    assert answering([20, 24], [3, 2], IMPATIENT).mean_wait.tolist() == missed.after.mean_wait.tolist()
    assert missed.late == pytest.approx(12 * float(missed.before.service_level[1] - missed.after.service_level[1]))
    assert missed.lost == pytest.approx(12 * float(missed.after.abandonment[1] - missed.before.abandonment[1]))
    assert missed.late > missed.lost > 0


def test_a_morning_is_judged_by_its_calls():
    """Each call counts once, whichever half-hour it falls into."""
    missed = without([[20.0], [60.0]], [3, 7], IMPATIENT)
    levels = missed.after.service_level

    assert (levels[0] + 3 * levels[1]) / 4 == pytest.approx(float(missed.overall_after.service_level))
    assert missed.overall_before.mean_wait < missed.overall_after.mean_wait


@given(LINES, st.lists(st.lists(st.floats(0, 300), min_size=3, max_size=3), min_size=1, max_size=4), st.integers(0, 30))
def test_nobody_is_better_served_by_an_absence(line: PhoneLine, rates: list[list[float]], agents: int):
    """However uncertain the calls; and where nobody was planned, nobody can be missing."""
    missed = without(rates, agents, line)

    assert (missed.before.service_level >= missed.after.service_level - 1e-9).all()
    assert (missed.before.abandonment <= missed.after.abandonment + 1e-9).all()
    assert missed.late >= -1e-9
    assert agents > 0 or 0.0 == missed.late


@pytest.mark.parametrize(
    "levels,counts",
    [
        ([0.5], [3]),
        ([0.9, 0.1], [3, 4]),
        ([0.0, 0.5], [3, 4]),
        ([0.5, 1.0], [3, 4]),
        ([0.1, math.nan], [3, 4]),
        ([0.1, 0.9], [4, 3]),
        ([0.1, 0.9], [-1, 3]),
        ([0.1, 0.9], [1, math.nan]),
        ([0.1, 0.9], [1, 2, 3]),
    ],
)
def test_quantiles_out_of_order_are_refused(levels, counts):
    """A crossed or missing quantile must not become a number of people."""
    with pytest.raises(QuantilesRefused, match="Les niveaux croissent"):
        rates_of_quantiles(levels, counts)


def test_what_cannot_be_counted_is_refused():
    """Whichever way it is asked."""
    for ask in (
        lambda: agents_for(math.nan, FIVE_MINUTES),
        lambda: agents_on_average([1, math.inf], FIVE_MINUTES),
        lambda: agents_with_chance([1, math.nan], FIVE_MINUTES, 0.5),
        lambda: rates_of_samples([1, -1]),
        lambda: rates_of_samples([1, math.nan]),
        lambda: rates_of_quantiles([0.1, 0.9], [1, 2], mean=-1),
        lambda: without([[1.0]], 2, FIVE_MINUTES, absent=-1),
        lambda: without([[1.0]], 2, FIVE_MINUTES, absent=0.5),
    ):
        with pytest.raises(TrafficRefused):
            ask()


@pytest.mark.parametrize("chance", [0, 1, -0.5, math.nan])
def test_a_chance_that_cannot_be_is_refused(chance):
    """Certainty has no finite number of people."""
    with pytest.raises(ChanceRefused, match="Une probabilité est entre 0 et 1"):
        agents_with_chance([1, 2], FIVE_MINUTES, chance)
