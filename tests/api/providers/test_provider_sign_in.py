"""Staff come in by their firm's identity provider: an honest one opens the door, and no lie does."""

import time
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fastapi import FastAPI

from api.house import House
from api.provider_sign_in import Registration, register
from calendar_sync.remote.addresses import guarded
from desk.accounts import Account, Demand, IdentityProvider, Newcomer, Role, SignInRules, invite
from desk.setup import Founded
from tests.support.browsing import Visitor
from tests.support.house import DIRECTION, SetClock, a_house, found_firm
from tests.support.http_server import Told
from tests.support.identity_provider import (
    APPLICATION,
    SECRET,
    SHARED,
    IdentityProviderPages,
    altered,
    new_key,
    signed_by_somebody_else,
    signed_with_a_published_secret,
    signed_with_the_public_key,
    unsigned,
)
from tests.support.provider_visits import BACK, ODILE, SET_OUT, accounts, comes_back, do, enters, goes, refused
from web.main import application as whole

TENANT = "11111111-2222-3333-4444-555555555555"
HOUR = 3600


def test_an_honest_provider_opens_the_door(visitor: Visitor, pages, house) -> None:
    """By a link on the sign-in page; the person goes on where she was going, and is known again by her subject."""
    page = visitor.opens("/f/duret/connexion?suite=/f/duret/messages").text
    assert f'href="{SET_OUT}?suite=%2Ff%2Fduret%2Fmessages"' in page
    came = comes_back(visitor, pages.agrees(goes(visitor, "/f/duret/messages"), email="Odile@Duret.invalid"))
    assert (303, "/f/duret/messages") == (came.status_code, came.headers["location"])
    assert {ODILE: "s-1"} == accounts(house)
    assert 200 == visitor.opens("/f/duret/compte").status_code
    other = Visitor(visitor.client.app)
    came = enters(other, pages, email="autre@ailleurs.invalid", email_verified=False)
    assert "/f/duret/jour" == came.headers["location"]


def test_what_is_asked_of_the_provider_follows_the_standard(visitor: Visitor, pages) -> None:
    """A code, a challenge whose answer never travels ahead, a nonce, nothing after us; then our secret, once."""
    url = goes(visitor)
    asked = dict(parse_qsl(urlsplit(url).query))
    assert url.startswith(f"{pages.issuer}/authorization?")
    assert {
        "response_type": "code",
        "client_id": APPLICATION,
        "scope": "openid email profile",
        "code_challenge_method": "S256",
        "redirect_uri": f"http://testserver{BACK}",
    }.items() <= asked.items()
    assert 43 == len(asked["code_challenge"])
    again = dict(parse_qsl(urlsplit(goes(visitor)).query))
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))
    comes_back(visitor, pages.agrees(url))
    assert [f"/{name}" for name in (".well-known/openid-configuration", "token", "keys")] == [
        one.path for one in pages.asked[-3:]
    ]


def test_a_provider_that_wants_our_secret_in_the_form_gets_it_there(visitor: Visitor, pages) -> None:
    """As it says of itself."""
    pages.known = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert 303 == enters(visitor, pages).status_code
    (token,) = [one for one in pages.asked if one.path == "/token"]
    assert "authorization" not in token.headers


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory, running: IdentityProviderPages) -> tuple[House, FastAPI]:
    """A house that every lie is tried on: the next one would show that one had opened it."""
    house = replace(a_house(tmp_path_factory.mktemp("house")), providers_http=partial(guarded, private=True))
    firm = found_firm(house).firm
    register(house, firm, Registration("Compte Duret", running.issuer, APPLICATION, SECRET), by=DIRECTION)
    return house, whole(house)


