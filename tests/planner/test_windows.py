"""What a customer can choose from."""

from datetime import date, timedelta

from planner.rules import FirmRules
from planner.services import Half
from planner.windows import bookable_windows, windows_of_day
from tests.support.planner import MONDAY, SUNDAY_NIGHT, a_firm, a_service, between


def test_opening_hours_are_cut_into_arrival_windows():
    """Four promises of two hours fit into eight to twelve and half past one to half past five."""
    windows = list(windows_of_day(a_service(), a_firm(), MONDAY))
    assert [between(8, 10), between(10, 12)] == windows[:2]
    assert 4 == len(windows)


def test_a_service_of_the_morning_is_not_offered_after_noon():
    """Allowed halves bound the windows."""
    windows = list(windows_of_day(a_service(halves=frozenset({Half.MORNING})), a_firm(), MONDAY))
    assert [between(8, 10), between(10, 12)] == windows


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
