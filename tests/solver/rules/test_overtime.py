"""Overtime is priced by the second, up to its limit."""

import pytest

from solver.rules import overtime
from tests.solver.plans import HOUR, MINUTE, a_block, a_shift, a_visit, at, between


def test_each_second_after_the_shift_has_its_price():
    """Finishing at the very end costs nothing, ten seconds later costs ten."""
    assert [0, 0, 30] == [overtime.cost((0, at(17.5) + late, 0), at(17.5), 3) for late in (-5, 0, 10)]


@pytest.mark.parametrize("limit,feasible", [(HOUR, True), (20 * MINUTE, False)])
def test_the_limit_is_hard(limit: int, feasible: bool):
    """Promised at 17:00 for an hour, he is back after 18:00: allowed with an hour of overtime, not with 20 minutes."""
    late = a_block(a_shift(max_overtime=limit), a_visit("x", between(17, 17)))

    assert feasible == late.feasible


def test_the_refusal_names_the_limit():
    """Nobody without overtime is told about a limit of zero minutes."""
    assert "il dépasserait sa limite de 30 min d'heures supplémentaires" == overtime.refusal(1800).fr
    assert "they would exceed their limit of 30 min of overtime" == overtime.refusal(1800).en
    assert "il rentrerait après la fin de sa journée" == overtime.refusal(0).fr
    assert "they would be back after the end of their shift" == overtime.refusal(0).en
