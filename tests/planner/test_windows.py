"""What a customer can choose from."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.intervals import Interval
from planner.rules import FirmRules
from planner.services import Half
from planner.windows import bookable, bookable_windows, half_days, half_of, windows_of_day
from planner.working_days import WeeklyHours, instant
from tests.support.planner import MONDAY, PARIS, SUNDAY_NIGHT, a_firm, a_service, between, paris

KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
"""Where the day begins first, ahead of the clock of the machine that tests."""


def test_opening_hours_are_cut_into_arrival_windows():
    """Four promises of two hours fit into eight to twelve and half past one to half past five."""
    windows = list(windows_of_day(a_service(), a_firm(), MONDAY))
    assert [between(8, 10), between(10, 12)] == windows[:2]
    assert 4 == len(windows)


def test_a_service_of_the_morning_is_not_offered_after_noon():
    """Allowed halves bound the windows."""
    windows = list(windows_of_day(a_service(halves=frozenset({Half.MORNING})), a_firm(), MONDAY))
    assert [between(8, 10), between(10, 12)] == windows


def test_noon_is_afternoon():
    """A window that begins at twelve is none of the morning."""
    assert [Half.MORNING, Half.AFTERNOON] == [half_of(between(hour, hour + 2), a_firm()) for hour in (11, 12)]


def test_public_holidays_and_days_off_have_no_window():
    """Nobody is promised a technician on the first of May or on a day the firm closes."""
    may_day = date(2026, 5, 1)
    assert [] == list(windows_of_day(a_service(), a_firm(), may_day))
    closed = a_firm(rules=FirmRules(extra_closed=frozenset({MONDAY})))
    assert [] == list(windows_of_day(a_service(), closed, MONDAY))
    open_all_year = a_firm(rules=FirmRules(works_on_holidays=True))
    assert 4 == len(list(windows_of_day(a_service(), open_all_year, may_day)))


def test_lead_time_and_horizon_bound_what_can_be_booked():
    """Too soon and too far ahead are not offered."""
    service = a_service(lead_time=timedelta(hours=12), horizon=timedelta(days=2))
    last = MONDAY + timedelta(days=30)
    windows = list(bookable_windows(service, a_firm(), SUNDAY_NIGHT, MONDAY - timedelta(days=3), last))
    assert between(10, 12) == windows[0]
    assert all(window.start <= SUNDAY_NIGHT + service.horizon for window in windows)


def test_the_first_and_the_last_moment_can_be_booked():
    """Twelve hours ahead are twelve hours, not a second more; two days are two days."""
    service = a_service(lead_time=timedelta(hours=12), horizon=timedelta(days=2))
    window = between(10, 12)
    assert bookable(service, window, window.start - service.lead_time)
    assert not bookable(service, window, window.start - service.lead_time + timedelta(seconds=1))
    assert bookable(service, window, window.start - service.horizon)
    assert not bookable(service, window, window.start - service.horizon - timedelta(seconds=1))


def test_days_are_those_of_the_firm():
    """At noon in Annecy it is tomorrow on the other side of the earth: this afternoon can be booked all the same."""
    service = a_service(lead_time=timedelta(hours=3), horizon=timedelta(days=1))
    windows = list(bookable_windows(service, a_firm(), paris(9), MONDAY, MONDAY))
    assert [paris(13, 30), paris(15, 30)] == [window.start for window in windows]


def test_the_last_day_is_that_of_the_firm():
    """Open from midnight where the day begins first: tomorrow's first window is within a day of half past midnight."""
    nights = FirmRules(opening=tuple(WeeklyHours(day, time(0), time(2)) for day in range(5)))
    firm, tomorrow = a_firm(zone_name=str(KIRITIMATI), rules=nights), MONDAY + timedelta(days=1)
    service = a_service(lead_time=timedelta(0), horizon=timedelta(days=1))
    windows = bookable_windows(service, firm, instant(MONDAY, time(0, 30), KIRITIMATI), MONDAY, tomorrow)
    assert [instant(tomorrow, time(0), KIRITIMATI)] == [window.start for window in windows]


@pytest.mark.parametrize("zone", [PARIS, KIRITIMATI], ids=str)
def test_an_interval_is_cut_at_noon_and_at_midnight(zone):
    """From Monday at three in the afternoon until half past midnight there are two half-days."""
    tuesday = MONDAY + timedelta(days=1)
    start, midnight, end = (
        instant(*when, zone) for when in ((MONDAY, time(15)), (tuesday, time(0)), (tuesday, time(0, 30)))
    )
    assert [Interval(start, midnight), Interval(midnight, end)] == list(half_days(Interval(start, end), zone))
