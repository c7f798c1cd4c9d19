"""What the rest of a day adds at least, from each visit and time on, whatever was done before."""

from dataclasses import dataclass

import numpy as np

from benchmarks.certificate.days import Day, Ints
from benchmarks.certificate.labels import Labels

GRID, FINEST_GRID = 300, 30
"""Seconds between two times at which the rest of a day is bounded; where stops are briefer, it is not."""

NEVER = 2**60


WAITED, BEYOND = 1, 2
"""The bits of the number of a sum."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What the rest of a day adds at least, at each of the times `width` seconds apart; no bound where that is 0.

    A route costs the largest of four sums: waiting is left out, or every second until he is back that is neither road,
    service nor lunch is counted as if he left as late as he can; and service beyond the fair share is left out, or all
    service is counted less the share. `least` (sums, 2, n, times), hungry and fed, bounds the rest of each.
    """

    day: Day
    width: int
    least: Ints

    @classmethod
    def of(cls, day: Day) -> "Rest":
        """The bounds of this day, from its last time to its first."""
        n, sums = len(day.visits), 2 if day.shift.fair_share is None else 4
        stops = [
            int(day.moves[:, leave, to].min()) + int(day.service[to])
            for leave in range(n + 1)
            for to in range(n)
            if leave != to
        ]
        width = min([GRID, *stops, *([] if day.meal is None else [day.meal[2]])])
        if width < FINEST_GRID:
            return cls(day, 0, np.full((sums, 2, n, 1), -NEVER))
        times = day.close // width + 2
        rest = cls(day, width, np.full((sums, 2, n, times), NEVER))
        for step in range(times - 1, -1, -1):
            for fed in (1, 0):
                rest._home(step, fed)
                rest._on(step, fed)
        return rest

    def _home(self, step: int, fed: int) -> None:
        """Go home, now or after lunch here."""
        day, now = self.day, step * self.width
        n, (travel, waiting, overtime, _) = len(day.visits), day.prices
        latest = day.close if fed or day.meal is None else min(day.close, day.meal[1])
        road = day.roads[0, :n, n]
        back = np.maximum(now + road, 0)
        cost = road * travel + np.maximum(0, back - (day.shift.end - day.shift.start)) * overtime
        for each, least in enumerate(self.least):
            idle = waiting * (back - road) if each & WAITED else 0
            least[fed, :, step] = np.where(now + road <= latest, cost + idle, NEVER)
            if not fed and day.meal is not None and now <= day.meal[1]:
                then = (max(now, day.meal[0]) + day.meal[2]) // self.width
                if then < least.shape[2]:
                    eaten = least[1, :, then] - (waiting * day.meal[2] if each & WAITED else 0)
                    least[0, :, step] = np.minimum(least[0, :, step], eaten)

    def _on(self, step: int, fed: int) -> None:
        """Go on to another visit."""
        day, now = self.day, step * self.width
        n, times = len(day.visits), self.least.shape[3]
        visit, opens, closes = np.array(day.windows, np.int64).reshape(-1, 3).T
        for roads, moves in zip(day.roads[:, :n], day.moves[:, :n], strict=True):
            arrival = now + moves[:, visit]
            then = (np.maximum(arrival, opens) + day.service[visit]) // self.width
            fits = (arrival <= closes) & (then < times) & (np.arange(n)[:, None] != visit)
            then = np.minimum(then, times - 1)
            adds = roads[:, visit] * day.prices[0] + day.gain[visit]
            for each, least in enumerate(self.least):
                more = least[fed, visit, then] + adds
                if each & WAITED:
                    more -= day.prices[1] * (moves[:, visit] + day.service[visit])
                if each & BEYOND:
                    more += day.prices[3] * day.service[visit]
                lowest = np.where(fits, more, NEVER).min(axis=1, initial=NEVER)
                least[fed, :, step] = np.minimum(least[fed, :, step], lowest)

    def hopeful(self, labels: Labels, threshold: int) -> Labels:
        """Those that may still come below the threshold."""
        if not self.width or not len(labels.last):
            return labels
        _, waiting, _, fairness = self.day.prices
        time = np.minimum(labels.completion // self.width, self.least.shape[3] - 1)
        hope = np.ones(len(labels.last), np.bool_)
        for each, least in enumerate(self.least):
            cost = labels.plain + least[labels.fed.astype(np.int64), labels.last, time]
            if each & WAITED:
                cost -= waiting * (labels.work + labels.latest)
            if each & BEYOND:
                cost += fairness * (labels.done @ self.day.service - (self.day.shift.fair_share or 0))
            hope &= cost < threshold
        return labels.rows(np.flatnonzero(hope))
