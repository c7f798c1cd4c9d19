"""Only what was known on a day is looked at, and looked at rightly."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.churn.contracts import Contract, Event, Happening
from forecasting.churn.snapshots import Facts, known_on, learned_from, pooled
from forecasting.errors import ContractRefused

TODAY = date(2027, 1, 1)
CONTRACT = Contract(
    id="1",
    firm="Duret",
    kind="argent",
    yearly=29_000,
    visits_a_year=2,
    start=date(2024, 1, 2),
    events=(
        Event(date(2025, 6, 1), Happening.COMPLAINT),
        Event(date(2026, 2, 1), Happening.VISIT),
        Event(date(2026, 5, 1), Happening.NO_ACCESS),
        Event(date(2026, 8, 1), Happening.COMPLAINT),
        Event(date(2026, 12, 31), Happening.COMPLAINT),
        Event(TODAY, Happening.VISIT),
        Event(date(2027, 3, 1), Happening.COMPLAINT),
    ),
)


def test_what_was_known_is_counted_and_what_comes_is_not():
    """Two complaints of the last year, a closed door, eleven months without a visit; today's visit is not known yet."""
    facts = Facts(*known_on([CONTRACT], TODAY).facts[0])
    assert (2, 1, 0, 2, 0.0) == (
        facts.complaints, facts.no_access, facts.second_visits, facts.visits_a_year, facts.price
    )  # fmt: skip
    assert 10.98 == pytest.approx(facts.months_unvisited, abs=0.01)
    assert 3.0 == pytest.approx(facts.years, abs=0.01)


def test_a_customer_is_looked_at_each_year_until_notice_is_given():
    """One row per year lived through; the last one says that the customer left."""
    gone = replace(CONTRACT, left=date(2026, 4, 1))
    past = learned_from([gone, CONTRACT], TODAY, date(2025, 1, 1))
    assert [1, 1, 2, 2] == past.ages.tolist()
    assert [True, False, False, False] == past.left.tolist()
    assert [CONTRACT] == list(known_on([gone, CONTRACT], TODAY).contracts)


def test_years_in_which_nobody_wrote_notices_down_teach_nothing():
    """Who has left before then is missing from the records."""
    assert [1] == learned_from([CONTRACT], TODAY, TODAY - timedelta(days=729)).ages.tolist()
    assert [] == learned_from([CONTRACT], TODAY, TODAY - timedelta(days=364)).ages.tolist()


def test_a_notice_given_today_is_not_known_today():
    """Nor is one given later, even when it stands in the records already."""
    later = replace(CONTRACT, left=TODAY)
    assert [False] == learned_from([later], TODAY, TODAY - timedelta(days=365)).left.tolist()
    assert [later] == list(known_on([later], TODAY).contracts)


def test_a_price_is_compared_with_those_of_the_same_kind_and_firm():
    """A fifth above the usual price, whatever another kind costs."""
    others = [replace(CONTRACT, id=str(number), yearly=20_000) for number in range(3)]
    dear, gold = replace(CONTRACT, id="dear", yearly=24_000), replace(CONTRACT, id="gold", kind="or", yearly=90_000)
    facts = known_on([*others, dear, gold], TODAY).facts
    assert [0, 0, 0, np.log(1.2), 0] == pytest.approx(facts[:, Facts._fields.index("price")].tolist())


@pytest.mark.parametrize(
    "wrong", [{"yearly": 0}, {"visits_a_year": -1}, {"left": date(2023, 1, 1)}], ids=["price", "visits", "left"]
)
def test_a_contract_that_cannot_be_is_refused(wrong):
    """With its name, so that somebody can find it."""
    with pytest.raises(ContractRefused, match="Contrat 1 "):
        known_on([replace(CONTRACT, **wrong)], TODAY)


def test_counts_of_a_year_noted_in_part_are_taken_for_as_many_in_the_rest():
    """Facts stay what was counted; what a model reads is twice as much where half a year was noted."""
    half = replace(CONTRACT, noted=TODAY - timedelta(days=180), events=(Event(date(2026, 8, 1), Happening.NO_ACCESS),))
    known = known_on([half, replace(half, id="2", noted=None), replace(half, id="3", noted=TODAY)], TODAY)
    assert [1, 1, 1] == known.facts[:, 1].tolist()
    assert [365 / 180, 1, 3] == pytest.approx(known.columns[:, 1].tolist())


def test_firms_looked_at_one_by_one_are_as_if_looked_at_together():
    """Row by row, whichever comes first; each can be had back, with its number among the others."""
    other = replace(CONTRACT, id="2", firm="Voisin", left=date(2026, 3, 1))
    together = learned_from([CONTRACT, other], TODAY, date(2024, 1, 3))
    apart = pooled(learned_from([one], TODAY, date(2024, 1, 3)) for one in (other, CONTRACT))
    rows = sorted(range(len(together.left)), key=lambda row: (together.firms[row], together.ages[row]))
    for name in ("facts", "firms", "ages", "left", "noted"):
        assert getattr(together, name)[rows].tolist() == getattr(apart, name).tolist()
    assert (("Duret", "Voisin"), {1}) == (apart.names, set(apart.of("Voisin").firms.tolist()))
    assert {"2"} == {one.id for one in apart.of("Voisin").contracts}
    assert () == pooled([]).contracts
