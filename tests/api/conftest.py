"""The door in tests: a house in memory, its application, and a browser without a browser."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from api.application import create_application
from api.house import House
from desk.setup import Founded
from tests.support.client import Client
from tests.support.house import SetClock, a_house, found_firm


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening, before the week begins."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house in memory."""
    return a_house(tmp_path, clock)


@pytest.fixture
def duret(house: House) -> Founded:
    """The firm everybody talks about."""
    return found_firm(house)


@pytest.fixture
def neighbour(house: House) -> Founded:
    """Another firm of the same house."""
    return found_firm(house, "voisin", "Voisin Énergie")


@pytest.fixture
def application(house: House) -> FastAPI:
    """The application, without the pages of `web`."""
    return create_application(house)


@pytest.fixture
def client(application: FastAPI) -> Client:
    """A program that talks to it."""
    return Client(application)
