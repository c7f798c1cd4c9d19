"""From which hour a technician asked to ring, and what calendars elsewhere hold of ours."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def _owned(name: str, *items: SchemaItem) -> None:
    """Make a table of rows that belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _calendars() -> None:
    _owned(
        "calendar_connections",
        *_texts("technician_id", "provider", "name", "address", "account"),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("quirks", JSON, nullable=False),
        *_texts("token"),
        *(sa.Column(name, INSTANT) for name in ("synced_at", "read_whole_at")),
        sa.Column("failures", sa.BigInteger, nullable=False),
        *_texts("trouble"),
        sa.Column("halt", sa.Text),
        sa.Column("loss_is_meant", sa.Boolean, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("told_until", "next_at")),
        *_texts("worker"),
        sa.Column("leased_until", INSTANT),
    )
    op.create_index("ix_calendar_connections_technician_id", "calendar_connections", ["firm_id", "technician_id"])
    _owned(
        "calendar_openings",
        *_texts("technician_id"),
        sa.Column("flow", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
    )
    _owned(
        "mirrored_entries",
        *_texts("connection_id", "uid", "href", "etag"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("agreed", JSON),
        sa.Column("sending", JSON, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_mirrored_entries_connection_id", "mirrored_entries", ["firm_id", "connection_id"])
    _owned(
        "foreign_entries",
        *_texts("connection_id", "href", "etag"),
        sa.Column("busy", JSON, nullable=False),
        *_texts("reason"),
    )
    op.create_index("ix_foreign_entries_connection_id", "foreign_entries", ["firm_id", "connection_id"])


def upgrade() -> None:
    """Keep chosen hours, calendars in step and what stands in them, words to whoever steers, notes on visits."""
    op.add_column("visits", sa.Column("not_before", INSTANT))
    _calendars()
    _owned(
        "notices",
        sa.Column("noticed_at", INSTANT, nullable=False),
        *_texts("technician_id", "text"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("appointment_id", sa.Text),
        sa.Column("seen_at", INSTANT),
    )
    op.create_index("ix_notices_appointment_id", "notices", ["firm_id", "appointment_id"])
    op.create_index("ix_notices_seen_at", "notices", ["firm_id", "seen_at"])
    _owned("visit_notes", *_texts("text"), sa.Column("written_at", INSTANT, nullable=False))


def downgrade() -> None:
    """Take it back."""
    for table in ("visit_notes", "notices", "foreign_entries", "mirrored_entries", "calendar_openings"):
        op.drop_table(table)
    op.drop_table("calendar_connections")
    op.drop_column("visits", "not_before")
