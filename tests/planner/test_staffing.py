"""A source that knows all of a technician's calendar says anew when he is away; what it said before is taken back."""

from datetime import timedelta

import pytest

from planner.errors import NotFound
from planner.events import TechnicianAbsent
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.staffing import add_absence, replace_absences
from planner.technicians import Absence
from tests.support.planner import MONDAY, Heart, between, paris

GAETAN = TechnicianId("gaëtan")
TUESDAY = MONDAY + timedelta(days=1)


def absences(heart: Heart) -> set[tuple[str, Interval]]:
    """Who says that Gaëtan is away, and when."""
    return {(one.source, one.interval) for one in heart.do(lambda work: work.of(Absence).find())}


def say(heart: Heart, *intervals: Interval, source: str = "calendar:1") -> bool:
    """Let a calendar say all it knows."""
    return heart.do(lambda work: replace_absences(work, GAETAN, source, intervals))


def test_what_a_calendar_says_closes_slots_and_what_it_no_longer_says_opens_them_again():
    """The dentist on Monday morning; then on Tuesday; then not at all."""
    heart = Heart()
    before = {slot.window for slot in heart.slots()}
    assert say(heart, between(8, 12))
    assert not {window for window in before if window.overlaps(between(8, 12))} & {one.window for one in heart.slots()}
    assert say(heart, between(8, 12, TUESDAY))
    assert {("calendar:1", between(8, 12, TUESDAY))} == absences(heart)
    assert say(heart)
    assert before == {slot.window for slot in heart.slots()}


def test_saying_the_same_again_changes_nothing():
    """No new version of the firm, and nobody is told."""
    heart = Heart()
    say(heart, between(8, 12))
    version, told = heart.do(lambda work: work.firm).version, len(heart.told)
    assert not say(heart, between(10, 12), between(8, 10))
    assert (version, told) == (heart.do(lambda work: work.firm).version, len(heart.told))


def test_what_others_said_stays():
    """Claire's absence and another calendar's are not this one's to take back."""
    heart = Heart()
    heart.do(lambda work: add_absence(work, Absence("claire", GAETAN, between(14, 15))))
    say(heart, between(8, 9), source="calendar:2")
    say(heart, between(10, 11))
    say(heart)
    assert {("claire", between(14, 15)), ("calendar:2", between(8, 9))} == absences(heart)


def test_only_the_new_is_told():
    """A second appointment beside a known one."""
    heart = Heart()
    say(heart, between(8, 9))
    say(heart, between(8, 9), between(16, 17))
    told = [(event.start, event.end) for event in heart.told if isinstance(event, TechnicianAbsent)]
    assert [(paris(8), paris(9)), (paris(16), paris(17))] == told


def test_the_past_is_left_as_it_was():
    """A block that began yesterday counts from this morning on; what is over is not taken back."""
    heart = Heart()
    say(heart, Interval(paris(8) - timedelta(days=3), paris(9)))
    sunday = paris(0) - timedelta(days=1)
    assert {("calendar:1", Interval(sunday, paris(9)))} == absences(heart)
    heart.now += timedelta(days=2)
    assert not say(heart)
    assert {("calendar:1", Interval(sunday, paris(9)))} == absences(heart)


def test_nobody_is_away_who_does_not_work_here():
    """A calendar of somebody unknown."""
    with pytest.raises(NotFound):
        Heart().do(lambda work: replace_absences(work, TechnicianId("inconnu"), "calendar:1", []))
