"""One way to ask anybody for a forecast: the counts so far, the calendar of each step, and how many steps ahead.

Each answers quantiles at our levels; what it was told and how it was set stands in its own file.
"""

import importlib.util
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting.distribution import Distribution
from forecasting.features import Features
from forecasting.series import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The counts (n,) so far, in order and without gaps, and the steps they and those ahead (h,) stand at.

    `seasons` are how many counts make a day, where there are several, and a week.
    """

    counts: Floats
    past: Features
    ahead: Features
    seasons: tuple[int, ...]

    def regular(self) -> tuple[Floats, NDArray[np.intp]]:
        """Counts at every open moment of every week (m,), and the place from 0 of each step known, then ahead (n + h,).

        Who reckons in seasons of so many counts would lose step on a holiday: it holds the count of a week before.
        """
        week, open_moments = self.seasons[-1], np.unique(self.past.moment)
        moments, weeks = np.vstack([self.past.season(), self.ahead.season()]).T
        places = ((weeks - weeks[0]) * week + np.searchsorted(open_moments, moments)).astype(int)
        places -= places[0]
        known = places[: len(self.counts)]
        counts = np.full(known[-1] + 1, np.nan)
        counts[known] = self.counts
        for gap in np.flatnonzero(np.isnan(counts)):
            counts[gap] = counts[gap - week] if gap >= week else self.counts.mean()
        return counts, places


class Competitor(Protocol):
    """A function of a module of this folder."""

    def __call__(self, question: Question) -> Distribution:
        """What may be counted at the steps ahead."""
        ...


COMPETITORS = {
    "AutoETS, MSTL": ("benchmarks.competitors.with_statsforecast", "smoothed", "statsforecast"),
    "AutoARIMA": ("benchmarks.competitors.with_statsforecast", "regressed", "statsforecast"),
    "LightGBM": ("benchmarks.competitors.with_lightgbm", "boosted", "lightgbm"),
}
"""Each competitor's module here, its function, and the package it comes with."""


def competitor(name: str) -> Competitor:
    """The competitor of that name."""
    module, function, _ = COMPETITORS[name]
    found: Competitor = getattr(import_module(module), function)
    return found


def release(name: str) -> str:
    """The version of the competitor's package."""
    return version(COMPETITORS[name][2])


def installed(name: str) -> bool:
    """Whether the competitor can be asked here."""
    return importlib.util.find_spec(COMPETITORS[name][2]) is not None
