"""Beyond his fair share, each second of service has its price."""

import pytest

from solver import Problem, Weights
from solver.rules import fairness
from tests.solver.plans import HOUR, a_block, a_shift, a_visit, between, cost_of_route

TWO_HOURS = (a_visit("a", between(9, 10)), a_visit("b", between(14, 15)))


@pytest.mark.parametrize("share,beyond", [(None, 0), (3 * HOUR, 0), (2 * HOUR, 0), (2 * HOUR - 60, 60), (0, 2 * HOUR)])
def test_service_beyond_the_share_is_priced_by_the_second(share: int | None, beyond: int):
    """Without a share nothing is beyond it; roads and waiting are nobody's share."""
    shift = a_shift(fair_share=share)
    found = cost_of_route(Problem(shifts=(), visits=(), weights=Weights(fairness=5)), shift, TWO_HOURS)

    assert 5 * beyond == fairness.cost(2 * HOUR, fairness.share(shift), 5)
    assert found is not None
    assert 5 * beyond == found.fairness


def test_a_compiled_route_counts_it():
    """An hour beyond the share, at the usual price of one a second."""
    without, beyond = (a_block(a_shift(fair_share=share), *TWO_HOURS) for share in (None, HOUR))

    assert HOUR == beyond.hours - without.hours
