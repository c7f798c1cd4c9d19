"""Unserved: each visit left out costs its prize."""

from solver.problem import Visit, Weights

NAME = "unserved"


def cost(visit: Visit, weights: Weights) -> int:
    """What leaving this visit out costs."""
    return visit.prize * weights.unserved
