"""Who may pass the door: no forged request, no neighbour, no program beyond its scopes."""

from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Request
from starlette.responses import JSONResponse, Response

from api import actions, security
from api.application import create_application
from api.middleware import HEADERS, TWO_YEARS
from api.problems import problem_response
from api.security import Staff, staff
from api.sessions import SESSION, VISITOR, forget, remember
from api.views import Caller, PersonView, Refused, SessionView
from api.views import Role as SeenRole
from desk.accounts import Role, Scope, close_session
from desk.errors import TooManyAttempts
from desk.setup import Founded
from desk.tokens import csrf_token
from tests.support.client import Client
from tests.support.house import PASSWORD, SetClock, a_house, found_firm, program_token, sign_in

Asking = Annotated[Caller, Depends(security.caller)]
Reader = Annotated[Staff, Depends(staff(Scope.PLAN_READ))]
Manager = Annotated[Staff, Depends(staff(Scope.SETTINGS_WRITE))]


def with_rooms(app: FastAPI) -> FastAPI:
    """Add a page, a change by form, and API routes that tell who asks."""

    @app.get("/f/{slug}/qui")
    def who(slug: str, caller: Asking) -> dict[str, Any]:
        return {"name": caller.person.name if caller.person else None, "csrf": caller.csrf_token, "firm": caller.firm}

    @app.post("/f/{slug}/changer")
    def change(slug: str, caller: Asking) -> str:
        return "fait"

    @app.get("/v1/essai")
    def read(asking: Reader) -> str:
        return asking.slug

    @app.post("/v1/essai")
    def write(asking: Manager) -> str:
        return asking.slug

    return app


@pytest.fixture
def client(application: FastAPI) -> Client:
    """The application with those rooms."""
    return Client(with_rooms(application))


def as_person(token: str) -> dict[str, str]:
    """The headers of a browser with this session."""
    return {"cookie": f"{SESSION}={token}"}


def as_program(token: str) -> dict[str, str]:
    """The headers of a program with this token."""
    return {"authorization": f"Bearer {token}"}


def test_a_stranger_gets_a_form_token_tied_to_their_browser(client: Client, duret: Founded) -> None:
    """The first page sets a random cookie; with it the token stays the same, without it another is made."""
    first = client.get("/f/duret/qui")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{VISITOR}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert first.json()["csrf"] == client.get("/f/duret/qui").json()["csrf"]
    client.cookies.clear()
    assert first.json()["csrf"] != client.get("/f/duret/qui").json()["csrf"]


def test_the_person_signed_in_is_known_at_their_own_firm_only(client, house, duret, neighbour) -> None:
    """Claire of Duret is a stranger next door."""
    headers = as_person(sign_in(house, duret, Role.DISPATCHER))
    assert "Claire" == client.get("/f/duret/qui", headers=headers).json()["name"]
    assert duret.firm.id == client.get("/f/duret/qui", headers=headers).json()["firm"]
    assert client.get("/f/voisin/qui", headers=headers).json()["name"] is None


def test_signing_in_changes_the_form_token(client: Client, house, duret: Founded) -> None:
    """What a stranger's form carried is worth nothing to the session that follows."""
    token = sign_in(house, duret, Role.DISPATCHER)
    assert csrf_token(token) == client.get("/f/duret/qui", headers=as_person(token)).json()["csrf"]


@pytest.mark.parametrize("token", ["", "x", "creneau-session.duret.x", "creneau-session.nobody.secret", "a.b.c.d"])
def test_a_cookie_that_is_no_session_is_a_stranger(client: Client, duret: Founded, token: str) -> None:
    """Made up, of no firm, or simply old."""
    answer = client.get("/f/duret/qui", headers=as_person(token))
    assert (200, None) == (answer.status_code, answer.json()["name"])


