"""What firms' forecasts have in common: of those that share, once a day, and from their cards alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.common_shapes import CommonShapes, pooled_shapes
from api.forecasting_nights import forecast_at_night
from api.house import House
from desk.calls import Call
from desk.forecasts import CallForecast, Coefficients, ModelCard, Step, Window, forecast_id
from desk.indicators import NOW, Indicators
from desk.setup import Founded
from planner.ports import Work
from tests.desk.sample_calls import calls_of
from tests.support.house import SetClock, found_firm
from tests.support.planner import MONDAY

YESTERDAY = MONDAY - timedelta(days=1)
LEARNED = Coefficients(
    "regression", 3.0, 0.0, 0.02, {"weekday:0": (0.4, 0.02), "weekday:1": (-0.1, 0.02), "minute:510": (0.2, 0.05)}
)


def teach(house: House, firm: Founded, *, shares: bool = True, days: int = 400) -> None:
    """Have a firm a forecast of last night, with a past of so many days."""
    window = Window(YESTERDAY - timedelta(days=days), YESTERDAY, days, "")
    card = ModelCard(window, (), "regression", 0.8, 0.9, 13, 0.1, None, {}, {}, (), LEARNED)

    def command(work: Work) -> None:
        work.save_firm(replace(work.firm, rules=replace(work.firm.rules, shares_shape=shares)))
        work.of(Indicators).put(Indicators(NOW, YESTERDAY, *[None] * 7))
        for step in Step:
            work.of(CallForecast).put(CallForecast(forecast_id(YESTERDAY, step), YESTERDAY, step, card, ()))

    house.transactions.write(firm.firm.id, command)


@pytest.fixture
def teachers(house: House) -> list[Founded]:
    """Five firms that share."""
    firms = [found_firm(house, f"firme-{number}", f"Firme {number}") for number in range(5)]
    for firm in firms:
        teach(house, firm)
    return firms


def test_five_firms_that_share_have_a_shape_of_days_and_of_half_hours(house: House, teachers: list[Founded]) -> None:
    """And no four."""
    found = pooled_shapes(house)
    assert set(Step) == set(found)
    assert found[Step.DAY].terms["weekday:0"][0] == pytest.approx(0.4)
    teach(house, teachers[0], shares=False)
    assert {} == pooled_shapes(house)


def test_a_firm_of_less_than_a_year_teaches_nothing(house: House, teachers: list[Founded]) -> None:
    """It listens."""
    teach(house, teachers[0], days=200)
    assert {} == pooled_shapes(house)


def test_it_is_pooled_once_a_day(house: House, clock: SetClock, teachers: list[Founded]) -> None:
    """Whoever leaves is out tomorrow."""
    shapes = CommonShapes()
    assert set(Step) == set(shapes.of(house))
    teach(house, teachers[0], shares=False)
    assert set(Step) == set(shapes.of(house))
    clock.forward(days=1)
    assert {} == shapes.of(house)


def test_a_firm_of_two_weeks_is_told_from_the_shape_of_others(
    house: House, duret: Founded, teachers: list[Founded]
) -> None:
    """Its own level, their Mondays; and it says so."""
    calls = calls_of(MONDAY - timedelta(days=14), YESTERDAY)
    house.transactions.write(duret.firm.id, lambda work: work.of(Call).put_all(calls))
    forecast_at_night(house)
    with house.transactions.read(duret.firm.id) as work:
        cards = {one.step: one.card for one in work.of(CallForecast).find()}
    assert {Step.DAY: "pooled", Step.HALF_HOUR: "pooled"} == {step: card.champion for step, card in cards.items()}
    learned = cards[Step.DAY].coefficients
    assert learned
    assert learned.terms["weekday:0"][0] > 0.2
