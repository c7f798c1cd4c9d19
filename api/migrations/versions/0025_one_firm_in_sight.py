"""On PostgreSQL a transaction sees the rows of one firm, and a dashboard's role those of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OPEN_TO_EVERY_FIRM = ("firms", "outbox", "answers")
FIRM_IN_SIGHT = """
DO $do$ BEGIN EXECUTE format($create$
CREATE FUNCTION firm_in_sight() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$
BEGIN
    IF pg_catalog.has_table_privilege('%1$I.firms', 'INSERT') THEN
        RETURN pg_catalog.current_setting('creneau.firm', true);
    END IF;
    RETURN (
        SELECT reader.firm_id FROM %1$I.dashboard_readers AS reader
        WHERE reader.role OPERATOR(pg_catalog.=) CURRENT_USER
    );
END
$body$
$create$, current_schema()); END $do$
"""


def upgrade() -> None:
    """Guard every table that has a firm; a file has no such belt."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE TABLE dashboard_readers ("
        "role name NOT NULL CONSTRAINT pk_dashboard_readers PRIMARY KEY, "
        "firm_id text NOT NULL CONSTRAINT fk_dashboard_readers_firm_id REFERENCES firms (id) ON DELETE CASCADE)"
    )
    op.execute("ALTER TABLE dashboard_readers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY own_line ON dashboard_readers FOR SELECT USING (role = CURRENT_USER)")
    op.execute(FIRM_IN_SIGHT)
    for table, owner in _tables():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_firm ON {table} USING ({owner} = firm_in_sight())")
    for table in OPEN_TO_EVERY_FIRM:
        op.execute(f"CREATE POLICY every_firm ON {table} USING (firm_in_sight() = '*')")


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in OPEN_TO_EVERY_FIRM:
        op.execute(f"DROP POLICY every_firm ON {table}")
    for table, _ in _tables():
        op.execute(f"DROP POLICY own_firm ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION firm_in_sight")
    op.execute("DROP TABLE dashboard_readers")


def _tables() -> list[tuple[str, str]]:
    """Every table there is with its column that says whose a row is."""
    inspector = sa.inspect(op.get_bind())
    named = sorted(set(inspector.get_table_names()) - {"dashboard_readers"})
    owned = [name for name in named if "firm_id" in {one["name"] for one in inspector.get_columns(name)}]
    return [("firms", "id"), *((name, "firm_id") for name in owned)]
