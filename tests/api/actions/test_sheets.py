"""A technician and a service, each changed on its own sheet: what is shown is what can be typed again."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import ClearanceForm, Done, OpeningForm, Refused, Role, ServiceSheet, TechnicianSheet
from planner.errors import NotFound
from planner.identifiers import TechnicianId
from planner.rules import FirmRules, LunchRule
from planner.services import Half, PriceClass, Service
from planner.sites import Area
from planner.staffing import save_rules
from planner.technicians import Clearance, Technician
from tests.api.actions.test_calling import everything
from tests.api.actions.test_settings import direction
from tests.support.house import a_house, found_firm


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A firm of one technician and one service, with an area."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm
    area = Area("Annecy", frozenset({"74000"}))
    house.transactions.write(firm.id, lambda work: save_rules(work, FirmRules(areas=(area,))))
    return house


def gaetan(house: House) -> TechnicianSheet:
    """His sheet as it is shown."""
    return actions.technician_page(direction(house), "duret", technician="gaëtan").form


def kept(house: House, kind: type[Any], name: str) -> Any:
    """What is kept under a name."""
    (found,) = [one for one in everything(house, kind) if one.name == name]
    return found


def save(house: House, form: TechnicianSheet, **changes: Any) -> Done | Refused:
    """Type a sheet."""
    return actions.save_technician(direction(house), "duret", replace(form, **changes))


def save_service(house: House, **changes: Any) -> Done | Refused:
    """Type the sheet of a new service."""
    form = replace(ServiceSheet(name="Visite", minutes="45", price="89,50 €"), **changes)
    return actions.save_service(direction(house), "duret", form)


def test_a_sheet_saved_as_it_is_shown_changes_nothing(house: House) -> None:
    """Neither the exact point he starts from nor what the sheet does not show."""
    clearance = Clearance("BR", date(2027, 1, 30), date(2024, 1, 30))
    firm = house.transactions.firm_by_slug("duret")
    before = replace(kept(house, Technician, "Gaëtan"), clearances=(clearance,), skills={"repair": 2})
    house.transactions.write(firm.id, lambda work: work.of(Technician).put(before))
    assert isinstance(save(house, gaetan(house)), Done)
    assert before == kept(house, Technician, "Gaëtan")
    service = kept(house, Service, "Dépannage")
    page = actions.service_page(direction(house), "duret", service=service.id)
    assert isinstance(actions.save_service(direction(house), "duret", page.form), Done)
    assert service == kept(house, Service, "Dépannage")


def test_everything_about_a_technician_can_be_changed(house: House) -> None:
    """Levels, titles, where he ends, each day's hours, lunch, areas, how to reach him, that he left."""
    friday = tuple(replace(day, closes="12:00") if day.weekday == 4 else day for day in gaetan(house).hours)
    changes = {
        "email": "Gaetan@Exemple.invalid",
        "end_address": "Rumilly (74150)",
        "levels": {"repair": "", "irve": "3", "vmc": "9"},
        "skill": "froid P2",
        "clearances": (ClearanceForm("BR", "2027-01-30"), ClearanceForm("", ""), ClearanceForm("B1V")),
        "hours": friday,
        "lunch_minutes": "60",
        "areas": ("Annecy",),
        "active": False,
    }
    assert isinstance(save(house, gaetan(house), **changes), Done)
    now = kept(house, Technician, "Gaëtan")
    assert ("gaetan@exemple.invalid", False, {"Annecy"}) == (now.email, now.active, now.areas)
    assert {"irve": 3, "froid": 2} == now.skills
    assert (Clearance("BR", date(2027, 1, 30)), Clearance("B1V")) == now.clearances
    assert LunchRule(length=timedelta(hours=1)) == now.lunch
    assert (time(17, 30), time(12)) == tuple(one.end for one in now.shifts if one.weekday in {3, 4})
    assert now.end != now.start
    assert "Rumilly (74150)" == gaetan(house).end_address
    mornings = tuple(replace(day, closes="12:00") if day.closes else day for day in friday)
    assert isinstance(save(house, gaetan(house), end_address="", lunch=False, hours=mornings), Done)
    now = kept(house, Technician, "Gaëtan")
    assert (now.start, None) == (now.end, now.lunch)


