"""Area: a technician would rather work in the areas he knows."""

from solver.problem import Shift, Visit, Weights

NAME = "area"


def outside(visit: Visit, who: Shift) -> bool:
    """Whether the visit lies in an area that is none of his; never when either has no area."""
    return visit.area is not None and bool(who.areas) and visit.area not in who.areas


def cost(visit: Visit, who: Shift, weights: Weights) -> int:
    """What sending him out of his areas costs."""
    return weights.area if outside(visit, who) else 0
