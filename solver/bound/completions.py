"""What the rest of a day costs at least, from each visit and each time of day, not asking which visits were made.

A second of waiting and a second of service beyond the fair share are paid by whole routes only. So a route costs the
largest of four sums that grow visit by visit: whether or not every second that is neither road nor service is waited
for, and whether or not every second of service is beyond the share. Each is bounded by itself.
"""

import numpy as np

from solver.bound.ground import Ground, Int64s
from solver.bound.tables import BEYOND, SUMS, WAITED, PricingQuestion
from solver.rules import overtime
from solver.segments import fits_all, join_all

NO_WAY_HOME = 2**60
"""The cost of what cannot be completed."""


def bound_rest(ground: Ground, question: PricingQuestion) -> None:
    """Fill `question.rest` and `question.onward`, from the last time of day to the first: see `PricingQuestion`."""
    n, steps = question.rest.shape[1:3]
    for step in range(steps - 1, -1, -1):
        for node in range(n):
            for eaten in range(1, -1, -1):
                if may_be_done(ground, node, eaten, step * question.width, question.width):
                    end_day(ground, question, step, node, eaten)
                    for arc in range(question.first_arc[node], question.first_arc[node + 1]):
                        one_more(ground, question, (eaten, node, step), question.arc_to[arc])


def may_be_done(ground: Ground, node: int, eaten: int, now: int, width: int) -> bool:
    """Whether a visit, or lunch after it, may be completed within the seconds from now on."""
    soonest = ground.opens[ground.first_window[node]] + ground.service[node]
    latest = ground.last[node] + ground.service[node]
    if eaten == 1:
        latest = max(latest + ground.meal[0], ground.meal[1])
    return bool(soonest < now + width and now <= latest)


def end_day(ground: Ground, question: PricingQuestion, step: int, node: int, eaten: int) -> None:
    """Enter what going home costs, now or after lunch here."""
    wait, here = ground.prices[1], (0, step * question.width, 0)
    back = ground.back_fed if eaten == 1 else ground.back_hungry
    road = ground.roads[0, node, ground.service.size]
    then = join_all(here, 0, ground.meal)[1] // question.width
    for each in range(SUMS):
        question.rest[eaten, node, step, each] = NO_WAY_HOME
        if fits_all(here, road, back):
            home = join_all(here, road, back)
            cost = road * ground.prices[0] + overtime.cost(home, ground.limits[0], ground.prices[2])
            lower(question, (eaten, node, step), each, cost + (wait * (home[1] - road) if each & WAITED else 0), -1)
        if eaten == 0 and fits_all(here, 0, ground.meal) and then < question.rest.shape[2]:
            cost = -wait * ground.meal[0] if each & WAITED else 0
            onward = question.onward[1, node, then, each]
            lower(question, (0, node, step), each, cost + question.rest[1, node, then, each, 1], -1)
            lower(question, (0, node, step), each, cost + question.rest[1, node, then, each, 0], onward)


def one_more(ground: Ground, question: PricingQuestion, at: tuple[int, int, int], visit: int) -> None:
    """Enter what going on to this visit costs, with all that comes after it but for coming right back."""
    eaten, node, step = at
    here, service = (0, step * question.width, 0), ground.service[visit]
    for window in range(ground.first_window[visit], ground.first_window[visit + 1]):
        stop = (service, ground.opens[window] + service, ground.closes[window])
        for way in range(ground.roads.shape[0]):
            seconds = ground.between[way, node, visit]
            if fits_all(here, seconds, stop):
                then = join_all(here, seconds, stop)[1] // question.width
                plain = question.worth[visit] + ground.roads[way, node, visit] * ground.prices[0]
                for each in range(SUMS):
                    back = 1 if question.onward[eaten, visit, then, each] == node else 0
                    cost = plain + question.rest[eaten, visit, then, each, back]
                    if each & WAITED:
                        cost -= ground.prices[1] * (seconds + service)
                    if each & BEYOND:
                        cost += ground.prices[3] * service
                    lower(question, at, each, cost, visit)


def lower(question: PricingQuestion, at: tuple[int, int, int], each: int, cost: int, onward: int) -> None:
    """Keep the least of one sum, whom it goes on to, and the least of those that go on to somebody else."""
    eaten, node, step = at
    rest, first = question.rest[eaten, node, step, each], question.onward[eaten, node, step, each]
    if cost < rest[0]:
        if onward != first:
            rest[1] = rest[0]
        rest[0], question.onward[eaten, node, step, each] = cost, onward
    elif onward != first and cost < rest[1]:
        rest[1] = cost


def no_bounds(visits: int, steps: int) -> tuple[Int64s, Int64s]:
    """Room for the bounds; until they are filled in they say nothing."""
    shape = (2, visits, steps, SUMS)
    return np.full((*shape, 2), -(2**61)), np.full(shape, -1)


PARTS = (may_be_done, lower, end_day, one_more, bound_rest)
"""Every function that is compiled, callees first."""
