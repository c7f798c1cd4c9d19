"""The last days tell how the next will be, and for how long, where days are alike."""

import numpy as np

from forecasting.level import MEMORY, level_ahead

DAYS = np.arange(200.0)


def test_a_busy_stretch_fades():
    """Each day ahead keeps a part of what the day before had."""
    rng = np.random.default_rng(5)
    wave = np.zeros(200)
    for day in range(1, 200):
        wave[day] = 0.8 * wave[day - 1] + 0.1 * rng.normal()
    wave[-5:] = 0.5
    counts = rng.poisson(1000 * np.exp(wave)).astype(float)
    factors = level_ahead(DAYS, counts, np.full(200, 1000.0), np.array([200.0, 200.0, 201.0, 202.0]))
    assert factors[0] == factors[1] > factors[2] > factors[3] > 1.1
    assert np.isclose(np.log(factors[2]), MEMORY * np.log(factors[0]))


def test_noise_is_not_followed():
    """Days that are not alike say little or nothing of the next."""
    counts = np.random.default_rng(6).poisson(50, 200).astype(float)
    counts[-1] = 90
    assert 1.1 > level_ahead(DAYS, counts, np.full(200, 50.0), np.array([200.0]))[0] >= 1.0
    assert [1.0] == list(level_ahead(DAYS, 50 * np.exp(0.5 * (-1.0) ** DAYS), np.full(200, 50.0), np.array([200.0])))


def test_one_day_alone_says_nothing():
    """There is no other to be alike."""
    assert [1.0] == list(level_ahead(np.zeros(3), np.ones(3), np.full(3, 9.0), np.ones(1)))
