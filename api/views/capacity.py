"""What is worked, booked and kept for emergencies in the days to come, as direction reads it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from planner.services import Half


class Room(StrEnum):
    """How a half-day stands."""

    SHORT = "short"
    FULL = "full"
    EMPTY = "empty"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class HalfDayView:
    """One half-day: time `worked`, `booked` with its roads, and `kept` for emergencies.

    For what is kept `needed` technicians should stay free and `free` are, `missing` more are lacking. Where a forecast
    says what is kept, `expected` emergencies come and it suffices with this `chance`.
    """

    day: date
    half: Half
    worked: timedelta
    booked: timedelta
    kept: timedelta
    needed: int
    free: int
    room: Room
    expected: float | None = None
    chance: float | None = None

    @property
    def missing(self) -> int:
        """Return how many technicians more would have to stay free."""
        return max(0, self.needed - self.free)

    @property
    def morning(self) -> bool:
        """Tell whether it is the first half of the day."""
        return self.half is Half.MORNING


@dataclass(frozen=True, slots=True)
class CapacityView:
    """The half-days to come. `level` is the share of half-days on which a forecast reserve is to suffice.

    `refused` and `idle` are what an hour costs that an emergency does not find, and one kept for nothing, in cents.
    """

    half_days: tuple[HalfDayView, ...]
    forecasts: bool = False
    keeps: bool = False
    level: float = 0.0
    refused: int = 0
    idle: int = 0

    @property
    def short(self) -> tuple[HalfDayView, ...]:
        """Return the half-days that lack somebody."""
        return self._that_are(Room.SHORT)

    @property
    def empty(self) -> tuple[HalfDayView, ...]:
        """Return the half-days with much room left."""
        return self._that_are(Room.EMPTY)

    def _that_are(self, room: Room) -> tuple[HalfDayView, ...]:
        return tuple(one for one in self.half_days if one.room is room)
