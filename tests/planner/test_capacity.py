"""How much of each half-day is booked, and whether enough technicians stay free for emergencies."""

from dataclasses import replace
from datetime import timedelta

from planner.board import Board
from planner.capacity import half_days_of
from planner.identifiers import TechnicianId
from planner.reserve import ReserveForecast, taken_by
from planner.rules import FirmRules
from planner.services import Half
from tests.planner.test_reserve import FRIDAY, URGENT, a_heart, fill
from tests.support.planner import SUNDAY_NIGHT, Heart, a_firm, a_service, a_technician

HOUR = timedelta(hours=1)


def told(heart: Heart, first=FRIDAY, last=FRIDAY):
    """The half-days of a firm."""
    return heart.do(lambda work: list(half_days_of(work, Board(), first, last)))


def test_a_half_day_counts_who_works_what_is_booked_and_who_stays_free():
    """Two who repair, for one emergency of an hour with its road."""
    heart = a_heart(60, a_technician(), replace(a_technician(), id=TechnicianId("nora")))
    morning, afternoon = told(heart)
    assert (Half.MORNING, Half.AFTERNOON) == (morning.half, afternoon.half)
    assert (timedelta(0), HOUR, 1, 2, 0) == (
        morning.booked,
        morning.kept,
        morning.needed,
        morning.free,
        morning.missing,
    )
    booked = fill(heart, "dépannage")
    morning, _ = told(heart)
    assert booked * taken_by(HOUR) == morning.booked.total_seconds()
    assert 0 < morning.share <= 1
    assert 1 == morning.free


def test_more_than_all_who_work_are_missing():
    """What is kept for needs three, and there is one."""
    (morning, _) = told(a_heart(200, a_technician()))
    assert (3, 1, 2) == (morning.needed, morning.free, morning.missing)


def test_a_firm_without_emergencies_keeps_nothing():
    """Work and bookings are told all the same."""
    (morning, _) = told(Heart(a_technician(), firm=a_firm(), services=(a_service(),)))
    assert morning.worked > timedelta(0)
    assert (timedelta(0), 0, None) == (morning.kept, morning.needed, morning.forecast)


def test_a_forecast_says_why():
    """Where the firm wants one."""
    firm = a_firm(rules=FirmRules(forecasts_reserve=True))
    heart = Heart(a_technician(), firm=firm, services=(a_service(), URGENT))
    forecast = ReserveForecast("x", "repair", FRIDAY, Half.MORNING, HOUR, 0.7, 0.9, SUNDAY_NIGHT)
    heart.do(lambda work: work.of(ReserveForecast).put(forecast))
    morning, afternoon = told(heart)
    assert (forecast, HOUR) == (morning.forecast, morning.kept)
    assert afternoon.forecast is None
    assert timedelta(0) == afternoon.kept


def test_a_day_on_which_nobody_works_has_no_halves():
    """Sunday."""
    assert [] == told(a_heart(60, a_technician()), FRIDAY + timedelta(days=2), FRIDAY + timedelta(days=2))
