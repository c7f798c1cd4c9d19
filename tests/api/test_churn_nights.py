"""At night firms learn who may leave: each of its own customers, together only those that want to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api import churn_nights
from api.churn_nights import learn_churn
from api.house import House
from desk.churn import churn_list
from desk.churn_lessons import churn_lists, look
from desk.setup import Founded
from planner.store.codec import converter, dumps
from tests.desk.sample_lives import keep, lives
from tests.support.house import SetClock
from tests.support.planner import MONDAY

SUNDAY = MONDAY - timedelta(days=1)


def kept(house: House, founded: Founded) -> Any:
    """What a firm was told last."""
    with house.transactions.read(founded.firm.id) as work:
        return churn_list(work)


def lived(house: House, founded: Founded, name: str, **how: int) -> None:
    """A firm has customers under contract."""
    house.transactions.write(founded.firm.id, lambda work: keep(work, lives(name, MONDAY, **how)))


def joins(house: House, founded: Founded, **changes: Any) -> None:
    """A firm wants to learn with others."""

    def command(work: Any) -> None:
        work.save_firm(replace(work.firm, rules=replace(work.firm.rules, learns_together=True), **changes))

    house.transactions.write(founded.firm.id, command)


def test_a_firm_that_has_no_list_gets_one_at_once_and_then_one_a_night(
    house: House, duret: Founded, clock: SetClock
) -> None:
    """On Sunday evening; not again before night."""
    lived(house, duret, "c")
    learn_churn(house)
    assert SUNDAY == kept(house, duret).made_on
    clock.forward(hours=2)
    learn_churn(house)
    assert SUNDAY == kept(house, duret).made_on
    clock.forward(hours=4)
    learn_churn(house)
    assert MONDAY == kept(house, duret).made_on


def test_a_firm_without_contracts_is_told_of_nobody(house: House, duret: Founded) -> None:
    """Once a night, at no cost."""
    learn_churn(house)
    assert () == kept(house, duret).customers


def test_firms_learn_alone_unless_both_want_otherwise(house: House, duret: Founded, neighbour: Founded) -> None:
    """One that wants to finds nobody while it is the only one."""
    lived(house, duret, "c")
    lived(house, neighbour, "v")
    joins(house, duret)
    learn_churn(house)
    assert [1, 1] == [kept(house, one).card.firms for one in (duret, neighbour)]


def test_what_crosses_between_firms_is_weights_and_nothing_else(
    house: House, duret: Founded, neighbour: Founded, clock: SetClock
) -> None:
    """A firm too small to learn alone ranks nobody, but has the rate of both; no name, no identifier is told."""
    lived(house, duret, "c")
    lived(house, neighbour, "v", customers=20, leavers=4)
    learn_churn(house)
    alone = kept(house, neighbour)
    for one in (duret, neighbour):
        joins(house, one)
    clock.forward(hours=6)
    learn_churn(house)
    big, small = kept(house, duret), kept(house, neighbour)
    assert (2, 2) == (big.card.firms, small.card.firms)
    assert (small.card.weights, small.card.all_departures) == (big.card.weights, big.card.all_departures)
    assert big.card.level != small.card.level
    assert {} == alone.card.weights
    assert (True, False) == (big.ranked, small.ranked)
    assert alone.customers[0].chance != small.customers[0].chance
    for one, other in ((big, "v0"), (small, "c0")):
        assert f'"{other}' not in dumps(converter.unstructure(one))
        assert f"K{other}" not in dumps(converter.unstructure(one))


def test_an_invented_firm_teaches_no_real_one(house: House, duret: Founded, neighbour: Founded) -> None:
    """Even if it wants to."""
    lived(house, duret, "c")
    lived(house, neighbour, "v")
    joins(house, duret)
    joins(house, neighbour, demo=True)
    learn_churn(house)
    assert [1, 1] == [kept(house, one).card.firms for one in (duret, neighbour)]


def test_a_firm_that_fails_does_not_keep_the_others_from_learning(
    house: House, duret: Founded, neighbour: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor from what is left of learning together."""
    for one, name in ((duret, "c"), (neighbour, "v")):
        lived(house, one, name)
        joins(house, one)
    right = look

    def looked(work: Any) -> Any:
        if work.firm.id == neighbour.firm.id:
            raise ArithmeticError
        return right(work)

    monkeypatch.setattr(churn_nights, "look", looked)
    learn_churn(house)
    assert 1 == kept(house, duret).card.firms
    assert kept(house, neighbour) is None


def test_a_pool_that_fails_does_not_keep_the_next_from_learning(
    house: House, duret: Founded, neighbour: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever comes first."""
    lived(house, duret, "c")
    lived(house, neighbour, "v")
    right = churn_lists

    def told(looks: Any) -> Any:
        looks = list(looks)
        if any(one.firm == neighbour.firm.id for one in looks):
            raise ArithmeticError
        return right(looks)

    monkeypatch.setattr(churn_nights, "churn_lists", told)
    learn_churn(house)
    assert kept(house, duret)
    assert kept(house, neighbour) is None


def test_pools_are_even_and_no_larger_than_they_may_be(
    house: House, duret: Founded, neighbour: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two firms that want to learn together cannot in pools of one."""
    for one, name in ((duret, "c"), (neighbour, "v")):
        lived(house, one, name)
        joins(house, one)
    monkeypatch.setattr(churn_nights, "AT_ONCE", 1)
    learn_churn(house)
    assert [1, 1] == [kept(house, one).card.firms for one in (duret, neighbour)]


def test_pools_left_when_the_time_is_over_wait_for_the_next(
    house: House, duret: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mails and calendars must not wait for a thousand firms."""
    monkeypatch.setattr(churn_nights, "LONGEST", -1.0)
    learn_churn(house)
    assert kept(house, duret) is None


def test_departures_that_nobody_would_have_expected_are_told_in_the_log(
    house: House, duret: Founded, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three quarters of those who stayed leave within the year."""
    told: list[Any] = []
    monkeypatch.setattr(churn_nights._log, "warning", lambda name, **values: told.append((name, values["firm"])))
    records = lives("c", MONDAY, customers=200)
    gone = [
        replace(one, ended_on=MONDAY + timedelta(days=30 + number))
        for number, one in enumerate(records)
        if type(one).__name__ == "MaintenanceContract" and one.ended_on is None and number % 4
    ]
    house.transactions.write(duret.firm.id, lambda work: keep(work, [*records, *gone]))
    learn_churn(house)
    assert [] == told
    clock.forward(days=364, hours=6)
    learn_churn(house)
    assert [("churn_drifts", "duret")] == told
