"""Some technicians must come, some must not, some are preferred."""

import pytest

from solver import Pin, Visit, Weights
from solver.rules import technician
from tests.solver.plans import a_visit

ANAIS = frozenset({"Anaïs"})


@pytest.mark.parametrize(
    "visit,allowed",
    [
        (a_visit(), {"Anaïs", "Bruno"}),
        (a_visit(required=ANAIS), {"Anaïs"}),
        (a_visit(forbidden=ANAIS), {"Bruno"}),
        (a_visit(required=ANAIS, forbidden=ANAIS), set()),
        (a_visit(preferred=ANAIS), {"Anaïs", "Bruno"}),
        (a_visit(pinned=Pin("Bruno")), {"Bruno"}),
        (a_visit(pinned=Pin(start=1)), {"Anaïs", "Bruno"}),
    ],
)
def test_who_may_come(visit: Visit, allowed: set[str]):
    """Required and pinned close the list, forbidden shortens it, preferred leaves it open."""
    assert allowed == {name for name in ("Anaïs", "Bruno") if technician.allowed(visit, name)}


def test_sending_somebody_not_preferred_has_its_price():
    """Where nobody is preferred nobody is disliked."""
    price = Weights(preference=9)

    assert [0, 9, 0] == [
        technician.cost(a_visit(preferred=ANAIS), "Anaïs", price),
        technician.cost(a_visit(preferred=ANAIS), "Bruno", price),
        technician.cost(a_visit(), "Bruno", price),
    ]


def test_the_refusal_gives_no_names():
    """Who asked not to see whom is nobody's business."""
    assert "ce passage est réservé à d'autres techniciens" == technician.refusal().fr
    assert "this visit is reserved to other technicians" == technician.refusal().en
