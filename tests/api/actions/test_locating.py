"""A pin on the map corrects where an appointment is."""

from pathlib import Path

import pytest

from api import actions
from api.errors import Forbidden, SignInNeeded
from api.house import House
from api.views import Caller, Done, HoldView, Refused, Role
from planner.errors import NotFound
from tests.api.actions.test_steering import book, staff
from tests.support.house import a_house, found_firm

HERE = {"lat": "45,9070", "lon": "6.0340°"}
FAR = {"lat": "45,6755", "lon": "6,3927"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm of one technician."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


def shown(house: House, appointment: str):
    """What the page of an appointment shows."""
    return actions.appointment(staff(house), "duret", appointment)


def test_the_place_is_the_one_typed_with_comma_or_point(house):
    """And its history says who corrected it."""
    appointment = book(house)
    assert "commune" == shown(house, appointment).visit.place.precision
    answer = actions.correct_place(staff(house), "duret", appointment=appointment, **HERE)
    assert Done("Lieu corrigé.") == answer
    view = shown(house, appointment)
    assert (45.907, 6.034, "pin") == (view.visit.place.lat, view.visit.place.lon, view.visit.place.precision)
    assert ("L’assistante", "Lieu corrigé sur la carte") == (view.history[-1].who, view.history[-1].sentence)
    assert view.may_locate
    assert view.communes


def test_whoever_may_be_reached_too_late_is_named(house):
    """Claire decides what to do about it; the place is kept all the same."""
    firsts = [book(house) for _ in range(4)]
    answers = [actions.correct_place(staff(house), "duret", appointment=one, **FAR).sentence for one in firsts]
    assert any("à revoir : Camille Revel" in sentence for sentence in answers)
    assert {"pin"} == {shown(house, one).visit.place.precision for one in firsts}


@pytest.mark.parametrize(
    "lat, lon, fields",
    [
        ("", "6,1", {"lat"}),
        ("ici", "là", {"lat", "lon"}),
        ("145,9", "6,1", {"lat", "lon"}),
        ("nan", "6,1", {"lat", "lon"}),
        ("45,9", "inf", {"lat", "lon"}),
    ],
)
def test_what_is_no_place_on_earth_is_refused_beside_its_field(house, lat, lon, fields):
    """And nothing is changed."""
    appointment = book(house)
    before = shown(house, appointment)
    answer = actions.correct_place(staff(house), "duret", appointment=appointment, lat=lat, lon=lon)
    assert isinstance(answer, Refused)
    assert fields == set(answer.fields)
    assert before == shown(house, appointment)


def test_a_slot_only_held_has_no_place_to_correct(house):
    """Its customer has not said yet where he lives."""
    visitor = Caller("x", house=house)
    service = actions.portal(visitor, "duret").services[0].service
    slots = actions.slots(visitor, "duret", service=service, commune="Seynod").slots
    assert isinstance(actions.hold_slot(visitor, "duret", offer=slots[0].offer), HoldView)
    day = actions.day(staff(house), "duret", slots[0].start.date())
    (held,) = [visit.appointment for route in day.routes for visit in route.visits]
    assert not shown(house, held).may_locate
    answer = actions.correct_place(staff(house), "duret", appointment=held, **HERE)
    assert Refused("Rien n’a été corrigé. Un créneau retenu n’a pas encore d’adresse.") == answer


def test_only_the_office_of_the_firm_corrects_places(house):
    """Roles and firms are checked as in every action."""
    appointment = book(house)
    found_firm(house, "voisin", "Voisin Électricité")
    with pytest.raises(Forbidden):
        actions.correct_place(staff(house, Role.TECHNICIAN), "duret", appointment=appointment, **HERE)
    with pytest.raises(SignInNeeded):
        actions.correct_place(staff(house, slug="voisin"), "duret", appointment=appointment, **HERE)
    with pytest.raises(NotFound):
        actions.correct_place(staff(house, slug="voisin"), "voisin", appointment=appointment, **HERE)
