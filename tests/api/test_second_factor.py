"""On pages: a code after the password, a telephone prepared on the way in, devices seen and signed out."""

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from api.house import House
from api.sessions import SESSION
from desk.accounts import Account, Demand, Purpose, SecondFactor, SignInRules, make_link
from desk.accounts import Session as Opened
from desk.identifiers import AccountId
from desk.setup import Founded
from tests.support.browsing import Visitor
from tests.support.command_line import Creneau, in_house
from tests.support.house import PASSWORD, SetClock, a_house, found_firm
from tests.support.telephone import shown
from web.main import application as whole

ODILE = "odile@duret.invalid"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def app(house: House, duret: Founded) -> FastAPI:
    """Pages and API together."""
    return whole(house)


@pytest.fixture
def odile(app: FastAPI) -> Visitor:
    """Odile, who manages the firm, at her own browser and signed in."""
    visitor = Visitor(app, agent=FIREFOX)
    assert "/f/duret/jour" == visitor.signs_in(ODILE, PASSWORD).headers["location"]
    return visitor


def kept(house: House, duret: Founded, kind: type) -> list[Any]:
    """What the firm keeps of a kind."""
    return house.transactions.write(duret.firm.id, lambda work: work.of(kind).find())


def uri(visitor: Visitor) -> str:
    """What the square on the page says."""
    found = re.search(r'href="(otpauth:[^"]+)"', visitor.words)
    assert found, visitor.words
    return found[1]


@pytest.fixture
def telephone(odile: Visitor, clock: SetClock) -> str:
    """The address that Odile's telephone has learnt."""
    odile.opens("/f/duret/compte/second-facteur")
    learnt = uri(odile)
    sent = {"code": shown(learnt, clock()), "password": PASSWORD}
    assert "Gardez ces codes" in odile.sends("/f/duret/compte/second-facteur", **sent).text
    assert 10 == len(re.findall(r'<li class="code">\d{4} \d{4} \d{4}<', odile.words))
    clock.forward(seconds=60)
    return learnt


def test_the_code_comes_after_the_password(app: FastAPI, telephone: str, clock: SetClock) -> None:
    """No session before it; the page says what is wrong; then one goes on where one was going."""
    visitor = Visitor(app)
    visitor.opens("/f/duret/connexion?suite=/f/duret/messages")
    asked = visitor.sends("/f/duret/connexion", email=ODILE, password=PASSWORD).headers["location"]
    assert "/f/duret/connexion/code?suite=%2Ff%2Fduret%2Fmessages" == asked
    assert visitor.cookie(SESSION) is None
    assert 'autocomplete="one-time-code" inputmode="numeric"' in visitor.opens(asked).text
    assert 422 == visitor.sends("/f/duret/connexion/code", code="000000").status_code
    assert "attendez le suivant" in visitor.words
    assert (
        "/f/duret/messages"
        == visitor.sends("/f/duret/connexion/code", code=shown(telephone, clock())).headers["location"]
    )
    assert 200 == visitor.opens("/f/duret/jour/2026-11-24").status_code


def test_half_a_sign_in_opens_no_page(app: FastAPI, telephone: str, clock: SetClock) -> None:
    """Nor does the code from another browser; both are sent back to the password, and told why."""
    visitor, other = Visitor(app), Visitor(app)
    visitor.signs_in(ODILE, PASSWORD)
    assert "/f/duret/connexion?suite=" in visitor.opens("/f/duret/compte").headers["location"]
    other.opens("/f/duret/connexion")
    back = other.sends("/f/duret/connexion/code", code=shown(telephone, clock()), suite="/f/duret/messages")
    assert "/f/duret/connexion?suite=%2Ff%2Fduret%2Fmessages" == back.headers["location"]
    assert "un autre navigateur : recommencez" in other.opens(back.headers["location"]).text


def test_a_new_password_by_mail_is_still_half_a_sign_in(app, telephone, house, duret, clock) -> None:
    """Whoever reads the mails of a person has no telephone of hers."""
    token = house.transactions.write(duret.firm.id, lambda work: make_link(work, duret.account.id, Purpose.RESET)[1])
    visitor = Visitor(app)
    visitor.opens(f"/f/duret/mot-de-passe/{token}")
    asked = visitor.sends(f"/f/duret/mot-de-passe/{token}", password="un tout autre mot de passe").headers["location"]
    assert asked.startswith("/f/duret/connexion/code")
    assert visitor.cookie(SESSION) is None
    assert 303 == visitor.sends("/f/duret/connexion/code", code=shown(telephone, clock())).status_code
    assert visitor.cookie(SESSION) is not None


