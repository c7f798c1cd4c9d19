"""Direction says where its people sign in besides here, and whether passwords still count."""

from dataclasses import replace
from typing import Any

import pytest

from api.house import House
from desk.accounts import IdentityProvider, Newcomer, Role, Session, SignInRules, add_account
from desk.setup import Founded
from tests.support.browsing import Visitor
from tests.support.command_line import Creneau, in_house
from tests.support.house import PASSWORD, a_house, found_firm
from tests.support.identity_provider import (
    APPLICATION,
    SECRET,
    identity_provider,
)
from tests.support.provider_visits import BACK, ODILE, do, enters
from web.main import application as whole


def saves(visitor: Visitor, **typed: str) -> Any:
    """Send the form of the provider."""
    visitor.opens("/f/duret/reglages/connexion")
    return visitor.sends("/f/duret/reglages/connexion/fournisseur", **typed)


def test_direction_registers_a_provider_that_answers(house: House, duret: Founded, pages) -> None:
    """What is wrong stands beside its field; the secret is sealed, never shown, and stays when it is left empty."""
    visitor = Visitor(whole(house))
    visitor.signs_in(ODILE, PASSWORD)
    for typed, field in (
        ({"kind": "entra", "tenant": "duret.fr"}, "tenant"),
        ({"kind": "other", "issuer": "duret"}, "issuer"),
        ({"kind": "other", "issuer": pages.issuer, "application": APPLICATION}, "secret"),
        ({"kind": "other", "issuer": pages.issuer}, "application"),
        ({"kind": "other", "issuer": f"{pages.issuer}/x", "application": "a", "secret": "b"}, "issuer"),
    ):
        assert 422 == saves(visitor, **typed).status_code
        assert f'id="{field}-error"' in visitor.words
    right = {"kind": "other", "issuer": pages.issuer, "application": APPLICATION, "label": "Compte Duret"}
    assert 303 == saves(visitor, **right, secret=SECRET).status_code
    assert 303 == saves(visitor, **right).status_code
    (known,) = do(house, lambda work: work.of(IdentityProvider).find())
    assert SECRET.encode() not in known.secret
    assert SECRET not in visitor.opens("/f/duret/reglages/connexion").text
    assert f"http://testserver{BACK}" in visitor.words
    assert 303 == enters(visitor, pages).status_code
    assert 303 == saves(visitor, kind="").status_code
    assert [] == do(house, lambda work: work.of(IdentityProvider).find())


@pytest.mark.parametrize("address", ["https://127.0.0.1", "https://[::1]", "https://0.0.0.0", "http://127.0.0.1"])
def test_an_address_inside_our_own_network_is_not_asked(tmp_path, clock, address) -> None:
    """Nor one without encryption, as for calendars."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    visitor = Visitor(whole(house))
    visitor.signs_in(ODILE, PASSWORD)
    typed = {"kind": "other", "issuer": address, "application": "a", "secret": "b"}
    assert 422 == saves(visitor, **typed).status_code
    assert 'id="issuer-error"' in visitor.words


def test_passwords_are_switched_off_by_who_has_come_in_without(visitor: Visitor, pages, house) -> None:
    """Then no password, no mailed link and no invitation opens anything; sessions of those not known there end."""
    visitor.signs_in(ODILE, PASSWORD)
    visitor.opens("/f/duret/reglages/connexion")
    assert 422 == visitor.sends("/f/duret/reglages/connexion/mots-de-passe").status_code
    enters(visitor, pages)
    hugo = Newcomer("hugo@duret.invalid", "Hugo", frozenset({Role.DISPATCHER}), password_hash="x")
    theirs = do(house, lambda work: add_account(work, hugo))
    (mine,) = do(house, lambda work: [one for one in work.of(Session).find() if one.device == "" and one.account_id])[
        -1:
    ]
    do(house, lambda work: work.of(Session).put(replace(mine, id="theirs", account_id=theirs.id)))
    visitor.opens("/f/duret/reglages/connexion")
    assert 303 == visitor.sends("/f/duret/reglages/connexion/mots-de-passe").status_code
    assert "theirs" not in [one.id for one in do(house, lambda work: work.of(Session).find())]
    other = Visitor(visitor.client.app)
    assert 'name="password"' not in other.opens("/f/duret/connexion").text
    assert 422 == other.sends("/f/duret/connexion", email=ODILE, password=PASSWORD).status_code
    assert "n’entre pas par mot de passe" in other.words
    assert 200 == visitor.opens("/f/duret/compte").status_code


def test_another_issuer_lets_passwords_in_again(visitor: Visitor, pages, house) -> None:
    """Nobody is known there yet: without passwords nobody could come in to mend it."""
    visitor.signs_in(ODILE, PASSWORD)
    do(house, lambda work: work.of(SignInRules).put(SignInRules(passwords=False)))
    with identity_provider() as other:
        typed = {"kind": "other", "issuer": other.issuer, "application": "a", "label": "Ailleurs"}
        assert 422 == saves(visitor, **typed).status_code
        assert 303 == saves(visitor, **typed, secret="b").status_code
    assert [True] == [one.passwords for one in do(house, lambda work: work.of(SignInRules).find())]


def test_the_operator_lets_passwords_in_again(creneau: Creneau, firm: str) -> None:
    """The way back when the provider lets nobody in."""
    in_house(lambda work: work.of(SignInRules).put(SignInRules(passwords=False)))
    code, _, answer = creneau("firm", "allow-passwords", "--json")
    assert (0, {"firm": "duret", "passwords": True}) == (code, answer)
    assert [True] == [one.passwords for one in in_house(lambda work: work.of(SignInRules).find())]
    assert ["exploitant"] == [line.actor.id for line in in_house(lambda work: work.history.latest(1))]
