"""What a firm says will make people ring more or less."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep it."""
    op.create_table(
        "occasions",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("first", "last")),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_occasions"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_occasions_firm_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("occasions")
