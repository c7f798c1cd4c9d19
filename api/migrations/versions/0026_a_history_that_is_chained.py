"""Each line of history carries a hash of itself and of the line before, and what it is about beside appointments."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = "firm_id, number, verb, at, actor, undoes"
NAMES = ("firm_id", "number", "verb", "at", "actor", "undoes", "before", "after")
HISTORY = sa.table(
    "history",
    sa.column("firm_id", sa.Text),
    sa.column("number", sa.Integer),
    sa.column("verb", sa.Text),
    sa.column("at"),
    sa.column("actor", sa.JSON),
    sa.column("undoes", sa.Integer),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
    sa.column("link", sa.Text),
)


def upgrade() -> None:
    """Chain what there is: what was changed before now stays unseen, what is changed from now on does not."""
    for name in ("subject", "link"):
        op.add_column("history", sa.Column(name, sa.Text, nullable=False, server_default=""))
    _force("NO FORCE")
    for firm_id, number, link in _links():
        row = (HISTORY.c.firm_id == firm_id) & (HISTORY.c.number == number)
        op.get_bind().execute(sa.update(HISTORY).where(row).values(link=link))
    _force("FORCE")
    _guard(f"{BEFORE}, subject, link")


def downgrade() -> None:
    """Take it back; lines about accounts and customers stay, without what they were about."""
    _guard(BEFORE)
    for name in ("link", "subject"):
        op.drop_column("history", name)


def _links() -> Iterator[tuple[str, int, str]]:
    """Each firm's lines with their hashes, in order, one firm at a time."""
    bind, h = op.get_bind(), HISTORY.c
    for firm_id in bind.execute(sa.select(h.firm_id).distinct()).scalars().all():
        link = sha256(f"history of {firm_id}".encode()).hexdigest()
        query = sa.select(*(h[name] for name in NAMES)).where(h.firm_id == firm_id).order_by(h.number)
        for line in bind.execute(query).mappings().all():
            facts = json.dumps(_facts(line), ensure_ascii=False, separators=(",", ":"))
            link = sha256(f"{link}{facts}".encode()).hexdigest()
            yield firm_id, line["number"], link


def _facts(line: sa.RowMapping) -> list[object]:
    at = line["at"] if isinstance(line["at"], datetime) else datetime.fromisoformat(line["at"])
    who = [line["actor"]["role"], line["actor"].get("id", "")]
    sides = (_side(line["before"]), _side(line["after"]))
    return [line["number"], line["verb"], at.astimezone(UTC).isoformat(), who, "", line["undoes"], *sides]


def _side(side: dict[str, Any]) -> list[object]:
    appointments = [
        [one["id"], one["state"], one["window"]["start"], one["window"]["end"]] for one in side["appointments"]
    ]
    routes = [
        [
            route["technician_id"],
            route["day"],
            route["version"],
            [[visit["appointment_id"], visit["start"], visit["duration"]] for visit in route["visits"]],
        ]
        for route in side["routes"]
    ]
    return [appointments, routes]


def _force(word: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE history {word} ROW LEVEL SECURITY")


def _guard(columns: str) -> None:
    """Refuse changes of these columns of history."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER history_is_append_only ON history")
        op.execute(
            f"CREATE TRIGGER history_is_append_only BEFORE DELETE OR UPDATE OF {columns} ON history "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()"
        )
        return
    op.execute("DROP TRIGGER history_is_not_rewritten")
    op.execute(
        f"CREATE TRIGGER history_is_not_rewritten BEFORE UPDATE OF {columns} ON history\n"
        "BEGIN\n    SELECT RAISE(ABORT, 'history is append-only');\nEND\n"
    )
