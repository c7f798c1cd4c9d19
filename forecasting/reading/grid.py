"""Lay counts told at moments on a regular grid, with gaps where none was told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting.errors import NothingOpen, StepIrregular, TimeTwice
from forecasting.series import DAY, Floats, Series

FILLED_AT_LEAST = 1 / 8
"""The share of a grid's steps that must have been told: with fewer it is no step of the series (a month is none)."""


def on_grid(table: pd.DataFrame, lines: NDArray[np.intp], zone: ZoneInfo) -> Series:
    """Return the series of a table: its index tells moments, its column "" counts, the others what is known in advance.

    Moments in UTC are brought to `zone`. A plain wall clock stays one, unless it shows the hour that comes twice in
    autumn: then it hangs in `zone`. `lines` (n,) are for what is said of faults.

    Raises:
        TimeTwice, StepIrregular, NothingOpen: there is no such grid.
    """
    times = _placed(pd.DatetimeIndex(table.index), zone)
    order = np.argsort(times.asi8, kind="stable")
    times, table, lines = times[order], table.iloc[order], lines[order]
    twice = np.flatnonzero(np.diff(times.asi8) == 0)
    if len(twice):
        raise TimeTwice(line=int(lines[twice[0] + 1]), time=_said(times[twice[0]]))
    step, places = _steps(times)
    counts = _spread(places, table[""].to_numpy())
    known = {str(name): _spread(places, table[name].to_numpy()) for name in table.columns if name}
    seen = np.flatnonzero(np.isfinite(counts))
    if not len(seen):
        raise NothingOpen
    start: datetime = times[0].to_pydatetime()
    return Series(start, step, counts[: seen[-1] + 1], known)


def _placed(times: pd.DatetimeIndex, zone: ZoneInfo) -> pd.DatetimeIndex:
    if times.tz is not None:
        return times.tz_convert(zone)
    if times.is_unique:
        return times
    try:
        return times.tz_localize(zone, ambiguous="infer", nonexistent="raise")
    except ValueError:
        return times


def _steps(times: pd.DatetimeIndex) -> tuple[timedelta, NDArray[np.int64]]:
    """The step, and the place of each moment: along the wall clock for whole days, else along elapsed time."""
    plain = np.asarray(times.tz_localize(None).as_unit("s").asi8)
    elapsed = np.asarray(times.as_unit("s").asi8)
    wall, passed = (np.gcd.reduce(np.diff(seconds)) for seconds in (plain, elapsed))
    whole_days = wall % int(DAY.total_seconds()) == 0
    seconds, step = (plain, int(wall)) if whole_days else (elapsed, int(passed))
    places = (seconds - seconds[0]) // max(step, 1)
    if step <= 0 or len(places) < FILLED_AT_LEAST * (places[-1] + 1):
        apart = np.diff(seconds)
        usual, seen = np.unique(apart, return_counts=True)
        most = usual[np.argmax(seen)]
        stray = int(np.argmax(apart % most != 0)) + 1 if most else 0
        raise StepIrregular(time=_said(times[stray]), step=timedelta(seconds=int(most)))
    return timedelta(seconds=step), places


def _spread(places: NDArray[np.int64], values: Floats) -> Floats:
    spread = np.full(int(places[-1]) + 1, np.nan)
    spread[places] = values
    return spread


def _said(time: pd.Timestamp) -> str:
    return f"{time:%d/%m/%Y %H:%M}"
