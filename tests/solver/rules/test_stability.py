"""Changing a published visit has a price, higher as its time draws near."""

import datetime as dt

import pytest

from solver import Problem, Published, Visit, Weights
from solver.rules import stability
from tests.solver.plans import HOUR, a_shift, a_visit, cost_of_route

TODAY = a_shift().day
PRICED = Problem(shifts=(), visits=(), weights=Weights(stability=3))


@pytest.mark.parametrize(
    "visit,changed",
    [
        (a_visit(), False),
        (a_visit(published=Published("Gaëtan", TODAY, 50)), False),
        (a_visit(published=Published("Anaïs", TODAY, 50)), True),
        (a_visit(published=Published("Gaëtan", TODAY + dt.timedelta(1), 50)), True),
    ],
)
def test_another_technician_or_another_day_is_a_change(visit: Visit, changed: bool):
    """Another hour of the same day is none: the window still holds."""
    found = cost_of_route(PRICED, a_shift(), (visit,))

    assert changed == stability.changed(visit, a_shift())
    assert found is not None
    assert 150 * changed == stability.cost(visit, a_shift(), PRICED.weights) == found.stability


@pytest.mark.parametrize(
    "lead,price",
    [(7 * 24 * HOUR, 100), (48 * HOUR, 100), (24 * HOUR, 250), (12 * HOUR, 325), (1, 399), (0, 400), (-HOUR, 400)],
)
def test_the_price_rises_over_the_last_two_days(lead: int, price: int):
    """From the base price at 48 hours to four times as much at its time; never more, and whole."""
    assert price == stability.price(100, lead)
