"""What a firm decided, asked in a word."""

from datetime import date, time, timedelta

import pytest

from planner.rules import FirmRules
from planner.sites import Area
from planner.working_days import WeeklyHours
from tests.support.planner import MONDAY

LAKE = Area("lac", frozenset({"74290", "74410"}))
TOWN = Area("ville", frozenset({"74000"}))


def test_a_firm_that_decided_nothing_keeps_office_hours():
    """Eight to twelve and half past one to half past five, Monday to Friday."""
    morning, afternoon = (time(8), time(12)), (time(13, 30), time(17, 30))
    week = {(day, *half) for day in range(5) for half in (morning, afternoon)}
    assert week == {(hours.weekday, hours.start, hours.end) for hours in FirmRules().opening}


@pytest.mark.parametrize(
    "rules,kept",
    [
        (FirmRules(), False),
        (FirmRules(reserve=timedelta(hours=1)), True),
        (FirmRules(forecasts_reserve=True), True),
        (FirmRules(reserve=timedelta(hours=1), forecasts_reserve=True), True),
    ],
)
def test_time_is_kept_back_where_anybody_asks_for_it(rules: FirmRules, kept: bool):
    """A fixed share, a forecast one, or either."""
    assert kept is rules.keeps_back


def test_the_firm_works_on_its_weekdays_unless_it_is_closed():
    """Not on Sunday, not on Armistice Day, not on a day off of its own; elsewhere on Saturdays too."""
    rules = FirmRules(extra_closed=frozenset({MONDAY + timedelta(days=1)}))
    assert frozenset(range(5)) == rules.weekdays
    assert rules.open_on(MONDAY)
    assert not rules.open_on(MONDAY - timedelta(days=1))
    assert not rules.open_on(MONDAY + timedelta(days=1))
    assert not rules.open_on(date(2026, 11, 11))
    saturdays = FirmRules(opening=(WeeklyHours(5, time(9), time(12)),))
    assert saturdays.open_on(MONDAY + timedelta(days=5))


def test_a_closed_day_says_why():
    """A day off of the firm's own comes before the holiday it may be."""
    armistice = date(2026, 11, 11)
    assert FirmRules().closed(MONDAY) is None
    assert "Armistice" == FirmRules().closed(armistice)
    assert "fermeture" == FirmRules(extra_closed=frozenset({armistice})).closed(armistice)
    assert FirmRules(works_on_holidays=True).closed(armistice) is None


def test_alsace_rests_on_the_second_day_of_christmas():
    """Some holidays are kept in a part of the country only."""
    assert FirmRules().open_on(date(2025, 12, 26))
    assert not FirmRules(subdivision="Alsace").open_on(date(2025, 12, 26))


def test_a_postcode_is_in_the_area_that_holds_it():
    """A firm without areas serves everywhere, one with areas nowhere else."""
    assert LAKE == FirmRules(areas=(TOWN, LAKE)).area_of("74410")
    assert FirmRules(areas=(TOWN, LAKE)).area_of("73200") is None
    assert Area("", frozenset({"73200"})) == FirmRules().area_of("73200")