def test_a_firm_that_asks_for_one_has_it_made_on_the_way_in(app, house, duret, clock) -> None:
    """After the password: a square to scan, a first code, ten codes for paper, and the session."""
    house.transactions.write(
        duret.firm.id, lambda work: work.of(SignInRules).put(SignInRules(second_factor=Demand.EVERYBODY))
    )
    visitor = Visitor(app)
    visitor.opens(visitor.signs_in(ODILE, PASSWORD).headers["location"])
    assert "<svg" in visitor.words
    learnt = uri(visitor)
    assert 422 == visitor.sends("/f/duret/connexion/code", code="000000").status_code
    assert learnt == uri(visitor)
    visitor.sends("/f/duret/connexion/code", code=shown(learnt, clock()))
    assert "Gardez ces codes" in visitor.words
    assert 200 == visitor.opens("/f/duret/compte").status_code


def test_direction_asks_for_it_once_it_has_one_itself(odile: Visitor, house, duret, clock) -> None:
    """Else nobody could change it back."""
    odile.opens("/f/duret/reglages/connexion")
    assert 422 == odile.sends("/f/duret/reglages/connexion", second_factor="everybody").status_code
    assert "Activez d’abord votre propre second facteur" in odile.words
    assert [] == kept(house, duret, SignInRules)
    assert 422 == odile.sends("/f/duret/reglages/connexion", second_factor="martians").status_code
    assert 303 == odile.sends("/f/duret/reglages/connexion", second_factor="nobody").status_code


def test_a_wrong_password_or_code_makes_no_second_factor(odile: Visitor, house, duret, clock) -> None:
    """The fault stands beside its field, and the square is the same."""
    odile.opens("/f/duret/compte/second-facteur")
    learnt = uri(odile)
    for code, password, field in ((shown(learnt, clock()), "faux", "password"), ("000000", PASSWORD, "code")):
        assert 422 == odile.sends("/f/duret/compte/second-facteur", code=code, password=password).status_code
        assert f'id="{field}-error"' in odile.words
        assert learnt == uri(odile)
    assert [] == kept(house, duret, SecondFactor)


def test_it_is_given_up_with_the_password(odile: Visitor, telephone: str, house, duret) -> None:
    """Where nobody asks for it."""
    odile.opens("/f/duret/compte")
    assert 422 == odile.sends("/f/duret/compte/second-facteur/arreter", giving_up="faux").status_code
    assert 303 == odile.sends("/f/duret/compte/second-facteur/arreter", giving_up=PASSWORD).status_code
    assert [] == kept(house, duret, SecondFactor)


def test_direction_resets_a_lost_one(odile: Visitor, telephone: str, house, duret) -> None:
    """Even its own: every session ends, this one too."""
    odile.opens("/f/duret/reglages/connexion")
    odile.sends(f"/f/duret/reglages/equipe/{duret.account.id}/second-facteur")
    assert [] == kept(house, duret, SecondFactor)
    assert "/f/duret/connexion?suite=" in odile.opens("/f/duret/compte").headers["location"]


def test_the_operator_resets_the_one_of_whoever_is_locked_out(creneau: Creneau, firm: str) -> None:
    """By address; an unknown one is said to be."""

    def lock_out(work: Any) -> None:
        (odile,) = work.of(Account).find()
        work.of(SecondFactor).put(SecondFactor(odile.id, b"", work.now, 0, ()))

    in_house(lock_out)
    code, _, answer = creneau("user", "reset-second-factor", "Odile@duret.invalid", "--json")
    assert (0, {"firm": "duret", "email": ODILE}) == (code, answer)
    assert [] == in_house(lambda work: work.of(SecondFactor).find())
    (line,) = in_house(lambda work: work.history.latest(1))
    assert ("reset_factor", "exploitant") == (line.verb, line.actor.id)
    assert 4 == creneau("user", "reset-second-factor", "personne@duret.invalid")[0]


