"""Waiting: each second a technician stands idle between his departure and his return has its price."""

import numpy as np

from solver.segments import Ints, Segments

NAME = "waiting"


def seconds(total: Segments) -> Ints:
    """The least waiting of a whole route that still finishes as early as it can."""
    return np.maximum(0, total[1] - total[2] - total[0])


def cost(total: Segments, price: Ints) -> Ints:
    """What the waiting of a whole route costs."""
    return seconds(total) * price
