"""What leaves the plan: a whole route on paper for each technician, and what is filtered in a spreadsheet."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import openpyxl
import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.plan_lines import TITLES
from api.views import Filters, Role
from desk.customers import Contact
from tests.api.actions.test_periods import lose
from tests.api.actions.test_steering import book, staff, where
from tests.support.house import a_house, found_firm


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one firm of one technician."""
    house = a_house(tmp_path)
    found_firm(house)
    return house


@pytest.fixture
def booked(house) -> tuple[str, date]:
    """An appointment and its day."""
    appointment = book(house)
    return appointment, where(house, appointment)[1]


def lines(house: House, day: date, days: Literal[1, 7] = 1, **filters: str) -> list[dict[str, str]]:
    """The lines of the CSV of a day or a week."""
    file = actions.export_plan(staff(house), "duret", day, days=days, kind="csv", filters=Filters(**filters))
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))


def rename(house: House, appointment: str, name: str) -> None:
    """Let a customer be called otherwise."""

    def command(work):
        work.of(Contact).put(replace(work.of(Contact).get(appointment), name=name))

    house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def test_a_sheet_holds_the_whole_route_of_a_technician(house, booked):
    """With how to get in; whoever has no visit has no sheet."""
    _, day = booked
    (route,) = actions.day_sheets(staff(house), "duret", day).routes
    assert ["1234A"] == [visit.access_code for visit in route.visits]
    assert () == actions.day_sheets(staff(house), "duret", day - timedelta(days=7)).routes


def test_a_filter_chooses_sheets_but_never_shortens_one(house, booked):
    """Nobody drives half a route."""
    appointment, day = booked
    book(house, 1)
    service = actions.day(staff(house), "duret", day).filters.services[0][0]
    whole = actions.day_sheets(staff(house), "duret", day)
    assert whole.routes == actions.day_sheets(staff(house), "duret", day, filters=Filters(service=service)).routes
    assert () == actions.day_sheets(staff(house), "duret", day, filters=Filters(service="other")).routes
    assert appointment in {visit.appointment for visit in whole.routes[0].visits}


def test_a_day_leaves_as_csv_in_driving_order(house, booked):
    """Local hours, the promised window, whom and where; no access code."""
    _, day = booked
    route = actions.day(staff(house), "duret", day).routes[0]
    zone = house.transactions.firm_by_slug("duret").zone
    (line,) = lines(house, day)
    start = route.visits[0].start.astimezone(zone)
    assert list(TITLES) == list(line)
    assert (day.isoformat(), "Gaëtan", "1", f"{start:%H:%M}:00") == tuple(line.values())[:4]
    assert ("Camille Revel", "06 39 98 12 34", "12 rue des Aulnes", "confirmé") == (
        line["Client"],
        line["Téléphone"].replace("\N{NO-BREAK SPACE}", " "),
        line["Adresse"],
        line["Statut"],
    )
    assert "1234A" not in line.values()


def test_the_workbook_says_the_same(house, booked):
    """Under its own name, with dates as dates."""
    _, day = booked
    file = actions.export_plan(staff(house), "duret", day, days=1, kind="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert f"planning-duret-{day.isoformat()}.xlsx" == file.name
    assert TITLES == tuple(cell.value for cell in sheet[1])
    assert (day, "Camille Revel") == (sheet["A2"].value.date(), sheet["H2"].value)


def test_a_week_holds_its_seven_days(house, booked):
    """Whichever day of it was asked for."""
    _, day = booked
    monday = day - timedelta(days=day.weekday())
    assert lines(house, day) == lines(house, monday + timedelta(days=6), 7)
    assert [] == lines(house, monday - timedelta(days=1), 7)
    name = actions.export_plan(staff(house), "duret", day, days=7, kind="csv").name
    assert f"planning-duret-semaine-{monday.isoformat()}.csv" == name


def test_only_what_the_filters_keep_leaves(house, booked):
    """As on the page it was asked for from."""
    _, day = booked
    assert [] == lines(house, day, service="other")
    assert 1 == len(lines(house, day, skill="repair"))


def test_a_promise_without_a_place_leaves_too(house, booked):
    """With the hours promised, and none of its own."""
    appointment, day = booked
    lose(house, appointment)
    (line,) = lines(house, day)
    assert ("à placer", "", "") == (line["Technicien"], line["Ordre"], line["Arrivée"])
    assert line["Promis à partir de"] < line["Promis jusqu'à"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@evil", "+1+1", "-1+1"])
def test_a_customer_cannot_smuggle_a_formula_into_the_spreadsheet(house, booked, name):
    """What was typed on the portal stays text in both files."""
    appointment, day = booked
    rename(house, appointment, name)
    assert f"'{name}" == lines(house, day)[0]["Client"]
    file = actions.export_plan(staff(house), "duret", day, days=1, kind="xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]["H2"]
    assert ("s", name) == (cell.data_type, cell.value)


def test_only_the_office_takes_the_plan_away(house, booked):
    """A technician has his own day."""
    with pytest.raises(Forbidden):
        actions.export_plan(staff(house, Role.TECHNICIAN), "duret", booked[1], days=1, kind="csv")
    with pytest.raises(Forbidden):
        actions.day_sheets(staff(house, Role.TECHNICIAN), "duret", booked[1])
