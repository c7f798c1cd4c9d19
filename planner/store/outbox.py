"""The outbox: what happened waits in a table, for each listener in order, until it has been told.

A delivery is told at least once. Of one firm, one listener and one subject only the oldest unsettled delivery can be
taken, so a later one never overtakes it; other subjects and listeners do not wait. Taking it hides it while the lease
lasts: a worker that dies gives it back by doing nothing. After the last attempt it is given up and blocks nobody.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from planner.events import Delivery, Event
from planner.ports import Clock, Listeners
from planner.records import ATTEMPTS, LEASE, due, subject
from planner.store.codec import converter
from planner.store.engines import Engine
from planner.store.scope import AnyRow, Scope, for_all_firms
from planner.store.tables import Tables

T = TypeVar("T")


def write_deliveries(
    scope: Scope, tables: Tables, events: Sequence[Event], listeners: Listeners, now: datetime
) -> None:
    """Write one delivery of each event for each of its listeners, numbered in the order in which a firm commits."""
    rows = [
        {
            "listener": listener,
            "subject": subject(event),
            "event": type(event).__name__,
            "body": converter.unstructure(event),
            "happened_at": now,
            "due_at": due(event, now),
            "attempts": 0,
            "error": "",
        }
        for event in events
        for listener in listeners(type(event))
    ]
    if rows:
        scope.lock()
        scope.insert(tables.outbox, rows)


class Outbox:
    """The deliveries of all firms: implements `ports.Queue`."""

    def __init__(self, engine: Engine, tables: Tables, clock: Clock) -> None:
        self._engine, self._table, self._clock = engine, tables.outbox, clock

    def claim(self, limit: int) -> list[Delivery]:
        """Take the first due delivery of each firm, listener and subject, oldest first."""
        now = self._clock()
        outbox, earlier = self._table, self._table.alias("earlier")
        overtakes = select(earlier.c.number).where(
            earlier.c.firm_id == outbox.c.firm_id,
            earlier.c.listener == outbox.c.listener,
            earlier.c.subject == outbox.c.subject,
            earlier.c.number < outbox.c.number,
            or_(earlier.c.attempts < ATTEMPTS, earlier.c.due_at > now),
        )
        due = select(outbox).where(outbox.c.due_at <= now, outbox.c.attempts < ATTEMPTS, ~overtakes.exists())
        first = due.order_by(outbox.c.number).limit(limit).with_for_update(skip_locked=True)

        def take(connection: Connection) -> list[Delivery]:
            rows = for_all_firms(connection, first).all()
            taken = outbox.c.number.in_([row.number for row in rows])
            hidden = {"due_at": now + LEASE, "attempts": outbox.c.attempts + 1}
            for_all_firms(connection, update(outbox).where(taken).values(**hidden))
            return [_delivery(row, row.attempts + 1) for row in rows]

        return self._change(take)

    def settle(self, delivery: Delivery) -> None:
        """Forget a delivery that was told."""
        told = delete(self._table).where(self._table.c.number == delivery.number)
        self._change(lambda connection: for_all_firms(connection, told))

    def retry(self, delivery: Delivery, at: datetime, error: str) -> None:
        """Record a failure and when to try again, unless another worker has the delivery by now."""
        ours = and_(self._table.c.number == delivery.number, self._table.c.attempts == delivery.attempts)
        due_at = at if delivery.attempts < ATTEMPTS else self._clock()
        failed = update(self._table).where(ours).values(due_at=due_at, error=error)
        self._change(lambda connection: for_all_firms(connection, failed))

    def dead(self, limit: int) -> list[tuple[Delivery, str]]:
        """Return deliveries given up, oldest first, with their last error."""
        columns = self._table.c
        given_up = select(self._table).where(columns.attempts >= ATTEMPTS, columns.due_at <= self._clock())
        with self._engine.read() as connection:
            query = given_up.order_by(columns.number).limit(limit)
            rows = for_all_firms(connection, query).all()
        return [(_delivery(row, row.attempts), row.error) for row in rows]

    def revive(self, numbers: Collection[int]) -> int:
        """Start again with deliveries given up; return how many."""
        now, columns = self._clock(), self._table.c
        given_up = columns.number.in_(numbers), columns.attempts >= ATTEMPTS, columns.due_at <= now
        again = update(self._table).where(*given_up).values(attempts=0, due_at=now)
        return self._change(lambda connection: for_all_firms(connection, again).rowcount)

    def lag(self) -> timedelta:
        """Return how long the delivery that has been due longest has waited."""
        now, columns = self._clock(), self._table.c
        oldest = select(func.min(columns.due_at)).where(columns.attempts < ATTEMPTS, columns.due_at <= now)
        with self._engine.read() as connection:
            due_at = for_all_firms(connection, oldest).scalar_one()
        return now - due_at if due_at else timedelta()

    def _change(self, run: Callable[[Connection], T]) -> T:
        return self._engine.write(run, committed=lambda _: None)


def _delivery(row: AnyRow, attempts: int) -> Delivery:
    event = converter.structure(row.body, event_class(row.event))
    return Delivery(row.number, row.firm_id, row.listener, event, row.happened_at, attempts)


def event_class(name: str) -> type[Event]:
    """Return the event with this public name, of whichever room; raise LookupError if there is none."""
    # A dataclass with slots leaves the class it was made from behind: the last of a name is the one in use.
    return {found.__name__: found for found in _descendants(Event)}[name]


def _descendants(parent: type[Event]) -> Iterator[type[Event]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)
