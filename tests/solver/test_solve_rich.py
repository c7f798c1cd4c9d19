"""Plans for random problems that use every rule of the model at once: the referee accepts them all."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver import Iterations, Problem, Progress, Solution, referee, solve
from solver.errors import PinnedVisitImpossible
from tests.solver.problems import a_rich_plan, rich_plans

SEEDS = st.integers(0, 99)


@settings(max_examples=300)
@given(rich_plans(), SEEDS)
def test_the_referee_accepts_every_plan(case: tuple[Problem, Solution], seed: int):
    """From nothing, unless pinned visits find no room; then from a plan that shows they can."""
    problem, start = case
    told: list[Progress] = []
    try:
        plan = solve(problem, Iterations(20), seed, on_progress=told.append)
    except PinnedVisitImpossible:
        told.clear()
        plan = solve(problem, Iterations(20), seed, start, told.append)
    verdict = referee(problem, plan)

    assert () == verdict.violations
    assert plan == start or verdict.cost.total <= told[-1].cost


@settings(max_examples=50)
@example(a_rich_plan(669), 0)
@given(rich_plans(), SEEDS)
def test_a_legal_plan_is_never_made_worse(case: tuple[Problem, Solution], seed: int):
    """Whatever windows, lunches, loadings, pins and links it has, however short the search."""
    problem, start = case
    for rounds in (0, 10):
        plan = solve(problem, Iterations(rounds), seed, start)
        verdict = referee(problem, plan)

        assert () == verdict.violations
        assert plan == start or verdict.cost.total < referee(problem, start).cost.total
