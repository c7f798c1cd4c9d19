"""A clearance holds up to and including its last day."""

import datetime as dt

import pytest

from solver import Problem, rules
from solver.rules import clearance
from tests.solver.plans import a_shift, a_visit, judge_route

VISIT = a_visit(clearances=frozenset({"hauteur", "fluides"}))
TODAY = a_shift().day
YESTERDAY = TODAY - dt.timedelta(1)


@pytest.mark.parametrize(
    "held,missing",
    [
        ({"fluides": TODAY, "hauteur": TODAY + dt.timedelta(90)}, []),
        ({"fluides": YESTERDAY, "hauteur": TODAY}, ["fluides"]),
        ({"fluides": YESTERDAY}, ["fluides", "hauteur"]),
    ],
)
def test_each_clearance_must_hold_on_the_day(held: dict[str, dt.date], missing: list[str]):
    """One that ran out yesterday is none today."""
    shift = a_shift(clearances=held)
    verdict = judge_route(Problem(shifts=(), visits=()), shift, (VISIT,))

    assert missing == clearance.missing(VISIT, shift)
    assert (not missing) == rules.may_serve(VISIT, shift)
    assert ["clearance"] * len(missing) == [violation.rule for violation in verdict.violations]


def test_the_refusal_names_the_clearance():
    """In both languages."""
    assert "son habilitation « Hauteur » n'est pas valable ce jour-là" == clearance.refusal("Hauteur").fr
    assert "their clearance “Hauteur” does not hold that day" == clearance.refusal("Hauteur").en
