"""At night calls are forecast, firm by firm; a firm that never was, at once; one that fails is told of."""

import multiprocessing
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api import forecasting_nights
from api.forecasting_nights import forecast_at_night
from api.house import House
from desk.calls import Call
from desk.forecasts import CallForecast, Step
from desk.imports.importing import import_file
from desk.imports.preparing import Sent
from desk.indicators import NOW, Indicators
from desk.setup import Founded
from planner.store.codec import converter, dumps
from tests.desk.sample_calls import calls_of
from tests.support.house import SetClock
from tests.support.planner import CLAIRE, MONDAY, PARIS


def kept(house: House, founded: Founded) -> list[Any]:
    """When the forecasts of a firm's days were made."""
    with house.transactions.read(founded.firm.id) as work:
        return [one.made_on for one in work.of(CallForecast).find(step=Step.DAY)]


def told(house: House, founded: Founded) -> str:
    """Everything that is kept of a firm's forecasts, as text."""
    with house.transactions.read(founded.firm.id) as work:
        return dumps(converter.unstructure(work.of(CallForecast).find()))


@pytest.fixture
def rung(house: House, duret: Founded) -> None:
    """Duret has ten weeks of calls."""
    calls = calls_of(MONDAY - timedelta(weeks=10), MONDAY - timedelta(days=1))
    house.transactions.write(duret.firm.id, lambda work: work.of(Call).put_all(calls))


def test_a_firm_without_any_forecast_gets_one_at_once_and_then_one_a_night(
    house: House, duret: Founded, clock: SetClock, rung: None
) -> None:
    """On Sunday evening; not again before night, and once in it."""
    sunday = MONDAY - timedelta(days=1)
    for _ in range(2):
        forecast_at_night(house)
    assert [sunday] == kept(house, duret)
    clock.forward(hours=6)
    for _ in range(2):
        forecast_at_night(house)
    assert [sunday, MONDAY] == kept(house, duret)
    clock.forward(hours=9)
    forecast_at_night(house)
    assert 2 == len(kept(house, duret))


def test_a_firm_with_too_few_calls_has_its_figures_all_the_same(house: House, duret: Founded) -> None:
    """And no forecast, rather than a guess."""
    forecast_at_night(house)
    assert [] == kept(house, duret)
    with house.transactions.read(duret.firm.id) as work:
        assert MONDAY - timedelta(days=1) == work.of(Indicators).get(NOW).made_on


def test_a_firm_with_too_few_calls_is_not_looked_at_again_before_the_night(
    house: House, duret: Founded, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its calls are not read every quarter of an hour; then once a night."""
    looked: list[Any] = []
    right = forecasting_nights.question_of

    def read(work: Any) -> Any:
        looked.append(work.now)
        return right(work)

    monkeypatch.setattr(forecasting_nights, "question_of", read)
    for _ in range(3):
        forecast_at_night(house)
    assert 1 == len(looked)
    clock.forward(hours=6)
    for _ in range(3):
        forecast_at_night(house)
    assert 2 == len(looked)


def test_calls_that_are_imported_are_forecast_before_the_night(house: House, duret: Founded, clock: SetClock) -> None:
    """The first file of a firm is not to wait until tomorrow; a later one is."""
    forecast_at_night(house)
    calls = calls_of(MONDAY - timedelta(weeks=10), MONDAY - timedelta(days=1))
    lines = "".join(f"{one.started_at.astimezone(PARIS):%d/%m/%Y %H:%M};;0612345678;rdv;60;non\n" for one in calls)
    sent = Sent(f"Date et heure;N° client;Téléphone;Motif;Durée (s);Manqué\n{lines}".encode(), "appels.csv")
    house.transactions.write(duret.firm.id, lambda work: import_file(work, sent, house.places, actor=CLAIRE))
    forecast_at_night(house)
    assert [MONDAY - timedelta(days=1)] == kept(house, duret)


@pytest.mark.parametrize("where", ["question_of", "forecast_calls"])
def test_a_firm_that_fails_does_not_keep_the_others_from_theirs(
    house: House, duret: Founded, neighbour: Founded, rung: None, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whichever comes first, when it is read or when it is thought about."""
    right = getattr(forecasting_nights, where)

    def made(what: Any, *more: Any) -> Any:
        if what.firm.id == neighbour.firm.id:
            raise ArithmeticError
        return right(what, *more)

    monkeypatch.setattr(forecasting_nights, where, made)
    forecast_at_night(house)
    assert 1 == len(kept(house, duret))
    assert [] == kept(house, neighbour)


def test_firms_left_when_the_time_is_over_wait_for_the_next(
    house: House, duret: Founded, neighbour: Founded, rung: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mails and calendars must not wait for a thousand firms: one at a look, then nobody is left."""
    monkeypatch.setattr(forecasting_nights, "LONGEST", -1.0)
    settled: list[str] = []
    right = forecasting_nights._settle

    def settle(at: House, question: Any, answer: Any) -> None:
        settled.append(question.firm.slug)
        right(at, question, answer)

    monkeypatch.setattr(forecasting_nights, "_settle", settle)
    forecast_at_night(house)
    assert 1 == len(settled)
    for _ in range(2):
        forecast_at_night(house)
    assert 2 == len(set(settled)) == len(settled)


def test_processes_say_what_this_thread_says(
    house: House, duret: Founded, clock: SetClock, neighbour: Founded, rung: None
) -> None:
    """Two processes begun afresh, with another hash seed; to the last bit, and nothing is left of them."""
    calls = calls_of(MONDAY - timedelta(weeks=12), MONDAY - timedelta(days=1), seed=3)
    house.transactions.write(neighbour.firm.id, lambda work: work.of(Call).put_all(calls))
    settings = house.settings.model_copy(update={"night_processes": 2})
    forecast_at_night(replace(house, settings=settings))
    said = [told(house, firm) for firm in (duret, neighbour)]
    for firm in (duret, neighbour):
        house.transactions.write(firm.firm.id, lambda work: work.of(Indicators).remove(NOW))
    forecast_at_night(house, hands=lambda: nullcontext(map))
    assert said == [told(house, firm) for firm in (duret, neighbour)]
    assert [] == multiprocessing.active_children()
    assert all("card" in one for one in said)


def test_an_alarm_is_told_in_the_log(
    house: House, duret: Founded, clock: SetClock, rung: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times the calls for three weeks."""
    told: list[Any] = []
    monkeypatch.setattr(forecasting_nights._log, "warning", lambda name, **values: told.append((name, values["alarm"])))
    forecast_at_night(house)
    later = calls_of(MONDAY, MONDAY + timedelta(days=6), a_day=80, seed=9)
    more = [(f"later{call.id}", call) for call in later]
    calls = [Call(key, call.started_at, reason=call.reason) for key, call in more]  # type: ignore[arg-type]
    house.transactions.write(duret.firm.id, lambda work: work.of(Call).put_all(calls))
    clock.forward(days=7, hours=6)
    forecast_at_night(house)
    assert [("forecast_drifts", "more")] == told
