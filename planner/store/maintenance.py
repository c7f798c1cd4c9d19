"""What whoever looks after a database needs: a connection to migrate it, its revision and role, its types in plain."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from planner.store.engines import database_file, one_connection
from planner.store.shapes import Nested


@contextmanager
def connection_to_migrate(url: str) -> Iterator[Connection]:
    """Open the one transaction in which the tables are changed; on PostgreSQL a second migration waits for it.

    There a step that reads or changes rows fails instead of missing those it is not shown (see `row_security`): it
    lifts the table's `FORCE ROW LEVEL SECURITY` while it works on it.
    """
    with one_connection(url, migrating=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL row_security = off")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('migration', 0))")
        yield connection


def revision_of(url: str) -> str | None:
    """Return the migration that a database has reached, or None if it has none of our tables."""
    file = database_file(url)
    if file and not file.exists():
        return None  # looking must not make it
    with one_connection(url) as connection:
        if not connection.dialect.has_table(connection, "alembic_version"):
            return None
        revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return revision


def sees_every_row(url: str) -> bool:
    """Tell whether the role of a PostgreSQL URL passes by what keeps firms apart there (see `row_security`)."""
    with one_connection(url) as connection:
        asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = CURRENT_USER"
        return bool(connection.exec_driver_sql(asked).scalar_one())


def server_clock(url: str) -> datetime:
    """Return the instant that a PostgreSQL server's clock shows."""
    with one_connection(url) as connection:
        shown: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return shown


def plain_type(kind: str, item: Any, context: Any) -> str | Literal[False]:  # noqa: ANN401 - Alembic's own
    """Write our column types into a migration as SQLAlchemy's own, for ours may change and a migration must not."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, Nested):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return f"sa.{item.impl!r}"
