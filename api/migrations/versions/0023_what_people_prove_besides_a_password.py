"""What people prove besides a password, who is half signed in, and of whom a firm asks it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def _owned(name: str, *columns: SchemaItem) -> None:
    """Make a table whose rows belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


def upgrade() -> None:
    """Keep it."""
    _owned(
        "pending_sign_ins",
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
    )
    op.create_index("ix_pending_sign_ins_account_id", "pending_sign_ins", ["firm_id", "account_id"])
    _owned(
        "second_factors",
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("recovery_hashes", JSON, nullable=False),
    )
    _owned("sign_in_rules", sa.Column("second_factor", sa.Text, nullable=False))


def downgrade() -> None:
    """Forget it."""
    for table in ("sign_in_rules", "second_factors", "pending_sign_ins"):
        op.drop_table(table)