def test_a_session_that_was_closed_or_left_unused_is_over(client, house, duret, clock: SetClock) -> None:
    """Signing out counts at once; so does a night away."""
    token = sign_in(house, duret, Role.DISPATCHER)
    clock.forward(hours=11)
    assert "Claire" == client.get("/f/duret/qui", headers=as_person(token)).json()["name"]
    clock.forward(hours=11)
    assert "Claire" == client.get("/f/duret/qui", headers=as_person(token)).json()["name"]
    clock.forward(hours=12)
    assert client.get("/f/duret/qui", headers=as_person(token)).json()["name"] is None
    other = sign_in(house, duret, Role.DISPATCHER, name="Hugo")
    house.transactions.write(duret.firm.id, lambda work: close_session(work, other))
    assert client.get("/f/duret/qui", headers=as_person(other)).json()["name"] is None


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.invalid"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.invalid"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.invalid"},
    ],
)
def test_a_change_sent_by_another_site_is_refused(client: Client, duret: Founded, headers) -> None:
    """Whatever it is for and whoever is signed in; reading is not concerned."""
    answer = client.post("/f/duret/changer", headers=headers)
    assert (403, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert 200 == client.get("/f/duret/qui", headers=headers).status_code


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "same-origin", "origin": "http://testserver"}, {"origin": "http://localhost:8000"}],
)
def test_a_change_from_our_own_pages_passes(client: Client, duret: Founded, headers) -> None:
    """Under the name it was reached by, or the one it is configured with; programs say nothing."""
    assert 200 == client.post("/f/duret/changer", headers=headers).status_code


def test_the_api_asks_strangers_to_sign_in(client: Client, duret: Founded) -> None:
    """And says how."""
    answer = client.get("/v1/essai")
    assert (401, "Bearer") == (answer.status_code, answer.headers["www-authenticate"])


def test_a_change_through_the_api_with_a_session_needs_its_form_token(client, house, duret) -> None:
    """The cookie alone proves nothing about who wrote the request."""
    headers = as_person(duret.token)
    assert 403 == client.post("/v1/essai", headers=headers).status_code
    assert 403 == client.post("/v1/essai", headers={**headers, "x-csrf-token": "guess"}).status_code
    proved = {**headers, "x-csrf-token": csrf_token(duret.token)}
    assert (200, "duret") == ((answer := client.post("/v1/essai", headers=proved)).status_code, answer.json())


def test_a_role_may_do_what_it_is_for_and_no_more(client, house, duret) -> None:
    """A dispatcher reads the plan and does not change the settings; a technician reads the plan."""
    for role in (Role.DISPATCHER, Role.TECHNICIAN):
        token = sign_in(house, duret, role, name=role.title())
        headers = {**as_person(token), "x-csrf-token": csrf_token(token)}
        assert 200 == client.get("/v1/essai", headers=headers).status_code
        assert 403 == client.post("/v1/essai", headers=headers).status_code


def test_a_program_acts_for_its_firm_within_its_scopes(client, house, duret, neighbour) -> None:
    """No form token, no cookie, no firm in the address."""
    reader = as_program(program_token(house, duret, Scope.PLAN_READ))
    assert "duret" == client.get("/v1/essai", headers=reader).json()
    refused = client.post("/v1/essai", headers=reader)
    assert (403, True) == (refused.status_code, "settings:write" in refused.json()["detail"])
    writer = as_program(program_token(house, neighbour, Scope.SETTINGS_WRITE))
    assert "voisin" == client.post("/v1/essai", headers=writer).json()
    assert 403 == client.get("/v1/essai", headers=writer).status_code


@pytest.mark.parametrize("token", ["", "x", "creneau-api.nobody.secret", "creneau-session.duret.secret"])
def test_a_token_nobody_made_opens_nothing(client: Client, duret: Founded, token: str) -> None:
    """Even when a session cookie comes along: whoever shows a token is judged by it."""
    headers = {**as_program(token), **as_person(duret.token)}
    assert 401 == client.get("/v1/essai", headers=headers).status_code


def test_every_answer_carries_the_safe_headers(application: FastAPI, duret: Founded) -> None:
    """Pages, API answers, refusals, absences and failures alike."""
    client = Client(with_rooms(application))

    @application.get("/boum")
    def fail() -> None:
        raise RuntimeError("personal data of Basile")

    for path, status in (("/health", 200), ("/v1/docs", 200), ("/v1/essai", 401), ("/nowhere", 404), ("/boum", 500)):
        answer = client.get(path)
        assert status == answer.status_code, path
        missing = {name for name in HEADERS if name not in answer.headers}
        assert set() == missing
        assert "Basile" not in answer.text
        assert answer.headers["x-request-id"]


