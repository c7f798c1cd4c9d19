"""The routes that pricing finds are those of the referee, to the unit, and none is cheaper than its floor."""

import itertools
import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Problem
from solver.bound.classes import scale_of, shift_classes
from solver.bound.columns import Duals
from solver.bound.pricing import Pricer
from tests.solver.bound.brute_force import Routes, every_route
from tests.solver.problems import rich_problems

A_FEW = settings(max_examples=max(5, settings().max_examples // 5))


def pricers(problem: Problem) -> list[Pricer]:
    """One for each class of shifts."""
    return [Pricer(number, each, scale_of(problem)) for number, each in enumerate(shift_classes(problem))]


def some_duals(problem: Problem, rng: random.Random) -> Duals:
    """What visits may be worth, from less than nothing to a lot, and shifts, with up to three cuts."""
    scale, visits = scale_of(problem), range(len(problem.visits))
    worth = [rng.choice([0, rng.randint(-500, 30_000) * scale + rng.randint(0, 3)]) for _ in visits]
    cuts = rng.sample(list(itertools.combinations(visits, 3)), rng.randint(0, 3))
    penalties = [rng.randint(1, 4_000) * scale for _ in cuts]
    shifts = [rng.choice([0, -rng.randint(0, 20_000) * scale]) for _ in problem.shifts]
    threes = np.array(cuts, np.int64).reshape(-1, 3)
    return Duals(np.array(worth), np.array(shifts), threes, np.array(penalties, np.int64))


def reduced_costs(routes: Routes, duals: Duals, scale: int) -> dict[tuple[int, ...], int]:
    """What each route costs less what it is worth, and what its cuts add."""
    cuts = list(zip(duals.cuts.tolist(), duals.penalties.tolist(), strict=True))
    return {
        visits: cost * scale
        - int(duals.visits[list(visits)].sum())
        + sum(price for three, price in cuts if len({*three} & {*visits}) > 1)
        for visits, cost in routes.items()
    }


@A_FEW
@given(rich_problems(most_visits=4))
def test_a_column_is_a_route_of_the_referee_at_its_cost(problem: Problem):
    """Every order of visits is a column where the referee drives it, and costs the same to the unit."""
    for pricer in pricers(problem):
        for shift in pricer.shifts.shifts:
            routes = every_route(problem, shift)
            for visits in itertools.permutations(range(len(problem.visits)), 3):
                column = pricer.column(visits)

                assert routes.get(visits) == (column and column.cost)


@A_FEW
@given(rich_problems(most_visits=4), st.randoms(use_true_random=False))
def test_the_floor_is_the_cheapest_route_of_all(problem: Problem, rng: random.Random):
    """Where one is worth its shift, at any dual values, with cuts or without; the cheapest column costs just that."""
    scale, duals = scale_of(problem), some_duals(problem, rng)
    for pricer in pricers(problem):
        reduced = reduced_costs(every_route(problem, pricer.shifts.shifts[0]), duals, scale)
        priced = pricer.cheapest(duals, most=5)

        assert min([duals.shifts[pricer.number], *reduced.values()]) == priced.floor
        assert [reduced[column.visits] for column in priced.columns[:1]] == [priced.floor][: len(priced.columns)]


@A_FEW
@given(rich_problems(most_visits=4), st.randoms(use_true_random=False))
def test_all_sets_of_visits_below_a_threshold_are_listed_at_their_least_cost(problem: Problem, rng: random.Random):
    """None is forgotten and none is listed twice."""
    scale, duals = scale_of(problem), some_duals(problem, rng)
    threshold = rng.randint(-5_000, 20_000) * scale
    for pricer in pricers(problem):
        routes = every_route(problem, pricer.shifts.shifts[0])
        expected: dict[frozenset[int], int] = {}
        for visits, reduced in reduced_costs(routes, duals, scale).items():
            if reduced < threshold:
                expected[frozenset(visits)] = min(routes[visits], expected.get(frozenset(visits), routes[visits]))
        listed = pricer.all_below(duals, threshold)

        assert listed is not None
        assert expected == {frozenset(column.visits): column.cost for column in listed}
        assert len(expected) == len(listed)
