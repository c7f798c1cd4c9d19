"""What imports remember."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _owned(name: str, *items: SchemaItem) -> None:
    """Make a table of rows that belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


def upgrade() -> None:
    """Keep each file brought in, what became of its lines, and what it made."""
    _owned(
        "imports",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("rows", "kept", "rejected", "merged")),
        *(
            sa.Column(name, JSON, nullable=False)
            for name in ("rejections", "ignored", "notes", "headers", "sample", "aliases")
        ),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text),
    )
    op.create_index("ix_imports_at", "imports", ["firm_id", "at"])
    op.create_index("ix_imports_state", "imports", ["firm_id", "state"])
    _owned(
        "import_files",
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("corrections", sa.LargeBinary, nullable=False),
        sa.Column("made", JSON, nullable=False),
        sa.Column("changes", JSON, nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("import_files")
    op.drop_table("imports")
