"""The report is mailed on the first working day of the month, to those who want it, once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from api.forecasting_nights import forecast_at_night
from api.house import House
from api.reporting import let_firms_reports_fall_due, mail_report
from desk.accounts import Account
from desk.calls import Call
from desk.events import ReportFellDue
from desk.identifiers import AccountId
from desk.reports import first_open_day, month_after, want_report, wants_report
from desk.setup import Founded
from planner.events import Delivery
from tests.api.test_listeners import posted
from tests.desk.sample_calls import calls_of
from tests.support.house import SetClock
from tests.support.planner import MONDAY

FIRST_AT_SEVEN = timedelta(days=8, hours=10)  # from Sunday 22 November 21:00 to Tuesday 1 December 7:00, in Annecy


@pytest.fixture
def forecast(house: House, duret: Founded) -> None:
    """Duret's calls have been forecast."""
    calls = calls_of(MONDAY - timedelta(weeks=10), MONDAY - timedelta(days=1))
    house.transactions.write(duret.firm.id, lambda work: work.of(Call).put_all(calls))
    forecast_at_night(house)


@pytest.fixture
def manager(house: House, duret: Founded) -> Account:
    """Who manages Duret and wants the report."""
    want(house, duret, wanted=True)
    with house.transactions.read(duret.firm.id) as work:
        return work.of(Account).get(duret.account.id)


def want(house: House, founded: Founded, *, wanted: bool) -> None:
    """The manager asks for the report, or no longer."""
    house.transactions.write(founded.firm.id, lambda work: want_report(work, founded.account.id, wanted=wanted))


def mailed(house: House) -> list[Any]:
    """Look at the calendar, do the background work, and return every mail so far."""
    let_firms_reports_fall_due(house)
    return posted(house)


def test_the_report_comes_on_the_first_working_day_at_seven(
    house: House, clock: SetClock, forecast: None, manager: Account
) -> None:
    """Not a minute earlier; it greets, says what comes, and leads to the report without a figure about people."""
    clock.now += FIRST_AT_SEVEN - timedelta(minutes=1)
    assert [] == mailed(house)
    clock.forward(minutes=1)
    (mail,) = mailed(house)
    assert "Rapport de direction : décembre 2026" == mail.subject
    assert manager.email == mail.to.email
    assert f"Bonjour {manager.name}," in mail.text
    assert "appels attendus d'ici au" in mail.text
    assert "/f/duret/direction/rapport" in mail.text
    assert "%" not in mail.text


def test_it_comes_once_a_month_however_often_somebody_looks(
    house: House, duret: Founded, clock: SetClock, forecast: None, manager: Account
) -> None:
    """Also when the same event is delivered again; the next one in January, after the holiday."""
    clock.now += FIRST_AT_SEVEN
    for _ in range(3):
        mailed(house)
    again = ReportFellDue(AccountId(manager.id), date(2026, 12, 1))
    mail_report(house, Delivery(9, duret.firm.id, "mail_report", again, clock.now))
    assert 1 == len(posted(house))
    clock.forward(days=30, hours=20)
    forecast_at_night(house)
    assert 1 == len(mailed(house))
    clock.forward(days=3, hours=5)
    assert 2 == len(mailed(house))


def test_a_server_that_slept_a_month_mails_one_report(
    house: House, clock: SetClock, forecast: None, manager: Account
) -> None:
    """The one that is due, not those that were missed."""
    clock.now += timedelta(days=50, hours=6)
    assert [] == mailed(house)
    forecast_at_night(house)
    mailed(house)
    assert 1 == len(mailed(house))


def test_nobody_gets_what_he_does_not_want(house: House, duret: Founded, clock: SetClock, forecast: None) -> None:
    """Never asked for, or stopped; a change of mind changes nothing else."""
    clock.now += FIRST_AT_SEVEN
    assert [] == mailed(house)
    want(house, duret, wanted=True)
    want(house, duret, wanted=False)
    clock.forward(days=40)
    assert [] == mailed(house)


def test_without_a_forecast_there_is_nothing_to_mail(house: House, clock: SetClock, manager: Account) -> None:
    """It waits until there is one."""
    clock.now += FIRST_AT_SEVEN
    assert [] == mailed(house)


def test_who_manages_no_longer_is_forgotten(
    house: House, duret: Founded, clock: SetClock, forecast: None, manager: Account
) -> None:
    """Another role, or gone."""
    house.transactions.write(duret.firm.id, lambda work: work.of(Account).put(replace(manager, active=False)))
    clock.now += FIRST_AT_SEVEN
    assert [] == mailed(house)
    with house.transactions.read(duret.firm.id) as work:
        assert not wants_report(work, manager.id)


def test_the_first_working_day_passes_over_weekends_and_holidays(duret: Founded) -> None:
    """January 2027 begins on a Friday nobody works; December turns into January."""
    assert date(2027, 1, 4) == first_open_day(duret.firm, date(2027, 1, 1))
    assert date(2026, 12, 1) == first_open_day(duret.firm, date(2026, 12, 1))
    assert date(2027, 1, 1) == month_after(date(2026, 12, 31))
    assert date(2027, 3, 1) == month_after(date(2027, 2, 1))
