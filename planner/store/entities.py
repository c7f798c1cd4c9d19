"""The entities of one firm, of any kind, as rows of their tables.

On PostgreSQL another transaction may replace an entity between reading it and putting it back. What a command has read
it therefore replaces only if it is still the row it read (its `xmin`); otherwise the command runs again.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Table, Text, bindparam, false, literal_column, or_

from planner.errors import NotFound, RouteChanged
from planner.records import Kind, alternatives, identifier
from planner.store.scope import Query, Scope, Values, kept, owned
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
        found = self._rows({"id": key})
        if not found:
            raise NotFound
        return found[0]

    def find(self, **equals: object) -> list[E]:
        """Return the entities whose fields equal these values, by identifier."""
        self._kind.check_searchable(equals)
        return sorted(self._rows(equals), key=identifier)

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

    def _rows(self, equals: Mapping[str, object]) -> list[E]:
        asked = {name: alternatives(value) for name, value in equals.items()}
        values = {name: [one for one in given if one is not None] for name, given in asked.items()}
        query = self._query(tuple((name, None in given, bool(values[name])) for name, given in asked.items()))
        rows = self._scope.rows(query, **{name: given for name, given in values.items() if given})
        if not self._scope.on_postgresql:
            return [self._shape.entity(row) for row in rows]
        found = []
        for *row, author in rows:
            entity = self._shape.entity(row)
            self._scope.read_rows[self._table.name, identifier(entity)] = author
            found.append(entity)
        return found

    def _query(self, asked: tuple[tuple[str, bool, bool], ...]) -> Query:
        """Return the query of the rows whose fields are as asked: which field, whether NULL will do, or some values."""
        return kept(self._table, ("find", self._scope.on_postgresql, asked), lambda: self._made(asked))

    def _made(self, asked: tuple[tuple[str, bool, bool], ...]) -> Query:
        columns = (*self._shape.columns, *([_written_by] if self._scope.on_postgresql else []))
        conditions = (_is_one_of(self._table.c[name], null=null, some=some) for name, null, some in asked)
        return owned(self._table, *columns).where(*conditions)

    def _replaced(self, row: Values) -> bool:
        """Replace a row that was read in this transaction; tell whether it was."""
        author = self._scope.read_rows.pop((self._table.name, row["id"]), None)
        if author is None:
            return False
        if not self._scope.update(self._table, row, self._table.c.id == row["id"], _written_by == author):
            raise RouteChanged("Ce que vous modifiez vient d’être modifié par quelqu’un d’autre.")
        return True


def _is_one_of(column: Column[Any], *, null: bool, some: bool) -> ColumnElement[bool]:
    """Say that a column has one of the values named like it, if there are `some`; NULL is a value like any other."""
    among = [column.in_(bindparam(column.name, expanding=True))] if some else []
    return or_(false(), *among, *([column.is_(None)] if null else []))
