"""The outbox in a dictionary: what happened waits here, for each listener in order, until it has been told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

from planner.events import Delivery, Event
from planner.identifiers import FirmId
from planner.ports import Clock
from planner.records import ATTEMPTS, LEASE, due, subject


@dataclass(slots=True)
class _Row:
    """One delivery and what became of it so far."""

    delivery: Delivery
    due_at: datetime
    error: str = ""

    @property
    def lane(self) -> tuple[FirmId, str, str]:
        return self.delivery.firm_id, self.delivery.listener, subject(self.delivery.event)


class MemoryQueue:
    """The outbox of all firms; see `planner.store.outbox` for the rules it shares."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._rows: dict[int, _Row] = {}
        self._lock = Lock()

    def add(self, firm_id: FirmId, event: Event, listeners: Collection[str], at: datetime) -> None:
        """Write one delivery for each listener."""
        with self._lock:
            for listener in listeners:
                delivery = Delivery(next(self._numbers), firm_id, listener, event, at)
                self._rows[delivery.number] = _Row(delivery, due_at=due(event, at))

    def forget_firm(self, firm_id: FirmId) -> None:
        """Drop the deliveries of a firm that is no more."""
        with self._lock:
            self._rows = {n: row for n, row in self._rows.items() if row.delivery.firm_id != firm_id}

    def untell(self, firm_id: FirmId, subjects: Collection[str]) -> None:
        """Drop a firm's deliveries about these subjects."""
        with self._lock:
            gone = [n for n, row in self._rows.items() if row.lane[0] == firm_id and row.lane[2] in subjects]
            for number in gone:
                del self._rows[number]

    def claim(self, limit: int) -> list[Delivery]:
        """Take the first due delivery of each firm, listener and subject, oldest first."""
        now = self._clock()
        taken: list[Delivery] = []
        with self._lock:
            busy: set[tuple[FirmId, str, str]] = set()
            for number, row in self._rows.items():
                if len(taken) == limit or row.lane in busy or self._given_up(row, now):
                    continue
                busy.add(row.lane)
                if row.due_at <= now:
                    row.delivery = replace(row.delivery, attempts=row.delivery.attempts + 1)
                    row.due_at = now + LEASE
                    taken.append(self._rows[number].delivery)
        return taken

    def settle(self, delivery: Delivery) -> None:
        """Forget a delivery that was told."""
        with self._lock:
            self._rows.pop(delivery.number, None)

    def retry(self, delivery: Delivery, at: datetime, error: str) -> None:
        """Record a failure and when to try again, unless another worker has the delivery by now."""
        with self._lock:
            row = self._rows.get(delivery.number)
            if row and row.delivery.attempts == delivery.attempts:
                row.due_at = at if delivery.attempts < ATTEMPTS else self._clock()
                row.error = error

    def dead(self, limit: int) -> list[tuple[Delivery, str]]:
        """Return deliveries given up, oldest first, with their last error."""
        now = self._clock()
        given_up = [(row.delivery, row.error) for row in self._rows.values() if self._given_up(row, now)]
        return given_up[:limit]

    def revive(self, numbers: Collection[int]) -> int:
        """Start again with deliveries given up; return how many."""
        now, wanted = self._clock(), set(numbers)
        with self._lock:
            rows = [row for n, row in self._rows.items() if n in wanted and self._given_up(row, now)]
            for row in rows:
                row.delivery, row.due_at = replace(row.delivery, attempts=0), now
        return len(rows)

    def lag(self) -> timedelta:
        """Return how long the delivery that has been due longest has waited."""
        now = self._clock()
        due = [row.due_at for row in self._rows.values() if not self._given_up(row, now)]
        return now - min([now, *due])

    def _given_up(self, row: _Row, now: datetime) -> bool:
        return row.delivery.attempts >= ATTEMPTS and row.due_at <= now