UNPROVEN = "ne prouve pas qui vous êtes : recommencez"
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"lie": {"iss": "https://ailleurs.invalid"}},
    "no issuer": {"lie": {"iss": None}},
    "another application": {"lie": {"aud": "une-autre"}},
    "several applications": {"lie": {"aud": [APPLICATION, "une-autre"]}},
    "given to another application": {"lie": {"aud": [APPLICATION, "une-autre"], "azp": "une-autre"}},
    "no audience": {"lie": {"aud": None}},
    "another nonce": {"lie": {"nonce": "d’une autre fois"}},
    "no nonce": {"lie": {"nonce": None}},
    "expired": {"lie": {"exp": int(time.time()) - HOUR}},
    "for ever": {"lie": {"exp": None}},
    "issued in the future": {"lie": {"iat": int(time.time()) + HOUR}},
    "not yet valid": {"lie": {"nbf": int(time.time()) + HOUR}},
    "no subject": {"lie": {"sub": None}},
    "an empty subject": {"lie": {"sub": ""}},
    "a subject that is no text": {"lie": {"sub": 17}},
    "not signed": {"sign": unsigned},
    "signed with the public key as a secret": {"sign": signed_with_the_public_key},
    "signed by somebody else": {"sign": signed_by_somebody_else},
    "changed on the way": {"sign": altered},
    "no token at all": {"sign": lambda *_: "rien"},
    "a key nobody publishes": {"header": {"kid": "inconnue"}},
    "something we do not understand but must": {"header": {"crit": ["nouveau"], "nouveau": True}},
    "no keys": {"instead": {"/keys": Told(body={"keys": []})}},
    "keys that are none": {"instead": {"/keys": Told(body={"keys": [{"kty": "?"}]})}},
    "a shared key, with which everybody signs": {
        "instead": {"/keys": Told(body={"keys": [SHARED]})},
        "sign": signed_with_a_published_secret,
    },
    "no id_token": {"instead": {"/token": Told(body={"access_token": "x"})}},
    "an id_token that is no text": {"instead": {"/token": Told(body={"id_token": ["x"]})}},
    "a code it does not know": {"instead": {"/token": Told(400, {"error": "invalid_grant"})}},
}
AWAY = "ne répond pas comme prévu : réessayez"
ELSEWHERE = {"location": "http://127.0.0.1:9/"}
FAILURES: dict[str, dict[str, Any]] = {
    "a huge answer": {"instead": {"/keys": Told(text="[" * 300_000)}},
    "a huge number of brackets": {"instead": {"/keys": Told(text="[" * 100_000)}},
    "no JSON": {"instead": {"/token": Told(text="<html>")}},
    "a list": {"instead": {"/token": Told(body=[])}},
    "a redirection of the token": {"instead": {"/token": Told(307, {}, ELSEWHERE)}},
    "a redirection of the keys": {"instead": {"/keys": Told(302, {}, ELSEWHERE)}},
    "a redirection to the truth": {
        "instead": {
            "/.well-known/openid-configuration": Told(302, {}, {"location": "/x/.well-known/openid-configuration"})
        }
    },
    "a failure": {"instead": {"/token": Told(500, {})}},
    "a refusal of our secret": {"instead": {"/token": Told(401, {"error": "invalid_client"})}},
    "a broken answer": {"instead": {"/token": Told(lost=True)}},
    "another issuer of itself": {"known": {"issuer": "https://ailleurs.invalid"}},
    "no address for tokens": {"known": {"token_endpoint": None}},
    "keys in a file": {"known": {"jwks_uri": "file:///etc/passwd"}},
    "nothing about itself": {"instead": {"/.well-known/openid-configuration": Told(404, {})}},
}


@pytest.mark.parametrize(
    "words, lie",
    [*((UNPROVEN, lie) for lie in LIES.values()), *((AWAY, failure) for failure in FAILURES.values())],
    ids=[*LIES, *FAILURES],
)
def test_no_lie_and_no_failure_opens_the_door(tried: tuple[House, FastAPI], pages, words, lie) -> None:
    """Each ends on the sign-in page, which says what to do; nobody is linked."""
    for name, value in lie.items():
        setattr(pages, name, value)
    refused(enters(Visitor(tried[1]), pages), words)
    assert {ODILE: ""} == accounts(tried[0])


