"""Overtime: each second after the end of the shift has its price, and there is a limit."""

import numpy as np

from solver.segments import Ints, Segments
from solver.sentence import Sentence, minutes

NAME = "overtime"


def seconds(total: Segments, shift_end: Ints) -> Ints:
    """Seconds of a whole route after the end of the shift."""
    return np.maximum(0, total[1] - shift_end)


def cost(total: Segments, shift_end: Ints, price: Ints) -> Ints:
    """What the overtime of a whole route costs."""
    return seconds(total, shift_end) * price


def refusal(limit: int) -> Sentence:
    """Said when only more overtime (seconds) than the limit would make room."""
    if limit == 0:
        return Sentence("il rentrerait après la fin de sa journée", "they would be back after the end of their shift")
    return Sentence(
        f"il dépasserait sa limite de {minutes(limit)} min d'heures supplémentaires",
        f"they would exceed their limit of {minutes(limit)} min of overtime",
    )
