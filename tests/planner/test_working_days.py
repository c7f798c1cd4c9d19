"""Local rules become instants one day at a time."""

from datetime import UTC, date, time, timedelta

import pytest

from planner.errors import InvalidConfiguration
from planner.working_days import WeeklyHours, days_between, expand, instant, monday_of
from tests.support.planner import MONDAY, PARIS

SPRING_FORWARD = date(2026, 3, 29)


@pytest.mark.parametrize("weekday,start,end", [(-1, 8, 10), (7, 8, 10), (0, 10, 8), (0, 10, 10)])
def test_hours_that_cannot_be_are_refused(weekday: int, start: int, end: int):
    """No eighth day of the week, and no end before the start; the sentence names the hours."""
    said = f"^Plage horaire impossible : jour {weekday}, de {start:02}:00:00 à {end:02}:00:00.$"
    with pytest.raises(InvalidConfiguration, match=said):
        WeeklyHours(weekday, time(start), time(end))


def test_an_instant_is_told_in_utc():
    """In winter Annecy is an hour ahead, wherever the server stands."""
    eight = instant(MONDAY, time(8), PARIS)
    assert (time(7), UTC) == (eight.time(), eight.tzinfo)


def test_the_hour_that_the_clock_skips_is_nobodys():
    """From two to three there is nothing on the last Sunday of March; from one to four there are two hours."""
    skipped, around = WeeklyHours(6, time(2), time(3)), WeeklyHours(6, time(1), time(4))
    assert [] == list(expand([skipped], SPRING_FORWARD, PARIS))
    assert [timedelta(hours=2)] == [hours.length for hours in expand([around], SPRING_FORWARD, PARIS)]


def test_days_are_counted_with_both_ends():
    """From Monday to Wednesday there are three, from Monday to Monday one, back to Sunday none."""
    assert [MONDAY + timedelta(days=day) for day in range(3)] == list(days_between(MONDAY, MONDAY + timedelta(days=2)))
    assert [MONDAY] == list(days_between(MONDAY, MONDAY))
    assert [] == list(days_between(MONDAY, MONDAY - timedelta(days=1)))


@pytest.mark.parametrize("later", [0, 1, 6])
def test_a_week_begins_on_monday(later: int):
    """Sunday is its last day."""
    assert MONDAY == monday_of(MONDAY + timedelta(days=later))
