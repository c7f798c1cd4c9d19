"""What several rules say of one technician and one visit, together."""

import datetime as dt

import pytest

from solver import Published, Shift, Visit, Weights, rules
from tests.solver.plans import a_shift, a_visit

TODAY = a_shift().day
PRICES = Weights(preference=1_000, area=200, lateness=30, stability=4)
UNLOVED = a_visit(
    preferred=frozenset({"Anaïs"}),
    area="lac",
    due=TODAY - dt.timedelta(1),
    published=Published("Anaïs", TODAY, 1),
)


@pytest.mark.parametrize(
    "visit,price",
    [
        (a_visit(), 0),
        (a_visit(preferred=UNLOVED.preferred), 1_000),
        (a_visit(area="lac"), 200),
        (a_visit(due=UNLOVED.due), 30),
        (a_visit(published=UNLOVED.published), 4),
        (UNLOVED, 1_234),
    ],
)
def test_who_comes_costs_what_each_rule_says(visit: Visit, price: int):
    """Somebody else is preferred, the area is not his, the day is late, the visit was published with another: a sum."""
    assert price == rules.assignment_cost(visit, a_shift(areas=frozenset({"ville"})), PRICES)


@pytest.mark.parametrize(
    "visit",
    [
        a_visit(required=frozenset({"Anaïs"})),
        a_visit(release=TODAY + dt.timedelta(1)),
        a_visit(skills={"gaz": 1}),
        a_visit(clearances=frozenset({"B1V"})),
        a_visit(tools=frozenset({"échelle"})),
    ],
)
def test_one_rule_is_enough_to_keep_him_away(visit: Visit):
    """Whatever the others say."""
    him: Shift = a_shift()
    assert rules.may_serve(a_visit(), him)
    assert rules.may_serve(a_visit(required=frozenset({him.technician})), him)
    assert not rules.may_serve(visit, him)
