"""Each day after the due date has its price."""

import datetime as dt

import pytest

from solver import Problem, Weights
from solver.rules import lateness
from tests.solver.plans import a_shift, a_visit, cost_of_route

PRICED = Problem(shifts=(), visits=(), weights=Weights(lateness=100))


@pytest.mark.parametrize("due_in,late", [(None, 0), (1, 0), (0, 0), (-1, 1), (-40, 40)])
def test_whole_days_count_from_the_day_after_it_was_due(due_in: int | None, late: int):
    """On the due date nothing is late yet."""
    due = None if due_in is None else a_shift().day + dt.timedelta(due_in)
    visit = a_visit(due=due)
    found = cost_of_route(PRICED, a_shift(), (visit,))

    assert late == lateness.days(visit, a_shift())
    assert found is not None
    assert 100 * late == lateness.cost(visit, a_shift(), PRICED.weights) == found.lateness
