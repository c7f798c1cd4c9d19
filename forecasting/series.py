"""A series of counts: how many, at a regular step, with gaps where nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.errors import NegativeCount, NothingOpen, StepIrregular

Floats = NDArray[np.float64]
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OPEN_WITHIN = timedelta(weeks=8)
"""A moment of the week is open when something was counted at it so recently before the last known count."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Counts at a moment, and at every step after it.

    `counts` has one float per step, NaN where it is not known (which is not zero). `known` holds further columns by
    name, each known in advance: as many values as counts, and as many more as one wants to forecast. `start` is aware
    or a plain wall clock. Steps of whole days follow the wall clock over a change of the hour; shorter ones follow
    elapsed time where the start is aware, so that such a day has 23 or 25 hours.

    Raises:
        StepIrregular: the step is not positive.
        NegativeCount: a count is below zero.
        NothingOpen: no count is known.
    """

    start: datetime
    step: timedelta
    counts: Floats
    known: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what counts nothing."""
        if self.step <= timedelta(0):
            raise StepIrregular(time=self.start, step=self.step)
        if not np.isfinite(self.counts).any():
            raise NothingOpen
        if np.nanmin(self.counts) < 0:
            worst = int(np.nanargmin(self.counts))
            raise NegativeCount(value=self.counts[worst], time=self.times(worst, worst + 1)[0])

    def __len__(self) -> int:
        """The number of steps, gaps included."""
        return len(self.counts)

    def times(self, first: int, last: int) -> pd.DatetimeIndex:
        """The moments of steps `first` to `last`, the latter not included; they may lie after the last count."""
        if self.start.tzinfo is None or self.step % DAY:
            began = pd.Timestamp(self.start)
            return pd.date_range(began + first * pd.Timedelta(self.step), periods=last - first, freq=self.step)
        began = pd.Timestamp(self.start.replace(tzinfo=None))
        plain = pd.date_range(began + first * pd.Timedelta(self.step), periods=last - first, freq=self.step)
        ambiguous = np.ones(last - first, dtype=bool)
        return plain.tz_localize(self.start.tzinfo, ambiguous=ambiguous, nonexistent="shift_forward")

    @property
    def observed(self) -> NDArray[np.intp]:
        """The steps whose count is known, in order."""
        return np.flatnonzero(np.isfinite(self.counts))

    def following(self, horizon: int) -> NDArray[np.intp]:
        """The next `horizon` open steps after the last one: at moments of the week when something was counted lately.

        Nights and Sundays that a firm never counts are left out, so ten steps of a firm open on weekdays are two weeks.
        """
        seen = self.observed
        lately = seen[seen > seen[-1] - OPEN_WITHIN // self.step - 1]
        open_moments = np.unique(self.moments(lately))
        per_week = max(1, -(-WEEK // self.step))
        ahead = len(self) + np.arange(per_week * (1 + -(-horizon // len(open_moments))) + 1)
        found: NDArray[np.intp] = ahead[np.isin(self.moments(ahead), open_moments)][:horizon]
        return found

    def moments(self, steps: NDArray[np.intp]) -> NDArray[np.int64]:
        """The minute of each step in its week on the wall clock, from Monday 00:00; all 0 where steps have no week."""
        if WEEK % self.step or not len(steps):
            return np.zeros(len(steps), dtype=np.int64)
        first = int(steps[0])
        times = self.times(first, int(steps[-1]) + 1)[steps - first]
        return minutes_of_week(times)


def minutes_of_week(times: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Minutes since Monday 00:00 on the wall clock."""
    minutes = (times.day_of_week * 24 + times.hour) * 60 + times.minute
    return np.asarray(minutes, dtype=np.int64)
