"""The week and the month: how many visits, how full, who is away, and what still has no place."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from api import actions
from api.errors import Forbidden
from api.house import House
from api.views import Filters, LoadView, Role
from planner.staffing import add_absence, save_rules, save_technician
from planner.technicians import Absence
from tests.api.actions.test_steering import book, staff, where
from tests.support.house import a_house, found_firm
from tests.support.planner import MONDAY, a_technician, between

FULL_DAY = (9 * 60 - 45) * 60


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Two technicians; one visit; Julien is away on Tuesday, and the firm is closed on Wednesday."""
    house = a_house(tmp_path)
    firm = found_firm(house).firm
    tuesday = between(0, 23, MONDAY + timedelta(days=1))
    closed = frozenset({MONDAY + timedelta(days=2)})

    def prepare(work):
        save_technician(work, a_technician("Julien"))
        add_absence(work, Absence("a1", a_technician("Julien").id, tuesday, "Congés"))
        save_rules(work, replace(work.firm.rules, extra_closed=closed))

    house.transactions.write(firm.id, prepare)
    return house


def lose(house: House, appointment: str) -> None:
    """Take an appointment off its route, promise kept."""

    def command(work):
        work.routes.save([work.routes.holding(appointment).without([appointment])])

    house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def test_a_week_shows_each_technician_on_each_day(house):
    """From Monday to Sunday, whichever day was asked for, with the visit where it is planned."""
    who, when = where(house, book(house))
    week = actions.week(staff(house), "duret", MONDAY + timedelta(days=3))
    assert [MONDAY + timedelta(days=number) for number in range(7)] == [one.day for one in week.days]
    assert [MONDAY - timedelta(days=7), MONDAY + timedelta(days=7)] == [week.previous, week.next]
    found = [
        (row.technician.technician, cell.day, cell.visits[0].customer_name)
        for row in week.rows
        for cell in row.cells
        if cell.visits
    ]
    assert [(who, when, "Camille Revel")] == found


def test_load_is_time_on_site_and_on_the_road_of_the_hours_without_lunch(house):
    """As the day itself counts them."""
    who, when = where(house, book(house))
    route = next(one for one in actions.day(staff(house), "duret", when).routes if one.visits)
    week = actions.week(staff(house), "duret", when)
    load = next(row for row in week.rows if row.technician.technician == who).cells[when.weekday()].load
    assert LoadView(3600 + route.travel, FULL_DAY) == load
    assert round(100 * load.planned / FULL_DAY) == load.percent
    assert LoadView(load.planned, 2 * FULL_DAY) == week.days[when.weekday()].load


def test_who_is_away_has_no_hours_and_the_reason_is_told(house):
    """An absence, a closed firm, a day nobody works."""
    week = actions.week(staff(house), "duret", MONDAY)
    julien = next(row for row in week.rows if row.technician.name == "Julien")
    assert ["", "Congés", "fermeture", "", "", "Ne travaille pas", "Ne travaille pas"] == [
        cell.absence for cell in julien.cells
    ]
    assert [FULL_DAY, 0, 0, FULL_DAY, FULL_DAY, 0, 0] == [cell.load.available for cell in julien.cells]
    assert ["", "", "fermeture", "", "", "", ""] == [one.closed for one in week.days]


def test_half_a_day_away_is_half_the_hours(house):
    """What an absence leaves can be worked."""
    thursday = MONDAY + timedelta(days=3)
    firm = house.transactions.firm_by_slug("duret")
    absence = Absence("a2", a_technician("Julien").id, between(14, 23, thursday), "Médecin")
    house.transactions.write(firm.id, lambda work: add_absence(work, absence))
    week = actions.week(staff(house), "duret", MONDAY)
    julien = next(row for row in week.rows if row.technician.name == "Julien")
    assert (5 * 60 + 30 - 45) * 60 == julien.cells[3].load.available
    assert "" == julien.cells[3].absence


def test_a_month_comes_in_whole_weeks(house):
    """With the counts of each day and the months beside it, across a new year too."""
    _, when = where(house, book(house))
    month = actions.month(staff(house), "duret", date(2026, 11, 30))
    assert (date(2026, 11, 1), date(2026, 10, 1), date(2026, 12, 1)) == (month.month, month.previous, month.next)
    assert (date(2026, 10, 26), date(2026, 12, 6)) == (month.days[0].day, month.days[-1].day)
    assert {when: 1} == {one.day: one.visits for one in month.days if one.visits}
    assert "Armistice" == next(one.closed for one in month.days if one.day == date(2026, 11, 11))
    december = actions.month(staff(house), "duret", date(2026, 12, 31))
    assert date(2027, 1, 1) == december.next


def test_a_promise_without_a_place_is_counted_on_its_day(house):
    """Where Claire can see it before she opens the day."""
    appointment = book(house)
    _, when = where(house, appointment)
    lose(house, appointment)
    week = actions.week(staff(house), "duret", when)
    assert {when: 1} == {one.day: one.unplaced for one in week.days if one.unplaced}
    assert {when: 0} == {one.day: one.visits for one in week.days if one.unplaced}


def test_a_filter_hides_visits_but_not_how_full_somebody_is(house):
    """What is left out is counted; technicians without the skill and rows without a visit are gone."""
    book(house)
    every = actions.week(staff(house), "duret", MONDAY)
    none = actions.week(staff(house), "duret", MONDAY, filters=Filters(service="other"))
    assert ((), 0) == (none.rows, sum(one.visits for one in none.days))
    assert [one.load for one in every.days] == [one.load for one in none.days]
    assert () == actions.week(staff(house), "duret", MONDAY, filters=Filters(skill="x")).rows
    assert 1 == sum(one.visits for one in actions.month(staff(house), "duret", MONDAY).days)


def test_only_the_office_sees_them(house):
    """A technician has his own day."""
    for action in (actions.week, actions.month):
        with pytest.raises(Forbidden):
            action(staff(house, Role.TECHNICIAN), "duret", MONDAY)


def test_time_planned_where_nobody_works_is_too_much():
    """And nothing of nothing is nothing."""
    assert [0, 100, 150] == [LoadView().percent, LoadView(1).percent, LoadView(3, 2).percent]
