"""How busy the last days were beside what the calendar made expect, and how long that lasts."""

import numpy as np
from numpy.typing import NDArray

from forecasting.series import Floats

MEMORY = 0.8
"""What is left of a day's surprise on the next one."""
LAGS = 5
REMEMBERED = 60
"""Days after which nothing is left of a surprise: less than 10⁻⁵."""


def level_ahead(days: Floats, counts: Floats, rates: Floats, ahead: Floats) -> Floats:
    """Return by what to multiply the rates of rows at `ahead` (m,), given counts and rates (n,) at `days` (n,).

    Days are numbers; rows of one day stand together, days in order. The logarithm of a day's counts over its rates is a
    level that fades, seen through noise: a first-order autoregression filtered after Kalman (Harvey, Forecasting,
    Structural Time Series Models and the Kalman Filter, 1989, chapter 3), whose variances are told by how alike
    neighbouring days are. Where they are not, every factor is 1. A gap fades like one day.
    """
    place, step = _numbered(days), _numbered(ahead)
    seen = np.log((np.bincount(place, counts) + 0.5) / (np.bincount(place, rates) + 0.5))
    alike = [float(seen[lag:] @ seen[:-lag]) / (len(seen) - lag) for lag in range(1, min(LAGS, len(seen) - 1) + 1)]
    fading = MEMORY ** np.arange(1, len(alike) + 1)
    moved = sum(alike) / float(fading.sum()) if alike else 0.0
    noise = float(np.mean(seen**2)) - moved
    if moved <= 0:
        return np.ones(len(ahead))
    state = _filtered(seen[-REMEMBERED:], moved, max(noise, 1e-9))
    factors: Floats = np.exp(state * MEMORY ** (step + 1.0))
    return factors


def _numbered(days: Floats) -> NDArray[np.intp]:
    """The number of each row's day, from 0."""
    found: NDArray[np.intp] = np.cumsum(np.diff(days, prepend=days[:1]) != 0)
    return found


def _filtered(seen: Floats, moved: float, noise: float) -> float:
    """The expected level after the last of the days seen (n,), given the variances of the level and of the noise."""
    state, unsure = 0.0, moved
    for value in seen:
        state, unsure = MEMORY * state, MEMORY**2 * unsure + (1 - MEMORY**2) * moved
        gain = unsure / (unsure + noise)
        state, unsure = state + gain * (value - state), unsure * (1 - gain)
    return state
