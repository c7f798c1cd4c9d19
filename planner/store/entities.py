"""The entities of one firm, of any kind, as rows of their tables."""

from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Table, false, or_

from planner.errors import NotFound
from planner.records import Kind, alternatives, identifier
from planner.store.scope import Scope
from planner.store.shapes import Shape

E = TypeVar("E")


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
        self._scope.put(self._table, self._shape.row(entity))

    def remove(self, key: str) -> None:
        """Remove an entity, if it is there."""
        self._scope.delete(self._table, self._table.c.id == key)

    def _rows(self, *where: ColumnElement[bool]) -> list[E]:
        query = self._scope.select(self._table, *self._shape.columns).where(*where)
        return [self._shape.entity(row) for row in self._scope.rows(query)]


def _equals(column: Column[Any], value: object) -> ColumnElement[bool]:
    """Say that a column has one of the values; NULL is a value like any other."""
    values = alternatives(value)
    given = [one for one in values if one is not None]
    conditions = [column.in_(given)] if len(given) > 1 else [column == one for one in given]
    return or_(false(), *conditions, *([column.is_(None)] if len(given) < len(values) else []))
