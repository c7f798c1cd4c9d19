"""On PostgreSQL each caller runs its own transaction, and runs it again if it lost a race.

A stale route is such a race, for the command reads it again. One that was read before the command began stays stale and
is refused in the end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from planner.errors import RouteChanged
from planner.store.codec import dumps
from planner.store.conflicts import explained, is_race

T = TypeVar("T")

TRIES = 5
"""How often a command is run before the race it keeps losing is reported."""

_SESSION = "-c timezone=UTC -c synchronous_commit=on"


class ManyWriters:
    """Transactions on PostgreSQL at READ COMMITTED: implements `engines.Engine`."""

    def __init__(self, url: URL) -> None:
        self._engine = _engine(url, max_overflow=20, pool_pre_ping=True, pool_size=10)
        self._commands = local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a consistent view that changes nothing."""
        try:
            with self._engine.connect() as connection:
                yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        except DBAPIError as error:
            situation = explained(error)
            raise situation from situation.__cause__

    def write(self, run: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Run a function in the caller's thread and return its answer once it is durable."""
        if getattr(self._commands, "running", False):
            raise RuntimeError("a command cannot open another transaction")
        self._commands.running = True
        try:
            answer = self._run(run)
        finally:
            self._commands.running = False
        committed(answer)
        return answer

    def scrub(self) -> None:
        """Give the space of removed rows back; the server overwrites it as new rows come."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _run(self, run: Callable[[Connection], T]) -> T:
        tries = 0
        while True:
            tries += 1
            try:
                with self._engine.begin() as connection:
                    return run(connection)
            except (DBAPIError, RouteChanged) as error:
                if tries == TRIES or not is_race(error):
                    situation = explained(error)
                    raise situation from situation.__cause__


@contextmanager
def connection_to_server(url: URL) -> Iterator[Connection]:
    """Open one transaction on a connection of its own, to look or to migrate."""
    with _engine(url, poolclass=NullPool).begin() as connection:
        yield connection


def _engine(url: URL, **pool: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": _SESSION},
        isolation_level="READ COMMITTED",
        json_serializer=dumps,
        **pool,
    )
