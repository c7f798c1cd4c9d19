"""A visit may be kept with its technician, or also at its hour, because whoever steers wants it so."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what is pinned."""
    op.add_column("visits", sa.Column("pinned", sa.Text))


def downgrade() -> None:
    """Let everything go."""
    op.drop_column("visits", "pinned")
