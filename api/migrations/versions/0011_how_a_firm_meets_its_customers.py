"""What a firm decides about its mails to customers, messages found by whom they went to, words customers write."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _owned(name: str, *items: SchemaItem) -> None:
    """Make a table whose rows belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


def _add_column(table: str, column: "sa.Column[Any]") -> None:
    """Add a column with a value for the rows there are, which new rows must bring themselves."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as changed:
        changed.alter_column(column.name, server_default=None)


def upgrade() -> None:
    """Keep the rules of mails, how a firm shows itself, and whose word a notice is."""
    _owned(
        "message_rules",
        sa.Column("reminder_hour", sa.Time, nullable=False),
        sa.Column("per_day", sa.BigInteger, nullable=False),
        sa.Column("per_appointment", sa.BigInteger, nullable=False),
    )
    _owned("storefronts", sa.Column("origins", JSON, nullable=False))
    _owned("logos", sa.Column("content", sa.LargeBinary, nullable=False))
    op.create_index("ix_messages_to", "messages", ["firm_id", "to"])
    op.add_column("firms", sa.Column("accent", sa.Text))
    op.add_column("firms", sa.Column("logo", sa.Text))
    _add_column("appointments", sa.Column("discount", sa.BigInteger, nullable=False, server_default="0"))
    _add_column("notices", sa.Column("by_customer", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("notices", "by_customer")
    op.drop_column("appointments", "discount")
    op.drop_column("firms", "logo")
    op.drop_column("firms", "accent")
    op.drop_index("ix_messages_to", table_name="messages")
    for table in ("logos", "storefronts", "message_rules"):
        op.drop_table(table)
