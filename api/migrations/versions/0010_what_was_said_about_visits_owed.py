"""What was said between the firm and its customers about the visits that contracts owe."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Keep invitations, reminders and answers."""
    op.create_table(
        "due_invitations",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("sent_at", "reminded_at", "answered_at")),
        sa.Column("answer", sa.Text),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_due_invitations"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_due_invitations_firm_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("due_invitations")
