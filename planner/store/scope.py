"""The statements of one firm: whatever is read or changed, only this module says whose rows are meant.

Making a statement takes longer than running it, so each is made once and kept with its table (`kept`); the firm, and
whatever else it leaves open, is named when it runs.

A statement about all firms is run `for_all_firms`; any other that forgets the firm is a defect, and PostgreSQL, which
is told the firm once more for the transaction, then shows no row of another (see `row_security`).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from planner.store.row_security import EVERY_FIRM, SETTING

Values = Mapping[str, Any]
Query = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]
S = TypeVar("S")

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key")
_SHOW = text(f"SELECT set_config('{SETTING}', :firm, true)")  # until the transaction ends: connections are shared


def for_all_firms(connection: Connection, statement: Executable) -> CursorResult[Any]:
    """Run one of the few statements that are meant for every firm; nothing of one firm follows in its transaction."""
    _show(connection, EVERY_FIRM)
    return connection.execute(statement, execution_options={"all_firms": True})


def kept(table: Table, key: tuple[Hashable, ...], make: Callable[[], S]) -> S:
    """Return what was made for a table under this key before, or make it now: it lives as long as the table."""
    made: S | None = table.info.get(key)
    if made is None:
        made = table.info[key] = make()
    return made


def owned(table: Table, *columns: ColumnElement[Any]) -> Query:
    """Return a query of the rows of whichever firm's scope runs it."""
    return select(*columns).where(_own(table))


def _own(table: Table) -> ColumnElement[bool]:
    """The firm filter, the same for every table; whoever runs the statement names the firm."""
    return _owner(table) == bindparam("firm")


def _owner(table: Table) -> ColumnElement[Any]:
    """The column that says whose a row is: a firm itself is known by its `id`."""
    return table.c.id if table.name == "firms" else table.c.firm_id


def _show(connection: Connection, firm: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_SHOW, {"firm": firm})


@dataclass(frozen=True, slots=True)
class Scope:
    """One firm's rows over one connection; `read_rows` are those that entities were read from (see `entities`)."""

    connection: Connection
    firm_id: str
    read_rows: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Bring the firm into sight, and no other, until the transaction ends."""
        _show(self.connection, self.firm_id)

    @property
    def on_postgresql(self) -> bool:
        """Tell whether other transactions write at the same time; on SQLite commands take turns."""
        return self.connection.dialect.name == "postgresql"

    def rows(self, query: Query, **values: object) -> Sequence[AnyRow]:
        """Return the firm's rows of a query made by `owned`, with values for what else it leaves open."""
        return self.connection.execute(query, {"firm": self.firm_id, **values}).all()

    def insert(self, table: Table, rows: Iterable[Values]) -> None:
        """Add rows; those there are already are an integrity error."""
        values = [{**row, "firm_id": self.firm_id} for row in rows]
        if values:
            self.connection.execute(kept(table, ("insert",), lambda: insert(table)), values)

    def put_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Add rows or replace those with their primary keys, all with one statement."""
        if not rows:
            return
        names = tuple(rows[0])
        upsert = kept(table, ("put", self.on_postgresql, names), lambda: self._upsert(table, names))
        self.connection.execute(upsert, [{**row, "firm_id": self.firm_id} for row in rows])

    def add(self, table: Table, row: Values) -> bool:
        """Add a row unless there is one with its primary key; tell whether it was added."""
        statement = self._insert(table).on_conflict_do_nothing().returning(*table.primary_key)
        return self.connection.execute(statement, {**row, "firm_id": self.firm_id}).first() is not None

    def update(self, table: Table, values: Values, *where: ColumnElement[bool]) -> int:
        """Change the firm's rows that meet the conditions; return how many."""
        changing = kept(table, ("update",), lambda: update(table).where(_own(table)))
        return self._count(changing.where(*where).values(**values))

    def delete(self, table: Table, *where: ColumnElement[bool]) -> int:
        """Remove the firm's rows that meet the conditions; return how many."""
        removing = kept(table, ("delete",), lambda: delete(table).where(_own(table)))
        return self._count(removing.where(*where))

    def _count(self, statement: Executable) -> int:
        return self.connection.execute(statement, {"firm": self.firm_id}).rowcount

    def lock(self, names: Iterable[str] = ("",)) -> None:
        """Let no other transaction lock these names of the firm, or the firm itself, until this one ends.

        On SQLite commands take turns anyway. Elsewhere names are locked before the firm: the other way round, two
        transactions could wait for each other.
        """
        if self.on_postgresql:
            self.connection.execute(_LOCK, {"keys": sorted({f"{self.firm_id}/{name}" for name in names})})

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        return postgresql.insert(table) if self.on_postgresql else sqlite.insert(table)

    def _upsert(self, table: Table, names: Iterable[str]) -> postgresql.Insert | sqlite.Insert:
        statement = self._insert(table)
        key = [column.name for column in table.primary_key]
        changed = {name: statement.excluded[name] for name in names if name not in key}
        return statement.on_conflict_do_update(index_elements=key, set_=changed)
