"""Step by step the tables become exactly what the rooms keep, on both engines, and every step can be taken back."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, select

from api import migrations
from api.errors import DatabaseAhead, DatabaseBehind
from desk.feeds import Feed
from desk.notices import Notice
from desk.store import KINDS
from planner.identifiers import TechnicianId
from planner.store.engines import one_connection
from planner.store.tables import Tables
from tests.support.planner import a_firm
from tests.support.postgresql import unguarded

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Gives the URL of another empty database at each call."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_server").new_database
    numbers = iter(range(10))
    return lambda: f"sqlite:///{tmp_path / f'{next(numbers)}.sqlite'}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the steps, to which a test may add."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, copy)
    monkeypatch.setattr(migrations, "FOLDER", copy)
    return copy


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """An engine for one look."""
    engine = create_engine(unguarded(url), poolclass=NullPool)
    yield engine
    engine.dispose()


def shape_of(url: str) -> dict[str, Any]:
    """Everything a database says of its tables, and the guards that no inspector lists."""
    with engine_of(url) as engine, engine.connect() as connection:
        inspector = inspect(connection)
        tables = {name: _table(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"}
        return {"tables": tables, "guards": sorted(_guards(connection))}


def _table(inspector: Any, name: str) -> dict[str, Any]:
    columns = {one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in inspector.get_columns(name)}
    return {
        "columns": columns,
        "key": inspector.get_pk_constraint(name),
        "foreign": sorted(inspector.get_foreign_keys(name), key=str),
        "unique": sorted(inspector.get_unique_constraints(name), key=str),
        "indexes": sorted(inspector.get_indexes(name), key=str),
    }


def _guards(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        queries = ["SELECT sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE '%AUTOINCREMENT%'"]
    else:
        queries = [
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'",
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            "SELECT concat_ws(' ', tablename, policyname, cmd, roles::text, qual, with_check) FROM pg_policies",
            "SELECT relname || ' guarded' FROM pg_class WHERE relrowsecurity",
            "SELECT relname || ' guarded from its owner' FROM pg_class WHERE relforcerowsecurity",
        ]
    for query in queries:
        for (definition,) in connection.exec_driver_sql(query):
            yield re.sub(r"\s+", " ", definition)


def revisions() -> list[str]:
    """Every step, oldest first."""
    script = ScriptDirectory(str(migrations.FOLDER))
    return [step.revision for step in script.walk_revisions()][::-1]


def test_an_upgraded_database_is_what_the_rooms_keep(new_url):
    """If this fails a kind has changed: `python -m api.migrations "What changed"` drafts the step that is missing."""
    migrated, made = new_url(), new_url()
    migrations.migrate(migrated)
    with engine_of(made) as engine:
        Tables(KINDS).metadata.create_all(engine)
    assert shape_of(made) == shape_of(migrated)
    assert 25 < len(shape_of(made)["tables"])


def test_the_guards_are_among_what_is_compared(new_url):
    """Overlaps, history, firms apart: the comparison would see that one is missing."""
    url = new_url()
    migrations.migrate(url)
    guards = " ".join(shape_of(url)["guards"])
    of_engine = ("overlap",) if url.startswith("sqlite") else ("EXCLUDE", "own_firm", "guarded from its owner")
    for guard in (*of_engine, "append-only"):
        assert guard in guards


def test_every_step_can_be_taken_back_and_made_again(new_url):
    """Down to nothing, and up again to the same."""
    url = new_url()
    steps = ["base", *revisions()]
    shapes = [shape_of(url)]
    for step in steps[1:]:
        migrations.migrate(url, step)
        shapes.append(shape_of(url))
    for step, shape in reversed(list(zip(steps, shapes, strict=True))):
        migrations.downgrade(url, step)
        assert shape == shape_of(url)
    migrations.migrate(url)
    assert shapes[-1] == shape_of(url)


def test_a_feed_from_before_there_were_areas_is_still_read(new_url):
    """A technician's, as before; those of areas and teams close when the step is taken back."""
    url, tables = new_url(), Tables(KINDS)
    _, feeds, shape = tables.entities[Feed]
    old = Feed("f1", TechnicianId("gaëtan"), "iPhone", datetime(2026, 11, 2, 8, tzinfo=UTC))
    new = replace(old, id="f2", technician_id=None, area="Annecy")
    rows = {feed.id: {"firm_id": "duret", **shape.row(feed)} for feed in (old, new)}
    migrations.migrate(url, "0004")
    with engine_of(url) as engine, engine.begin() as connection:
        connection.execute(tables.firms.insert().values(_before(tables.firm.row(a_firm()), "accent", "logo")))
        connection.execute(feeds.insert().values(_before(rows["f1"], "area")))
    migrations.migrate(url)
    with engine_of(url) as engine, engine.begin() as connection:
        connection.execute(feeds.insert().values(rows["f2"]))
        assert [old, new] == [
            shape.entity(row) for row in connection.execute(select(*shape.columns).order_by(feeds.c.id))
        ]
    migrations.downgrade(url, "0004")
    with engine_of(url) as engine, engine.begin() as connection:
        assert ["f1"] == list(connection.execute(select(feeds.c.id)).scalars())


