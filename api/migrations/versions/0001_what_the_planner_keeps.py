"""What the planner keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _owned(name: str, *items: SchemaItem, key: tuple[str, ...] = ("id",)) -> None:
    """Make a table of rows that belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


# An exclusion constraint on equal texts needs the extension btree_gist, which not every PostgreSQL has.
NO_OVERLAP_POSTGRESQL = """
ALTER TABLE visits ADD CONSTRAINT visits_do_not_overlap EXCLUDE USING gist (
    int8range(
        hashtextextended(firm_id || '/' || technician_id, 0),
        hashtextextended(firm_id || '/' || technician_id, 0),
        '[]'
    ) WITH &&,
    tstzrange(start_at, end_at) WITH &&
)
"""
NO_OVERLAP_SQLITE = """
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
APPEND_ONLY_POSTGRESQL = (
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
CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE ON history
FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()
""",
)
APPEND_ONLY_SQLITE = (
    """
CREATE TRIGGER history_is_not_rewritten BEFORE UPDATE ON history
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

TABLES = (
    "firms",
    "technicians",
    "services",
    "sites",
    "absences",
    "appointments",
    "maintenance_due",
    "proposals",
    "routes",
    "visits",
    "history",
    "history_appointments",
    "answers",
    "outbox",
)


def upgrade() -> None:
    """Make the tables and their guards."""
    _firms()
    _technicians()
    _services()
    _sites()
    _absences()
    _appointments()
    _maintenance_due()
    _proposals()
    _routes()
    _visits()
    _history()
    _history_appointments()
    _answers()
    _outbox()
    if op.get_bind().dialect.name == "postgresql":
        statements = (NO_OVERLAP_POSTGRESQL, *APPEND_ONLY_POSTGRESQL)
    else:
        statements = (NO_OVERLAP_SQLITE, *APPEND_ONLY_SQLITE)
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_rewrite_history")


def _firms() -> None:
    op.create_table(
        "firms",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("zone_name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_firms"),
        sa.UniqueConstraint("slug", name="uq_firms_slug"),
    )


def _technicians() -> None:
    _owned(
        "technicians",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("start_lat", sa.Double, nullable=False),
        sa.Column("start_lon", sa.Double, nullable=False),
        sa.Column("end_lat", sa.Double, nullable=False),
        sa.Column("end_lon", sa.Double, nullable=False),
        sa.Column("shifts", JSON, nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("clearances", JSON, nullable=False),
        sa.Column("lunch", JSON),
        sa.Column("areas", JSON, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )


def _services() -> None:
    _owned(
        "services",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("duration", sa.BigInteger, nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("clearances", JSON, nullable=False),
        sa.Column("lead_time", sa.BigInteger, nullable=False),
        sa.Column("horizon", sa.BigInteger, nullable=False),
        sa.Column("arrival_window", sa.BigInteger, nullable=False),
        sa.Column("halves", JSON, nullable=False),
        sa.Column("weekdays", JSON, nullable=False),
        sa.Column("price_class", sa.Text, nullable=False),
        sa.Column("price", sa.BigInteger),
        sa.Column("online", sa.Boolean, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Index("ix_services_code", "firm_id", "code"),
    )


def _sites() -> None:
    _owned(
        "sites",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("position_lat", sa.Double, nullable=False),
        sa.Column("position_lon", sa.Double, nullable=False),
        sa.Column("precision", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("access", sa.Text, nullable=False),
        sa.Index("ix_sites_customer_id", "firm_id", "customer_id"),
    )


def _absences() -> None:
    _owned(
        "absences",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("interval_start", INSTANT, nullable=False),
        sa.Column("interval_end", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Index("ix_absences_technician_id", "firm_id", "technician_id"),
    )


def _appointments() -> None:
    _owned(
        "appointments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("window_end", INSTANT, nullable=False),
        sa.Column("duration", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("held_until", INSTANT),
        sa.Column("customer_id", sa.Text),
        sa.Column("site_id", sa.Text),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Index("ix_appointments_customer_id", "firm_id", "customer_id"),
        sa.Index("ix_appointments_site_id", "firm_id", "site_id"),
        sa.Index("ix_appointments_state", "firm_id", "state"),
    )


def _maintenance_due() -> None:
    _owned(
        "maintenance_due",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("tolerance", sa.BigInteger, nullable=False),
        sa.Column("site_id", sa.Text),
        sa.Column("appointment_id", sa.Text),
        sa.Index("ix_maintenance_due_contract_id", "firm_id", "contract_id"),
        sa.Index("ix_maintenance_due_customer_id", "firm_id", "customer_id"),
        sa.Index("ix_maintenance_due_due_on", "firm_id", "due_on"),
    )


def _proposals() -> None:
    _owned(
        "proposals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("routes", JSON, nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("cost_before", sa.BigInteger, nullable=False),
        sa.Column("cost_after", sa.BigInteger, nullable=False),
        sa.Column("travel_before", sa.BigInteger, nullable=False),
        sa.Column("travel_after", sa.BigInteger, nullable=False),
        sa.Column("unplaced", JSON, nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.Column("refused_at", INSTANT),
    )


def _routes() -> None:
    _owned(
        "routes",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        key=("day", "technician_id"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("appointment_id", sa.Text, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("window_end", INSTANT, nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("end_at", INSTANT, nullable=False),
        sa.Column("duration", sa.BigInteger, nullable=False),
        sa.Column("held_until", INSTANT),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "day", "technician_id", "rank", name="pk_visits"),
        sa.ForeignKeyConstraint(
            ["firm_id", "day", "technician_id"],
            ["routes.firm_id", "routes.day", "routes.technician_id"],
            name="fk_visits_firm_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("firm_id", "appointment_id", name="uq_visits_appointment_id"),
    )


def _history() -> None:
    _owned(
        "history",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
        key=("number",),
    )


def _history_appointments() -> None:
    op.create_table(
        "history_appointments",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("appointment_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "appointment_id", "number", name="pk_history_appointments"),
        sa.ForeignKeyConstraint(
            ["firm_id", "number"],
            ["history.firm_id", "history.number"],
            name="fk_history_appointments_firm_id",
            ondelete="CASCADE",
        ),
    )


def _answers() -> None:
    _owned(
        "answers",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        key=("key",),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("listener", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_outbox_firm_id", ondelete="CASCADE"),
        sa.Index("ix_outbox_due_at", "due_at"),
        sa.Index("ix_outbox_order", "firm_id", "listener", "subject", "number"),
        sqlite_autoincrement=True,
    )
