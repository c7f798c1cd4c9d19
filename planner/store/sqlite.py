"""On one file, one thread writes: it runs the commands that wait and makes them durable together.

Each command runs in a savepoint, so that one that fails takes back nothing but its own changes; one COMMIT then makes
the whole batch durable, and only after it is anybody answered. Readers have connections of their own and never wait.
Only the writing connection checkpoints: SQLite before 3.51.3 may lose commits when several do.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from planner.store.codec import dumps
from planner.store.conflicts import explained
from planner.store.errors import NotSaved, StoreError

T = TypeVar("T")

BATCH = 32
"""How many commands share a COMMIT at most: the first of them waits for the last."""

_PATIENCE = "busy_timeout=10000"  # milliseconds, for another program that writes to the file
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", _PATIENCE)
_READER = ("query_only=ON", "wal_autocheckpoint=0", _PATIENCE)


@dataclass(slots=True)
class _Request:
    """A command that waits for its turn, then for the COMMIT."""

    run: Callable[[Connection], Any]
    committed: Callable[[Any], None]
    future: Future[Any] = field(default_factory=Future)
    answer: Any = None
    error: Exception | None = None
    scrubs: bool = False

    def perform(self, connection: Connection) -> None:
        """Run in a savepoint; a failure is the caller's alone, unless SQLite gave up the whole transaction."""
        try:
            with connection.begin_nested():
                self.answer = self.run(connection)
        except Exception as error:
            dbapi: Any = connection.connection.dbapi_connection
            if not dbapi.in_transaction:
                raise
            self.error = explained(error)

    def conclude(self) -> None:
        """Answer after the COMMIT."""
        if self.error:
            self.future.set_exception(self.error)
        else:
            self.committed(self.answer)
            self.future.set_result(self.answer)

    def fail(self, cause: Exception) -> None:
        """Answer that the COMMIT failed: what a command refused stays refused, the others were not saved."""
        error = self.error or NotSaved()
        error.__cause__ = error.__cause__ or cause
        self.future.set_exception(error)


def _nothing(_: object) -> None:
    """Stand where nothing is to be done."""


class OneWriter:
    """Transactions on a SQLite file: implements `engines.Engine`."""

    def __init__(self, url: URL) -> None:
        self._reading = _engine(url, _READER, begin="BEGIN", pool_size=16, max_overflow=32)
        self._writing = _engine(url, _WRITER, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._waiting: SimpleQueue[_Request | None] = SimpleQueue()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a consistent view that changes nothing."""
        with self._reading.connect() as connection:
            yield connection

    def write(self, run: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Run a function on the writer's thread and return its answer once it is durable."""
        if current_thread() is self._thread:
            raise RuntimeError("a command cannot open another transaction")
        answer: T = self._ask(_Request(run, committed))
        return answer

    def scrub(self) -> None:
        """Write the file anew without what was removed, and empty its log; commands wait meanwhile."""
        self._ask(_Request(run=_nothing, committed=_nothing, scrubs=True))

    def close(self) -> None:
        """Finish what waits, then let go of the file; the writer goes last and folds the log into it."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._waiting.put(None)
        self._thread.join()
        self._reading.dispose()
        self._writing.dispose()

    def _ask(self, request: _Request) -> Any:  # noqa: ANN401 - whatever was asked for
        with self._closing:
            if self._closed:
                raise StoreError
            self._waiting.put(request)
        return request.future.result()

    def _scrub(self, request: _Request) -> None:
        try:
            with closing(self._writing.raw_connection()) as raw:
                file: Any = raw.driver_connection
                file.execute("VACUUM")
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            request.fail(error)
        else:
            request.conclude()

    def _serve(self) -> None:
        while first := self._waiting.get():
            if first.scrubs:
                self._scrub(first)
                continue
            batch = [first]
            try:
                with self._writing.begin() as connection:
                    first.perform(connection)
                    for request in self._others():
                        batch.append(request)
                        request.perform(connection)
            except Exception as error:  # noqa: BLE001 - whatever it was, nothing is saved
                for request in batch:
                    request.fail(error)
            else:
                for request in batch:
                    request.conclude()

    def _others(self) -> Iterator[_Request]:
        """Yield the requests that wait already, up to a full batch."""
        for _ in range(BATCH - 1):
            try:
                request = self._waiting.get_nowait()
            except Empty:
                return
            if request is None or request.scrubs:
                self._waiting.put(request)
                return
            yield request


@contextmanager
def connection_to_file(url: URL, *, migrating: bool) -> Iterator[Connection]:
    """Open one transaction on a file outside the writer's queue, to look or to migrate.

    While tables are rebuilt foreign keys are not enforced, for dropping an old table would empty those that refer to
    it; they are checked at the end.
    """
    pragmas = ("journal_mode=WAL", "synchronous=FULL", _PATIENCE) if migrating else _READER
    engine = _engine(url, pragmas, begin="BEGIN IMMEDIATE" if migrating else "BEGIN", poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
        if migrating and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise ValueError(f"rows that refer to nothing: {broken}")


def _engine(url: URL, pragmas: tuple[str, ...], *, begin: str, **pool: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own
    engine = create_engine(url, json_serializer=dumps, **pool)

    @event.listens_for(engine, "connect")
    def prepare(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3's own, or an instrumented one
        dbapi_connection.isolation_level = None  # transactions begin where we say
        for pragma in pragmas:
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
