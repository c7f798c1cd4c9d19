"""Every rule of a good plan, one file each, and the one function that weighs an insertion by all of them.

Some rules bound time and enter as segments (shift, promised window, lunch, the limit of overtime); some say who may
come (skill, technician); some have a price (travel, waiting, overtime, technician, unserved).
"""

from typing import Final, TypeAlias

from solver.problem import Shift, Visit, Weights
from solver.rules import lunch, overtime, promised_window, shift, skill, technician, travel, unserved, waiting
from solver.segments import Ints, Segments, fits_all, join_all

RULES: Final = (travel, waiting, overtime, shift, promised_window, lunch, skill, technician, unserved)
"""Every rule, in the order people are told about them."""

Prices: TypeAlias = tuple[int, int, int]
"""What a second of travel, of waiting and of overtime costs."""

Gap: TypeAlias = tuple[Segments, Segments, Segments]
"""Where a visit may go: all that comes before, lunch taken right after the visit (or no stop), all that comes after."""

Roads: TypeAlias = tuple[Ints, Ints, Ints]
"""Seconds from the place before to the visit, from the visit to the place after, and of the road they replace."""

Day: TypeAlias = tuple[Ints, Ints]
"""Of the route so far: the end of its shift, and what its waiting and overtime cost (see `hours_cost`)."""


def prices(weights: Weights) -> Prices:
    """The weights the kernel needs."""
    return (weights.travel, weights.waiting, weights.overtime)


def may_serve(visit: Visit, who: Shift) -> bool:
    """Whether this technician may come at all, whatever the hour."""
    return technician.allowed(visit, who.technician) and not skill.gaps(visit, who.skills)


def hours_cost(total: Segments, shift_end: Ints, price: Prices) -> Ints:
    """What the waiting and the overtime of a whole route cost."""
    return waiting.cost(total, price[1]) + overtime.cost(total, shift_end, price[2])


def evaluate_insertion(gap: Gap, visit: Segments, roads: Roads, day: Day, price: Prices) -> tuple[Ints, Ints]:
    """Whether the visit fits in the gap, and its marginal cost there: extra travel, waiting and overtime.

    The one place where the rules meet: numpy calls it on arrays of gaps (broadcast against a column of windows),
    the compiled kernel on one gap at a time, to the same integers.
    """
    before, lunch_there, after = gap
    to_visit, from_visit, instead_of = roads
    rest = join_all(lunch_there, from_visit, after)
    served = join_all(visit, 0, rest)
    total = join_all(before, to_visit, served)
    feasible = fits_all(lunch_there, from_visit, after) & fits_all(visit, 0, rest) & fits_all(before, to_visit, served)
    extra_road = travel.cost(travel.detour(to_visit, from_visit, instead_of), price[0])
    return feasible, extra_road + hours_cost(total, day[0], price) - day[1]


BUILDING_BLOCKS: Final = (
    fits_all,
    join_all,
    travel.detour,
    travel.cost,
    waiting.seconds,
    waiting.cost,
    overtime.seconds,
    overtime.cost,
    hours_cost,
    evaluate_insertion,
)
"""Every function the compiled kernel is made of."""
