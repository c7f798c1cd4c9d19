"""Every route says who may ask: anybody, all staff, the office, or nobody from outside; a new one joins the table."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.house import House
from api.middleware import HEADERS
from api.sessions import SESSION, VISITOR
from desk.accounts import Role
from desk.setup import Founded
from desk.tokens import csrf_token
from tests.support.client import Client
from tests.support.house import PASSWORD, sign_in
from tests.support.readers import ANYBODY, HALF_WAY, NOBODY, OFFICE, STAFF, TABLE
from web.main import application as whole

BROWSER = "a random word"
ELSEWHERE = "192.0.2.1"
SAFE = {"GET", "HEAD"}
NAMED = {"number": "1", "slug": "duret", "firm": "duret", "day": "2026-11-24", "kind": "csv"}
ASKED = {"firm": "duret", "service": "x", "appointment": "x", "jour": "2026-11-24"}
TYPED = {"old_password": PASSWORD, "password": "quatre autres mots rares"}

WITHOUT_FORMS = {
    "/v1/holds",
    "/v1/appointments",
    "/v1/firms/{firm}/bookings/{token}/move",
    "/v1/firms/{firm}/bookings/{token}/cancel",
    "/calendars/microsoft",
    "/calendars/microsoft/notifications",
}
"""Public changes of programs and of Microsoft: cookies count for nothing there, so there is nothing to forge."""

DEVICES = {"/.well-known/caldav", "/dav/{path:path}"}
"""For devices with a password of their own, by whatever method: `tests/api/test_caldav_door.py`."""


def routes(app: Any) -> Iterator[str]:
    """Every method and path of an application; mounted files are no routes."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods or ())
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router)


@pytest.fixture
def app(house: House, duret: Founded, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Pages and API together; the live stream ends at once."""

    async def silence(*_: Any) -> AsyncIterator[str]:
        yield ""

    monkeypatch.setattr("api.v1.live.changes", silence)
    return whole(house)


def technicians(house: House, founded: Founded) -> Iterator[str]:
    """One session after another, each of another technician: some routes end one."""
    return (sign_in(house, founded, Role.TECHNICIAN, name=f"Technicien{number}") for number in count())


def ask(app: FastAPI, route: str, cookie: str, word: str, **headers: str) -> httpx.Response:
    """Ask from elsewhere with a cookie, and the form token under a word in every place one may stand."""
    method, path = route.split()
    where = re.sub(r"{(\w+)}", lambda name: NAMED.get(name[1], "x"), path)
    form = {} if method in SAFE or path.startswith("/v1") else {"data": {"csrf_token": csrf_token(word), **TYPED}}
    sent = {"cookie": cookie, "x-csrf-token": csrf_token(word), "accept": "text/html", **headers}
    return Client(app, address=ELSEWHERE).request(method, where, headers=sent, params=ASKED, **form)


def heard(answer: httpx.Response) -> str:
    """What an answer means for whoever asked."""
    if answer.status_code == 401 or "/connexion?suite=" in answer.headers.get("location", ""):
        return "sign in"
    return "refused" if answer.status_code == 403 else "answered"


def says_what_it_is(answer: httpx.Response) -> bool:
    """Whether an answer with a body tells its media type, and a text how it is encoded."""
    told = answer.headers.get("content-type", "")
    return not answer.content or ("charset=utf-8" in told if told.startswith("text/") else "/" in told)


def test_every_route_stands_in_the_table(app: FastAPI) -> None:
    """Once; and nothing else does."""
    assert sorted(TABLE) == sorted(route for route in routes(app) if route.split()[1] not in DEVICES)
    assert len(TABLE) == sum(map(len, (ANYBODY, HALF_WAY, STAFF, OFFICE, NOBODY)))


def test_each_route_answers_those_it_is_for(app: FastAPI, house: House, duret: Founded) -> None:
    """Strangers and technicians hear what the table says, without a failure and under the safe headers."""
    sessions, found = technicians(house, duret), {}
    for route in TABLE:
        session = next(sessions)
        answers = ask(app, route, f"{VISITOR}={BROWSER}", BROWSER), ask(app, route, f"{SESSION}={session}", session)
        found[route] = heard(answers[0]), heard(answers[1])
        for answer in answers:
            assert answer.status_code < 500, route
            assert [] == [name for name in HEADERS if name not in answer.headers], route
            assert says_what_it_is(answer), route
    assert TABLE == found


def test_no_route_changes_anything_for_a_form_that_is_not_its_own(app: FastAPI, house: House, duret: Founded) -> None:
    """With the cookie of somebody signed in but another browser's form token."""
    session = next(technicians(house, duret))
    changes = [route for route in TABLE if route.split()[0] not in SAFE and route.split()[1] not in WITHOUT_FORMS]
    assert [] == [route for route in changes if ask(app, route, f"{SESSION}={session}", BROWSER).status_code != 403]


def test_no_route_changes_anything_for_another_site(app: FastAPI, duret: Founded) -> None:
    """Not even a public one: browsers say where a request comes from."""
    changes = [route for route in TABLE if route.split()[0] not in SAFE]
    elsewhere = {"origin": "https://ailleurs.invalid", "sec-fetch-site": "cross-site"}
    answers = {route: ask(app, route, f"{SESSION}={duret.token}", duret.token, **elsewhere) for route in changes}
    assert [] == [route for route, answer in answers.items() if answer.status_code != 403]


def test_no_cookie_opens_the_door_of_devices(app: FastAPI, duret: Founded) -> None:
    """Only what a device sends by itself counts there: there is nothing to forge."""
    door = [route for route in routes(app) if route.split()[1] == "/dav/{path:path}"]
    answers = {
        route: Client(app).request(
            *route.replace("{path:path}", "x/agenda/y.ics").split(), headers={"cookie": f"{SESSION}={duret.token}"}
        )
        for route in door
    }
    assert {200} == {answer.status_code for route, answer in answers.items() if route.startswith("OPTIONS")}
    assert {401} == {answer.status_code for route, answer in answers.items() if not route.startswith("OPTIONS")}


def test_reading_opens_no_session(app: FastAPI, duret: Founded) -> None:
    """A stranger gets a random word for the forms and nothing that could be planted for later."""
    for route in ("GET /f/{slug}", "GET /f/{slug}/connexion", "GET /f/{slug}/jour"):
        assert SESSION not in ask(app, route, "", "").headers.get("set-cookie", ""), route


def test_what_is_read_of_persons_is_not_kept_by_the_browser(app: FastAPI, house: House, duret: Founded) -> None:
    """Pages of staff, and whatever stands behind a link, are fetched anew; the portal knows nobody."""
    cookie = f"{SESSION}={next(technicians(house, duret))}"
    told = {
        route: ask(app, f"GET {route}", cookie if route.endswith("technicien") else "", "").headers["cache-control"]
        for route in ("/f/{slug}", "/f/{slug}/technicien", "/f/{slug}/suivi/{token}")
    }
    assert ["private, no-cache", "no-store", "no-store"] == list(told.values())


def test_this_machine_reads_the_numbers_and_everybody_whether_we_live(app: FastAPI, duret: Founded) -> None:
    """/metrics from here, or with its password; /health and /ready from anywhere."""
    here, elsewhere = Client(app), Client(app, address=ELSEWHERE)
    assert [200, 403] == [client.get("/metrics").status_code for client in (here, elsewhere)]
    assert [200, 200] == [elsewhere.get(path).status_code for path in ("/health", "/ready")]
