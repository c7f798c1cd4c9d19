"""What is kept of who may leave says the same words as what was learned."""

import numpy as np
import pytest

from desk.churn import Cause
from desk.churn_lessons import churn_lists, empty_list, look
from desk.said import Said
from forecasting.churn.contracts import Contract
from forecasting.churn.reasons import ACTIONS, causes, reasons
from forecasting.churn.snapshots import Facts
from planner.store.codec import converter, dumps
from tests.desk.conftest import DURET
from tests.desk.sample_lives import keep, lives
from tests.support.planner import MONDAY

CONTRACT = Contract("1", "Duret", "argent", 29_000, 2, MONDAY)
QUIET = Facts(0, 0, 0, 3, 9, 0, 2)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 11, 12, 13, 23, 25, 35])
@pytest.mark.parametrize("fact", ["complaints", "no_access", "second_visits", "months_unvisited", "years", "price"])
def test_words_are_those_of_forecasting_and_can_be_translated(fact, count):
    """In French to the letter, but for the price, which names no kind."""
    scale = {"years": 1 / 12, "price": 0.01}.get(fact, 1)
    facts = QUIET._replace(**{fact: (count + 0.01) * scale})
    parts = np.array([float(name == fact) for name in Facts._fields])
    for found in causes(facts, parts):
        cause = Cause(*found)
        (said,), action = reasons(CONTRACT, [found])
        assert action == ACTIONS[fact] == cause.action()
        assert isinstance(cause.in_words(), Said)
        assert fact == "price" or said == cause.in_words()


def test_no_visit_at_all_has_words_of_its_own():
    """Not "for no month"."""
    assert "aucune visite notée" == Cause("months_unvisited", 0).in_words()
    assert "client depuis moins d’un mois" == Cause("years", 0).in_words()
    assert "prix 12 % au-dessus de vos contrats pareils" == Cause("price", 12).in_words()


@pytest.fixture
def told(desk):
    """What is said on Sunday night of a firm that has lived through two years."""
    desk.do(keep, lives("c", MONDAY))
    return churn_lists([desk.do(look)])[DURET]


def test_whoever_complained_stands_first_and_whoever_left_nowhere(told):
    """With why, and what the contract brings."""
    assert told.ranked
    assert 36 == len(told.customers)
    first = told.customers[0]
    assert (Cause("complaints", 2), 29_000) == (first.causes[0], first.annual_cents)
    assert first.low < first.chance < first.high
    assert first.chance > 2 * told.customers[-1].chance
    assert sorted(-one.chance for one in told.customers) == [-one.chance for one in told.customers]


def test_the_card_says_what_was_learned_and_how_a_year_ago_would_have_done(told):
    """Enough to add a chance up by hand; all customers first, then each kind of them."""
    card = told.card
    assert (23, 2, 1) == (card.departures, card.years, card.firms)
    assert card.customers == card.all_customers
    assert set(Facts._fields) == set(card.weights) == set(card.means) == set(card.spreads)
    assert card.weights["complaints"] > 0
    assert ["", "business", "co_ownership", "household"] == [one.kind for one in card.came]
    assert 11 == card.came[0].observed
    assert not card.alarm


def test_the_same_records_give_the_same_bytes_and_are_kept_as_they_are(desk, told):
    """On every run; as JSON and back."""
    again = churn_lists([desk.do(look)])[DURET]
    kept = dumps(converter.unstructure(told))
    assert kept == dumps(converter.unstructure(again))
    assert told == converter.structure(converter.unstructure(told), type(told))


def test_a_firm_without_contracts_has_an_empty_list(desk):
    """And teaches nothing."""
    one = desk.do(look)
    assert {} == churn_lists([one])
    assert ((), False, 0) == (empty_list(one).customers, empty_list(one).ranked, empty_list(one).card.customers)
