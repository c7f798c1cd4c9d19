"""What a firm decides about its mails to customers, messages found by whom they went to, words customers write."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the rules of mails."""
    op.create_table(
        "message_rules",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("reminder_hour", sa.Time, nullable=False),
        sa.Column("per_day", sa.BigInteger, nullable=False),
        sa.Column("per_appointment", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_message_rules"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_message_rules_firm_id", ondelete="CASCADE"),
    )
    op.create_index("ix_messages_to", "messages", ["firm_id", "to"])
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("by_customer", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("by_customer", existing_type=sa.Boolean, server_default=None)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("notices", "by_customer")
    op.drop_index("ix_messages_to", table_name="messages")
    op.drop_table("message_rules")
