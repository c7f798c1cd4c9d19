"""Two technicians begin two visits at the same second."""

import pytest

from solver import Problem, Solution, Together, referee
from solver.rules import together
from tests.solver.plans import THONES, a_shift, a_visit, at, between

SHIFTS = (a_shift("Anaïs"), a_shift("Bruno", start_place=THONES, end_place=THONES))
PROBLEM = Problem(
    shifts=SHIFTS,
    visits=(a_visit("one", between(8, 12)), a_visit("other", between(8, 12))),
    links=(Together("one", "other"),),
)


@pytest.mark.parametrize(
    "starts,kept",
    [
        ({"one": 5, "other": 5}, True),
        ({"one": 5, "other": 6}, False),
        ({"one": 5}, False),
        ({"other": 5}, False),
        ({}, True),
    ],
)
def test_both_at_once_or_neither(starts: dict[str, int], kept: bool):
    """One of them alone is half a job."""
    assert kept == together.kept(Together("one", "other"), starts)


@pytest.mark.parametrize(
    "routes,starts,kept",
    [
        ([[0], [1]], {0: at(10), 1: at(10)}, True),
        ([[0], [1]], {1: at(10)}, False),
        ([[0], [1]], {}, False),
        ([[0], []], {}, False),
        ([[], []], {}, True),
    ],
)
def test_a_plan_says_when_they_begin(routes: list[list[int]], starts: dict[int, int], kept: bool):
    """Anaïs is nearer and would begin before Bruno: she waits for him."""
    verdict = referee(PROBLEM, Solution.of(PROBLEM, routes, starts))

    assert kept == verdict.feasible
    assert {"together"} >= {violation.rule for violation in verdict.violations}
