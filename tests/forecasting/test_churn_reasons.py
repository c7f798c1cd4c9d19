"""Reasons are said as a colleague would say them."""

from datetime import date

import numpy as np
import pytest

from forecasting.churn.contracts import Contract
from forecasting.churn.points import points
from forecasting.churn.reasons import ACTIONS, NOTHING_TO_DO, causes, reasons
from forecasting.churn.snapshots import Facts

CONTRACT = Contract("1", "Duret", "argent", 29_000, 2, date(2015, 1, 1))
QUIET = Facts(0, 0, 0, 3, 9, 0, 2)
FULL = Facts(2, 1, 3, 11.4, 2.7, np.log(1.12), 2)


def weighing(**parts: float) -> np.ndarray:
    """What each fact adds, nothing unless named."""
    return np.array([parts.get(name, 0.0) for name in Facts._fields])


def test_the_three_heaviest_are_said_and_the_first_acted_on():
    """In the order of what they add to this customer's risk."""
    parts = weighing(complaints=0.5, no_access=0.9, months_unvisited=0.4, years=0.3)
    said = ("un passage sans accès", "2 réclamations", "aucune visite depuis 11 mois")
    assert (said, "Convenir d’un nouveau passage et le confirmer la veille.") == reasons(CONTRACT, causes(FULL, parts))


@pytest.mark.parametrize(
    "name,facts,sentence",
    [
        ("complaints", FULL._replace(complaints=1), "une réclamation"),
        ("no_access", FULL._replace(no_access=2), "2 passages sans accès"),
        ("second_visits", FULL._replace(second_visits=1), "un deuxième passage"),
        ("second_visits", FULL, "3 deuxièmes passages"),
        ("years", FULL._replace(years=0.7), "client depuis 8 mois"),
        ("years", FULL._replace(years=0.02), "client depuis moins d’un mois"),
        ("years", FULL._replace(years=1.5), "client depuis un an"),
        ("years", FULL, "client depuis 2 ans"),
        ("months_unvisited", FULL._replace(months_unvisited=26.0), "aucune visite depuis 2 ans"),
        ("months_unvisited", FULL._replace(months_unvisited=2.7 * 12), "aucune visite notée"),
        ("price", FULL, "prix 12 % au-dessus des contrats « argent »"),
    ],
)
def test_each_fact_has_its_words(name, facts, sentence):
    """One and several, months and years."""
    assert ((sentence,), ACTIONS[name]) == reasons(CONTRACT, causes(facts, weighing(**{name: 0.4})))


def test_what_adds_nothing_is_no_reason():
    """Nor is what lowers the risk, nor what did not happen."""
    assert ((), NOTHING_TO_DO) == reasons(CONTRACT, causes(FULL, weighing(complaints=0.01, no_access=-0.4)))
    assert ((), NOTHING_TO_DO) == reasons(
        CONTRACT, causes(QUIET, weighing(complaints=0.4, years=0.4, visits_a_year=0.4))
    )


def test_points_can_be_added_up_by_hand():
    """Two complaints six, a closed door two, three second visits three; nobody there for 15 months two; young; dear."""
    facts = np.array([FULL._replace(months_unvisited=15.0), QUIET])
    assert [[6, 2, 3, 2, 1, 1, 0], [0] * 7] == points(facts).tolist()
