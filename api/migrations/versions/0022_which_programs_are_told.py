"""Which programs are told what happens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Keep it."""
    op.create_table(
        "webhooks",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("former", sa.LargeBinary, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("former_until", "told_at", "failing_since")),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_webhooks_firm_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("webhooks")
