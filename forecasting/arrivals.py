"""When a technician rings at each door of his route, how surely inside what was promised, and what could be promised.

Times are seconds after a moment the caller chooses; what happened before it is no longer in doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.durations import Duration
from forecasting.errors import ProbabilityRefused
from forecasting.series import Floats

DRAWS, SEED = 10_000, 6
STRAY = 0.125
"""The standard deviation of the logarithm of a time on the road: nineteen in twenty are within a quarter of it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit to come: so many seconds of `road` to it, with a `pause` on the way, and how long it then takes.

    The technician does not ring `not_before`: who comes early waits.
    """

    road: float
    duration: Duration
    not_before: float = float("-inf")
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Present:
    """The visit at which the technician is now, and how many seconds ago it began."""

    duration: Duration
    elapsed: float


def arrivals(stops: Sequence[Stop], *, present: Present | None = None, stray: float = STRAY) -> Floats:
    """Equally likely times at which he rings at each stop, (`DRAWS`, stops); he leaves at 0, or when `present` is over.

    Visits and roads stray independently, roads as log-normal ones with their planned time as median; drawn by seed as a
    Latin hypercube (McKay, Beckman & Conover, Technometrics 21, 1979). NaN from the first stop on whose length, or that
    of the visit before, nothing is known of.
    """
    chance = np.random.default_rng(SEED)
    levels = (np.arange(DRAWS) + 0.5) / DRAWS
    road = Duration.around(1.0, stray).at(levels)
    clock = np.zeros(DRAWS)
    if present:
        clock = chance.permutation(present.duration.left(present.elapsed, levels))
    rung = np.empty((DRAWS, len(stops)))
    for place, stop in enumerate(stops):
        clock = np.maximum(clock + stop.road * chance.permutation(road) + stop.pause, stop.not_before)
        rung[:, place] = clock
        clock = clock + chance.permutation(stop.duration.at(levels))
    return rung


def chance_within(rung: Floats, start: float, end: float) -> float:
    """The probability that he rings from `start` until before `end`, by one column of `arrivals`; NaN if unknown."""
    return float(np.mean((start <= rung) & (rung < end))) if np.isfinite(rung).all() else float("nan")


def narrowest(rung: Floats, probability: float) -> tuple[float, float] | None:
    """The shortest stretch that holds so much of one column of `arrivals`, the earliest of several; None if unknown.

    Source: Hyndman, "Computing and graphing highest density regions", The American Statistician 50 (1996), for a
    density with one peak.

    Raises:
        ProbabilityRefused: the probability is not between 0 and 1.
    """
    if not 0 < probability < 1:
        raise ProbabilityRefused(probability=probability)
    if not np.isfinite(rung).all():
        return None
    ordered = np.sort(rung)
    held = min(int(np.ceil(probability * (len(ordered) + 1))), len(ordered))
    widths = ordered[held - 1 :] - ordered[: len(ordered) - held + 1]
    first = int(np.argmin(widths))
    return float(ordered[first]), float(ordered[first + held - 1])