def test_a_new_technician_can_be_booked(house: House) -> None:
    """From the sheet a new one starts from; his skills are those ticked."""
    page = actions.technician_page(direction(house), "duret")
    assert ("Annecy",) == page.areas
    assert {"repair", "irve"} <= {skill.code for skill in page.skills}
    new = replace(page.form, name="Nadia", start_address="Rumilly (74150)", levels={"repair": "1"})
    assert isinstance(save(house, new), Done)
    nadia = kept(house, Technician, "Nadia")
    assert ({"repair": 1}, 5) == (nadia.skills, len(nadia.shifts))
    assert nadia.id != TechnicianId("gaëtan")


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": " "}, "name"),
        ({"phone": "abc"}, "phone"),
        ({"email": "gaetan"}, "email"),
        ({"start_address": "Zzyzx"}, "start_address"),
        ({"end_address": "Zzyzx"}, "end_address"),
        ({"hours": (OpeningForm(0, "17:00", "08:00"),)}, "opens-0"),
        ({"hours": (OpeningForm(0, "00:05", "23:55"),)}, "opens-0"),
        ({"lunch_earliest": "14:00"}, "lunch_earliest"),
        ({"lunch_minutes": "5"}, "lunch_minutes"),
        ({"clearances": (ClearanceForm("BR", "2027-02-31"),)}, "expires-0"),
        ({"clearances": (ClearanceForm("", "2027-02-01"),)}, "clearance-0"),
    ],
)
def test_what_makes_no_sense_of_a_technician_is_said_beside_its_field(
    house: House, changes: dict[str, Any], field: str
) -> None:
    """And nothing is kept."""
    before = kept(house, Technician, "Gaëtan")
    refused = save(house, gaetan(house), **changes)
    assert isinstance(refused, Refused)
    assert [field] == list(refused.fields)
    assert [before] == everything(house, Technician)


def test_everything_about_a_service_can_be_chosen_and_it_can_be_withdrawn(house: House) -> None:
    """It is what customers are told and offered, until it is no longer offered; its appointments stay."""
    changes = {
        "window_minutes": "60",
        "notice_hours": "4",
        "horizon_days": "30",
        "price_class": "flat",
        "levels": {"irve": "2"},
        "clearances": "BR, B1V",
        "halves": ("morning",),
        "weekdays": ("0", "5"),
        "online": False,
    }
    assert isinstance(save_service(house, **changes), Done)
    now = kept(house, Service, "Visite")
    assert (timedelta(minutes=45), timedelta(hours=1), timedelta(hours=4)) == (
        now.duration,
        now.arrival_window,
        now.lead_time,
    )
    assert (timedelta(days=30), PriceClass.FLAT, 8950) == (now.horizon, now.price_class, now.price)
    assert ({"irve": 2}, {"BR", "B1V"}, {Half.MORNING}, {0, 5}) == (
        now.skills,
        now.clearances,
        now.halves,
        now.weekdays,
    )
    page = actions.service_page(direction(house), "duret", service=now.id)
    assert isinstance(actions.save_service(direction(house), "duret", replace(page.form, active=False)), Done)
    assert frozenset({now.id}) == actions.services(direction(house), "duret").retired


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": ""}, "name"),
        ({"minutes": "-3"}, "minutes"),
        ({"window_minutes": "x"}, "window_minutes"),
        ({"notice_hours": ""}, "notice_hours"),
        ({"horizon_days": "0"}, "horizon_days"),
        ({"notice_hours": "48", "horizon_days": "2"}, "horizon_days"),
        ({"price": "gratuit"}, "price"),
        ({"price_class": "cadeau"}, "price_class"),
        ({"halves": ()}, "weekdays"),
        ({"weekdays": ("9",)}, "weekdays"),
    ],
)
def test_what_makes_no_sense_of_a_service_is_said_beside_its_field(
    house: House, changes: dict[str, Any], field: str
) -> None:
    """And nothing is kept."""
    refused = save_service(house, **changes)
    assert isinstance(refused, Refused)
    assert [field] == list(refused.fields)
    assert 1 == len(everything(house, Service))


def test_only_management_changes_sheets_and_only_those_there_are(house: House) -> None:
    """The assistant reads them."""
    claire = direction(house, Role.DISPATCHER)
    assert "Gaëtan" == actions.technician_page(claire, "duret", technician="gaëtan").form.name
    with pytest.raises(Forbidden):
        actions.save_technician(claire, "duret", gaetan(house))
    with pytest.raises(Forbidden):
        actions.save_service(claire, "duret", ServiceSheet(name="x"))
    with pytest.raises(NotFound):
        actions.technician_page(claire, "duret", technician="personne")
