"""The database's own belts: a technician is in one place at a time, and history is only ever added to."""

from sqlalchemy import DDL, Table, event

# An exclusion constraint on equal texts needs the extension btree_gist, which not every PostgreSQL has. A range of one
# 64-bit hash does the same with what is built in; two technicians of one hash would only disturb each other.
_NO_OVERLAP_POSTGRESQL = """
ALTER TABLE visits ADD CONSTRAINT visits_do_not_overlap EXCLUDE USING gist (
    int8range(
        hashtextextended(firm_id || '/' || technician_id, 0),
        hashtextextended(firm_id || '/' || technician_id, 0),
        '[]'
    ) WITH &&,
    tstzrange(start_at, end_at) WITH &&
)
"""

# Visits belong to a local day: what overlaps one is on the same day or a neighbouring one, found by the primary key.
_NO_OVERLAP_SQLITE = """
CREATE TRIGGER visits_do_not_overlap BEFORE INSERT ON visits
WHEN EXISTS (
    SELECT 1 FROM visits AS other
    WHERE other.firm_id = NEW.firm_id
      AND other.day BETWEEN date(NEW.day, '-1 day') AND date(NEW.day, '+1 day')
      AND other.technician_id = NEW.technician_id
      AND other.start_at < NEW.end_at
      AND NEW.start_at < other.end_at
)
BEGIN
    SELECT RAISE(ABORT, 'visits overlap');
END
"""

# Erasing a firm erases its history with it; nothing else removes a line.
# Erasing a person takes out words and places, never who did what and when: before, after and reason may change.
_APPEND_ONLY_POSTGRESQL = (
    """
CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM firms WHERE id = OLD.firm_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'history is append-only';
END
$$
""",
    """
CREATE TRIGGER history_is_append_only BEFORE DELETE
OR UPDATE OF firm_id, number, verb, at, actor, undoes, subject, link ON history
FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()
""",
)
_APPEND_ONLY_SQLITE = (
    """
CREATE TRIGGER history_is_not_rewritten BEFORE UPDATE
OF firm_id, number, verb, at, actor, undoes, subject, link ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END
""",
    """
CREATE TRIGGER history_is_not_removed BEFORE DELETE ON history
WHEN EXISTS (SELECT 1 FROM firms WHERE id = OLD.firm_id)
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END
""",
)


def guard_visits(visits: Table) -> None:
    """Make the table refuse visits of one technician that overlap."""
    _after_creating(visits, "postgresql", _NO_OVERLAP_POSTGRESQL)
    _after_creating(visits, "sqlite", _NO_OVERLAP_SQLITE)


def guard_history(history: Table) -> None:
    """Make the table refuse to change or lose a line of a firm that exists."""
    for statement in _APPEND_ONLY_POSTGRESQL:
        _after_creating(history, "postgresql", statement)
    for statement in _APPEND_ONLY_SQLITE:
        _after_creating(history, "sqlite", statement)


def _after_creating(table: Table, dialect: str, statement: str) -> None:
    ddl = DDL(statement.strip()).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl)
