"""A proposal tells why it was made and what was proven of it; lines refused are remembered for the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Begin with no proposals: those of before describe plans that have gone by, and a better one is made at once."""
    op.execute("DELETE FROM proposals")
    with op.batch_alter_table("proposals") as proposals:
        proposals.add_column(sa.Column("cause", sa.Text, nullable=False))
        proposals.add_column(sa.Column("gap", sa.Double))
        proposals.add_column(sa.Column("set_aside", JSON, nullable=False))
    op.create_table(
        "refusals",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("appointment_id", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_refusals"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_refusals_firm_id", ondelete="CASCADE"),
    )
    op.create_index("ix_refusals_day", "refusals", ["firm_id", "day"])


def downgrade() -> None:
    """Forget why."""
    op.drop_table("refusals")
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_column("set_aside")
        proposals.drop_column("gap")
        proposals.drop_column("cause")
