"""The entities of one firm, of any kind, as rows of their tables.

On PostgreSQL another transaction may replace an entity between reading it and putting it back. What a command has read
it therefore replaces only if it is still the row it read (its `xmin`); otherwise the command runs again.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Table, Text, false, literal_column, or_

from planner.errors import NotFound, RouteChanged
from planner.records import Kind, alternatives, identifier
from planner.store.scope import Scope, Values
from planner.store.shapes import Shape

E = TypeVar("E")

_written_by = literal_column("xmin::text", Text)
"""Which transaction wrote a row: PostgreSQL's own, different whenever the row is."""


class Entities(Generic[E]):
    """All entities of one kind of one firm: implements `ports.Repository`."""

    def __init__(self, scope: Scope, kind: Kind[E], table: Table, shape: Shape[E]) -> None:
        self._scope, self._kind, self._table, self._shape = scope, kind, table, shape

    def get(self, key: str) -> E:
        """Return the entity, or raise NotFound."""
        rows = self._rows(self._table.c.id == key)
        if not rows:
            raise NotFound
        return rows[0]

    def find(self, **equals: object) -> list[E]:
        """Return the entities whose fields equal these values, by identifier."""
        self._kind.check_searchable(equals)
        found = self._rows(*(_equals(self._table.c[name], value) for name, value in equals.items()))
        return sorted(found, key=identifier)

    def put(self, entity: E) -> None:
        """Add or replace an entity."""
        self.put_all([entity])

    def put_all(self, entities: Iterable[E]) -> None:
        """Add many entities with one statement, or replace them; raise RouteChanged if one is not the row read."""
        rows = [self._shape.row(entity) for entity in entities]
        fresh = [row for row in rows if not self._replaced(row)]
        self._scope.put_all(self._table, fresh)

    def remove(self, key: str) -> None:
        """Remove an entity, if it is there."""
        self._scope.delete(self._table, self._table.c.id == key)

    def _rows(self, *where: ColumnElement[bool]) -> list[E]:
        query = self._scope.select(self._table, *self._shape.columns).where(*where)
        if self._scope.connection.dialect.name != "postgresql":
            return [self._shape.entity(row) for row in self._scope.rows(query)]
        found = []
        for *row, author in self._scope.rows(query.add_columns(_written_by)):
            entity = self._shape.entity(row)
            self._scope.read_rows[self._table.name, identifier(entity)] = author
            found.append(entity)
        return found

    def _replaced(self, row: Values) -> bool:
        """Replace a row that was read in this transaction; tell whether it was."""
        author = self._scope.read_rows.pop((self._table.name, row["id"]), None)
        if author is None:
            return False
        if not self._scope.update(self._table, row, self._table.c.id == row["id"], _written_by == author):
            raise RouteChanged("Ce que vous modifiez vient d’être modifié par quelqu’un d’autre.")
        return True


def _equals(column: Column[Any], value: object) -> ColumnElement[bool]:
    """Say that a column has one of the values; NULL is a value like any other."""
    values = alternatives(value)
    given = [one for one in values if one is not None]
    conditions = [column.in_(given)] if len(given) > 1 else [column == one for one in given]
    return or_(false(), *conditions, *([column.is_(None)] if len(given) < len(values) else []))
