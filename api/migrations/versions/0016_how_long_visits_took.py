"""How long visits took, and what that taught of each service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


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
    """Keep them."""
    _kept(
        "visit_lengths",
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("service_code", "technician_id", "site_kind")),
        sa.Column("length", sa.BigInteger),
    )
    _kept(
        "learned_lengths",
        sa.Column("learned_on", sa.Date, nullable=False),
        sa.Column("visits", sa.BigInteger, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("services", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("visit_lengths", "learned_lengths"):
        op.drop_table(table)
