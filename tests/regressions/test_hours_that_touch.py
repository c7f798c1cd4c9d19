"""Report: a technician whose hours are 8-12 and 12-17 takes every page of the firm down.

The pause between his two shifts had no length, and an interval without length is refused. The same happened to hours
that the clock skips altogether on the last Sunday of March.
"""

from datetime import date, time
from zoneinfo import ZoneInfo

from planner.working_days import WeeklyHours, expand
from tests.support.planner import Heart, a_technician

TWO_HALVES = ((time(8), time(12)), (time(12), time(17)))
TOUCHING = tuple(WeeklyHours(day, start, end) for day in range(5) for start, end in TWO_HALVES)
OVERLAPPING = tuple(WeeklyHours(day, *half) for day in range(5) for half in ((time(8), time(13)), (time(11), time(17))))


def test_hours_that_touch_or_overlap_are_one_stretch():
    """Two shifts without a pause between them are offered like one, with lunch by his rule."""
    whole = tuple(WeeklyHours(day, time(8), time(17)) for day in range(5))
    expected = [slot.target for slot in Heart(a_technician(shifts=whole)).slots()]
    for shifts in (TOUCHING, OVERLAPPING):
        assert expected == [slot.target for slot in Heart(a_technician(shifts=shifts)).slots()]


def test_hours_that_the_clock_skips_are_no_hours():
    """From two to three there is nothing on the night the clocks go forward."""
    night = [WeeklyHours(6, time(2), time(3)), WeeklyHours(6, time(8), time(12))]
    assert 1 == len(list(expand(night, date(2027, 3, 28), ZoneInfo("Europe/Paris"))))
    assert 2 == len(list(expand(night, date(2027, 3, 21), ZoneInfo("Europe/Paris"))))
