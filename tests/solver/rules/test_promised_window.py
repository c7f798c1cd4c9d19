"""Service starts within the promised window, bounds included."""

from solver import Pin, Window
from solver.rules import promised_window
from tests.solver.plans import HOUR, a_block, a_shift, a_visit, at, between


def test_both_bounds_are_promised_starts():
    """A window is kept from its first to its last second."""
    visit = a_visit("x", between(9, 10))

    assert [(HOUR, at(10), at(10))] == promised_window.segments(visit, a_shift())


def test_it_takes_as_long_as_this_technician_needs():
    """At level 2 he is done in half the time."""
    visit = a_visit("x", between(9, 10), skills={"borne": 1}, durations={2: HOUR // 2})

    assert [(HOUR // 2, at(9.5), at(10))] == promised_window.segments(visit, a_shift())


def test_windows_of_other_days_are_not_looked_at():
    """Only what the shift can touch, to the second, enters the route."""
    touching = (Window(at(0), at(8.5)), Window(at(18.5), at(20)))
    visit = a_visit("x", Window(at(0), at(8.5) - 1), *touching, Window(at(18.5) + 1, at(20)), between(9, 10, day=1))

    assert [window.latest for window in touching] == [
        latest for _, _, latest in promised_window.segments(visit, a_shift())
    ]


def test_windows_come_in_time_order():
    """So that among equals the earliest one is taken, in whatever order they were asked for."""
    visit = a_visit("x", between(14, 15), between(9, 10), between(9, 9.5))

    assert [at(9.5), at(10), at(15)] == [latest for _, _, latest in promised_window.segments(visit, a_shift())]


def test_a_pinned_start_replaces_the_windows():
    """Pinned to a second, wherever the windows were."""
    visit = a_visit("x", between(14, 15), pinned=Pin(start=at(9)))

    assert [(HOUR, at(10), at(9))] == promised_window.segments(visit, a_shift())


def test_two_promises_at_one_time_cannot_both_be_kept():
    """Half an hour of road and an hour of work do not fit into nothing."""
    assert not a_block(a_shift(), a_visit("a", between(9, 9)), a_visit("b", between(9, 9))).feasible


def test_any_of_several_windows_will_do():
    """A visit that is still a wish takes the window that fits what is promised to others."""
    flexible = a_visit("b", between(9, 9), between(14, 14))

    assert a_block(a_shift(), a_visit("a", between(9, 9)), flexible).feasible


def test_the_refusal_speaks_of_other_customers():
    """The promise that stands in the way is somebody else's."""
    assert "les créneaux promis à d'autres clients ne laissent pas la place" == promised_window.refusal().fr
    assert "the windows promised to other customers leave no room" == promised_window.refusal().en
