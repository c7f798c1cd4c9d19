"""Direction reads who may leave, takes the list away, and nobody else does."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from api import actions
from api.application import create_application
from api.churn_lines import TITLES
from api.churn_nights import learn_churn
from api.errors import Forbidden, SignInNeeded
from api.house import House
from api.views import Caller, Role
from desk.accounts import Scope
from desk.setup import Founded
from tests.desk.sample_lives import keep, lives
from tests.support.client import Client
from tests.support.house import asks, program_token
from tests.support.planner import MONDAY


@pytest.fixture
def told(house: House, duret: Founded) -> None:
    """Sixty contracts, and a night."""
    house.transactions.write(duret.firm.id, lambda work: keep(work, lives("c", MONDAY)))
    learn_churn(house)


def test_before_the_first_night_there_is_nobody(house, duret):
    """No list is made up."""
    view = actions.churn(asks(house, duret), "duret")
    assert (None, (), 0) == (view.made_on, view.customers, view.expected)


def test_direction_reads_who_may_leave_why_and_what_to_do(house, duret, told):
    """The ten to call first, with what they bring and how to reach them."""
    view = actions.churn(asks(house, duret), "duret")
    assert (MONDAY - timedelta(days=1), True, 36, 10) == (
        view.made_on, view.ranked, len(view.customers), len(view.first)
    )  # fmt: skip
    first = view.first[0]
    assert "2 réclamations" in first.reasons
    assert "Rappeler le client cette semaine au sujet de sa réclamation." == first.action
    assert (first.name.startswith("Client c"), 29_000) == (True, first.annual_cents)
    assert first.phone
    assert view.expected_cents == pytest.approx(29_000 * view.expected, abs=50)
    assert (23, 2, 1) == (view.left, view.years, view.firms)
    assert 0 == view.customers[-1].annual_cents - 29_000 == len(view.customers[-1].reasons)


def test_the_whole_list_leaves_as_csv_and_as_a_workbook(house, duret, told):
    """With a decimal point, which every spreadsheet can be told."""
    file = actions.export_churn(asks(house, duret), "duret", kind="csv")
    lines: list[Any] = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert (list(TITLES), 37) == (lines[0], len(lines))
    assert "clients-a-retenir-duret-2026-11-22.csv" == file.name
    book = openpyxl.load_workbook(io.BytesIO(actions.export_churn(asks(house, duret), "duret", kind="xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert (37, 290) == (len(rows), rows[1][3])


def test_direction_decides_whether_to_learn_with_others(house, duret):
    """And may take it back."""
    for wanted in (True, False):
        actions.learn_together(asks(house, duret), "duret", wanted=wanted)
        assert wanted is actions.churn(asks(house, duret), "duret").together


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.TECHNICIAN])
def test_the_list_is_for_management(house, duret, role):
    """Others are refused, strangers sent to sign in."""
    with pytest.raises(Forbidden):
        actions.churn(asks(house, duret, role), "duret")
    with pytest.raises(Forbidden):
        actions.learn_together(asks(house, duret, role), "duret", wanted=True)
    with pytest.raises(SignInNeeded):
        actions.export_churn(Caller("x", house=house), "duret", kind="csv")


def test_a_program_reads_the_same_with_the_right_scope_and_only_its_own_firm(house, duret, neighbour, told):
    """Another firm's program reads its own empty list."""
    client = Client(create_application(house))

    def ask(founded: Founded, scope: Scope) -> Any:
        token = program_token(house, founded, scope)
        return client.get("/v1/forecasts/churn", headers={"authorization": f"Bearer {token}"})

    answer = ask(duret, Scope.FORECASTS_READ)
    assert (200, 36) == (answer.status_code, len(answer.json()["customers"]))
    assert "2 réclamations" in answer.json()["customers"][0]["reasons"]
    assert 403 == ask(duret, Scope.PLAN_READ).status_code
    assert [] == ask(neighbour, Scope.FORECASTS_READ).json()["customers"]
