"""How much of each half-day is worked, booked and kept for emergencies, and whether enough technicians stay free."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from planner.board import Board
from planner.ports import Work
from planner.reserve import Left, ReserveForecast, Source, emergency_lengths, free_places, reserved_skills, source_of
from planner.services import Half, Service


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half of a day: time `worked` by everybody and `booked`, roads included, and `kept` for emergencies.

    `kept` is for the skill that lacks most: `needed` technicians should stay free for it, `free` are. `forecast` is
    why, where a forecast says so.
    """

    day: date
    half: Half
    worked: timedelta
    booked: timedelta
    kept: timedelta = timedelta(0)
    needed: int = 0
    free: int = 0
    forecast: ReserveForecast | None = None

    @property
    def missing(self) -> int:
        """How many technicians more would have to stay free."""
        return max(0, self.needed - self.free)

    @property
    def share(self) -> float:
        """The share of the time worked that is booked."""
        return self.booked / self.worked if self.worked else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Reserve:
    """What a firm keeps: each skill that emergencies need with its least level and their length, how much, and why."""

    skills: Mapping[str, int]
    lengths: Mapping[str, int]
    source: Source
    told: Mapping[tuple[str, date, Half], ReserveForecast]

    @classmethod
    def of(cls, work: Work) -> Self:
        """Read it once for all half-days."""
        services = work.of(Service).find(active=True)
        forecasts = work.of(ReserveForecast).find() if work.firm.rules.forecasts_reserve else []
        told = {(one.skill, one.day, one.half): one for one in forecasts}
        return cls(reserved_skills(services), emergency_lengths(services), source_of(work), told)

    def by_skill(self, there: Sequence[Left], plain: HalfDay) -> Iterator[HalfDay]:
        """Yield a half-day as each skill that emergencies need sees it."""
        day, half = plain.day, plain.half
        for skill, level in self.skills.items():
            kept, length = self.source(skill, day, half), self.lengths[skill]
            yield replace(
                plain,
                kept=kept,
                needed=-(-kept // timedelta(seconds=length)),
                free=len(free_places(there, skill, level, length).get((day, half), ())),
                forecast=self.told.get((skill, day, half)),
            )


def half_days_of(work: Work, board: Board, first: date, last: date) -> Iterator[HalfDay]:
    """Yield the half-days between two days, both included, in which somebody works."""
    every, reserve = board.asked(work, first, last).left, _Reserve.of(work)
    for day in sorted({one.day for one in every}):
        there = [one for one in every if one.day == day]
        for half in Half:
            worked, booked = (
                timedelta(seconds=sum(seconds))
                for seconds in zip(*((it.halves[half].worked, it.halves[half].booked) for it in there), strict=True)
            )
            if worked:
                plain = HalfDay(day, half, worked, booked)
                asked = reserve.by_skill(there, plain)
                yield max(asked, key=lambda one: (one.missing, one.kept), default=plain)
