"""Area: a technician would rather work in the areas he knows."""

from solver.problem import Shift, Visit, Weights
from solver.sentence import Sentence

NAME = "area"


def outside(visit: Visit, who: Shift) -> bool:
    """Whether the visit lies in an area that is none of his; never when either has no area."""
    return visit.area is not None and bool(who.areas) and visit.area not in who.areas


def cost(visit: Visit, who: Shift, weights: Weights) -> int:
    """What sending him out of his areas costs."""
    return weights.area if outside(visit, who) else 0


def reason(label: str) -> Sentence:
    """Said of a visit outside his areas; `label` is the name of its area in print."""
    return Sentence(f"hors de ses secteurs ({label})", f"outside his areas ({label})")
