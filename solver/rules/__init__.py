"""Every rule of a good plan, one file each, and the few functions in which they meet.

Some rules bound time and enter as segments (shift, promised window, lunch, the limits of overtime and duration); some
say who may come at all (`may_serve`); some price who comes (`assignment_cost`); some price hours (`hours_cost`). Links
between visits of different routes (together, precedence) are rules of whole plans.
"""

from typing import Final, TypeAlias

from solver.problem import Shift, Visit, Weights
from solver.rules import (
    area,
    clearance,
    fairness,
    lateness,
    lunch,
    max_duration,
    overtime,
    precedence,
    promised_window,
    release,
    shift,
    skill,
    stability,
    stock,
    technician,
    together,
    travel,
    unserved,
    waiting,
)
from solver.segments import Ints, Segments, fits_all, join_all

RULES: Final = (
    travel,
    waiting,
    overtime,
    shift,
    max_duration,
    promised_window,
    release,
    lunch,
    skill,
    clearance,
    technician,
    stock,
    together,
    precedence,
    area,
    lateness,
    stability,
    fairness,
    unserved,
)
"""Every rule, in the order people are told about them."""

Prices: TypeAlias = tuple[int, int, int, int]
"""What a second of travel, of waiting, of overtime and of service beyond a fair share costs."""

Gap: TypeAlias = tuple[Segments, Segments, Segments]
"""Where a visit may go: all that comes before, lunch taken right after the visit (or no stop), all that comes after."""

Roads: TypeAlias = tuple[Ints, Ints, Ints]
"""Seconds from the place before to the visit, from the visit to the place after, and of the road they replace."""

Limits: TypeAlias = tuple[Ints, Ints, Ints]
"""Of a shift: its end, the most seconds its route may take, its fair share of service."""

Day: TypeAlias = tuple[Limits, Ints, Ints]
"""Of the route so far: the limits of its shift, its seconds of service, and what its hours cost (see `hours_cost`)."""


def prices(weights: Weights) -> Prices:
    """The weights the kernel needs."""
    return (weights.travel, weights.waiting, weights.overtime, weights.fairness)


def limits(who: Shift) -> tuple[int, int, int]:
    """The limits of a shift that the kernel needs."""
    return (who.end, max_duration.limit(who), fairness.share(who))


def may_serve(visit: Visit, who: Shift) -> bool:
    """Whether this technician may come at all on that day, whatever the hour and whatever else he does."""
    return (
        technician.allowed(visit, who.technician)
        and release.allowed(visit, who)
        and not skill.gaps(visit, who.skills)
        and not clearance.missing(visit, who)
        and stock.enough([visit], who)
    )


def assignment_cost(visit: Visit, who: Shift, weights: Weights) -> int:
    """What serving the visit on this shift costs whatever the hour: preference, area, lateness, stability."""
    return (
        technician.cost(visit, who.technician, weights)
        + area.cost(visit, who, weights)
        + lateness.cost(visit, who, weights)
        + stability.cost(visit, who, weights)
    )


def hours_cost(total: Segments, load: Ints, of_shift: Limits, price: Prices) -> Ints:
    """What the hours of a whole route with `load` seconds of service cost: waiting, overtime, fairness."""
    return (
        waiting.cost(total, price[1])
        + overtime.cost(total, of_shift[0], price[2])
        + fairness.cost(load, of_shift[2], price[3])
    )


def evaluate_insertion(gap: Gap, visit: Segments, roads: Roads, day: Day, price: Prices) -> tuple[Ints, Ints]:
    """Whether the visit fits in the gap, and its marginal cost there: extra travel, waiting, overtime and fairness.

    The one place where the rules meet: numpy calls it on arrays of gaps (broadcast against a column of windows),
    the compiled kernels on one gap at a time, to the same integers.
    """
    before, lunch_there, after = gap
    to_visit, from_visit, instead_of = roads
    of_shift, load, hours = day
    rest = join_all(lunch_there, from_visit, after)
    served = join_all(visit, 0, rest)
    total = join_all(before, to_visit, served)
    feasible = (
        fits_all(lunch_there, from_visit, after)
        & fits_all(visit, 0, rest)
        & fits_all(before, to_visit, served)
        & max_duration.allowed(total, of_shift[1])
    )
    extra_road = travel.cost(travel.detour(to_visit, from_visit, instead_of), price[0])
    return feasible, extra_road + hours_cost(total, load + visit[0], of_shift, price) - hours


BUILDING_BLOCKS: Final = (
    fits_all,
    join_all,
    travel.detour,
    travel.cost,
    waiting.seconds,
    waiting.cost,
    overtime.seconds,
    overtime.cost,
    max_duration.seconds,
    max_duration.allowed,
    fairness.cost,
    hours_cost,
    evaluate_insertion,
)
"""Every function the compiled kernels are made of."""
