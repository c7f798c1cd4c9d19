"""Alembic runs this file: it connects, gathers the tables of all rooms, and runs the steps in one transaction."""

from alembic import context

from desk.store import KINDS
from planner.store.maintenance import connection_to_migrate, plain_type
from planner.store.tables import Tables

with connection_to_migrate(context.config.attributes["url"]) as connection:
    context.configure(
        connection=connection,
        target_metadata=Tables(KINDS).metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_type,
    )
    context.run_migrations()
