"""What each night says of the customers under contract who may leave, with the card of the model that said it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Keep the lists."""
    op.create_table(
        "churn_lists",
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("ranked", sa.Boolean, nullable=False),
        sa.Column("customers", JSON, nullable=False),
        sa.Column("card", JSON, nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name="pk_churn_lists"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_churn_lists_firm_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_table("churn_lists")
