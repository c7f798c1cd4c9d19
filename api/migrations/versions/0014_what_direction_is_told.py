"""What each night says of the calls to come, which of it serves, and the figures direction steers by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def _kept(name: str, *items: SchemaItem) -> None:
    """Make a table whose rows belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


def upgrade() -> None:
    """Keep forecasts with their cards."""
    _kept(
        "call_forecasts",
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        *(sa.Column(name, JSON, nullable=False) for name in ("card", "ahead", "past", "reasons")),
        sa.Column("watch", JSON),
    )
    op.create_index("ix_call_forecasts_step", "call_forecasts", ["firm_id", "step"])
    _kept(
        "forecasts_rolled_back",
        sa.Column("forecast_id", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    figures = ("calls_a_day", "calls_a_day_before", "missed", "talk_seconds", "confirmation_minutes", "no_access")
    _kept(
        "indicators",
        sa.Column("made_on", sa.Date, nullable=False),
        *(sa.Column(name, sa.Double) for name in (*figures, "second_visits")),
    )
    _kept("report_readers", sa.Column("next_month", sa.Date, nullable=False))


def downgrade() -> None:
    """Take it back."""
    for table in ("report_readers", "indicators", "forecasts_rolled_back", "call_forecasts"):
        op.drop_table(table)
