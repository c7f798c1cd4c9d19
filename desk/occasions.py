"""An occasion is what the firm knows will make people ring more or less: a mailing, a fair, an announced power cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from desk.identifiers import OccasionId
from planner.identifiers import new_id
from planner.ports import Work

LONGEST = timedelta(days=92)
"""What lasts longer is a season, and those are learned by themselves."""

MOST = 12
"""So many different names at most: each one is a question to the same few years."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion from its `first` to its `last` day; those of one name are expected to work alike."""

    id: OccasionId
    name: str
    first: date
    last: date

    def on(self, day: date) -> bool:
        """Tell whether it takes place on a day."""
        return self.first <= day <= self.last


def note_occasion(work: Work, name: str, first: date, last: date) -> Occasion:
    """Keep an occasion; where its name was used before, in whatever letters, it gets the one already known."""
    known = {one.name.casefold(): one.name for one in work.of(Occasion).find()}
    occasion = Occasion(OccasionId(new_id()), known.get(name.casefold(), name), first, last)
    work.of(Occasion).put(occasion)
    return occasion


def columns(occasions: Iterable[Occasion], days: Iterable[date]) -> Mapping[str, NDArray[np.float64]]:
    """Return for each name whether something of that name takes place, on each of the days (n,)."""
    days, occasions = list(days), list(occasions)
    names = sorted({one.name for one in occasions})[:MOST]
    return {
        name: np.array([float(any(one.on(day) for one in occasions if one.name == name)) for day in days])
        for name in names
    }
