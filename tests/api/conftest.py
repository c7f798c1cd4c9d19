"""The door in tests: a house in memory, its application, and a browser without a browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI

from api.application import create_application
from api.house import House
from api.logs import configure
from api.settings import PREFIX, Settings
from desk.setup import Founded
from planner.technicians import Clearance, Technician
from tests.support.client import Client
from tests.support.command_line import Creneau, in_house, typed
from tests.support.house import PASSWORD, SetClock, a_house, found_firm
from tests.support.planner import a_technician


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


@pytest.fixture
def creneau(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Creneau:
    """Type a command; its exit code, what it said, and its JSON line if it has one."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("CRENEAU_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("CRENEAU_LOG_LEVEL", "error")
    monkeypatch.chdir(tmp_path)

    def answered(*words: str) -> tuple[int, str, dict[str, Any]]:
        code, out, err = typed(words, monkeypatch, capsys)
        last = out.strip().splitlines()[-1:] or [""]
        return code, out + err, json.loads(last[0]) if last[0].startswith("{") else {}

    return answered


@pytest.fixture
def firm(creneau: Creneau, monkeypatch: pytest.MonkeyPatch) -> str:
    """A firm of one technician."""
    monkeypatch.setenv("CRENEAU_PASSWORD", PASSWORD)
    code, said, _ = creneau("firm", "create", "Duret", "--person", "Odile", "--email", "odile@duret.invalid")
    assert 0 == code, said
    in_house(lambda work: work.of(Technician).put(a_technician(skills={"depannage": 1}, clearances=(Clearance("BR"),))))
    return "duret"


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """The lines logged while the test runs."""
    configure("info", "json")
    with structlog.testing.capture_logs() as captured:
        yield captured  # type: ignore[misc]
