"""A visit is not served before the day it is released."""

import datetime as dt

import pytest

from solver import Problem, rules
from solver.rules import release
from tests.solver.plans import a_shift, a_visit, judge_route


@pytest.mark.parametrize("released_in,allowed", [(None, True), (-1, True), (0, True), (1, False)])
def test_the_day_itself_is_early_enough(released_in: int | None, allowed: bool):
    """The part that arrives in the morning is there."""
    day = None if released_in is None else a_shift().day + dt.timedelta(released_in)
    visit = a_visit(release=day)

    assert allowed == release.allowed(visit, a_shift()) == rules.may_serve(visit, a_shift())
    assert allowed == judge_route(Problem(shifts=(), visits=()), a_shift(), (visit,)).feasible


def test_the_refusal_tells_the_day():
    """In both languages."""
    visit = a_visit(release=dt.date(2027, 2, 1))

    assert "ce passage n'est possible qu'à partir du 01/02/2027" == release.refusal(visit).fr
    assert "this visit is possible from 01/02/2027 on" == release.refusal(visit).en
