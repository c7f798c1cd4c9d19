"""Stability: a published visit that changes technician or day has a price, higher as its time draws near."""

from solver.problem import Shift, Visit, Weights

NAME = "stability"

HORIZON = 48 * 3600
"""From so many seconds before its time on, changing a visit becomes dearer …"""

DEAREST = 4
"""… until at its time it costs so many times the base price."""


def price(base: int, lead: int) -> int:
    """The price of changing a visit planned to start `lead` seconds from now: integer, from `base` to 4 × `base`."""
    near = HORIZON - min(max(lead, 0), HORIZON)
    return base + base * (DEAREST - 1) * near // HORIZON


def changed(visit: Visit, who: Shift) -> bool:
    """Whether serving it on this shift is another technician or another day than was published."""
    return visit.published is not None and (visit.published.technician, visit.published.day) != (
        who.technician,
        who.day,
    )


def cost(visit: Visit, who: Shift, weights: Weights) -> int:
    """What serving the visit on this shift costs for the change it is."""
    return visit.published.price * weights.stability if visit.published is not None and changed(visit, who) else 0
