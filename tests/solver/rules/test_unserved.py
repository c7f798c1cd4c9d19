"""Each visit left out costs its prize."""

from solver import Weights
from solver.rules import unserved
from tests.solver.plans import a_visit


def test_a_visit_left_out_costs_its_prize_times_the_weight():
    """One knob per visit, one for them all."""
    assert 600 == unserved.cost(a_visit(prize=200), Weights(unserved=3))
