"""A database of one engine, with every table and the firm "duret"."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from planner.store import Database
from tests.contracts.conftest import KINDS, empty_file, postgresql_tables, remove_firms, sqlite_url
from tests.support.planner import a_firm

__all__ = ["empty_file", "postgresql_tables", "sqlite_url"]  # fixtures of the contracts, used here too


@pytest.fixture
def on_file(sqlite_url: str) -> Iterator[Database]:
    """The firm in a file of its own."""
    with closing(Database(sqlite_url, kinds=KINDS)) as database:
        database.create_firm(a_firm())
        yield database


@pytest.fixture
def on_server(postgresql_tables: str) -> Iterator[Database]:
    """The firm on PostgreSQL, alone."""
    with closing(Database(postgresql_tables, kinds=KINDS)) as database:
        database.create_firm(a_firm())
        yield database
    remove_firms(postgresql_tables)