def test_over_https_cookies_are_locked_to_this_host(tmp_path) -> None:
    """`__Host-`, Secure, and only that name is believed."""
    house = a_house(tmp_path, base_url="https://rdv.exemple.invalid")
    founded = found_firm(house)
    client = Client(with_rooms(create_application(house)), base_url="https://rdv.exemple.invalid")
    answer = client.get("/f/duret/qui")
    assert answer.headers["set-cookie"].startswith(f"__Host-{VISITOR}=")
    assert "Secure" in answer.headers["set-cookie"]
    assert f"max-age={TWO_YEARS}; includeSubDomains" == answer.headers["strict-transport-security"]
    assert client.get("/f/duret/qui", headers=as_person(founded.token)).json()["name"] is None
    named = {"cookie": f"__Host-{SESSION}={founded.token}"}
    assert "Odile" == client.get("/f/duret/qui", headers=named).json()["name"]


def test_remembering_and_forgetting_a_session_set_the_same_cookie() -> None:
    """HttpOnly, same-site; forgotten, it is gone."""
    person = PersonView("p", "Claire", "claire@duret.invalid", SeenRole.DISPATCHER)
    kept, gone = Response(), Response()
    remember(kept, SessionView("creneau-session.duret.secret", 3600, person))
    forget(gone)
    assert (
        f"{SESSION}=creneau-session.duret.secret; HttpOnly; Max-Age=3600; Path=/; SameSite=lax"
        == (kept.headers["set-cookie"])
    )
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert '"cache"' == gone.headers["clear-site-data"]


def test_over_https_no_cookie_but_a_locked_one_is_believed(tmp_path) -> None:
    """Nor is any other set: what a neighbour under the same domain plants has no such name."""
    house = a_house(tmp_path, base_url="https://rdv.exemple.invalid")
    app = create_application(house)

    @app.get("/f/{slug}/mot")
    def word(request: Request) -> Any:
        answer = JSONResponse(request.cookies)
        answer.set_cookie("creneau_flash", "x", httponly=True, samesite="lax")
        return answer

    sent = {"cookie": "creneau_flash=planted; __Host-creneau_flash=ours; autre=x"}
    answer = Client(app, base_url="https://rdv.exemple.invalid").get("/f/duret/mot", headers=sent)
    assert {"creneau_flash": "ours"} == answer.json()
    assert "__Host-creneau_flash=x; HttpOnly; Path=/; SameSite=lax; Secure" == answer.headers["set-cookie"]


def test_no_other_site_may_read_an_answer(client: Client, duret: Founded) -> None:
    """Nobody is named in an `Access-Control` header, and what a browser asks beforehand is refused."""
    elsewhere = {"origin": "https://ailleurs.invalid", "access-control-request-method": "POST"}
    answers = [client.request(method, "/v1/essai", headers=elsewhere) for method in ("GET", "OPTIONS")]
    assert [401, 405] == [answer.status_code for answer in answers]
    assert [] == [name for answer in answers for name in answer.headers if name.startswith("access-control")]


def test_a_refusal_is_logged_by_its_name(client: Client, house, duret: Founded, lines) -> None:
    """Forged, forbidden or guessed: an operator sees which, with the number of the request, and nobody's words."""
    technician = sign_in(house, duret, Role.TECHNICIAN)
    headers = {**as_person(technician), "x-csrf-token": csrf_token(technician)}
    for more in ({}, {"origin": "https://ailleurs.invalid"}):
        assert 403 == client.post("/v1/essai", headers={**headers, **more}).status_code
    found = [(line["situation"], line["status"]) for line in lines if line["event"] == "refused"]
    assert [("Forbidden", 403), ("ForgedRequest", 403)] == found


def test_guessing_a_password_has_to_wait(house, duret: Founded, clock: SetClock) -> None:
    """After five wrong ones from one address even the right one waits, and the answer says how long."""
    guess = Caller(csrf_token="", address="192.0.2.9", house=house)
    for _ in range(5):
        actions.sign_in(guess, "duret", email="odile@duret.invalid", password="not this one")
    waiting = actions.sign_in(guess, "duret", email="odile@duret.invalid", password=PASSWORD)
    assert isinstance(waiting, Refused)
    assert "patientez 15 min" in waiting.sentence
    clock.forward(minutes=16)
    assert isinstance(actions.sign_in(guess, "duret", email="odile@duret.invalid", password=PASSWORD), SessionView)


def test_a_program_that_tried_too_often_is_told_how_long_to_wait() -> None:
    """429 with Retry-After."""
    answer = problem_response(TooManyAttempts(timedelta(minutes=3)))
    assert (429, "181") == (answer.status_code, answer.headers["retry-after"])
