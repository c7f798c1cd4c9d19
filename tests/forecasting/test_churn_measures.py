"""Measures of chances say what they say they say."""

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.metrics import roc_auc_score

from forecasting.churn.measures import area, brier_skill, calibration_slope
from forecasting.scores import calibration_error

RNG = np.random.default_rng(1)
TRUE = expit(RNG.normal(-2, 1, 20_000))
LEFT = RNG.random(len(TRUE)) < TRUE


def test_the_area_is_that_of_scikit_learn():
    """Ties too; and where all did the same there is none."""
    tied = np.round(TRUE, 1)
    assert roc_auc_score(LEFT, tied) == pytest.approx(area(LEFT, tied))
    assert np.isnan(area(np.zeros(3, bool), np.arange(3.0)))


def test_true_chances_are_calibrated():
    """No error but luck, a slope of one."""
    assert calibration_error(LEFT, TRUE) < 0.008
    assert 1 == pytest.approx(calibration_slope(LEFT, TRUE), abs=0.06)


def test_chances_that_say_too_much_are_seen():
    """Twice the logit has half the slope; a tenth too high is a tenth."""
    assert 0.5 == pytest.approx(calibration_slope(LEFT, expit(2 * logit(TRUE))), abs=0.03)
    assert 0.1 == pytest.approx(calibration_error(LEFT, TRUE + 0.1), abs=0.01)


def test_skill_is_what_chances_add_to_a_rate():
    """A rate adds nothing to itself, true chances do, random ones take away."""
    rate = float(LEFT.mean())
    assert 0 == brier_skill(LEFT, np.full(len(LEFT), rate), rate)
    assert brier_skill(LEFT, TRUE, rate) > 0.1
    assert brier_skill(LEFT, RNG.permutation(TRUE), rate) < 0
