"""Who may leave is told with reasons, honestly, and from nothing but the past."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.churn_firms import FIRST, outcomes, world
from forecasting.churn.contracts import Contract, Event, Happening
from forecasting.churn.measures import area
from forecasting.churn.reasons import ACTIONS, NOTHING_TO_DO
from forecasting.churn.risks import ENOUGH, Risk, risks

TODAY = date(2025, 1, 1)
PLAIN = Contract(
    "plain", "Duret", "argent", 29_000, 2, date(2015, 1, 1), events=(Event(date(2024, 10, 1), Happening.VISIT),)
)


@pytest.fixture(scope="module")
def firms():
    """Four firms of one invented world, whose customers leave with chances that are known."""
    return world(5, firms=4)


@pytest.fixture(scope="module")
def contracts(firms):
    """All their contracts."""
    return [contract for firm in firms for contract in firm.contracts]


@pytest.fixture(scope="module")
def told(contracts) -> list[Risk]:
    """What is said on the second first of January."""
    return risks(contracts, TODAY, FIRST)


def a_firm(customers: int, departures: int, *extra: Contract) -> list[Contract]:
    """A firm whose customers have been visited lately, of whom some left last spring."""
    each = [replace(PLAIN, id=f"{number:04}") for number in range(customers)]
    return [replace(one, left=date(2024, 4, 1)) for one in each[:departures]] + each[departures:] + list(extra)


def the_risk_of(identifier: str, found: list[Risk]) -> Risk:
    """The one with this identifier."""
    (one,) = [risk for risk in found if risk.contract.id == identifier]
    return one


def words(found: list[Risk]) -> list[tuple[object, ...]]:
    """All that is said, without what the contracts hold themselves."""
    return [(one.contract.id, one.chance, one.low, one.high, one.points, one.reasons, one.action) for one in found]


def test_another_future_changes_nothing(contracts, told):
    """Notices and events of that day and later are moved, added and taken away: the same answer, to the last bit."""
    other = [
        replace(
            one,
            left=one.left if one.left and one.left < TODAY else max(TODAY, one.start) + timedelta(days=number % 500),
            events=(*(event for event in one.events if event.on < TODAY), Event(TODAY, Happening.COMPLAINT)),
        )
        for number, one in enumerate(contracts)
    ]
    newcomers = [replace(one, id=f"new {one.id}", start=TODAY, left=None) for one in contracts[:50]]
    assert words(told) == words(risks([*other, *newcomers], TODAY, FIRST))


def test_the_same_contracts_in_the_same_order_give_the_same_bytes(contracts, told):
    """Nothing is drawn at random."""
    assert words(told) == words(risks(contracts, TODAY, FIRST))


def test_the_kind_of_a_customer_is_not_looked_at(contracts, told):
    """It is only there to see afterwards whether all kinds are treated alike."""
    assert words(told) == words(risks([replace(one, customer_kind="syndic") for one in contracts], TODAY, FIRST))


def test_those_who_leave_stand_higher(firms, told):
    """Nearly as often as for somebody who knows every chance; and the true chance lies within what is told."""
    chances = {one.contract.id: one for one in told}
    gains, within = [], []
    for firm in firms:
        names, truth, left = outcomes(firm, TODAY)
        ours = np.array([chances[name].chance for name in names])
        gains.append((area(left, ours) - 0.5, area(left, truth) - 0.5))
        within += [chances[name].low <= one <= chances[name].high for name, one in zip(names, truth, strict=True)]
    mine, best = np.mean(gains, axis=0)
    assert mine / best > 0.7
    assert np.mean(within) > 0.8


def test_every_firm_has_its_likeliest_first(told):
    """The list is read from its top."""
    order = [(one.contract.firm, -one.chance) for one in told]
    assert sorted(order) == order
    assert all(one.ranked and one.low < one.chance < one.high for one in told)


def test_the_highest_risks_say_why_and_what_to_do(told):
    """Up to three reasons for each of the ten likeliest, and an action that belongs to the first."""
    for one in sorted(told, key=lambda risk: -risk.chance)[:10]:
        assert 1 <= len(one.reasons) <= 3
        assert one.action in ACTIONS.values()


def test_a_complaint_is_answered_first(contracts):
    """Two complaints weigh more than anything else that happened."""
    happened = (date(2024, 3, 2), date(2024, 9, 1))
    complaints = tuple(Event(on, Happening.COMPLAINT) for on in happened)
    angry = replace(PLAIN, id="angry", firm="firm 00", events=PLAIN.events + complaints)
    found = the_risk_of("angry", risks([*contracts, angry], TODAY, FIRST))
    assert "2 réclamations" == found.reasons[0]
    assert "Rappeler le client cette semaine au sujet de sa réclamation." == found.action
    assert (
        found.chance
        > 1.5 * the_risk_of("plain", risks([*contracts, replace(PLAIN, firm="firm 00")], TODAY, FIRST)).chance
    )


def test_a_contented_customer_gives_no_reason(contracts):
    """Then there is nothing to do either."""
    found = the_risk_of("plain", risks([*contracts, replace(PLAIN, firm="firm 00")], TODAY, FIRST))
    assert ((), NOTHING_TO_DO) == (found.reasons, found.action)


def test_a_firm_that_saw_few_leave_claims_no_ranking():
    """All its customers have one chance, with its interval; points and reasons are the expert's."""
    angry = replace(PLAIN, id="angry", events=(*PLAIN.events, Event(date(2024, 11, 1), Happening.COMPLAINT)))
    found = risks(a_firm(100, ENOUGH - 1, angry), TODAY, FIRST)
    assert {False} == {one.ranked for one in found}
    assert 1 == len({(one.chance, one.low, one.high) for one in found})
    assert found[0].low < 9 / 101 < found[0].high
    assert ("angry", 3, ("une réclamation",)) == (found[0].contract.id, found[0].points, found[0].reasons)


def test_a_firm_that_saw_few_leave_abstains_among_others_too(contracts):
    """Others lend it their rate, not their ranking; it is surer for them, and drawn towards them."""
    quiet = a_firm(60, 0)
    alone = the_risk_of("0050", risks(quiet, TODAY, FIRST))
    together = the_risk_of("0050", risks([*contracts, *quiet], TODAY, FIRST))
    assert (False, False) == (alone.ranked, together.ranked)
    assert alone.chance < together.chance
    assert alone.low < together.low


def test_a_firm_that_begins_says_what_is_usual():
    """No year of notices yet: eight in a hundred, within wide bounds. Without any customer there is nobody to name."""
    found = the_risk_of("0001", risks(a_firm(20, 0), TODAY, TODAY - timedelta(days=100)))
    assert 0.08 == pytest.approx(found.chance)
    assert found.low < 0.01
    assert found.high > 0.2
    assert [] == risks([], TODAY, FIRST)


def test_chances_follow_the_last_year():
    """As many departures in all; where most of them came last year, more are expected."""
    lives = []
    for number in range(600):
        age, happens = number % 3, (Event(date(2025 - 1 - number % 3, 1, 20), Happening.COMPLAINT),)
        lives.append(replace(PLAIN, id=f"{number:04}", events=happens if age else PLAIN.events))

    def expected(early: int, late: int) -> float:
        left = {number: date(2023, 6, 1) for number in range(early)}
        left |= {number: date(2024, 6, 1) for number in range(100, 100 + late)}
        found = risks(
            [replace(one, left=left.get(number)) for number, one in enumerate(lives)], TODAY, date(2022, 1, 1)
        )
        return float(np.mean([one.chance for one in found]))

    assert expected(20, 60) > 1.2 * expected(60, 20)
