"""The two ways to run a transaction: one writer on a file, or each caller on PostgreSQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, make_url

from planner.store.postgresql import ManyWriters, connection_to_server
from planner.store.sqlite import OneWriter, connection_to_file

T = TypeVar("T")


class Engine(Protocol):
    """Runs transactions; the store's other modules do not know on what."""

    def read(self) -> AbstractContextManager[Connection]:
        """Open a consistent view that changes nothing."""
        ...

    def write(self, run: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Run a function in a transaction and return its answer once that is durable and `committed` was called."""
        ...

    def scrub(self) -> None:
        """Leave nothing of removed rows in the files."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


def open_engine(url: str) -> Engine:
    """Return the engine for a database URL.

    Raises:
        ValueError: neither a SQLite file nor PostgreSQL.
    """
    parsed = make_url(url)
    return OneWriter(parsed) if database_file(url) else ManyWriters(parsed)


def one_connection(url: str, *, migrating: bool = False) -> AbstractContextManager[Connection]:
    """Open one transaction outside all pools and queues, to look or to migrate."""
    parsed = make_url(url)
    return connection_to_file(parsed, migrating=migrating) if database_file(url) else connection_to_server(parsed)


def database_file(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for PostgreSQL.

    Raises:
        ValueError: neither a SQLite file nor PostgreSQL.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return Path(str(parsed.database))
    if parsed.get_backend_name() == "postgresql":
        return None
    raise ValueError(f"no store for {parsed.render_as_string()}: give a SQLite file or PostgreSQL")
