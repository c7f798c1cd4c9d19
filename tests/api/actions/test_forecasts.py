"""Direction reads what the nights said, nobody else of the firm does, and a young firm reads that there is nothing."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from api import actions
from api.application import create_application
from api.errors import Forbidden, SignInNeeded
from api.forecast_lines import TITLES
from api.forecasting_nights import forecast_at_night
from api.house import House
from api.views import Caller, Done, Refused, Role
from desk.accounts import Scope
from desk.calls import Call
from desk.setup import Founded
from tests.desk.sample_calls import calls_of
from tests.support.client import Client
from tests.support.house import SetClock, asks, program_token
from tests.support.planner import MONDAY

DAY = timedelta(days=1)


@pytest.fixture
def told(house: House, duret: Founded, clock: SetClock) -> None:
    """Thirty weeks of calls, and two nights."""
    calls = calls_of(MONDAY - timedelta(weeks=30), MONDAY - DAY)
    house.transactions.write(duret.firm.id, lambda work: work.of(Call).put_all(calls))
    forecast_at_night(house)
    clock.forward(hours=6)
    forecast_at_night(house)


def page(house: House, founded: Founded, **asked: Any) -> Any:
    """What management reads."""
    return actions.direction(asks(house, founded), "duret", **asked)


def test_a_young_firm_reads_that_there_is_nothing_yet(house, duret):
    """No figure is made up."""
    view = page(house, duret)
    assert (None, (), None) == (view.forecast.made_on, view.forecast.days, view.staffing)
    assert None is view.indicators.calls_a_day
    assert isinstance(actions.roll_back_forecast(asks(house, duret), "duret"), Refused)


def test_direction_reads_days_and_half_hours_with_how_well_it_did(house, duret, told):
    """Intervals around medians, accuracy beside the baseline's and the floor."""
    view = page(house, duret)
    assert MONDAY == view.forecast.made_on
    assert 22 == len(view.forecast.days)
    assert all(one.low <= one.middle <= one.high for one in (*view.forecast.days, *view.forecast.past))
    assert view.forecast.accuracy
    assert view.forecast.accuracy.floor < view.forecast.accuracy.naive_error
    assert 20 == pytest.approx(view.indicators.calls_a_day, abs=3)


def test_people_needed_are_those_of_the_day_asked_for(house, duret, told):
    """The next one first; one fewer answers fewer in time, and uncertainty never asks for less than the mean."""
    view = page(house, duret).staffing
    assert [MONDAY + number * DAY for number in range(5)] == list(view.days)
    assert MONDAY == view.day
    assert view.one_less < view.share <= view.answered
    assert all(one.needed >= one.on_mean >= 0 and one.one_less <= one.answered for one in view.half_hours)
    assert view.most == max(one.needed for one in view.half_hours)
    assert view.late > 0 < view.lost
    friday = MONDAY + 4 * DAY
    assert friday == page(house, duret, day=friday).staffing.day
    assert MONDAY == page(house, duret, day=MONDAY + 99 * DAY).staffing.day


def test_a_manager_has_the_report_mailed_and_may_stop_it(house, duret):
    """The page says which; it is each person's own choice."""
    odile = asks(house, duret)
    answers = []
    for wanted in (True, True, False):
        answers.append(actions.want_report_by_mail(odile, "duret", wanted=wanted).sentence)
        assert wanted == actions.direction(odile, "duret").wants_report
    assert "odile@duret.invalid" in answers[0]
    with pytest.raises(Forbidden):
        actions.want_report_by_mail(asks(house, duret, Role.DISPATCHER), "duret", wanted=True)


def test_an_earlier_forecast_serves_again_and_the_newest_after_it(house, duret, told):
    """The page says who wanted it; there is nothing before the first."""
    odile = asks(house, duret)
    assert actions.direction(odile, "duret").may_roll_back
    assert isinstance(actions.roll_back_forecast(odile, "duret"), Done)
    view = actions.direction(odile, "duret")
    assert (MONDAY - DAY, "Odile", False) == (view.forecast.made_on, view.rolled_back_by, view.may_roll_back)
    assert isinstance(actions.roll_back_forecast(odile, "duret"), Refused)
    actions.use_newest_forecast(odile, "duret")
    assert (MONDAY, "") == (
        actions.call_forecast(odile, "duret").made_on,
        actions.direction(odile, "duret").rolled_back_by,
    )


def test_what_is_shown_leaves_for_a_spreadsheet(house, duret, told):
    """One line for each day and half-hour, in both formats."""
    view = actions.call_forecast(asks(house, duret), "duret")
    file = actions.export_forecast(asks(house, duret), "duret", kind="csv")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert list(TITLES) == lines[0]
    assert len(view.past) + len(view.days) + len(view.half_hours) == len(lines) - 1
    book = actions.export_forecast(asks(house, duret), "duret", kind="xlsx")
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    assert len(lines) == sheet.max_row


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.TECHNICIAN])
def test_figures_of_direction_are_for_management(house, duret, role):
    """Others are refused, strangers sent to sign in."""
    for ask in (actions.direction, actions.call_forecast, actions.roll_back_forecast, actions.use_newest_forecast):
        with pytest.raises(Forbidden):
            ask(asks(house, duret, role), "duret")
    with pytest.raises(SignInNeeded):
        actions.direction(Caller("x", house=house), "duret")


def test_a_program_reads_the_same_with_the_right_scope(house, duret, told):
    """And is refused with another."""
    client = Client(create_application(house))

    def ask(*scopes):
        token = program_token(house, duret, *scopes)
        return client.get("/v1/forecasts/calls", headers={"authorization": f"Bearer {token}"})

    answer = ask(Scope.FORECASTS_READ)
    assert (200, MONDAY.isoformat()) == (answer.status_code, answer.json()["made_on"])
    assert {"start", "mean", "low", "middle", "high"} == answer.json()["half_hours"][0].keys()
    assert 403 == ask(Scope.PLAN_READ).status_code
