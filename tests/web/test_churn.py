"""The customers to keep are shown with how sure that is; where nobody can be told from another, that is said."""

from dataclasses import replace
from html import unescape

import pytest

from api import actions
from api.views import ChurnView
from tests.web.pages import PAGES
from tests.web.sample_churn import CHURN, UNRANKED


def read(client, name="direction", **headers):
    """The words of a page."""
    return unescape(client.get(PAGES[name], headers=headers).text).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["direction", "report"])
def test_the_ten_to_call_first_stand_with_chance_value_reasons_and_action(client, name):
    """And a link to the customer, but on paper; the eleventh is only in the file."""
    text = read(client, name)
    for said in ("31 %", "10 % – 62 %", "558 €", "4 réclamations, un passage sans accès, prix 36 % au-dessus"):
        assert said in text
    assert "Depuis un an, les départs n’ont pas suivi" in text
    assert 10 == text.count("Entretien des blocs de secours")
    assert (name == "direction") == ("/f/duret/appel?client=C0" in text)


def test_the_same_in_english(client):
    """Reasons and actions too."""
    text = read(client, cookie="lang=en")
    for said in ("Customers to keep", "4 complaints, one visit without access", "Call the customer this week"):
        assert said in text


def test_a_firm_with_few_departures_reads_that_nothing_is_claimed(client, monkeypatch):
    """Signs instead of risks, and one risk for all with its bounds."""
    monkeypatch.setattr(actions, "churn", lambda caller, slug: UNRANKED)
    text = read(client)
    assert "faute de dix départs notés par an" in text
    assert "6 % (entre 3 % et 11 %)" in text
    assert "rien encore : il faut un an" in text
    assert "Signes" in text
    assert "9 fois sur 10" not in text


def test_a_firm_without_contracts_reads_where_they_come_from(client, monkeypatch):
    """On paper nothing is said of it."""
    monkeypatch.setattr(actions, "churn", lambda caller, slug: ChurnView())
    assert "Personne à retenir pour l’instant" in read(client)
    assert "Clients à retenir" not in read(client, "report")


def test_whether_to_learn_with_others_is_a_button(client, monkeypatch):
    """That of the other choice."""
    assert "Apprendre de nos seuls clients" in read(client)
    monkeypatch.setattr(actions, "churn", lambda caller, slug: replace(CHURN, together=False))
    assert "Apprendre avec d’autres entreprises" in read(client)
