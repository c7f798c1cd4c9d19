"""The database of all firms: commands run in one transaction each, and what they published is told afterwards."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from planner.errors import InvalidConfiguration, NotFound
from planner.events import Event
from planner.firms import Firm
from planner.identifiers import FirmId
from planner.ports import Clock, Committed, Listeners, Mark
from planner.records import Kind, announce
from planner.store.engines import open_engine
from planner.store.outbox import Outbox, write_deliveries
from planner.store.scope import Query, Scope, for_all_firms, owned
from planner.store.tables import Tables
from planner.store.work import StoredWork

T = TypeVar("T")


class Database:
    """Firms in a SQLite file or on PostgreSQL: implements `ports.Transactions`, and `ports.Queue` as `queue`.

    The tables must be there: `api.migrations` makes them.
    """

    def __init__(
        self,
        url: str,
        *,
        kinds: Iterable[Kind[Any]] = (),
        listeners: Listeners = lambda _event: (),
        on_commit: Committed = lambda _firm_id, _events: None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = open_engine(url)
        self._tables = Tables(kinds)
        self._marks = _marks(self._tables)
        self._listeners, self._on_commit, self._clock = listeners, on_commit, clock
        self.queue = Outbox(self._engine, self._tables, clock)

    @contextmanager
    def read(self, firm_id: FirmId) -> Iterator[StoredWork]:
        """Open a consistent view of one firm; the engine refuses changes."""
        with self._engine.read() as connection:
            yield self._work(Scope(connection, firm_id))

    def write(self, firm_id: FirmId, command: Callable[[StoredWork], T]) -> T:
        """Run a command in a transaction and return its answer once that is durable."""

        def run(connection: Connection) -> tuple[T, list[Event]]:
            scope = Scope(connection, firm_id)
            work = self._work(scope)
            answer = command(work)
            write_deliveries(scope, self._tables, work.events, self._listeners, work.now)
            return answer, work.events

        def committed(outcome: tuple[T, list[Event]]) -> None:
            if outcome[1]:
                announce(self._on_commit, firm_id, outcome[1])

        return self._engine.write(run, committed)[0]

    def mark(self, firm_id: FirmId, first: date) -> Mark | None:
        """Return how a firm stands, or None where it is no more."""
        with self._engine.read() as connection:
            for slug, settings, routes in Scope(connection, firm_id).rows(self._marks, first=first):
                return Mark(slug, settings, int(routes))
        return None

    def create_firm(self, firm: Firm) -> Firm:
        """Add a firm, or raise InvalidConfiguration if its address is taken."""

        def run(connection: Connection) -> None:
            scope = Scope(connection, firm.id)
            try:
                scope.connection.execute(insert(self._tables.firms), self._tables.firm.row(firm))
            except IntegrityError as error:
                raise InvalidConfiguration("L’adresse « {slug} » est déjà prise.", slug=firm.slug) from error

        self._change(run)
        return firm

    def firm_by_slug(self, slug: str) -> Firm:
        """Return the firm with this public address, or raise NotFound."""
        for firm in self._firms(self._tables.firms.c.slug == slug):
            return firm
        raise NotFound

    def firms(self) -> list[Firm]:
        """Return all firms, by slug."""
        return sorted(self._firms(), key=lambda firm: firm.slug)

    def remove_firm(self, firm_id: FirmId) -> None:
        """Erase a firm and all it owns, or raise NotFound."""
        if not self._change(lambda connection: Scope(connection, firm_id).delete(self._tables.firms)):
            raise NotFound

    def forget_answers(self, before: datetime) -> int:
        """Drop answers remembered before an instant, of all firms, and return how many."""
        answers = self._tables.answers
        old = delete(answers).where(answers.c.created_at < before)
        return self._change(lambda connection: for_all_firms(connection, old).rowcount)

    def scrub(self) -> None:
        """Leave nothing of removed rows in the files."""
        self._engine.scrub()

    def close(self) -> None:
        """Let go of every connection; what was asked for before is still answered."""
        self._engine.close()

    def _work(self, scope: Scope) -> StoredWork:
        return StoredWork(scope, self._tables, self._clock())

    def _firms(self, *where: ColumnElement[bool]) -> list[Firm]:
        query = select(*self._tables.firm.columns).where(*where)
        with self._engine.read() as connection:
            rows = for_all_firms(connection, query).all()
        return [self._tables.firm.entity(row) for row in rows]

    def _change(self, run: Callable[[Connection], T]) -> T:
        return self._engine.write(run, committed=lambda _: None)


def _marks(tables: Tables) -> Query:
    """Return the query of how a firm stands, with its routes from the day `first` on."""
    firms, routes = tables.firms.c, tables.routes
    total = owned(routes, func.coalesce(func.sum(routes.c.version), 0)).where(routes.c.day >= bindparam("first"))
    return owned(tables.firms, firms.slug, firms.version, total.scalar_subquery())
