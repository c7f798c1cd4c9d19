"""Devices that sign in to their technician's calendar, and what he puts into it himself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def _owned(name: str, *items: SchemaItem) -> None:
    """Make a table of things of technicians, whose rows belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )
    op.create_index(f"ix_{name}_technician_id", name, ["firm_id", "technician_id"])


def upgrade() -> None:
    """Keep devices and personal events."""
    _owned(
        "devices",
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("password_fingerprint", sa.Text, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
    )
    _owned(
        "personal_events",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("href", "uid", "etag")),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("busy", JSON, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("ends_at", "expanded_at", "removed_at")),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("personal_events", "devices"):
        op.drop_table(table)