@pytest.mark.parametrize(
    "who", [{"email_verified": False}, {"email_verified": None}, {"email": None}, {"email": "autre@duret.invalid"}]
)
def test_only_a_verified_address_of_somebody_invited_is_believed(visitor: Visitor, pages, house, who) -> None:
    """There is no self-registration, and what anybody may type into a directory is no proof."""
    refused(enters(visitor, pages, **who), "demandez une invitation à la direction")
    assert {ODILE: ""} == accounts(house)


def test_another_subject_with_the_same_address_is_somebody_else(visitor: Visitor, pages, house, duret) -> None:
    """An address given to a successor opens nothing, until direction has detached the predecessor."""
    enters(visitor, pages)
    other = Visitor(visitor.client.app)
    refused(enters(other, pages, sub="s-2"), "la direction peut l’en détacher")
    visitor.opens("/f/duret/reglages/connexion")
    visitor.sends(f"/f/duret/reglages/equipe/{duret.account.id}/detacher")
    assert "/f/duret/connexion?suite=" in visitor.opens("/f/duret/compte").headers["location"]
    assert 303 == enters(other, pages, sub="s-2").status_code
    assert {ODILE: "s-2"} == accounts(house)


def test_who_has_left_does_not_come_in(visitor: Visitor, pages, house) -> None:
    """Neither known already nor by address."""
    enters(visitor, pages)
    (odile,) = do(house, lambda work: work.of(Account).find())
    do(house, lambda work: work.of(Account).put(replace(odile, active=False)))
    refused(enters(Visitor(visitor.client.app), pages), "demandez une invitation")
    do(house, lambda work: work.of(Account).put(replace(odile, active=False, issuer="", known_as="")))
    refused(enters(Visitor(visitor.client.app), pages), "demandez une invitation")


def test_who_was_invited_comes_in_without_ever_choosing_a_password(visitor: Visitor, pages, house) -> None:
    """Invited by address; from then on the invitation is spent."""
    hugo = Newcomer("hugo@duret.invalid", "Hugo", frozenset({Role.TECHNICIAN}))
    do(house, lambda work: invite(work, hugo))
    came = enters(visitor, pages, sub="h-1", email="hugo@duret.invalid")
    assert "/f/duret/technicien" == came.headers["location"]
    assert "Mot de passe actuel" not in visitor.opens("/f/duret/compte").text


def test_an_answer_serves_once_and_in_the_browser_that_set_out(visitor: Visitor, pages, app) -> None:
    """A stolen address, a replayed one, an invented one and a late one open nothing."""
    over = "n’a pas commencé dans ce navigateur"
    answer = pages.agrees(goes(visitor))
    thief = Visitor(app)
    goes(thief)
    refused(comes_back(thief, answer), over)
    assert 303 == comes_back(visitor, answer).status_code
    refused(comes_back(visitor, answer), over)
    for state in ("", "inventé", answer["state"][:-2]):
        refused(comes_back(visitor, pages.agrees(goes(visitor)) | {"state": state}), over)


def test_a_code_of_another_trip_is_refused_by_its_challenge(visitor: Visitor, pages, app) -> None:
    """A code that an attacker got, put behind the victim's own state."""
    theirs = pages.agrees(goes(Visitor(app)), sub="attacker")
    mine = pages.agrees(goes(visitor))
    refused(comes_back(visitor, mine | {"code": theirs["code"]}), UNPROVEN)


def test_a_late_answer_opens_nothing(visitor: Visitor, pages, clock: SetClock) -> None:
    """Ten minutes."""
    answer = pages.agrees(goes(visitor))
    clock.forward(minutes=10)
    refused(comes_back(visitor, answer), "a expiré")


