"""The weeks and days of the benchmarks are told truly: promises, what has begun, who has gone home."""

import random

import pytest

from benchmarks.bench_booking import Policy, live
from benchmarks.disturbed_day import KINDS, State, happen
from benchmarks.firms import at, demo_firm, wide_country
from solver import referee


@pytest.fixture(scope="module")
def morning() -> State:
    """One Monday, planned."""
    return State.morning(1)


@pytest.mark.parametrize("hour", [8.75, 11, 12.5, 14, 16])
def test_time_alone_changes_nothing(morning: State, hour: float):
    """The plan still holds at any moment, and each visit that had begun keeps its technician and start."""
    before = {stop.visit: stop.start for hours in morning.hours() for stop in hours.stops}
    later = morning.at(at(hour))
    verdict = referee(later.problem, later.plan)

    assert () == verdict.violations
    for visit in later.problem.visits:
        if visit.pinned:
            assert before[visit.key] == visit.pinned.start
        else:
            assert visit.windows[0].earliest >= at(hour) or visit.windows[0].earliest == visit.windows[0].latest
    assert all(visit.pinned for visit in later.problem.visits if before[visit.key] <= at(hour))


def test_somebody_who_went_home_is_sent_nowhere(morning: State):
    """Neither what he had nor what comes later is his, but for what he has begun."""
    gone = happen(morning.at(at(10)), "absence", at(10), random.Random(1))
    assert gone is not None
    urgent = happen(gone, "urgency", at(10), random.Random(2))
    assert urgent is not None

    (away,) = urgent.away
    assert all(visit.pinned or away in visit.forbidden for visit in urgent.problem.visits)


@pytest.mark.parametrize("kind", KINDS)
def test_each_disturbance_disturbs(morning: State, kind: str):
    """The problem is another one."""
    state = morning.at(at(10))
    after = next(found for seed in range(20) if (found := happen(state, kind, at(10), random.Random(seed))))

    assert state.problem.visits != after.problem.visits


@pytest.mark.parametrize("firm", [wide_country(1, requests=30), demo_firm(1, requests=30)], ids=["wide", "demo"])
def test_a_week_breaks_no_promise_and_can_be_lived_again(firm):
    """With the same seed the same bookings, road and changes."""
    one, again = (live(firm, Policy(50), seed=1) for _ in range(2))

    assert 0 == one.broken
    assert (one.accepted, one.travel, one.changes) == (again.accepted, again.travel, again.changes)
