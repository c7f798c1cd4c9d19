"""All tables: a firm and everything it owns, each row saying whose it is."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from planner.firms import Firm
from planner.ports import Actor, Snapshot
from planner.records import Kind, kinds_by_entity
from planner.routes import Pinned
from planner.store.guards import guard_history, guard_visits
from planner.store.row_security import guard_rows
from planner.store.shapes import Choice, Duration, Instant, Nested, Shape

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
    "ix": "ix_%(table_name)s_%(column_1_name)s",
}
_RISING = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows only in a column declared INTEGER


class Tables:
    """The tables of the planner and of the rooms that join, in one metadata."""

    def __init__(self, kinds: Iterable[Kind[Any]] = ()) -> None:
        self.metadata = MetaData(naming_convention=_NAMES)
        self.firm = Shape(Firm)
        self.firms = Table(
            "firms",
            self.metadata,
            *self.firm.columns,
            PrimaryKeyConstraint("id"),
            UniqueConstraint("slug", name="uq_firms_slug"),
        )
        self.entities = {kind.entity: self._entities(kind) for kind in kinds_by_entity(kinds).values()}
        self.routes = self._routes()
        self.visits = self._visits()
        self.history = self._history()
        self.touched = self._touched()
        self.answers = self._answers()
        self.outbox = self._outbox()
        for table in self.metadata.tables.values():
            guard_rows(table)

    def _owned(self, name: str, key: tuple[str, ...], *items: SchemaItem) -> Table:
        """A table of rows that belong to a firm, go with it, and are known by `key` within it."""
        firm_id = Column("firm_id", Text, ForeignKey("firms.id", ondelete="CASCADE"), nullable=False)
        return Table(name, self.metadata, firm_id, *items, PrimaryKeyConstraint("firm_id", *key))

    def _entities(self, kind: Kind[Any]) -> tuple[Kind[Any], Table, Shape[Any]]:
        shape = Shape(kind.entity)
        unique = [UniqueConstraint("firm_id", name) for name in kind.unique]
        indexes = [Index(None, "firm_id", name) for name in kind.indexes]
        return kind, self._owned(kind.table, ("id",), *shape.columns, *unique, *indexes), shape

    def _routes(self) -> Table:
        return self._owned(
            "routes",
            ("day", "technician_id"),
            Column("day", Date, nullable=False),
            Column("technician_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
        )

    def _visits(self) -> Table:
        """A visit is known by its `rank` on its route; `end_at` is kept for the guard against overlaps."""
        visits = Table(
            "visits",
            self.metadata,
            Column("firm_id", Text, nullable=False),
            Column("day", Date, nullable=False),
            Column("technician_id", Text, nullable=False),
            Column("rank", Integer, nullable=False),
            Column("appointment_id", Text, nullable=False),
            Column("lat", Double, nullable=False),
            Column("lon", Double, nullable=False),
            Column("window_start", Instant, nullable=False),
            Column("window_end", Instant, nullable=False),
            Column("start_at", Instant, nullable=False),
            Column("end_at", Instant, nullable=False),
            Column("duration", Duration, nullable=False),
            Column("held_until", Instant),
            Column("locked", Boolean, nullable=False),
            Column("not_before", Instant),
            Column("pinned", Choice(Pinned)),
            PrimaryKeyConstraint("firm_id", "day", "technician_id", "rank"),
            ForeignKeyConstraint(
                ["firm_id", "day", "technician_id"],
                ["routes.firm_id", "routes.day", "routes.technician_id"],
                ondelete="CASCADE",
            ),
            UniqueConstraint("firm_id", "appointment_id"),
        )
        guard_visits(visits)
        return visits

    def _history(self) -> Table:
        history = self._owned(
            "history",
            ("number",),
            Column("number", Integer, nullable=False),
            Column("verb", Text, nullable=False),
            Column("at", Instant, nullable=False),
            Column("actor", Nested(Actor), nullable=False),
            Column("before", Nested(Snapshot), nullable=False),
            Column("after", Nested(Snapshot), nullable=False),
            Column("reason", Text, nullable=False),
            Column("undoes", Integer),
            Column("subject", Text, nullable=False, server_default=""),
            Column("link", Text, nullable=False, server_default=""),
        )
        guard_history(history)
        return history

    def _touched(self) -> Table:
        """Which appointments a line of history is about."""
        return Table(
            "history_appointments",
            self.metadata,
            Column("firm_id", Text, nullable=False),
            Column("appointment_id", Text, nullable=False),
            Column("number", Integer, nullable=False),
            PrimaryKeyConstraint("firm_id", "appointment_id", "number"),
            ForeignKeyConstraint(["firm_id", "number"], ["history.firm_id", "history.number"], ondelete="CASCADE"),
        )

    def _answers(self) -> Table:
        return self._owned(
            "answers",
            ("key",),
            Column("key", Text, nullable=False),
            Column("fingerprint", Text, nullable=False),
            Column("answer", Text, nullable=False),
            Column("created_at", Instant, nullable=False),
        )

    def _outbox(self) -> Table:
        """One row for each event and listener, gone once told; numbered across all firms, no number twice."""
        return Table(
            "outbox",
            self.metadata,
            Column("number", _RISING, primary_key=True, autoincrement=True),
            Column("firm_id", Text, ForeignKey("firms.id", ondelete="CASCADE"), nullable=False),
            Column("listener", Text, nullable=False),
            Column("subject", Text, nullable=False),
            Column("event", Text, nullable=False),
            Column("body", JSON, nullable=False),
            Column("happened_at", Instant, nullable=False),
            Column("due_at", Instant, nullable=False),
            Column("attempts", Integer, nullable=False),
            Column("error", Text, nullable=False),
            Index("ix_outbox_order", "firm_id", "listener", "subject", "number"),
            Index("ix_outbox_due_at", "due_at"),
            sqlite_autoincrement=True,
        )
