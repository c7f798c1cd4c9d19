"""Who was erased at their own wish, by opaque numbers, and a history whose words about persons may go."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

GUARDED = "OF firm_id, number, verb, at, actor, undoes"


def upgrade() -> None:
    """Keep who was erased; let words and places leave history."""
    op.create_table(
        "erasures",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_erasures_firm_id", ondelete="CASCADE"),
    )
    _guard(GUARDED)


def downgrade() -> None:
    """Take it back."""
    _guard("")
    op.drop_table("erasures")


def _guard(columns: str) -> None:
    """Refuse changes of these columns of history, of any where none is named."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER history_is_append_only ON history")
        order = f"DELETE OR UPDATE {columns}" if columns else "UPDATE OR DELETE"
        op.execute(
            f"\nCREATE TRIGGER history_is_append_only BEFORE {order} ON history\n"
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()\n"
        )
        return
    op.execute("DROP TRIGGER history_is_not_rewritten")
    what = f"UPDATE {columns}" if columns else "UPDATE"
    op.execute(
        f"\nCREATE TRIGGER history_is_not_rewritten BEFORE {what} ON history\n"
        "BEGIN\n    SELECT RAISE(ABORT, 'history is append-only');\nEND\n"
    )
