"""Direction reads which half-days lack somebody, which are empty, and why so much is kept."""

from dataclasses import replace
from html import unescape

import pytest

from api import actions
from api.views import CapacityView
from tests.web.pages import PAGES
from tests.web.sample_capacity import CAPACITY

FIXED = replace(CAPACITY, half_days=CAPACITY.half_days[1:], forecasts=False)


def read(client, name="direction"):
    """The words of a page."""
    return unescape(client.get(PAGES[name]).text).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["direction", "report"])
def test_who_is_lacking_stands_before_the_table(client, name):
    """With what to do; on paper too."""
    text = read(client, name)
    for said in (
        "Mardi 24 novembre matin : il manque 1 technicien libre pour les urgences.",
        "1 demi-journée est vide à plus de la moitié",
        "vous coûte 90 €",
        "1 pour 2",
    ):
        assert said in text


def test_a_fixed_number_and_none_say_so(client, monkeypatch):
    """What to do is another thing then."""
    monkeypatch.setattr(actions, "capacity", lambda caller, slug: FIXED)
    assert "la réserve est un nombre fixe" in read(client)
    assert "Chaque demi-journée garde assez de techniciens libres" in read(client)
    monkeypatch.setattr(actions, "capacity", lambda caller, slug: replace(FIXED, keeps=False))
    assert "Rien n’est gardé pour les urgences." in read(client)


def test_without_anybody_at_work_nothing_is_said(client, monkeypatch):
    """No empty table."""
    monkeypatch.setattr(actions, "capacity", lambda caller, slug: CapacityView(()))
    assert "Capacité et réserve" not in read(client)
