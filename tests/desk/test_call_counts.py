"""Calls are counted by the firm's clock: open days, half-hours in which people call, and days nobody wrote down."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from desk.call_counts import CallCounts, school_calendar
from desk.calls import Call, Reason
from desk.identifiers import CallId
from forecasting import SchoolZone
from forecasting.errors import NothingOpen
from planner.rules import FirmRules
from planner.sites import Area
from tests.support.planner import MONDAY, a_firm, paris

DAY = timedelta(days=1)


def ring(at, reason=Reason.OTHER):
    """A call at an instant."""
    return Call(CallId(f"{at.isoformat()} {reason}"), at, reason=reason)


def busy(day, count):
    """So many calls in the morning of a day, a minute apart."""
    return [ring(paris(9, day=day) + timedelta(minutes=number)) for number in range(count)]


def test_a_day_is_the_firms_own_and_closed_ones_are_not_known():
    """Half past eleven at night in Paris is still that day; on Sunday nobody counts."""
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    counts = CallCounts.of(a_firm(), [ring(late), ring(paris(9, day=MONDAY + 6 * DAY))], MONDAY + 6 * DAY)
    assert [1.0, 0.0, 0.0, 0.0, 0.0] == list(counts.daily().counts[:5])
    assert np.isnan(counts.daily().counts[5:]).all()


def test_calls_about_one_thing_are_counted_apart():
    """Their sum is all of them."""
    calls = [ring(paris(9), Reason.QUOTE), ring(paris(10), Reason.QUOTE), ring(paris(11), Reason.COMPLAINT)]
    counts = CallCounts.of(a_firm(), calls, MONDAY)
    assert ([2.0], [1.0], [3.0]) == tuple(
        list(counts.daily(reason).counts) for reason in (Reason.QUOTE, Reason.COMPLAINT, None)
    )


def test_a_day_without_calls_is_a_gap_where_ordinary_days_have_many_and_nought_where_they_have_few():
    """Nobody misses fifty calls by chance; of two a day one may well be without."""
    for usual, known in ((30, 4), (2, 5)):
        calls = [call for number in (0, 1, 3, 4) for call in busy(MONDAY + number * DAY, usual)]
        assert known == len(CallCounts.of(a_firm(), calls, MONDAY + 4 * DAY).days)


def test_days_to_the_last_one_are_there_although_nobody_knows_them():
    """So that what comes next begins today, not where the calls ended."""
    series = CallCounts.of(a_firm(), busy(MONDAY, 30), MONDAY + 3 * DAY).daily()
    assert 4 == len(series)
    assert [0] == list(series.observed)


def test_half_hours_run_from_the_first_to_the_last_in_which_people_call():
    """Nights and closed days are not known; a quiet half-hour between is nought."""
    calls = [call for day in range(5) for call in (ring(paris(8, 10, MONDAY + day * DAY)), ring(paris(9, 40)))]
    series = CallCounts.of(a_firm(), calls, MONDAY + 6 * DAY).half_hourly()
    assert 7 * 48 == len(series)
    assert [1.0, 0.0, 0.0, 5.0] == list(series.counts[16:20])
    assert 5 * 4 == len(series.observed)


@pytest.mark.parametrize("sunday, hours", [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_call_keeps_its_half_hour_over_a_change_of_the_clock(sunday, hours):
    """The night before is shorter or longer, the hour on the wall is the hour on the wall."""
    monday = sunday + DAY
    firm = a_firm()
    calls = [ring(paris(9, 10, sunday - 2 * DAY)), ring(paris(9, 10, monday))]
    series = CallCounts.of(firm, calls, monday).half_hourly()
    assert (2 * 24 + hours + 24) * 2 == len(series)
    seen = [int(step) for step in series.observed]
    assert [(9, 0), (9, 0)] == [
        (series.times(one, one + 1)[0].hour, series.times(one, one + 1)[0].minute) for one in seen
    ]
    assert [1.0, 1.0] == list(series.counts[seen])


def test_without_any_call_there_is_no_series():
    """And it says so."""
    counts = CallCounts.of(a_firm(), [], MONDAY)
    for made in (counts.daily, counts.half_hourly):
        with pytest.raises(NothingOpen):
            made()


def test_a_firm_is_open_on_its_weekdays_unless_it_is_closed():
    """Holidays and the days it closes itself."""
    firm = a_firm(rules=FirmRules(extra_closed=frozenset({MONDAY})))
    assert [False, True, False] == [firm.rules.open_on(day) for day in (MONDAY, MONDAY + DAY, date(2026, 12, 25))]


def test_school_holidays_are_those_of_the_address_else_of_the_places_served():
    """None abroad, and none where nobody knows."""
    firm = a_firm(address="4 avenue des Romains, 74000 Annecy")
    served = FirmRules(areas=(Area("Paris", frozenset({"75011", "75012"})), Area("Nice", frozenset({"06000"}))))
    assert SchoolZone.A is school_calendar(firm)
    assert SchoolZone.C is school_calendar(a_firm(rules=served))
    assert None is school_calendar(a_firm())
    assert None is school_calendar(replace(firm, rules=FirmRules(country="BE")))
