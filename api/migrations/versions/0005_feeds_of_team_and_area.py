"""A calendar feed may show an area or the whole team."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a feed be of no technician, or of an area."""
    with op.batch_alter_table("feeds") as feeds:
        feeds.add_column(sa.Column("area", sa.Text))
        feeds.alter_column("technician_id", existing_type=sa.Text, nullable=True)


def downgrade() -> None:
    """Close those of areas and teams, which nobody could read any more."""
    op.execute("DELETE FROM feeds WHERE technician_id IS NULL")
    with op.batch_alter_table("feeds") as feeds:
        feeds.alter_column("technician_id", existing_type=sa.Text, nullable=False)
        feeds.drop_column("area")
