"""Nothing that a browser may open by itself changes anything: no link, no picture, no page read ahead."""

from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from fastapi import FastAPI

from api.house import House
from api.sessions import SESSION
from desk.accounts import Account, Role
from desk.setup import Founded
from planner.history import SYSTEM, note
from tests.api.test_the_firm_next_door import THEIRS, asked, filled
from tests.support.house import sign_in
from tests.support.readers import TABLE
from web.main import application as whole

WHEN_USED = {"feeds", "devices", "api_tokens"}
"""What says when it was used last: that is written as it is used, and nothing else of it."""


@pytest.fixture
def app(house: House, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Pages and API together; the live stream ends at once."""

    async def silence(*_: Any) -> AsyncIterator[str]:
        yield ""

    monkeypatch.setattr("api.v1.live.changes", silence)
    return whole(house)


@pytest.fixture
def full(house: House, duret: Founded) -> Founded:
    """A firm with one of everything."""

    def fill(work: Any) -> None:
        filled(work)
        stranger = work.of(Account).get(THEIRS)
        work.of(Account).put(replace(stranger, roles=frozenset({Role.TECHNICIAN})))

    house.transactions.write(duret.firm.id, fill)
    return duret


def stored(house: House) -> dict[str, Any]:
    """Everything there is of every firm, table by table, and what is to be told."""
    memory: Any = house.transactions
    tables = {
        (firm.slug, name): dict(rows)
        for firm, kept in memory._firms.values()
        for name, rows in kept._tables.items()
        if name not in WHEN_USED
    }
    return {"tables": tables, "firms": memory.firms(), "outbox": repr(memory.queue.__dict__)}


def read(app: FastAPI, house: House, firm: Founded, routes: Collection[str]) -> Iterator[tuple[str, int, bool]]:
    """Each route that is only read, how it answers, and whether it changes something."""
    headers = {"cookie": f"{SESSION}={sign_in(house, firm, Role.DISPATCHER, Role.MANAGEMENT)}"}
    for route in routes:
        if route.startswith(("GET ", "HEAD ")):
            before = stored(house)
            status, _ = asked(app, route, "duret", THEIRS, headers)
            yield route, status, before != stored(house)


def test_reading_changes_nothing(app, house, full) -> None:
    """Every address that answers a GET, asked by somebody who may do everything."""
    answers = list(read(app, house, full, TABLE))
    assert [] == [route for route, _, changes in answers if changes]
    assert 40 < sum(status < 400 for _, status, _ in answers)


def test_a_page_that_changes_something_would_be_found(app, house, full, monkeypatch) -> None:
    """Planted: whoever looks at the settings is written down."""
    settings = import_module("api.actions.settings")
    real = settings.firm_for

    def written_down(caller: Any, slug: str, *roles: Any) -> Any:
        firm, person = real(caller, slug, *roles)
        house.transactions.write(firm.id, lambda work: note(work, "looked", SYSTEM))
        return firm, person

    monkeypatch.setattr(settings, "firm_for", written_down)
    page = "GET /f/{slug}/reglages"
    assert [(page, 200, True)] == list(read(app, house, full, [page]))
