"""Clearance: every clearance the visit needs still holds on the day of the shift."""

import datetime as dt

from solver.problem import Shift, Visit
from solver.sentence import Sentence

NAME = "clearance"


def missing(visit: Visit, who: Shift) -> list[str]:
    """The clearances he lacks that day, in alphabetical order; empty when he may do it."""
    return sorted(name for name in visit.clearances if who.clearances.get(name, dt.date.min) < who.day)


def refusal(label: str) -> Sentence:
    """Said for each clearance he lacks; `label` is its name in print."""
    return Sentence(
        f"son habilitation « {label} » n'est pas valable ce jour-là",
        f"their clearance “{label}” does not hold that day",
    )
