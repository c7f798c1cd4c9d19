"""A bound holds for every plan, small plans are proven optimal, and what is stopped early claims no more."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from benchmarks.bench_bounds import a_day
from solver import Iterations, Pin, Problem, Seconds, Solution, referee, solve
from solver.bound import Certificate, prove
from solver.errors import PlanBreaksRules
from tests.solver.bound.brute_force import least_cost
from tests.solver.problems import rich_plans

A_FEW = settings(max_examples=max(5, settings().max_examples // 5))


def nobody(problem: Problem) -> Solution:
    """The plan that leaves everybody out."""
    return Solution.of(problem, [()] * len(problem.shifts))


def a_certificate(cost: int, bound: int) -> Certificate:
    """A plan of this cost, proven this far."""
    nothing = Solution((), ())
    return Certificate(best=nothing, cost=cost, bound=bound, scale=1, worth=(), cuts=(), floors=(), closed=False)


@A_FEW
@given(rich_plans(most_visits=4))
def test_the_bound_is_the_cost_of_the_cheapest_plan_there_is(given_plan: tuple[Problem, Solution]):
    """Of small problems with every feature but links, and that plan is found."""
    problem, plan = given_plan
    problem, plan = replace(problem, links=()), Solution.of(problem, plan.routes)
    certificate = prove(problem, plan, Seconds(30))

    assert least_cost(problem) == certificate.bound
    assert certificate.gap == 0
    assert referee(problem, certificate.best).cost.total == certificate.cost == certificate.bound


@A_FEW
@given(rich_plans())
def test_no_legal_plan_is_below_the_bound(given_plan: tuple[Problem, Solution]):
    """Links included: they are relaxed, so the bound holds for plans that keep them."""
    problem, plan = given_plan
    certificate = prove(problem, plan, Seconds(30))
    verdict = referee(problem, certificate.best)

    assert verdict.feasible
    assert certificate.bound <= certificate.cost == verdict.cost.total <= referee(problem, plan).cost.total


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_day_of_fifteen_visits_is_proven_optimal(seed: int):
    """From a plan that a few rounds of search found; what is proven is the cost of the plan it gives back."""
    problem = a_day(seed, visits=15, technicians=5)
    plan = solve(problem, Iterations(100), seed=1)
    certificate = prove(problem, plan, Seconds(30))

    assert certificate.gap == 0
    assert certificate.bound == referee(problem, certificate.best).cost.total <= referee(problem, plan).cost.total


def test_a_better_plan_is_found_among_the_routes_known():
    """Even from nothing at all."""
    problem = a_day(4, visits=10, technicians=4)
    certificate = prove(problem, nobody(problem), Seconds(30))

    assert certificate.gap == 0
    assert referee(problem, nobody(problem)).cost.total > referee(problem, certificate.best).cost.total


def test_without_time_nothing_is_proven():
    """Nothing is claimed but that no plan costs less than nothing."""
    problem = a_day(1, visits=10, technicians=4)
    certificate = prove(problem, nobody(problem), Iterations(0))

    assert (certificate.bound, certificate.gap, certificate.sentence.fr) == (0, None, "non prouvé")


def test_a_problem_without_visits_or_shifts_is_optimal_as_it_is():
    """Nobody to visit costs nothing; with nobody to go, every prize is lost."""
    problem = a_day(1, visits=3, technicians=2)
    idle, alone = replace(problem, visits=()), replace(problem, shifts=())

    assert prove(idle, nobody(idle), Seconds(30)).gap == 0
    assert prove(alone, nobody(alone), Seconds(30)).gap == 0


def test_a_plan_that_breaks_rules_is_not_proven():
    """Its cost would mean nothing."""
    problem = a_day(1, visits=3, technicians=2)
    pinned = replace(problem.visits[0], pinned=Pin(start=problem.visits[0].windows[0].earliest))
    problem = replace(problem, visits=(pinned, *problem.visits[1:]))

    with pytest.raises(PlanBreaksRules):
        prove(problem, nobody(problem), Seconds(30))


@pytest.mark.parametrize(
    "cost,bound,fr,en",
    [
        (100, 100, "prouvé optimal : aucun plan ne coûte moins", "proven optimal: no plan costs less"),
        (0, 0, "prouvé optimal : aucun plan ne coûte moins", "proven optimal: no plan costs less"),
        (1_029, 1_000, "au plus 2,9 % au-dessus du meilleur possible", "at most 2.9 % above the best possible"),
        (10_291, 10_000, "au plus 3,0 % au-dessus du meilleur possible", "at most 3.0 % above the best possible"),
        (100_001, 100_000, "au plus 0,1 % au-dessus du meilleur possible", "at most 0.1 % above the best possible"),
        (100, 0, "non prouvé", "not proven"),
    ],
)
def test_a_certificate_says_how_far_the_plan_is_from_the_best(cost: int, bound: int, fr: str, en: str):
    """Rounded up: nobody is told that a plan is better than is proven."""
    said = a_certificate(cost, bound).sentence

    assert (fr, en) == (said.fr, said.en)
