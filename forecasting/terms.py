"""The terms of a regression on the calendar, each group held back by how much it may bend."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from forecasting.calendar import NAMES
from forecasting.features import Features
from forecasting.series import Floats

YEARS_TERMS_FROM = 330.0
"""Days of history below which a season of the year would be guessed from one side of it."""

WEEKDAY, SLOT, WEEKDAY_SLOT, FLAG, KNOWN, YEAR, MONTH = 1.0, 0.3, 20.0, 1.0, 0.1, 1.0, 10.0
"""Ridge penalties on the log scale: the inverse variance a coefficient is expected to have."""

MONTHS_TERMS_FROM = 60.0
"""Days of history below which a season of the month would be."""

HARMONICS = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """Which terms a history supports: its weekdays and minutes of the day, a season of the year, known columns.

    `centre` has the name, mean and spread of each known column that holds something, to bring them to a common size.
    """

    weekdays: tuple[float, ...]
    minutes: tuple[float, ...]
    yearly: bool
    monthly: bool
    centre: tuple[tuple[str, float, float], ...]

    @classmethod
    def of(cls, history: Features) -> Self:
        """Look at the rows a model is fitted to."""
        days = history.columns["day"]
        held = {name: column[np.isfinite(column)] for name, column in history.known.items()}
        centre = [(name, float(told.mean()), float(told.std()) or 1.0) for name, told in held.items() if len(told)]
        return cls(
            tuple(np.unique(history.columns["weekday"]).tolist()),
            tuple(np.unique(history.columns["minute"]).tolist()),
            bool(np.ptp(days) >= YEARS_TERMS_FROM),
            bool(np.ptp(days) >= MONTHS_TERMS_FROM),
            tuple(centre),
        )

    def matrix(self, rows: Features) -> tuple[Floats, Floats]:
        """The design matrix (n, p) and the penalty of each of its columns (p,); what is not known is as usual."""
        weekday = _indicators(rows.columns["weekday"], self.weekdays)
        slot = _indicators(rows.columns["minute"], self.minutes)
        groups = [_waves(rows.columns["month"], MONTH)] if self.monthly else [_flag(np.zeros(len(rows)))]
        if len(self.weekdays) > 1:
            groups.append((weekday, np.full(weekday.shape[1], WEEKDAY)))
        if len(self.minutes) > 1:
            groups.append((slot, np.full(slot.shape[1], SLOT)))
        if len(self.weekdays) > 1 and len(self.minutes) > 1:
            both = (weekday[:, :, None] * slot[:, None, :]).reshape(len(rows), -1)
            groups.append((both, np.full(both.shape[1], WEEKDAY_SLOT)))
        if self.yearly:
            groups.append(_waves(rows.columns["year"], YEAR))
        groups += [_flag(rows.columns[name]) for name in NAMES if name in rows.columns]
        for name, centre, scale in self.centre:
            usual = np.nan_to_num((rows.known[name][:, None] - centre) / scale)
            groups.append((usual, np.array([KNOWN])))
        matrices, penalties = zip(*groups, strict=True)
        return np.hstack(matrices), np.concatenate(penalties)

    def names(self, rows: Features) -> tuple[str, ...]:
        """What each column of the matrix is called, (p,); empty where it holds nothing."""
        weekdays = [f"weekday:{int(one)}" for one in self.weekdays] if len(self.weekdays) > 1 else []
        minutes = [f"minute:{int(one)}" for one in self.minutes] if len(self.minutes) > 1 else []
        both = [f"{weekday} {minute}" for weekday in weekdays for minute in minutes]
        month, year = _wave_names("month") if self.monthly else [""], _wave_names("year") if self.yearly else []
        flags = [f"{name}:" for name in NAMES if name in rows.columns]
        return (*month, *weekdays, *minutes, *both, *year, *flags, *(f"known:{name}" for name, _, _ in self.centre))


def _indicators(values: Floats, known: tuple[float, ...]) -> Floats:
    found: Floats = (values[:, None] == np.array(known)).astype(float)
    return found


def _wave_names(season: str) -> list[str]:
    return [f"{season}:{wave}{number}" for wave in ("sin", "cos") for number in range(1, HARMONICS + 1)]


def _flag(column: Floats) -> tuple[Floats, Floats]:
    return column[:, None], np.array([FLAG])


def _waves(phase: Floats, penalty: float) -> tuple[Floats, Floats]:
    """Sines and cosines of a season, each finer one held back more."""
    turned = [np.exp(2j * np.pi * phase)]
    for _ in range(HARMONICS - 1):
        turned.append(turned[-1] * turned[0])
    penalties = penalty * np.arange(1.0, HARMONICS + 1) ** 2
    waves = np.column_stack([wave.imag for wave in turned] + [wave.real for wave in turned])
    return waves, np.concatenate([penalties, penalties])
