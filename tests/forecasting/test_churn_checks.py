"""What was told a year ago is held against what came, and an alarm means something."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.churn_firms import FIRST, world
from forecasting.churn.checks import check
from forecasting.churn.contracts import Contract, Event, Happening
from forecasting.errors import TooEarlyToCheck

TODAY, BETWEEN = date(2026, 1, 1), date(2025, 1, 9)


@pytest.fixture(scope="module")
def contracts():
    """Six firms of an invented world, over two years."""
    return [contract for firm in world(7, firms=6) for contract in firm.contracts]


def test_two_years_like_each_other_raise_no_alarm(contracts):
    """Every kind left about as often as was told, and all kinds add up."""
    found = check(contracts, TODAY, FIRST)
    assert not found.alarm
    assert ["commerce", "particulier", "syndic"] == [group.name for group in found.groups]
    assert found.level.observed == sum(group.observed for group in found.groups)
    assert found.level.observed == pytest.approx(sum(group.expected for group in found.groups))
    assert all(0 < group.watched < 0.2 for group in found.groups)


def leaving(contracts: list[Contract], chosen: list[Contract]) -> list[Contract]:
    """The same, but those who were customers by then and are chosen leave in January."""
    numbers = {one.id for one in chosen if one.left is None and one.start < BETWEEN}
    return [replace(one, left=BETWEEN) if one.id in numbers else one for one in contracts]


def test_a_year_in_which_three_times_as_many_leave_is_seen(contracts):
    """More than years are unlike each other."""
    found = check(leaving(contracts, contracts[::5]), TODAY, FIRST)
    assert found.level.alarm
    assert found.level.observed > 2 * found.level.expected


def test_a_kind_of_customer_the_model_is_wrong_about_is_named(contracts):
    """Syndics leave in numbers and no column says why."""
    syndics = [one for one in contracts if one.customer_kind == "syndic"]
    groups = check(leaving(contracts, syndics[::4]), TODAY, FIRST).groups
    assert "syndic" in [group.name for group in groups if group.alarm]


def test_a_fact_that_is_no_longer_what_it_was_is_named(contracts):
    """Everybody is called on in vain in the last month: the model never saw such a year."""
    knocked = Event(TODAY - timedelta(days=20), Happening.NO_ACCESS)
    assert ("no_access",) == check(
        [replace(one, events=(*one.events, knocked)) for one in contracts], TODAY, FIRST
    ).moved


def test_there_must_be_something_to_hold_against_something(contracts):
    """Less than two years of notices, or nobody who left."""
    with pytest.raises(TooEarlyToCheck, match="2025-06-01"):
        check(contracts, TODAY, date(2025, 6, 1))
    with pytest.raises(TooEarlyToCheck):
        check([replace(one, left=None) for one in contracts], TODAY, FIRST)


def a_firm(rng: np.random.Generator, customers: int) -> list[Contract]:
    """Customers of two kinds who all leave with one chance, year after year."""
    stays = np.ceil(np.log(rng.random(customers)) / np.log(1 - 0.08)).astype(int) - 1
    visits = tuple(Event(date(year, 10, 1), Happening.VISIT) for year in range(2022, 2026))
    plain = Contract("", "firm", "argent", 29_000, 2, date(2015, 1, 1), events=visits)
    return [
        replace(plain, id=str(number), left=date(2024, 1, 5).replace(year=2024 + years), customer_kind="ab"[number % 2])
        for number, years in enumerate(stays.tolist())
    ]


@pytest.mark.parametrize("customers", [30, pytest.param(200, marks=pytest.mark.slow)])
def test_small_firms_raise_no_more_false_alarms(customers):
    """Of fifty firms in which nothing changes but luck, three at most."""
    rng, alarms = np.random.default_rng(1), 0
    for _ in range(50):
        with suppress(TooEarlyToCheck):
            alarms += check(a_firm(rng, customers), TODAY, FIRST).alarm
    assert alarms <= 3
