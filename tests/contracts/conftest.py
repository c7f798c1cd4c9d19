"""Every promise of a store is tested on every store: in memory, on one file, on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine

from desk.store import KINDS as DESK
from planner.memory import Memory
from planner.store import Database
from planner.store.tables import Tables
from tests.contracts import audit
from tests.contracts.samples import GADGETS
from tests.support.planner import a_firm

KINDS = (*DESK, GADGETS)
ENGINES = ["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]

OpenStore = Callable[..., Memory | Database]


def create_tables(url: str) -> str:
    """Make all tables of an empty database."""
    engine = create_engine(url, poolclass=NullPool)
    Tables(KINDS).metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_server: Any) -> str:
    """A PostgreSQL database with every table; each test removes the firms it made."""
    return create_tables(postgresql_server.new_database())


@pytest.fixture
def sqlite_url(empty_file: Path, tmp_path: Path) -> str:
    """A SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'store.sqlite')}"


@pytest.fixture(autouse=True)
def firm_audit() -> Iterator[None]:
    """Every statement of every test here names its firm, or says that it means all."""
    audit.listen()
    yield
    audit.stop()


@pytest.fixture(params=ENGINES)
def engine(request: Any) -> Any:
    """The name of the engine under test."""
    return request.param


@pytest.fixture
def open_store(engine: str, request: pytest.FixtureRequest) -> Iterator[OpenStore]:
    """Opens the store under test, as often as wished, with the listeners, callbacks and clock a test brings."""
    with ExitStack() as stack:
        if engine == "memory":
            yield lambda **options: Memory(kinds=KINDS, **options)
            return
        url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgresql_tables"}[engine])
        yield lambda **options: stack.enter_context(closing(Database(url, kinds=KINDS, **options)))
    if engine == "postgresql":
        remove_firms(url)


def remove_firms(url: str) -> None:
    """Empty a PostgreSQL database for the next test."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SET creneau.firm = '*'")
        connection.execute("DELETE FROM firms")


@pytest.fixture
def store(open_store: OpenStore) -> Memory | Database:
    """A store that keeps the firm "duret"."""
    store = open_store()
    store.create_firm(a_firm())
    return store
