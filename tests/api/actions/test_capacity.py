"""Direction reads two weeks of half-days, and what weighs out the reserve; nobody else of the firm does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api import actions
from api.errors import Forbidden
from api.views import Role, Room
from planner.services import Service
from planner.staffing import save_rules
from tests.support.house import asks
from tests.support.planner import MONDAY


def test_two_weeks_of_half_days_with_what_is_missing_on_each(house, duret):
    """One technician, and a reserve for two emergencies of an hour."""

    def keep(work):
        work.of(Service).put(replace(work.of(Service).find()[0], code="urgence"))
        save_rules(work, replace(work.firm.rules, reserve=timedelta(minutes=150)))

    house.transactions.write(duret.firm.id, keep)
    view = actions.capacity(asks(house, duret), "duret")
    assert (MONDAY, 20) == (view.half_days[0].day, len(view.half_days))
    assert (True, False) == (view.keeps, view.forecasts)
    assert {Room.SHORT} == {one.room for one in view.half_days}
    assert view.short == view.half_days
    assert (1, True) == (view.short[0].missing, view.short[0].morning)


def test_costs_are_told_in_cents_an_hour(house, duret):
    """As the rules' page does in euros."""
    view = actions.capacity(asks(house, duret), "duret")
    assert (25_920, 2_880, 0.9) == (view.refused, view.idle, view.level)


def test_without_a_reserve_empty_half_days_are_told(house, duret):
    """Nothing is kept, nothing is missing."""
    view = actions.capacity(asks(house, duret), "duret")
    assert (False, ()) == (view.keeps, view.short)
    assert view.empty == view.half_days


def test_only_management_reads_it(house, duret):
    """Like forecasts."""
    with pytest.raises(Forbidden):
        actions.capacity(asks(house, duret, Role.DISPATCHER), "duret")
