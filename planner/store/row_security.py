"""PostgreSQL's own belt for firms: whatever a statement forgets to say, it reads and writes the rows of one firm only.

Which firm is said at the begin of each transaction and forgotten at its end (`scope`). That word counts only from roles
that may add firms. Roles of dashboards cannot: theirs is the firm that `dashboard_readers` names, whatever they set.
"""

from sqlalchemy import DDL, Table, event

SETTING = "creneau.firm"
"""Where a transaction says whose rows it means."""

EVERY_FIRM = "*"
"""What it says when it works for all firms: it then sees their names, what is to be told and what was answered."""

OPEN_TO_EVERY_FIRM = ("firms", "outbox", "answers")
"""The tables that have to be worked on for all firms at once."""

# Every name says its schema, so that nothing a reader puts in front of our tables or PostgreSQL's own functions counts.
# One function, for PostgreSQL looks rows up by what it answers, and plans a query inside each policy anew.
_FIRM_IN_SIGHT = """
DO $do$ BEGIN EXECUTE format($create$
CREATE FUNCTION firm_in_sight() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$
BEGIN
    IF pg_catalog.has_table_privilege('%%1$I.firms', 'INSERT') THEN
        RETURN pg_catalog.current_setting('creneau.firm', true);
    END IF;
    RETURN (
        SELECT reader.firm_id FROM %%1$I.dashboard_readers AS reader
        WHERE reader.role OPERATOR(pg_catalog.=) CURRENT_USER
    );
END
$body$
$create$, current_schema()); END $do$
"""

_READERS = (
    """
CREATE TABLE dashboard_readers (
    role name NOT NULL CONSTRAINT pk_dashboard_readers PRIMARY KEY,
    firm_id text NOT NULL CONSTRAINT fk_dashboard_readers_firm_id REFERENCES firms (id) ON DELETE CASCADE
)
""",
    "ALTER TABLE dashboard_readers ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_line ON dashboard_readers FOR SELECT USING (role = CURRENT_USER)",
    _FIRM_IN_SIGHT,
)


def guard_rows(table: Table) -> None:
    """Make PostgreSQL show and take only rows of the firm in sight."""
    if table.name == "firms":
        _after_creating(table, *_READERS)
    owner = "id" if table.name == "firms" else "firm_id"
    _after_creating(
        table,
        f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_firm ON {table.name} USING ({owner} = firm_in_sight())",
    )
    if table.name in OPEN_TO_EVERY_FIRM:
        every = f"CREATE POLICY every_firm ON {table.name} USING (firm_in_sight() = '{EVERY_FIRM}')"
        _after_creating(table, every)


def _after_creating(table: Table, *statements: str) -> None:
    for statement in statements:
        ddl = DDL(statement.strip()).execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", ddl)
