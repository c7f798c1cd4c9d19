"""Waiting is what lies between departure and return and is neither road nor work nor lunch."""

from solver.rules import waiting
from tests.solver.plans import HOUR, a_block, a_shift, a_visit, at, between

GAP = a_block(a_shift(lunch=None), a_visit("a", between(9, 9)), a_visit("b", between(12, 12)))


def test_waiting_counts_between_two_promises():
    """Done at 10:00, expected at 12:00, next door: two hours at one point a second."""
    assert 2 * HOUR == GAP.hours


def test_nobody_waits_who_can_leave_later():
    """A single afternoon promise makes him leave later, not wait."""
    assert 0 == a_block(a_shift(lunch=None), a_visit("b", between(15, 15))).hours


def test_a_segment_waits_what_its_bounds_force():
    """Begun at its latest, ten seconds of work still end thirty later."""
    assert 20 == waiting.seconds((10, at(9) + 30, at(9)))
    assert 0 == waiting.seconds((10, at(9) + 30, at(9) + 20))
    assert 60 == waiting.cost((10, at(9) + 30, at(9)), 3)
