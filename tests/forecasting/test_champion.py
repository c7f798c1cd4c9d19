"""Who serves has earned it, and its intervals cover what they say."""

import numpy as np
import pytest

from forecasting.backtest import Trial
from forecasting.champion import choose, served
from forecasting.conformal import factors
from forecasting.distribution import LEVELS, Distribution, negative_binomial
from forecasting.recipes import BASELINE
from forecasting.scores import Scores, floor_wape


def trials(number, rng, *, better=1.0, narrow=0.0):
    """Counts around 40; each recipe is off by half, up or down as it happens, the other by `better` times that."""
    made = []
    for origin in range(number):
        counts = rng.poisson(40 * rng.gamma(10, 1 / 10, 14)).astype(float)
        off, other = rng.choice([0.5, 1.5], (2, 14))
        said = {
            BASELINE: negative_binomial(40 * off, 0.1),
            "other": negative_binomial(40 * (1 + (other - 1) * better), narrow),
        }
        made.append(Trial(origin * 14, origin * 14 + np.arange(14), counts, said))
    return made


@pytest.mark.parametrize("better,champion", [(0.0, "other"), (0.99, BASELINE), (1.2, BASELINE)])
def test_a_champion_beats_the_baseline_beyond_noise(better, champion):
    """Otherwise the baseline serves; what is almost as good is no better."""
    choice = choose(trials(10, np.random.default_rng(12), better=better, narrow=0.1))
    assert (champion, champion != BASELINE) == (choice.champion, choice.promoted)


def test_too_few_trials_prove_nothing():
    """Three good weeks are luck."""
    choice = choose(trials(3, np.random.default_rng(8), better=0.0))
    assert BASELINE == choice.champion
    assert np.isnan(choice.ratio)


def test_intervals_that_were_too_narrow_are_widened():
    """A Poisson interval where there is more noise than Poisson's covers 60 %; corrected, 80."""
    rng = np.random.default_rng(0)
    past, later = trials(100, rng, better=0.0), trials(100, rng, better=0.0)
    counts = np.concatenate([trial.counts for trial in later])

    def coverage(by):
        said = [trial.said["other"].stretched(by) for trial in later]
        return Scores.of(counts, Distribution.joined(said)).coverage80

    assert coverage(np.ones(len(LEVELS))) < 0.65
    assert 0.75 < coverage(factors(past, "other")) < 0.85


def test_without_a_past_nothing_is_corrected():
    """The model's own word is all there is."""
    (trial,) = trials(1, np.random.default_rng(10))
    assert [1.0] * 13 == list(factors([], "other"))
    choice, said = served([trial], 0, trial.said)
    assert BASELINE == choice.champion
    assert np.allclose(trial.said[BASELINE].quantiles, said.quantiles)


def test_the_floor_is_what_poisson_counts_are_off_by():
    """Fifty a day: 11 %; one and three quarters a half-hour: 60 %."""
    assert 0.1128 == pytest.approx(floor_wape(np.full(9, 50.0)), abs=0.0005)
    counts = np.random.default_rng(11).poisson(1.75, 100_000)
    assert np.abs(counts - 1.75).mean() / 1.75 == pytest.approx(floor_wape(np.array([1.75])), abs=0.005)
    assert np.isnan(floor_wape(np.zeros(3)))
