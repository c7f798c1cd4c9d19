"""Where a firm's people sign in besides here, as whom they are known there, and whether passwords still count."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _add_column(table: str, column: "sa.Column[Any]") -> None:
    """Add a column that existing rows fill with its default, which new rows then say themselves."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as changed:
        changed.alter_column(column.name, server_default=None)


def upgrade() -> None:
    """Keep it; so far nobody is known elsewhere, and passwords count."""
    op.create_table(
        "identity_providers",
        sa.Column("firm_id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("label", "issuer", "endpoint", "application")),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("tenant", "id")),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_identity_providers"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_identity_providers_firm_id", ondelete="CASCADE"),
    )
    _add_column("sign_in_rules", sa.Column("passwords", sa.Boolean, nullable=False, server_default=sa.true()))
    for name in ("issuer", "known_as"):
        _add_column("accounts", sa.Column(name, sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("accounts") as table:
        for name in ("known_as", "issuer"):
            table.drop_column(name)
    with op.batch_alter_table("sign_in_rules") as table:
        table.drop_column("passwords")
    op.drop_table("identity_providers")
