"""Direction reads where work fits in the days to come, what is kept for emergencies, and where help is needed."""

from datetime import timedelta

import forecasting
from api.actions.common import firm_for, house_of
from api.actions.rules import EUROS_AN_HOUR
from api.views import Caller, CapacityView, HalfDayView, Role, Room
from planner.capacity import HalfDay, half_days_of
from planner.working_days import local_day

AHEAD = timedelta(days=13)
"""Today and so many days after it."""

FULL, EMPTY = 0.85, 0.5
"""From which share booked on a half-day counts as full, and below which as empty: the roads are in it."""


def capacity(caller: Caller, slug: str) -> CapacityView:
    """Return the half-days of two weeks, and what weighs out the reserve."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        today = local_day(work.now, firm.zone)
        found = tuple(map(_view, half_days_of(work, house.boards.of(firm.id), today, today + AHEAD)))
    prices = firm.rules.prices
    return CapacityView(
        half_days=found,
        forecasts=any(one.expected is not None for one in found),
        keeps=any(one.kept for one in found),
        level=forecasting.Costs(prices.refused, prices.idle).level,
        refused=round(100 * prices.refused / EUROS_AN_HOUR),
        idle=round(100 * prices.idle / EUROS_AN_HOUR),
    )


def _view(one: HalfDay) -> HalfDayView:
    return HalfDayView(
        day=one.day,
        half=one.half,
        worked=one.worked,
        booked=one.booked,
        kept=one.kept,
        needed=one.needed,
        free=one.free,
        room=_room(one),
        expected=one.forecast.visits if one.forecast else None,
        chance=one.forecast.chance if one.forecast else None,
    )


def _room(one: HalfDay) -> Room:
    if one.missing:
        return Room.SHORT
    if one.share >= FULL:
        return Room.FULL
    return Room.EMPTY if one.share < EMPTY else Room.FINE
