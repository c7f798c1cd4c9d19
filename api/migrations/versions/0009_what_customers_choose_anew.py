"""Customers whose promise cannot be kept are asked to choose another."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Keep what they were asked."""
    op.create_table(
        "repromises",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("promised_start", "promised_end")),
        sa.Column("alternatives", JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("asked_at", "expires_at")),
        sa.Column("settled_at", INSTANT),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_repromises"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_repromises_firm_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("repromises")
