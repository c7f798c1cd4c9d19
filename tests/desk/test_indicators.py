"""What direction steers by is counted from the records, and left open where they say nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.call_counts import CallCounts
from desk.identifiers import CallId, PastAppointmentId
from desk.indicators import indicators
from desk.past import PastAppointment
from planner.appointments import State
from planner.identifiers import CustomerId
from tests.desk.sample_calls import calls_of
from tests.support.planner import MONDAY, a_firm

LAST = MONDAY - timedelta(days=1)


def visit(number, **changes):
    """A visit of last month."""
    made = PastAppointment(PastAppointmentId(f"{number}"), LAST - timedelta(days=30), "depannage", CustomerId("c"), 60)
    return replace(made, **changes)


def told(calls=(), past=()):
    """The indicators of some records."""
    return indicators(CallCounts.of(a_firm(), calls, LAST), calls, past, ())


def test_records_that_say_nothing_leave_everything_open():
    """No figure is better than a nought."""
    found = told()
    assert {None} == {found.calls_a_day, found.missed, found.confirmation_minutes, found.no_access, found.second_visits}


def test_calls_are_counted_over_four_weeks_and_compared_with_the_year_before():
    """About twenty a day now, thirty then."""
    before = calls_of(LAST - timedelta(weeks=60), LAST - timedelta(weeks=50), a_day=30)
    now = calls_of(LAST - timedelta(weeks=5), LAST)
    calls = [*(replace(call, id=CallId(f"b{call.id}")) for call in before), *now]
    calls = [replace(call, missed=number % 10 == 0) for number, call in enumerate(calls)]
    found = told(calls)
    assert 21 == pytest.approx(found.calls_a_day, abs=3)
    assert 32 == pytest.approx(found.calls_a_day_before, abs=4)
    assert 0.1 == pytest.approx(found.missed, abs=0.01)
    assert 60 < found.talk_seconds < 180


def test_visits_of_a_year_tell_delay_closed_doors_and_second_visits():
    """What is older says nothing any more."""
    past = [
        visit(1, confirmation_minutes=600, second_visit=True),
        visit(2, confirmation_minutes=3000),
        visit(3, state=State.NO_ACCESS, confirmation_minutes=2880),
        visit(4, day=LAST - timedelta(days=500), confirmation_minutes=1, state=State.NO_ACCESS),
    ]
    found = told(past=past)
    assert (2880.0, 1 / 3, 0.5) == (found.confirmation_minutes, found.no_access, found.second_visits)
