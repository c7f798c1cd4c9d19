"""Fairness: each second of service beyond a technician's fair share has its price."""

import numpy as np

from solver.problem import Shift
from solver.segments import FOREVER, Ints

NAME = "fairness"


def share(shift: Shift) -> int:
    """Seconds of service a day of his may hold for nothing."""
    return FOREVER if shift.fair_share is None else shift.fair_share


def cost(load: Ints, fair_share: Ints, price: Ints) -> Ints:
    """What a route with so many seconds of service costs for what lies beyond the fair share."""
    return np.maximum(0, load - fair_share) * price
