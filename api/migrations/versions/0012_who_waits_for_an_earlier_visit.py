"""Who waits for an earlier visit, and the places offered to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _kept(name: str, indexes: tuple[str, ...], *items: SchemaItem) -> None:
    """Make a table whose rows belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )
    for column in indexes:
        op.create_index(f"ix_{name}_{column}", name, ["firm_id", column])


def upgrade() -> None:
    """Keep the waiting list."""
    _kept(
        "waiting",
        ("appointment_id",),
        sa.Column("service_id", sa.Text, nullable=False),
        sa.Column("position_lat", sa.Double, nullable=False),
        sa.Column("position_lon", sa.Double, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("postcode", sa.Text, nullable=False),
        sa.Column("appointment_id", sa.Text),
        sa.Column("last", sa.Date),
    )
    _kept(
        "place_offers",
        ("place_id", "waiting_id", "answer"),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("place_id", "waiting_id", "technician_id")),
        *(
            sa.Column(f"{name}_{end}", INSTANT, nullable=False)
            for name in ("window", "place")
            for end in ("start", "end")
        ),
        sa.Column("cost", sa.BigInteger, nullable=False),
        *(sa.Column(f"reason_{language}", sa.Text, nullable=False) for language in ("fr", "en")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("offered_at", "expires_at")),
        sa.Column("answer", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("place_offers", "waiting"):
        op.drop_table(table)
