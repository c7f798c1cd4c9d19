"""Report: Gaëtan is away from ten to three, and the whole of his day has disappeared from the portal.

His lunch had to lie between half past eleven and a quarter past two, and so did his absence: no route could hold both,
not even an empty one. Whoever is away over lunch eats meanwhile.
"""

from datetime import time

import pytest

from planner.identifiers import TechnicianId
from planner.staffing import add_absence
from planner.technicians import Absence
from planner.translation import working_days
from planner.working_days import WeeklyHours
from tests.support.planner import MONDAY, Heart, a_firm, a_technician, between, paris

SPLIT = tuple(WeeklyHours(day, time(8), time(12)) for day in range(5)) + tuple(
    WeeklyHours(day, time(13, 30), time(17, 30)) for day in range(5)
)


def an_absence(start: int, end: int) -> Absence:
    """Away on Monday between two full hours."""
    return Absence("away", TechnicianId("gaëtan"), between(start, end))


@pytest.mark.parametrize("shifts", [a_technician().shifts, SPLIT], ids=["one stretch", "two halves"])
@pytest.mark.parametrize("away", [(10, 15), (11, 14), (12, 13), (13, 15)])
def test_who_is_away_over_lunch_still_works_before_and_after(shifts, away):
    """The first window of the morning and the last of the afternoon are offered."""
    heart = Heart(a_technician(shifts=shifts))
    heart.do(lambda work: add_absence(work, an_absence(*away)))
    offered = {slot.window for slot in heart.slots() if slot.day == MONDAY}
    assert between(8, 10) in offered
    assert paris(15, 30) in {window.start for window in offered}


def test_the_absence_is_the_lunch_and_still_begins_at_his_starting_place():
    """A stop of no length holds the place, the lunch holds the time."""
    day = working_days(a_firm(), a_technician(), [an_absence(10, 15)], [MONDAY])[MONDAY]
    assert day.shift.lunch is not None
    assert (int(paris(10).timestamp()), 5 * 3600) == (day.shift.lunch.earliest, day.shift.lunch.duration)
    assert [0] == [stop.duration for stop in day.busy]


def test_a_lunch_that_can_still_be_had_stays_his_own():
    """Back at one, he eats by his rule."""
    day = working_days(a_firm(), a_technician(), [an_absence(12, 13)], [MONDAY])[MONDAY]
    assert day.shift.lunch is not None
    assert 45 * 60 == day.shift.lunch.duration
