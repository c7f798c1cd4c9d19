"""Whether a firm reminds whoever has no e-mail by a short message."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the choice; firms that made none send none."""
    op.add_column("message_rules", sa.Column("sms", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("message_rules") as rules:
        rules.alter_column("sms", server_default=None)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("message_rules") as rules:
        rules.drop_column("sms")
