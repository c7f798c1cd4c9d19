"""What emergencies are forecast to need, by half-day and skill."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the forecasts."""
    op.create_table(
        "reserve_forecasts",
        sa.Column("firm_id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "skill")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("half", sa.Text, nullable=False),
        sa.Column("kept", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Double, nullable=False) for name in ("visits", "chance")),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_reserve_forecasts"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_reserve_forecasts_firm_id", ondelete="CASCADE"),
    )
    op.create_index("ix_reserve_forecasts_day", "reserve_forecasts", ["firm_id", "day"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("reserve_forecasts")
