"""Lateness: each day after the due date has its price."""

from solver.problem import Shift, Visit, Weights

NAME = "lateness"


def days(visit: Visit, who: Shift) -> int:
    """Whole days from the due date of the visit to the day of the shift; 0 in time."""
    return 0 if visit.due is None else max(0, (who.day - visit.due).days)


def cost(visit: Visit, who: Shift, weights: Weights) -> int:
    """What serving the visit on the day of this shift costs."""
    return days(visit, who) * weights.lateness
