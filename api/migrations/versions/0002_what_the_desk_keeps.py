"""What the desk keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _owned(name: str, *items: SchemaItem, key: tuple[str, ...] = ("id",)) -> None:
    """Make a table of rows that belong to a firm and go with it."""
    op.create_table(
        name,
        sa.Column("firm_id", sa.Text, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("firm_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name=f"fk_{name}_firm_id", ondelete="CASCADE"),
    )


TABLES = (
    "customers",
    "contacts",
    "maintenance_contracts",
    "calls",
    "past_appointments",
    "accounts",
    "sessions",
    "links",
    "api_tokens",
    "attempts",
    "messages",
    "message_templates",
    "feeds",
)


def upgrade() -> None:
    """Make the tables."""
    _customers()
    _contacts()
    _maintenance_contracts()
    _calls()
    _past_appointments()
    _accounts()
    _sessions()
    _links()
    _api_tokens()
    _attempts()
    _messages()
    _message_templates()
    _feeds()


def downgrade() -> None:
    """Remove them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _customers() -> None:
    _owned(
        "customers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("second_phone", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("external_ref", sa.Text, nullable=False),
        sa.Index("ix_customers_email", "firm_id", "email"),
        sa.Index("ix_customers_external_ref", "firm_id", "external_ref"),
        sa.Index("ix_customers_phone", "firm_id", "phone"),
        sa.Index("ix_customers_second_phone", "firm_id", "second_phone"),
    )


def _contacts() -> None:
    _owned(
        "contacts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Index("ix_contacts_customer_id", "firm_id", "customer_id"),
    )


def _maintenance_contracts() -> None:
    _owned(
        "maintenance_contracts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("visits_per_year", sa.BigInteger, nullable=False),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("annual_cents", sa.BigInteger, nullable=False),
        sa.Column("site_id", sa.Text),
        sa.Column("ended_on", sa.Date),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("external_ref", sa.Text, nullable=False),
        sa.Index("ix_maintenance_contracts_customer_id", "firm_id", "customer_id"),
        sa.Index("ix_maintenance_contracts_external_ref", "firm_id", "external_ref"),
    )


def _calls() -> None:
    _owned(
        "calls",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("caller", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("duration_s", sa.BigInteger, nullable=False),
        sa.Column("missed", sa.Boolean, nullable=False),
        sa.Index("ix_calls_customer_id", "firm_id", "customer_id"),
        sa.Index("ix_calls_started_at", "firm_id", "started_at"),
    )


def _past_appointments() -> None:
    _owned(
        "past_appointments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("service_code", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("planned_minutes", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actual_minutes", sa.BigInteger),
        sa.Column("requested_on", sa.Date),
        sa.Column("confirmation_minutes", sa.BigInteger),
        sa.Column("second_visit", sa.Boolean, nullable=False),
        sa.Column("external_ref", sa.Text, nullable=False),
        sa.Index("ix_past_appointments_customer_id", "firm_id", "customer_id"),
        sa.Index("ix_past_appointments_day", "firm_id", "day"),
    )


def _accounts() -> None:
    _owned(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("technician_id", sa.Text),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.UniqueConstraint("firm_id", "email", name="uq_accounts_email"),
    )


def _sessions() -> None:
    _owned(
        "sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("idle", sa.BigInteger, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Index("ix_sessions_account_id", "firm_id", "account_id"),
    )


def _links() -> None:
    _owned(
        "links",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Index("ix_links_account_id", "firm_id", "account_id"),
    )


def _api_tokens() -> None:
    _owned(
        "api_tokens",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("last_used_at", INSTANT),
    )


def _attempts() -> None:
    _owned(
        "attempts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Index("ix_attempts_key", "firm_id", "key"),
    )


def _messages() -> None:
    _owned(
        "messages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("appointment_id", sa.Text),
        sa.Column("attachments", JSON, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Index("ix_messages_appointment_id", "firm_id", "appointment_id"),
        sa.Index("ix_messages_at", "firm_id", "at"),
    )


def _message_templates() -> None:
    _owned(
        "message_templates",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def _feeds() -> None:
    _owned(
        "feeds",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("technician_id", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        sa.Index("ix_feeds_technician_id", "firm_id", "technician_id"),
    )
