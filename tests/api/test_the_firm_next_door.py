"""Nothing of the firm next door is read or changed: by no route, under no address, with no identifier of its things."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from fastapi import FastAPI

import api.security
from api.house import House
from api.sessions import SESSION
from desk.accounts import Role, Scope
from desk.setup import Founded
from desk.store import KINDS as DESK
from desk.tokens import csrf_token
from planner.memory import MemoryRepository
from planner.records import KINDS as PLANNER
from tests.api.test_who_may_ask import ELSEWHERE
from tests.contracts.samples import Maker
from tests.support.client import Client
from tests.support.house import program_token, sign_in
from tests.support.readers import ANYBODY, TABLE
from web.main import application as whole

THEIRS, NOBODYS = "next-door", "nowhere"
"""The identifier of everything the neighbour has, and one that nothing has."""
MARK = "Voisine Discrète"
SAFE = {"GET", "HEAD"}
NUMBERS = {THEIRS: "3", NOBODYS: "4"}
FIXED = {"day": "2026-11-24", "kind": "csv"}
NAMED_IN_FORMS = (
    "appointment", "technician", "service", "customer", "site", "proposal", "absence", "waiting", "connection", "hold",
    "person", "account", "contract", "due", "message", "notice", "device", "feed", "occasion", "before", "after",
)  # fmt: skip
KEPT_AS_IT_IS = {"Storefront", "MessageRules", "SignInRules", "IdentityProvider"}
"""What a firm has one of, under a name everybody knows."""


@pytest.fixture
def app(house: House, duret: Founded, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Pages and API together; the live stream ends at once."""

    async def silence(*_: Any) -> AsyncIterator[str]:
        yield ""

    monkeypatch.setattr("api.v1.live.changes", silence)
    return whole(house)


@pytest.fixture
def full(house: House, neighbour: Founded) -> Founded:
    """The neighbour, with one of everything a firm can have, under one identifier and one name."""
    house.transactions.write(neighbour.firm.id, filled)
    return neighbour


def filled(work: Any) -> None:
    """A command that gives a firm one of everything."""
    for kind in (*PLANNER, *DESK):
        if kind.entity.__name__ not in KEPT_AS_IT_IS:
            work.of(kind.entity).put(_marked(Maker().entity(kind.entity, bare=True)))


def _marked(entity: Any) -> Any:
    """The same under the neighbour's identifier; what is called something is called by its mark."""
    named = {field.name: MARK for field in fields(entity) if field.name in {"name", "text", "note", "label"}}
    return replace(entity, id=3 if isinstance(entity.id, int) else THEIRS, **named)


def kept(house: House, founded: Founded) -> dict[str, Any]:
    """Everything a firm has; who tried to sign in is counted for everybody."""
    with house.transactions.read(founded.firm.id) as work:
        return {kind.table: work.of(kind.entity).find() for kind in (*PLANNER, *DESK)} | {"firm": [work.firm]}


def asked(app: FastAPI, route: str, slug: str, key: str, headers: dict[str, str]) -> tuple[int, str]:
    """Ask with an identifier wherever one may stand; the status, and the words without that identifier."""
    method, path = route.split()
    named = {"slug": slug, "firm": slug, "number": NUMBERS[key], **FIXED}
    where = re.sub(r"{(\w+)}", lambda name: named.get(name[1], key), path)
    told = dict.fromkeys(NAMED_IN_FORMS, key) | {"firm": slug, "jour": FIXED["day"]}
    sent = {"accept": "text/html", **headers}
    form: dict[str, Any] = {}
    if method not in SAFE:
        word = headers.get("cookie", "").partition("=")[2]
        form = {"json": told} if path.startswith("/v1") else {"data": {"csrf_token": csrf_token(word), **told}}
        sent["idempotency-key"] = f"{key} {route}"
        sent["x-csrf-token"] = csrf_token(word)
    answer = Client(app, address=ELSEWHERE).request(method, where, headers=sent, params=told, **form)
    return answer.status_code, answer.text


def differing(app: FastAPI, house: House, duret: Founded) -> Iterator[str]:
    """The routes that answer somebody of duret otherwise about the neighbour's things than about nothing."""
    for number, route in enumerate(TABLE):
        answers = []
        for key in (THEIRS, NOBODYS):
            session = sign_in(house, duret, Role.DISPATCHER, Role.MANAGEMENT, name=f"Odile{number}{key}")
            status, words = asked(app, route, "duret", key, {"cookie": f"{SESSION}={session}"})
            answers.append((status, MARK in words))
        if answers[0] != answers[1] or answers[0][1]:
            yield f"{route}: {answers}"


def test_an_identifier_of_the_neighbours_is_one_that_nothing_has(app, house, duret, full) -> None:
    """Whatever is asked of it by whoever may do everything at their own firm; and nothing is changed."""
    before = kept(house, full)
    assert [] == list(differing(app, house, duret))
    assert before == kept(house, full)


def entered(app: FastAPI, house: House, duret: Founded) -> Iterator[str]:
    """The routes that let somebody of duret in at the neighbour's address."""
    token = program_token(house, duret, *Scope)
    for number, route in enumerate(TABLE):
        if route in ANYBODY:
            continue
        session = sign_in(house, duret, Role.DISPATCHER, Role.MANAGEMENT, name=f"Odile{number}")
        for headers in ({"cookie": f"{SESSION}={session}"}, {"authorization": f"Bearer {token}"}):
            status, words = asked(app, route, "voisin", THEIRS, headers)
            if MARK in words or (status < 300 and not route.split()[1].startswith("/v1")):
                yield f"{route}: {status}"


def test_nobody_enters_at_the_neighbours_address(app, house, duret, full) -> None:
    """A session and a token of one firm open nothing of another."""
    before = kept(house, full)
    assert [] == list(entered(app, house, duret))
    assert before == kept(house, full)


def test_a_forgotten_filter_would_be_found(app, house, duret, full, monkeypatch) -> None:
    """Planted: an entity that is not the firm's own is looked for next door."""
    own = MemoryRepository.get

    def anywhere(self: MemoryRepository[Any], key: str) -> Any:
        theirs = house.transactions._firms[full.firm.id][1][self._kind.table]
        return theirs[key] if key in theirs else own(self, key)

    monkeypatch.setattr(MemoryRepository, "get", anywhere)
    assert [] != list(differing(app, house, duret))


def test_a_session_that_opens_every_door_would_be_found(app, house, duret, full, monkeypatch) -> None:
    """Planted: whoever is signed in anywhere belongs wherever they ask."""
    real = api.security.session_of

    def everywhere(request: Any) -> Any:
        signed = real(request)
        return signed and replace(signed, firm=full.firm)

    monkeypatch.setattr(api.security, "session_of", everywhere)
    assert [] != list(entered(app, house, duret))
