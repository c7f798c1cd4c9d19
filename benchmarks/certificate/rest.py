"""What the rest of a day adds at least, from each visit and time on, whatever was done before."""

from dataclasses import dataclass

import numpy as np

from benchmarks.certificate.days import Day, Ints
from benchmarks.certificate.labels import Labels

GRID, FINEST_GRID = 300, 30
"""Seconds between two times at which the rest of a day is bounded; where stops are briefer, it is not."""

NEVER = 2**60


@dataclass(frozen=True, slots=True)
class Rest:
    """What the rest of a day adds at least, at each of the times `width` seconds apart; no bound where that is 0.

    `plain` and `late` (2, n, times), hungry and fed. All that is still to wait for is left out of the first; the second
    counts every second until he is back that is neither road, service nor lunch, as if he left as late as he can.
    """

    day: Day
    width: int
    plain: Ints
    late: Ints

    @classmethod
    def of(cls, day: Day) -> "Rest":
        """The bounds of this day, from its last time to its first."""
        n = len(day.visits)
        stops = [
            int(day.moves[:, leave, to].min()) + int(day.service[to])
            for leave in range(n + 1)
            for to in range(n)
            if leave != to
        ]
        width = min([GRID, *stops, *([] if day.meal is None else [day.meal[2]])])
        if width < FINEST_GRID:
            nothing = np.full((2, n, 1), -NEVER)
            return cls(day, 0, nothing, nothing)
        times = day.close // width + 2
        rest = cls(day, width, np.full((2, n, times), NEVER), np.full((2, n, times), NEVER))
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
        in_time = now + road <= latest
        self.plain[fed, :, step] = np.where(in_time, cost, NEVER)
        self.late[fed, :, step] = np.where(in_time, cost + waiting * (back - road), NEVER)
        if not fed and day.meal is not None and now <= day.meal[1]:
            then = (max(now, day.meal[0]) + day.meal[2]) // self.width
            if then < self.plain.shape[2]:
                self._lower(step, 0, self.plain[1, :, then], self.late[1, :, then] - waiting * day.meal[2])

    def _on(self, step: int, fed: int) -> None:
        """Go on to another visit."""
        day, now = self.day, step * self.width
        n, times = len(day.visits), self.plain.shape[2]
        visit, opens, closes = np.array(day.windows, np.int64).reshape(-1, 3).T
        for roads, moves in zip(day.roads[:, :n], day.moves[:, :n], strict=True):
            arrival = now + moves[:, visit]
            then = (np.maximum(arrival, opens) + day.service[visit]) // self.width
            fits = (arrival <= closes) & (then < times) & (np.arange(n)[:, None] != visit)
            then = np.minimum(then, times - 1)
            adds = roads[:, visit] * day.prices[0] + day.gain[visit]
            plain = np.where(fits, adds + self.plain[fed, visit, then], NEVER)
            idle = adds - day.prices[1] * (moves[:, visit] + day.service[visit])
            late = np.where(fits, idle + self.late[fed, visit, then], NEVER)
            self._lower(step, fed, plain.min(axis=1, initial=NEVER), late.min(axis=1, initial=NEVER))

    def _lower(self, step: int, fed: int, plain: Ints, late: Ints) -> None:
        np.minimum(self.plain[fed, :, step], plain, out=self.plain[fed, :, step])
        np.minimum(self.late[fed, :, step], late, out=self.late[fed, :, step])

    def hopeful(self, labels: Labels, threshold: int) -> Labels:
        """Those that may still come below the threshold."""
        if not self.width or not len(labels.last):
            return labels
        at = (
            labels.fed.astype(np.int64),
            labels.last,
            np.minimum(labels.completion // self.width, self.plain.shape[2] - 1),
        )
        late = labels.plain - self.day.prices[1] * (labels.work + labels.latest)
        hope = (labels.plain + self.plain[at] < threshold) & (late + self.late[at] < threshold)
        return labels.rows(np.flatnonzero(hope))
