"""What is known in advance of each step, as columns a model can read: the calendar, and what the firm entered."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.calendar import NAMES, SchoolZone, french_days
from forecasting.errors import FeatureUnknownAhead
from forecasting.series import DAY, Floats, Series

MINUTES_A_DAY = 24 * 60
A_YEAR = 365.25
_EPOCH_MONDAY = pd.Timestamp("1970-01-05")


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One row per step, n in all.

    `moment` is where a step stands in the season that repeats, `week` how many weeks (of no season: steps) passed, both
    (n,); `columns` (n,) by name, in days, minutes or as flags; `known` what the firm entered, NaN where it did not yet.
    """

    moment: Floats
    week: Floats
    columns: dict[str, Floats]
    known: dict[str, Floats]

    def __len__(self) -> int:
        """The number of steps."""
        return len(self.moment)

    def rows(self, some: slice) -> Self:
        """Some of the steps."""
        columns, known = (
            {name: column[some] for name, column in group.items()} for group in (self.columns, self.known)
        )
        return type(self)(self.moment[some], self.week[some], columns, known)

    def matrix(self) -> Floats:
        """Every column side by side (n, p), for models that find their own way."""
        return np.column_stack([*self.columns.values(), *self.known.values()])

    def season(self) -> Floats:
        """Moment and week side by side (n, 2)."""
        return np.column_stack([self.moment, self.week])


def features(series: Series, steps: NDArray[np.intp], zone: SchoolZone | None = None) -> Features:
    """Return what is known in advance of `steps` (n,), which may lie after the last count; no count is looked at.

    Raises:
        FeatureUnknownAhead: a column known in advance ends before the last step.
    """
    first, last = (int(steps[0]), int(steps[-1])) if len(steps) else (0, -1)
    times = series.times(first, last + 1)[steps - first]
    plain = times.tz_localize(None)
    columns = _calendar(series, plain, zone)
    has_week = not timedelta(weeks=1) % series.step
    moment = columns["weekday"] * MINUTES_A_DAY + columns["minute"] if has_week else np.zeros(len(steps))
    has_season = has_week and series.step < timedelta(weeks=1)
    week = np.asarray((plain - _EPOCH_MONDAY).days // 7, dtype=float) if has_season else steps.astype(float)
    return Features(moment, week, columns, _known(series, steps))


def _calendar(series: Series, plain: pd.DatetimeIndex, zone: SchoolZone | None) -> dict[str, Floats]:
    days = plain.normalize()
    columns = {
        "weekday": np.asarray(plain.day_of_week, dtype=float),
        "minute": np.asarray(plain.hour * 60 + plain.minute, dtype=float),
        "year": np.asarray(plain.day_of_year, dtype=float) / A_YEAR,
        "month": np.asarray((plain.day - 1) / plain.days_in_month, dtype=float),
        "day": np.asarray((days - _EPOCH_MONDAY).days, dtype=float),
    }
    if zone is not None and series.step <= DAY:
        distinct, place = np.unique(days, return_inverse=True)
        told = french_days(pd.DatetimeIndex(distinct).date, zone)
        columns |= {name: told[name][place] for name in NAMES}
    return columns


def unused(series: Series) -> tuple[str, ...]:
    """The columns said to be known in advance that hold nothing before the last count."""
    return tuple(name for name, values in series.known.items() if not np.isfinite(values[: len(series)]).any())


def _known(series: Series, steps: NDArray[np.intp]) -> dict[str, Floats]:
    without = unused(series)
    used = {name: values for name, values in series.known.items() if name not in without}
    ahead = steps[steps >= len(series)]
    for name, values in used.items():
        if len(ahead) and (ahead[-1] >= len(values) or not np.isfinite(values[ahead]).all()):
            raise FeatureUnknownAhead(column=name, horizon=len(ahead))
    return {name: values[steps].astype(float) for name, values in used.items()}
