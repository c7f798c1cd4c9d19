"""Claire sees a part of the plan: who can do something, the visits of an area or of a service."""

from dataclasses import replace
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.views import DayView, Filters
from planner.sites import Area
from planner.staffing import save_rules, save_technician
from planner.technicians import Clearance
from tests.api.actions.test_steering import book, staff
from tests.support.house import a_house, found_firm
from tests.support.planner import MONDAY, a_technician

AREAS = (Area("Annecy", frozenset({"74000"})), Area("Seynod", frozenset({"74600"})))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A firm of two areas and two technicians, only one of whom has a clearance; one visit, in Seynod."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm
    julien = a_technician("Julien", skills={"irve": 1}, clearances=(Clearance("BR"),))
    house.transactions.write(firm.id, lambda work: save_technician(work, julien))
    house.transactions.write(firm.id, lambda work: save_rules(work, replace(work.firm.rules, areas=AREAS)))
    book(house)
    return house


def day(house: House, **filters: str) -> DayView:
    """Claire's Monday under these filters."""
    return actions.day(staff(house), "duret", MONDAY, filters=Filters(**filters))


def shown(view: DayView) -> dict[str, tuple[int, int]]:
    """The technicians of a page, with how many visits are shown and how many are not."""
    return {route.technician.name: (len(route.visits), len(route.others)) for route in view.routes}


def test_without_a_filter_everything_is_there(house):
    """With what there is to choose from."""
    view = day(house)
    assert {"Gaëtan": (1, 0), "Julien": (0, 0)} == shown(view)
    assert (("Annecy", "Seynod"), ("BR", "irve", "repair")) == (view.filters.areas, view.filters.skills)
    assert ["Dépannage"] == [name for _, name in view.filters.services]


@pytest.mark.parametrize("skill, names", [("irve", ["Julien"]), ("BR", ["Julien"]), ("repair", ["Gaëtan"]), ("x", [])])
def test_a_skill_or_a_clearance_keeps_the_technicians_who_have_it(house, skill, names):
    """With their whole day, empty or not."""
    assert names == list(shown(day(house, skill=skill)))


def test_an_area_keeps_the_visits_in_it_and_the_routes_that_have_some(house):
    """The firm's own area, by the postcode of the site."""
    assert {"Gaëtan": (1, 0)} == shown(day(house, area="Seynod"))
    assert {} == shown(day(house, area="Annecy"))
    assert {} == shown(day(house, area="Chambéry"))


def test_what_a_service_leaves_out_keeps_its_hours_without_a_name(house):
    """Nobody may think that a technician is free where he is not."""
    only = day(house).filters.services[0][0]
    assert {"Gaëtan": (1, 0)} == shown(day(house, service=only))
    assert {} == shown(day(house, service="other"))


def test_filters_narrow_what_is_to_be_placed_too(house):
    """By area and service, and by the skill it needs."""
    view = actions.day(staff(house), "duret", MONDAY)
    visit = next(visit for route in view.routes for visit in route.visits)
    firm = house.transactions.firm_by_slug("duret")

    def lose(work):
        route = work.routes.holding(visit.appointment)
        work.routes.save([route.without([visit.appointment])])

    house.transactions.write(firm.id, lose)
    for name, needed, other in (("skill", "repair", "irve"), ("area", "Seynod", "Annecy")):
        assert [1, 0] == [len(day(house, **{name: value}).unplaced) for value in (needed, other)]
