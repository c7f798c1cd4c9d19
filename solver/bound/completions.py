"""What the rest of a day costs at least, from each visit and each time of day, not asking which visits were made."""

import numpy as np

from solver.bound.ground import Ground, Int64s
from solver.bound.labels import Question
from solver.rules import overtime
from solver.segments import fits_all, join_all

NOWHERE = 2**60
"""The cost of what cannot be completed."""


def bound_rest(ground: Ground, question: Question) -> None:
    """Fill `question.rest`, from the last time of day to the first: see `Question`."""
    n, steps = question.rest.shape[2:]
    for step in range(steps - 1, -1, -1):
        for node in range(n):
            for eaten in range(1, -1, -1):
                end_day(ground, question, step, node, eaten)
                for arc in range(question.first_arc[node], question.first_arc[node + 1]):
                    one_more(ground, question, (step, node, eaten), question.arc_to[arc])


def end_day(ground: Ground, question: Question, step: int, node: int, eaten: int) -> None:
    """Enter what going home costs, now or after lunch here."""
    rest, wait, here = question.rest, ground.prices[1], (0, step * question.width, 0)
    back = ground.back_fed if eaten == 1 else ground.back_hungry
    road = ground.roads[0, node, ground.service.size]
    rest[0, eaten, node, step] = rest[1, eaten, node, step] = NOWHERE
    if fits_all(here, road, back):
        home = join_all(here, road, back)
        cost = road * ground.prices[0] + overtime.cost(home, ground.limits[0], ground.prices[2])
        rest[0, eaten, node, step] = cost
        rest[1, eaten, node, step] = cost + wait * (home[1] - road)
    if eaten == 0 and fits_all(here, 0, ground.meal):
        then = join_all(here, 0, ground.meal)[1] // question.width
        if then < rest.shape[3]:
            lower(rest, (step, node, 0), rest[0, 1, node, then], rest[1, 1, node, then] - wait * ground.meal[0])


def one_more(ground: Ground, question: Question, at: tuple[int, int, int], visit: int) -> None:
    """Enter what going on to this visit costs, with all that comes after it."""
    step, node, eaten = at
    rest, here, service = question.rest, (0, step * question.width, 0), ground.service[visit]
    for window in range(ground.first_window[visit], ground.first_window[visit + 1]):
        stop = (service, ground.opens[window] + service, ground.closes[window])
        for way in range(ground.roads.shape[0]):
            seconds = ground.between[way, node, visit]
            if fits_all(here, seconds, stop):
                then = join_all(here, seconds, stop)[1] // question.width
                cost = question.worth[visit] + ground.roads[way, node, visit] * ground.prices[0]
                late = cost - ground.prices[1] * (seconds + service)
                lower(rest, at, cost + rest[0, eaten, visit, then], late + rest[1, eaten, visit, then])


def lower(rest: Int64s, at: tuple[int, int, int], plain: int, late: int) -> None:
    """Keep the lower of what is known and these."""
    step, node, eaten = at
    rest[0, eaten, node, step] = min(rest[0, eaten, node, step], plain)
    rest[1, eaten, node, step] = min(rest[1, eaten, node, step], late)


def no_bounds(visits: int, steps: int) -> Int64s:
    """Room for the bounds; until they are filled in they say nothing."""
    return np.full((2, 2, visits, steps), -(2**61))


PARTS = (lower, end_day, one_more, bound_rest)
"""Every function that is compiled, callees first."""
