"""Shift: a route leaves its start place once the shift has begun and is back before its last second."""

from solver.problem import Shift
from solver.segments import Segment
from solver.sentence import Sentence

NAME = "shift"


def leaving(shift: Shift) -> Segment:
    """The departure as a segment."""
    return (0, shift.start, shift.latest_return)


def coming_back(shift: Shift) -> Segment:
    """The return as a segment."""
    return (0, shift.start, shift.latest_return)


def off_duty() -> Sentence:
    """Said when the wish lies outside his working day."""
    return Sentence("il ne travaille pas à cette heure-là", "they do not work at that time")


def full_day() -> Sentence:
    """Said when his visits fill the day whatever their order in time."""
    return Sentence("sa journée est pleine", "their day is full")
