"""One transaction of one firm: everything a command may touch, over one connection."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, false, or_

from planner.errors import NotFound, RouteChanged
from planner.events import Event
from planner.firms import Firm
from planner.store.entities import Entities
from planner.store.history import StoredHistory
from planner.store.routes import StoredRoutes
from planner.store.scope import Scope, kept, owned
from planner.store.tables import Tables

E = TypeVar("E")


def load_firm(scope: Scope, tables: Tables) -> Firm:
    """Return the scope's firm, or raise NotFound."""
    query = kept(tables.firms, ("whole",), lambda: owned(tables.firms, *tables.firm.columns))
    for row in scope.rows(query):
        return tables.firm.entity(row)
    raise NotFound


class StoredAnswers:
    """What was answered to each idempotency key of one firm: implements `ports.Answers`."""

    def __init__(self, scope: Scope, tables: Tables, now: datetime) -> None:
        self._scope, self._table, self._now = scope, tables.answers, now

    def lock(self, key: str) -> None:
        """Let nobody else work under this key until the transaction ends."""
        self._scope.lock([f"answer to {key}"])

    def recall(self, key: str) -> tuple[str, str] | None:
        """Return (fingerprint, answer) for a key, or None."""
        columns = self._table.c
        query = kept(
            self._table,
            ("by key",),
            lambda: owned(self._table, columns.fingerprint, columns.answer).where(columns.key == bindparam("key")),
        )
        for fingerprint, answer in self._scope.rows(query, key=key):
            return fingerprint, answer
        return None

    def remember(self, key: str, fingerprint: str, answer: str) -> None:
        """Keep the answer to a key."""
        row = {"key": key, "fingerprint": fingerprint, "answer": answer, "created_at": self._now}
        self._scope.insert(self._table, [row])

    def forget(self, mentions: Collection[str]) -> None:
        """Drop every answer that mentions one of these texts."""
        answer = self._table.c.answer
        self._scope.delete(self._table, or_(false(), *(answer.contains(one, autoescape=True) for one in mentions)))


class StoredWork:
    """All that one command may read and change: implements `ports.Work`."""

    def __init__(self, scope: Scope, tables: Tables, now: datetime) -> None:
        self.now = now
        self.firm = load_firm(scope, tables)
        self.routes = StoredRoutes(scope, tables)
        self.history = StoredHistory(scope, tables)
        self.answers = StoredAnswers(scope, tables, now)
        self.events: list[Event] = []
        self._scope = scope
        self._tables = tables

    def of(self, kind: type[E]) -> Entities[E]:
        """Return the firm's entities of one kind; raise LookupError if no room keeps it."""
        return Entities(self._scope, *self._tables.entities[kind])

    def publish(self, *events: Event) -> None:
        """Tell these events once the command is done."""
        self.events.extend(events)

    def untell(self, subjects: Collection[str]) -> None:
        """Drop what the outbox still holds about these subjects."""
        outbox = self._tables.outbox
        self._scope.delete(outbox, outbox.c.subject.in_(subjects))

    def save_firm(self, firm: Firm) -> Firm:
        """Replace the firm's settings; raise RouteChanged if their version moved on."""
        saved = replace(firm, version=firm.version + 1)
        table = self._tables.firms
        if firm.id != self.firm.id or not self._scope.update(
            table, self._tables.firm.row(saved), table.c.version == firm.version
        ):
            raise RouteChanged
        self.firm = saved
        return saved