def test_signing_in_again_replaces_the_session_of_this_browser(odile: Visitor, house, duret) -> None:
    """A session planted before sign-in is worth nothing after it."""
    before = odile.cookie(SESSION)
    odile.signs_in(ODILE, PASSWORD)
    assert before != odile.cookie(SESSION)
    mine = [session for session in kept(house, duret, Opened) if session.device]
    assert ["Firefox, Windows"] == [session.device for session in mine]


def test_a_person_sees_where_they_are_signed_in_and_signs_out_there(app, odile: Visitor, house, duret) -> None:
    """By the list, one by one; what is somebody else's is none of them."""
    phone = Visitor(app, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1")
    phone.signs_in(ODILE, PASSWORD)
    page = odile.opens("/f/duret/compte").text
    assert "Safari, iPhone" in page
    assert 1 == page.count("celui-ci")
    for session in re.findall(r"/compte/connexions/([0-9a-f]{64})/fermer", page):
        odile.sends(f"/f/duret/compte/connexions/{session}/fermer")
    assert "/f/duret/connexion?suite=" in phone.opens("/f/duret/compte").headers["location"]
    assert 200 == odile.opens("/f/duret/compte").status_code


def test_a_session_of_somebody_else_is_not_closed(odile: Visitor, house, duret) -> None:
    """Whoever knows its identifier could else sign others out."""
    theirs = replace(kept(house, duret, Opened)[0], id="theirs", account_id=AccountId("somebody"))
    house.transactions.write(duret.firm.id, lambda work: work.of(Opened).put(theirs))
    odile.opens("/f/duret/compte")
    odile.sends("/f/duret/compte/connexions/theirs/fermer")
    assert theirs in kept(house, duret, Opened)


def test_a_person_signs_out_everywhere(app, odile: Visitor, house, duret) -> None:
    """Also here."""
    phone = Visitor(app)
    phone.signs_in(ODILE, PASSWORD)
    odile.opens("/f/duret/compte")
    gone = odile.sends("/f/duret/compte/connexions/fermer")
    assert "/f/duret/connexion" == gone.headers["location"]
    assert any(SESSION in cookie and "Max-Age=0" in cookie for cookie in gone.headers.get_list("set-cookie"))
    assert [] == kept(house, duret, Opened)


def test_a_technician_changes_the_password_on_his_own_page(odile: Visitor) -> None:
    """It stands where everybody may go; what is wrong is said there, beside the field that is."""
    odile.opens("/f/duret/compte")
    wrong = {"old_password": "faux", "password": "lampe girouette sapin moteur"}
    assert 422 == odile.sends("/f/duret/compte/mot-de-passe", **wrong).status_code
    assert 'id="old_password-error"' in odile.words
    weak = {"old_password": PASSWORD, "password": "lampe"}
    assert 422 == odile.sends("/f/duret/compte/mot-de-passe", **weak).status_code
    assert 'id="password-error"' in odile.words
    right = {"old_password": PASSWORD, "password": "lampe girouette sapin moteur"}
    assert "/f/duret/compte" == odile.sends("/f/duret/compte/mot-de-passe", **right).headers["location"]


def test_over_https_half_a_sign_in_belongs_to_a_cookie_that_no_neighbour_can_plant(tmp_path, clock) -> None:
    """The browser's word and the session are both `__Host-`, Secure and HttpOnly."""
    house = a_house(tmp_path, clock, base_url="https://testserver")
    found_firm(house)
    visitor = Visitor(whole(house), https=True)
    word = visitor.opens("/f/duret/connexion").headers["set-cookie"]
    session = visitor.sends("/f/duret/connexion", email=ODILE, password=PASSWORD).headers["set-cookie"]
    for cookie in (word, session):
        assert cookie.startswith("__Host-creneau_")
        assert {"HttpOnly", "Path=/", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    "agent, name",
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.0", ""),
    ],
)
def test_a_device_is_called_by_browser_and_system(app, house, duret, agent, name) -> None:
    """As people would call it; nothing else of what it tells is kept."""
    Visitor(app, agent=agent).signs_in(ODILE, PASSWORD)
    assert name in [session.device for session in kept(house, duret, Opened)]
