"""A firm in memory and its identity provider, on this machine and honest unless a test says otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI

from api.house import House
from api.provider_sign_in import Registration, register
from calendar_sync.remote.addresses import guarded
from desk.setup import Founded
from tests.support.browsing import Visitor
from tests.support.house import DIRECTION, SetClock, a_house
from tests.support.identity_provider import APPLICATION, SECRET, IdentityProviderPages, identity_provider
from web.main import application as whole


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProviderPages]:
    """A provider."""
    with identity_provider() as pages:
        yield pages


@pytest.fixture
def pages(running: IdentityProviderPages) -> IdentityProviderPages:
    """The provider, honest again."""
    running.lie, running.header, running.sign, running.instead, running.known = {}, {}, None, {}, {}
    running.asked.clear()
    return running


@pytest.fixture
def house(tmp_path: Any, clock: SetClock) -> House:
    """A house that may reach this machine."""
    house = a_house(tmp_path, clock, base_url="http://testserver")
    return replace(house, providers_http=partial(guarded, private=True))


@pytest.fixture
def app(house: House, duret: Founded, pages: IdentityProviderPages) -> FastAPI:
    """Pages and API of a firm that is registered there."""
    register(house, duret.firm, Registration("Compte Duret", pages.issuer, APPLICATION, SECRET), by=DIRECTION)
    return whole(house)


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    """A browser."""
    return Visitor(app)
