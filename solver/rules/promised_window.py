"""Promised window: service starts within what the customer was promised."""

from solver.problem import Shift, Visit
from solver.segments import Segment
from solver.sentence import Sentence

NAME = "promised_window"


def segments(visit: Visit, shift: Shift) -> list[Segment]:
    """The visit as a segment, once for each of its windows the shift can touch, in time order."""
    duration = visit.duration_for(shift)
    return [
        (duration, window.earliest + duration, window.latest)
        for window in sorted(visit.start_windows, key=lambda each: (each.earliest, each.latest))
        if shift.start <= window.latest and window.earliest <= shift.latest_return
    ]


def refusal() -> Sentence:
    """Said when what others were promised leaves no room."""
    return Sentence(
        "les créneaux promis à d'autres clients ne laissent pas la place",
        "the windows promised to other customers leave no room",
    )