def test_a_firm_from_before_it_had_a_colour_keeps_everything_it_owns(new_url):
    """And no colour, and no logo, until it chooses; what its office was told stays."""
    url, tables = new_url(), Tables(KINDS)
    _, notices, shape = tables.entities[Notice]
    noticed = Notice("n1", datetime(2026, 11, 2, 8, tzinfo=UTC), TechnicianId("gaëtan"), "À voir", date(2026, 11, 3))
    migrations.migrate(url, "0006")
    with engine_of(url) as engine, engine.begin() as connection:
        connection.execute(tables.firms.insert().values(_before(tables.firm.row(a_firm()), "accent", "logo")))
        row = {"firm_id": "duret", **_before(shape.row(noticed), "by_customer")}
        connection.execute(notices.insert().values(row))
    migrations.migrate(url)
    with engine_of(url) as engine, engine.begin() as connection:
        assert [noticed] == [shape.entity(row) for row in connection.execute(select(*shape.columns))]
        assert [(None, None)] == connection.execute(select(tables.firms.c.accent, tables.firms.c.logo)).all()


def _before(row: dict[str, Any], *later: str) -> dict[str, Any]:
    """The row as it was written before these columns were."""
    return {name: value for name, value in row.items() if name not in later}


def test_a_database_says_how_far_it_has_come(new_url):
    """A server can refuse to start on tables it does not know."""
    url = new_url()
    assert (None, False) == (migrations.current(url), migrations.up_to_date(url))
    migrations.migrate(url, revisions()[0])
    assert (revisions()[0], False) == (migrations.current(url), migrations.up_to_date(url))
    migrations.migrate(url)
    migrations.migrate(url)
    assert (revisions()[-1], True) == (migrations.current(url), migrations.up_to_date(url))


def test_a_database_of_a_newer_program_is_left_alone(new_url):
    """An old version started again after an update says so, and touches nothing."""
    url = new_url()
    migrations.migrate(url, revisions()[0])
    with pytest.raises(DatabaseBehind):
        migrations.require(url)
    migrations.migrate(url)
    migrations.require(url)
    with engine_of(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for ask in (migrations.require, migrations.migrate):
        with pytest.raises(DatabaseAhead):
            ask(url)
    assert "9999" == migrations.current(url)


def test_looking_at_a_file_that_is_not_there_does_not_make_it(tmp_path):
    """A typing mistake in an address must not look like an empty database."""
    path = tmp_path / "nothing.sqlite"
    assert migrations.current(f"sqlite:///{path}") is None
    assert not path.exists()


def test_a_step_that_fails_changes_nothing(new_url, folder):
    """Steps are one transaction: there is no half-migrated database."""
    url = new_url()
    migrations.migrate(url, revisions()[0])
    before = shape_of(url)
    (folder / "versions" / "9999_fail.py").write_text(
        f"""
from alembic import op

revision, down_revision = "9999", "{revisions()[-1]}"

def upgrade():
    op.execute("CREATE TABLE half (id integer)")
    raise OSError("power cut")
""",
        encoding="utf-8",
    )
    with pytest.raises(OSError, match="power cut"):
        migrations.migrate(url)
    assert before == shape_of(url)


def test_rows_that_would_refer_to_nothing_stop_a_migration(tmp_path):
    """Foreign keys rest while SQLite rebuilds tables, and are checked before the end."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    migrations.migrate(url)
    orphan = "INSERT INTO routes VALUES ('nobody', '2026-11-23', 'gaetan', 1)"
    with pytest.raises(ValueError, match="refer to nothing"), one_connection(url, migrating=True) as connection:
        connection.exec_driver_sql(orphan)
    with one_connection(url) as connection:
        assert [] == connection.exec_driver_sql("SELECT * FROM routes").all()


def test_the_next_step_is_drafted_from_what_the_rooms_keep(tmp_path, folder):
    """In SQLAlchemy's own types, for ours may change and a step must not; nothing more than what is missing."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    number = int(revisions()[-1]) + 1
    migrations.migrate(url)
    with one_connection(url, migrating=True) as connection:
        connection.exec_driver_sql("DROP TABLE proposals")
    migrations.draft(url, "Keep proposals")
    text = (folder / "versions" / f"{number:04}_keep_proposals.py").read_text(encoding="utf-8")
    assert ["proposals"] == re.findall(r"create_table\('(\w+)'", text)
    assert ["proposals"] == re.findall(r"drop_table\('(\w+)'", text)
    assert "postgresql.JSONB" in text
    assert "planner" not in text
