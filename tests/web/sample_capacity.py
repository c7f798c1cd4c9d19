"""Where work fits in the days to come, as samples: a half-day short of somebody, a full one, and empty ones."""

from datetime import timedelta

from api.views import Caller, CapacityView, HalfDayView, Room
from planner.services import Half
from tests.web.samples import TODAY

_HOURS = timedelta(hours=1)


def _half(number: int, half: Half, booked: float, free: int, room: Room) -> HalfDayView:
    day = TODAY + timedelta(days=number)
    return HalfDayView(day, half, 21 * _HOURS, booked * _HOURS, 3 * _HOURS, 2, free, room, 1.6, 0.9)


CAPACITY = CapacityView(
    (
        _half(0, Half.MORNING, 20.5, 1, Room.SHORT),
        _half(0, Half.AFTERNOON, 19.0, 2, Room.FULL),
        _half(1, Half.MORNING, 14.0, 3, Room.FINE),
        _half(1, Half.AFTERNOON, 8.5, 4, Room.EMPTY),
    ),
    forecasts=True,
    keeps=True,
    level=0.9,
    refused=9_000,
    idle=1_000,
)


def capacity(caller: Caller, slug: str) -> CapacityView:
    """Hélène's two days."""
    return CAPACITY