def test_an_answer_of_one_firm_opens_nothing_at_another(visitor: Visitor, pages, house, app) -> None:
    """Although both go to one provider."""
    voisin = found_firm(house, "voisin", "Voisin Énergie")
    register(house, voisin.firm, Registration("Compte Duret", pages.issuer, APPLICATION, SECRET), by=DIRECTION)
    answer = pages.agrees(goes(visitor))
    there = visitor.opens(f"/f/voisin/connexion/retour?{urlencode(answer)}")
    refused(there, "n’a pas commencé")


def test_an_answer_that_names_another_issuer_is_refused_unread(visitor: Visitor, pages) -> None:
    """RFC 9207: the code of one provider is not taken to another."""
    answer = pages.agrees(goes(visitor)) | {"iss": "https://ailleurs.invalid"}
    pages.asked.clear()
    refused(comes_back(visitor, answer), UNPROVEN)
    assert [] == pages.asked


def test_who_declines_there_is_told_how_to_go_on(visitor: Visitor, pages) -> None:
    """Without a code."""
    state = pages.agrees(goes(visitor))["state"]
    refused(comes_back(visitor, {"state": state, "error": "access_denied"}), "n’a pas laissé entrer : recommencez")


def test_keys_that_change_are_followed_at_once(visitor: Visitor, pages) -> None:
    """The new one counts, and the one withdrawn no longer does."""
    enters(visitor, pages)
    before, old = pages.key, pages.kid
    pages.rotates()
    assert 303 == enters(Visitor(visitor.client.app), pages).status_code
    pages.header, pages.key = {"kid": old}, before
    pages.instead = {"/keys": Told(body={"keys": [pages.public() | {"kid": pages.kid, "n": _modulus()}]})}
    refused(enters(Visitor(visitor.client.app), pages), UNPROVEN)


def _modulus() -> str:
    """The number of some other key."""
    return str(IdentityProviderPages(key=new_key()).public()["n"])


def test_too_many_answers_from_one_place_have_to_wait(visitor: Visitor, pages, house) -> None:
    """Each costs the provider three requests."""
    for _ in range(60):
        comes_back(visitor, {"state": pages.agrees(goes(visitor))["state"]})
    refused(comes_back(visitor, pages.agrees(goes(visitor))), "patientez")


@pytest.fixture
def entra(house: House, app: FastAPI, pages: IdentityProviderPages) -> FastAPI:
    """The firm's provider is one organisation of many."""

    def bind(work: Any) -> None:
        (known,) = work.of(IdentityProvider).find()
        work.of(IdentityProvider).put(replace(known, tenant=TENANT))

    do(house, bind)
    return app


@pytest.mark.parametrize("tenant", ["99999999-2222-3333-4444-555555555555", None])
def test_another_organisation_at_microsoft_is_refused(entra, pages, tenant) -> None:
    """Although Microsoft signs for both."""
    refused(enters(Visitor(entra), pages, tid=tenant), UNPROVEN)


@pytest.mark.parametrize("owner, comes_in", [(True, True), ("1", True), (1, True), (False, False), (None, False)])
def test_an_address_of_microsofts_counts_where_its_owner_is_verified(entra, pages, owner, comes_in) -> None:
    """`xms_edov`: an address in a directory is otherwise whatever somebody wrote there."""
    came = enters(Visitor(entra), pages, tid=TENANT, email_verified=None, xms_edov=owner)
    assert comes_in == (came.status_code == 303)


def test_the_provider_answers_for_the_second_factor(visitor: Visitor, pages, house) -> None:
    """Asking twice would teach people to type codes anywhere."""
    do(house, lambda work: work.of(SignInRules).put(SignInRules(second_factor=Demand.EVERYBODY)))
    assert 303 == enters(visitor, pages).status_code
    assert 200 == visitor.opens("/f/duret/compte").status_code


def test_a_firm_without_a_provider_leads_nowhere(house: House, duret: Founded) -> None:
    """And its sign-in page shows no button."""
    visitor = Visitor(whole(house))
    assert 404 == visitor.opens(SET_OUT).status_code
    assert 404 == visitor.opens(f"{BACK}?state=x").status_code
    assert SET_OUT not in visitor.opens("/f/duret/connexion").text
