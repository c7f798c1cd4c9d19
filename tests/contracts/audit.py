"""Reads every statement before it runs and refuses one that forgets whose rows it means."""

from typing import Any

from sqlalchemy import BindParameter, Column, Delete, Insert, Select, Table, Update, event
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression


class FirmForgotten(AssertionError):
    """A statement reads or changes rows of every firm and does not say so."""


def check(_connection: Any, statement: Any, many: Any, params: Any, options: Any) -> None:
    """Refuse a statement over tables of firms without the firm; `before_execute` of SQLAlchemy."""
    if options.get("all_firms"):
        return
    if isinstance(statement, Insert):
        rows = many or [params]
        if "firm_id" in statement.table.c and not all("firm_id" in row for row in rows):
            raise FirmForgotten(str(statement))
        return
    parts = visitors.iterate(statement) if isinstance(statement, Select | Update | Delete) else ()
    for part in parts:
        if isinstance(part, Select | Update | Delete) and not _tables(part) <= _filtered(part):
            raise FirmForgotten(str(statement))


def _tables(part: Any) -> set[Any]:
    found = part.get_final_froms() if isinstance(part, Select) else [part.table]
    return {table for table in found if isinstance(table, Table) and ("firm_id" in table.c or table.name == "firms")}


def _filtered(part: Any) -> set[Any]:
    """Tables whose firm is compared with a value."""
    where = [] if part.whereclause is None else visitors.iterate(part.whereclause)
    return {
        one.left.table
        for one in where
        if isinstance(one, BinaryExpression) and one.operator is operators.eq
        if isinstance(one.left, Column) and isinstance(one.right, BindParameter)
        if one.left.name == ("id" if one.left.table.name == "firms" else "firm_id")
    }


def listen() -> None:
    """Check every statement of every engine from now on."""
    event.listen(SqlEngine, "before_execute", check)


def stop() -> None:
    """Check no more."""
    event.remove(SqlEngine, "before_execute", check)
