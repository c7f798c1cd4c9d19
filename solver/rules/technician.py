"""Technician: some must come, some must not, some are preferred."""

from solver.problem import Visit, Weights
from solver.sentence import Sentence

NAME = "technician"


def allowed(visit: Visit, technician: str) -> bool:
    """Whether the visit may be his: required where some are, not forbidden, and the one it is pinned to."""
    if visit.pinned is not None and visit.pinned.technician not in (None, technician):
        return False
    return technician not in visit.forbidden and (not visit.required or technician in visit.required)


def cost(visit: Visit, technician: str, weights: Weights) -> int:
    """What it costs to send someone who is not preferred."""
    return weights.preference if visit.preferred and technician not in visit.preferred else 0


def refusal() -> Sentence:
    """Said when the visit is reserved to others or he is excluded from it."""
    return Sentence("ce passage est réservé à d'autres techniciens", "this visit is reserved to other technicians")
