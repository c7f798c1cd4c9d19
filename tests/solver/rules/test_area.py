"""A technician would rather work in the areas he knows."""

import pytest

from solver import Problem, Weights
from solver.rules import area
from tests.solver.plans import a_shift, a_visit, cost_of_route

PRICED = Problem(shifts=(), visits=(), weights=Weights(area=7))


@pytest.mark.parametrize(
    "where,areas,outside",
    [
        ("lac", {"lac", "ville"}, False),
        ("lac", {"ville"}, True),
        ("lac", set(), False),
        (None, {"ville"}, False),
    ],
)
def test_only_a_named_area_can_be_outside_named_areas(where: str | None, areas: set[str], outside: bool):
    """Where either side has no preference there is nothing to regret."""
    visit, shift = a_visit(area=where), a_shift(areas=frozenset(areas))
    found = cost_of_route(PRICED, shift, (visit,))

    assert outside == area.outside(visit, shift)
    assert found is not None
    assert 7 * outside == area.cost(visit, shift, PRICED.weights) == found.area
