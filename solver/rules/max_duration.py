"""Maximum duration: from departure to return a route takes no longer than its shift allows."""

import numpy as np

from solver.problem import Shift
from solver.segments import FOREVER, Ints, Segments
from solver.sentence import Sentence, minutes

NAME = "max_duration"


def limit(shift: Shift) -> int:
    """The most seconds a route of this shift may take."""
    return FOREVER if shift.max_duration is None else shift.max_duration


def seconds(total: Segments) -> Ints:
    """The least seconds from departure to return of a whole route that still finishes as early as it can."""
    return np.maximum(total[0], total[1] - total[2])


def allowed(total: Segments, longest: Ints) -> Ints:
    """Whether a whole route is short enough."""
    return seconds(total) <= longest


def refusal(shift: Shift) -> Sentence:
    """Said when only a longer route would make room; the shift has a limit."""
    most = minutes(limit(shift))
    return Sentence(f"sa tournée dépasserait {most} min", f"their route would take more than {most} min")
