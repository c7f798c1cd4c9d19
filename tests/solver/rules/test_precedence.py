"""A visit begins only so long after an earlier one has ended."""

import pytest

from solver import After, Problem, Solution, referee
from solver.rules import precedence
from tests.solver.plans import HOUR, a_shift, a_visit, at, between

SHIFTS = (a_shift("Anaïs"), a_shift("Bruno"))
SURVEY, REPAIR = a_visit("survey", between(9, 9)), a_visit("repair", between(14, 14))
LINK = After("survey", "repair", 2 * HOUR)


@pytest.mark.parametrize(
    "starts,ends,kept",
    [
        ({"survey": at(9), "repair": at(12)}, {"survey": at(10), "repair": at(13)}, True),
        ({"survey": at(9), "repair": at(12) - 1}, {"survey": at(10), "repair": at(13)}, False),
        ({"repair": at(12)}, {"repair": at(13)}, False),
        ({"survey": at(9)}, {"survey": at(10)}, True),
        ({}, {}, True),
    ],
)
def test_the_later_one_waits_for_the_delay_and_needs_the_earlier_one(
    starts: dict[str, int], ends: dict[str, int], kept: bool
):
    """The earlier one may be served alone."""
    assert kept == precedence.kept(LINK, starts, ends)


@pytest.mark.parametrize(
    "routes,delay,kept",
    [
        ([[0], [1]], 2 * HOUR, True),
        ([[0, 1], []], 4 * HOUR, True),
        ([[0], [1]], 4 * HOUR + 1, False),
        ([[], [1]], 0, False),
        ([[0], []], 0, True),
        ([[], []], 0, True),
    ],
)
def test_it_holds_across_routes(routes: list[list[int]], delay: int, kept: bool):
    """Whoever makes them."""
    problem = Problem(shifts=SHIFTS, visits=(SURVEY, REPAIR), links=(After("survey", "repair", delay),))
    verdict = referee(problem, Solution.of(problem, routes))

    assert kept == verdict.feasible
    assert {"precedence"} >= {violation.rule for violation in verdict.violations}
