"""How much of each half-day is worked, booked and kept for emergencies, and whether enough technicians stay free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.board import Board
from planner.ports import Work
from planner.reserve import Left, ReserveForecast, emergency_lengths, free_places, reserved_skills, source_of
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


def half_days_of(work: Work, board: Board, first: date, last: date) -> Iterator[HalfDay]:
    """Yield the half-days between two days, both included, in which somebody works."""
    every = board.asked(work, first, last).left
    for day in sorted({one.day for one in every}):
        there = [one for one in every if one.day == day]
        for half in Half:
            worked, booked = (
                timedelta(seconds=sum(seconds))
                for seconds in zip(*((it.halves[half].worked, it.halves[half].booked) for it in there), strict=True)
            )
            if worked:
                plain = HalfDay(day, half, worked, booked)
                asked = _by_skill(work, there, plain)
                yield max(asked, key=lambda one: (one.missing, one.kept), default=plain)


def _by_skill(work: Work, there: Sequence[Left], plain: HalfDay) -> Iterator[HalfDay]:
    """Yield a half-day as each skill that emergencies need sees it."""
    services, source = work.of(Service).find(active=True), source_of(work)
    lengths, day, half = emergency_lengths(services), plain.day, plain.half
    told = {one.skill: one for one in work.of(ReserveForecast).find(day=day) if one.half is half}
    for skill, level in reserved_skills(services).items():
        kept, length = source(skill, day, half), timedelta(seconds=lengths[skill])
        yield replace(
            plain,
            kept=kept,
            needed=-(-kept // length),
            free=len(free_places(there, skill, level, lengths[skill]).get((day, half), ())),
            forecast=told.get(skill) if work.firm.rules.forecasts_reserve else None,
        )
