"""A technician's day in the solver's numbers: absences, lunch, clearances and the law."""

from datetime import date, time, timedelta

import pytest

from planner.errors import InvalidConfiguration
from planner.identifiers import TechnicianId
from planner.rules import FirmRules, LunchRule, WorkingTimeLimits
from planner.staffing import add_absence, remove_absence, save_rules, save_service, save_technician
from planner.technicians import Absence, Clearance
from planner.translation import seconds, working_days
from planner.working_days import WeeklyHours
from tests.support.planner import MONDAY, Heart, a_firm, a_service, a_technician, between, paris

TUESDAY = MONDAY + timedelta(days=1)


def absence(start: int, end: int, day: date = MONDAY) -> Absence:
    """Away between two full hours."""
    return Absence(f"away-{start}-{end}", TechnicianId("gaëtan"), between(start, end, day))


def day_of(technician, *absences, firm=None):
    """Monday of a technician, or None."""
    return working_days(firm or a_firm(), technician, absences, [MONDAY]).get(MONDAY)


def test_an_absence_at_the_edge_shortens_the_shift():
    """He starts later or ends earlier."""
    day = day_of(a_technician(), absence(8, 10), absence(16, 19))
    assert (seconds(paris(10)), seconds(paris(16))) == (day.shift.start, day.shift.end)
    assert 0 == day.shift.max_overtime


def test_an_absence_in_the_middle_is_a_stop_that_cannot_move():
    """The dentist at ten takes his hour out of the day."""
    day = day_of(a_technician(), absence(10, 11))
    (busy,) = day.busy
    assert (seconds(paris(10)), 3600) == (busy.windows[0].earliest, busy.duration)


def test_a_day_away_is_no_day():
    """Nothing is left of it."""
    assert day_of(a_technician(), absence(0, 23)) is None


def test_a_public_holiday_is_no_working_day():
    """Armistice Day 2026 is a Wednesday."""
    armistice = date(2026, 11, 11)
    assert {} == working_days(a_firm(), a_technician(), [], [armistice])


def test_a_break_between_two_shifts_is_the_lunch():
    """Hours from eight to twelve and from two to six need no lunch rule."""
    split = tuple(WeeklyHours(0, time(start), time(end)) for start, end in ((8, 12), (14, 18)))
    lunch = day_of(a_technician(shifts=split, lunch=None)).shift.lunch
    assert (seconds(paris(12)), 7200) == (lunch.earliest, lunch.duration)


def test_shifts_that_break_the_law_are_refused_with_the_technicians_name():
    """Nine hours without a break cannot be planned, nor a night of nine hours' rest."""
    with pytest.raises(InvalidConfiguration, match="Gaëtan"):
        day_of(a_technician(lunch=None))
    long = tuple(WeeklyHours(day, time(6), time(21)) for day in range(2))
    with pytest.raises(InvalidConfiguration, match="Gaëtan"):
        day_of(a_technician(shifts=long))


def test_overtime_never_eats_the_legal_day():
    """Ten hours of work and lunch bound the latest return."""
    firm = a_firm(rules=FirmRules(overtime=timedelta(hours=4), limits=WorkingTimeLimits(day=timedelta(hours=9))))
    day = day_of(a_technician(lunch=LunchRule()), firm=firm)
    assert seconds(paris(8, 30)) + 9 * 3600 + 45 * 60 >= day.shift.latest_return


def test_a_clearance_counts_on_the_day_of_the_visit():
    """What expires on Monday opens Monday and not Tuesday."""
    service = a_service(clearances=frozenset({"B1V"}))
    heart = Heart(a_technician(clearances=(Clearance("B1V", expires_on=MONDAY),)), services=(service,))
    assert {MONDAY} == {slot.day for slot in heart.slots()}
    assert ["B1V"] == a_technician(clearances=(Clearance("B1V", MONDAY),)).missing_for(service, TUESDAY)


def test_a_skill_needs_its_level():
    """P1 does not do what P2 may."""
    service = a_service(skills={"irve": 2})
    assert not Heart(a_technician(skills={"irve": 1}), services=(service,)).slots()
    assert Heart(a_technician(skills={"irve": 2}), services=(service,)).slots()


def test_a_change_of_settings_changes_the_next_offer():
    """Absence, technician, service and opening hours all count at once, and can be taken back."""
    heart = Heart()
    before = len(heart.slots())
    heart.do(lambda work: add_absence(work, absence(0, 23)))
    assert before - 4 == len(heart.slots())
    heart.do(lambda work: remove_absence(work, "away-0-23"))
    assert before == len(heart.slots())
    heart.do(lambda work: save_technician(work, a_technician(active=False)))
    assert [] == heart.slots()
    heart.do(lambda work: save_technician(work, a_technician()))
    heart.do(lambda work: save_service(work, a_service(weekdays=frozenset({0}))))
    assert {0} == {slot.day.weekday() for slot in heart.slots()}
    heart.do(lambda work: save_rules(work, FirmRules(opening=(WeeklyHours(0, time(8), time(10)),))))
    assert 2 == len(heart.slots())


def test_rules_that_would_make_a_technician_unlawful_are_refused():
    """Claire is told who, and nothing changes."""
    heart = Heart()
    with pytest.raises(InvalidConfiguration, match="Gaëtan"):
        heart.do(lambda work: save_rules(work, FirmRules(limits=WorkingTimeLimits(day=timedelta(hours=6)))))
    with heart.memory.read(heart.firm.id) as work:
        assert FirmRules() == work.firm.rules
