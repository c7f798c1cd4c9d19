"""What a customer can choose from."""

from datetime import date, timedelta

import pytest

from planner.intervals import Interval
from planner.rules import FirmRules
from planner.services import Half
from planner.windows import bookable_windows, narrowed, windows_of_day
from tests.support.planner import MONDAY, SUNDAY_NIGHT, a_firm, a_service, between, paris


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


@pytest.mark.parametrize(
    "planned, now, expected",
    [
        ((8, 42), (7, 0), ((8, 30), (9, 15))),
        ((8, 30), (7, 0), ((8, 30), (9, 15))),
        ((9, 50), (7, 0), ((9, 15), (10, 0))),
        ((8, 0), (9, 5), ((9, 0), (9, 45))),
        ((8, 0), (12, 0), ((9, 15), (10, 0))),
    ],
)
def test_the_narrowed_arrival_is_three_quarters_of_an_hour_inside_the_promise(planned, now, expected):
    """From the quarter before he rings, or before now; at the end of the promise it begins earlier."""
    assert Interval(paris(*expected[0]), paris(*expected[1])) == narrowed(between(8, 10), paris(*planned), paris(*now))


def test_a_promise_shorter_than_that_is_told_as_it_is():
    """Half an hour is narrow enough."""
    promise = Interval(paris(8), paris(8, 30))
    assert promise == narrowed(promise, paris(8, 10), paris(7))
