"""What will make people ring is noted by whoever manages, told in time order, and taken back."""

from datetime import timedelta

import pytest

from api import actions
from api.errors import Forbidden
from api.views import Done, Refused, Role
from desk.occasions import LONGEST, MOST
from tests.support.house import asks
from tests.support.planner import MONDAY


@pytest.fixture
def odile(house, duret):
    """Whoever manages."""
    return asks(house, duret)


def note(caller, name="Courrier", first=MONDAY, last=None):
    """Note an occasion as a form does."""
    typed = {"name": name, "first": first.isoformat(), "last": last.isoformat() if last else ""}
    return actions.add_occasion(caller, "duret", **typed)


def noted(caller):
    """Those direction's page shows."""
    return actions.direction(caller, "duret").occasions


def test_what_is_ahead_is_told_in_order_and_whether_it_came_before(odile):
    """What is over is not shown, but its name is still offered."""
    note(odile, "Foire", MONDAY + timedelta(days=9))
    note(odile, " Courrier  aux abonnés ", MONDAY + timedelta(days=2), MONDAY + timedelta(days=3))
    note(odile, "courrier aux abonnés", MONDAY - timedelta(days=200))
    told = [(one.name, one.came_before) for one in noted(odile)]
    assert [("Courrier aux abonnés", True), ("Foire", False)] == told
    assert ("Courrier aux abonnés", "Foire") == actions.direction(odile, "duret").occasion_names


def test_it_is_taken_back_and_twice_does_no_harm(odile):
    """The second time it is gone already."""
    note(odile)
    (one,) = noted(odile)
    for _ in range(2):
        assert isinstance(actions.remove_occasion(odile, "duret", occasion=one.id), Done)
    assert () == noted(odile)


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"name": " ", "first": "2026-11-23"}, "name"),
        ({"name": "x" * 61, "first": "2026-11-23"}, "name"),
        ({"name": "Foire", "first": "demain"}, "first"),
        ({"name": "Foire", "first": "2026-11-23", "last": "2026-11-22"}, "last"),
        ({"name": "Foire", "first": "2026-11-23", "last": "?"}, "last"),
        ({"name": "Foire", "first": "2026-11-23", "last": (MONDAY + LONGEST).isoformat()}, "last"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(odile, typed, field):
    """Nothing is kept."""
    refused = actions.add_occasion(odile, "duret", **typed)
    assert isinstance(refused, Refused)
    assert {field} == set(refused.fields)
    assert () == noted(odile)


def test_a_past_of_a_few_years_answers_only_so_many_questions(odile):
    """A name already there may come again."""
    for number in range(MOST):
        note(odile, f"Foire {number}", MONDAY + timedelta(days=number))
    assert {"name"} == set(note(odile, "Une de trop").fields)
    assert isinstance(note(odile, "Foire 3", MONDAY + timedelta(days=40)), Done)


def test_only_management_notes_and_takes_back(house, duret):
    """The office reads no forecast."""
    claire = asks(house, duret, Role.DISPATCHER)
    with pytest.raises(Forbidden):
        note(claire)
    with pytest.raises(Forbidden):
        actions.remove_occasion(claire, "duret", occasion="x")
