"""Which recipe serves: the best of the back-test where it beats the baseline beyond noise, else the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forecasting.backtest import Trial, before
from forecasting.conformal import factors
from forecasting.distribution import Distribution
from forecasting.recipes import BASELINE, POOLED
from forecasting.series import Floats

DRAWS, SEED = 1000, 6
CONFIDENCE = 0.95
FEWEST = 4
"""Trials below which nothing can be said beyond noise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The recipe that serves, and how much better than the baseline the best one was.

    `ratio` is its loss over the baseline's, `ratio_at_most` what that is below with 95 % confidence; both NaN where
    there were too few trials to tell.
    """

    champion: str
    ratio: float = float("nan")
    ratio_at_most: float = float("nan")

    @property
    def promoted(self) -> bool:
        """Whether something serves that was better than the baseline, beyond noise."""
        return self.ratio_at_most < 1


def choose(trials: Sequence[Trial], unproved: str = BASELINE) -> Choice:
    """Choose by the pinball loss, beyond the noise of a paired bootstrap over origins (Efron & Tibshirani, 1993).

    What serves while nothing is proved is `unproved`, unless the baseline was the best.
    """
    if len(trials) < FEWEST:
        return Choice(unproved)
    everywhere = [name for name in trials[0].said if all(name in trial.said for trial in trials)]
    losses = {name: np.array([trial.losses[name] for trial in trials]) for name in everywhere}
    best = min(losses, key=lambda name: (losses[name].sum(), name))
    if best == BASELINE:
        return Choice(BASELINE, 1.0, 1.0)
    drawn = _drawn(len(trials))
    ratios = np.sort(drawn @ losses[best] / np.maximum(drawn @ losses[BASELINE], 1e-12))
    ratio = float(losses[best].sum() / max(losses[BASELINE].sum(), 1e-12))
    at_most = float(ratios[int(CONFIDENCE * DRAWS)])
    return Choice(best if at_most < 1 else unproved, ratio, at_most)


def served(trials: Sequence[Trial], origin: int, said: dict[str, Distribution]) -> tuple[Choice, Distribution]:
    """Answer as the policy would at `origin`: chosen and corrected by the trials that were over by then."""
    known = before(trials, origin)
    choice = choose(known, POOLED if POOLED in said else BASELINE)
    name = choice.champion if choice.champion in said else BASELINE
    return choice, said[name].stretched(factors(known, name))


@lru_cache(maxsize=64)
def _drawn(trials: int) -> Floats:
    """How often each trial (n,) is in each of the draws, (`DRAWS`, n)."""
    drawn = np.random.default_rng(SEED).integers(trials, size=(DRAWS, trials))
    return np.array([np.bincount(draw, minlength=trials) for draw in drawn], dtype=float)
