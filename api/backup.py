"""One file holds everything: taken while a server runs, checked before it counts, and restored whole or not at all.

A SQLite database becomes another SQLite file through SQLite's own online backup; a PostgreSQL one becomes a ZIP of its
tables as COPY writes them, all of one moment, with a manifest that says what belongs inside.
"""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api import migrations
from api.errors import BackupUnreadable, CommandRefused
from desk.store import KINDS
from planner.store.engines import database_file
from planner.store.row_security import EVERY_FIRM, SETTING
from planner.store.tables import Tables

MANIFEST = "manifest.json"
REVISIONS = "alembic_version"
LAST = "derniere-sauvegarde"
"""The file of the data folder that says when the last backup was made here."""
_SQLITE, _ZIP = b"SQLite format 3\0", b"PK"
_CHUNK = 1 << 20


def back_up(url: str, file: Path) -> int:
    """Write everything the database of `url` holds into a file and return its size; a reader may be busy meanwhile.

    Raises:
        BackupUnreadable: what was written does not read back as it should.
    """
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)  # all that is known of persons: nobody else's to read
    try:
        source = database_file(url)
        if source:
            _copy_sqlite(source, part)
        else:
            _dump_postgresql(url, part)
        verify(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def note_made(folder: Path, at: datetime) -> None:
    """Write down that a backup was made, for `doctor --deep`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LAST).write_text(at.isoformat())


def last_made(folder: Path) -> datetime | None:
    """Return when the last backup was made here, or None."""
    noted = folder / LAST
    return datetime.fromisoformat(noted.read_text()) if noted.exists() else None


def restore(url: str, file: Path) -> None:
    """Put what a file holds in the place of what the database of `url` holds.

    A SQLite file that is replaced stays beside the new one, as `….before-restore`; a PostgreSQL database must be empty.

    Raises:
        BackupUnreadable: the file is not a whole backup, or is one of the other kind of database.
        CommandRefused: the PostgreSQL database holds something.
    """
    kind, target = verify(file), database_file(url)
    if (kind == "sqlite") != (target is not None):
        raise BackupUnreadable("Cette sauvegarde vient d'une autre sorte de base de données.")
    if target:
        _replace_sqlite(file, target)
    else:
        _fill_postgresql(url, file)
    migrations.migrate(url)


def verify(file: Path) -> str:
    """Read a backup from end to end and return which kind of database it is of: `sqlite` or `postgresql`.

    Raises:
        BackupUnreadable: it is damaged, cut short, or something else.
    """
    with file.open("rb") as opened:
        start = opened.read(len(_SQLITE))
    if start == _SQLITE:
        _verify_sqlite(file)
        return "sqlite"
    if start.startswith(_ZIP):
        _verify_archive(file)
        return "postgresql"
    raise BackupUnreadable


def _copy_sqlite(source: Path, target: Path) -> None:
    with _opened(source) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _verify_sqlite(file: Path) -> None:
    try:
        with _opened(file) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
            database.execute(f"SELECT version_num FROM {REVISIONS}").fetchone()  # noqa: S608 - our own name
    except sqlite3.DatabaseError as error:
        raise BackupUnreadable from error
    if said != "ok" or broken:
        raise BackupUnreadable(f"Cette sauvegarde est abîmée : {said}.")


def _replace_sqlite(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restoring")
    _copy_sqlite(file, fresh)
    if target.exists():
        with closing(sqlite3.connect(target)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.replace(target.with_name(f"{target.name}.before-restore"))
    for log in ("-wal", "-shm"):
        target.with_name(target.name + log).unlink(missing_ok=True)
    fresh.replace(target)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a database file that must be there, to read it."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        yield database


def _tables() -> list[str]:
    """Return every table, those that others refer to first: the firms themselves before all."""
    return [table.name for table in Tables(KINDS).metadata.sorted_tables]


def _connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(make_conninfo(url.replace("postgresql+psycopg://", "postgresql://", 1)))


def _dump_postgresql(url: str, target: Path) -> None:
    """Write every table as of one moment, firm after firm: most roles see no rows of several, and some see all."""
    with _connect(url) as connection, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _show(connection, EVERY_FIRM)
        firms = [firm for (firm,) in connection.execute("SELECT id FROM firms ORDER BY id")]
        listed = {name: _dump_table(connection, archive, name, firms) for name in _tables()}
        revision = connection.execute(
            sql.SQL("SELECT version_num FROM {}").format(sql.Identifier(REVISIONS))
        ).fetchone()
        manifest = {"revision": revision[0] if revision else None, "tables": listed}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def _show(connection: psycopg.Connection[Any], firm: str) -> None:
    """Say whose rows this transaction works on."""
    connection.execute("SELECT set_config(%s, %s, true)", (SETTING, firm))


def _dump_table(
    connection: psycopg.Connection[Any], archive: zipfile.ZipFile, name: str, firms: list[str]
) -> dict[str, Any]:
    """Write one table; return what the manifest says of it."""
    digest = hashlib.sha256()
    columns = [column.name for column in connection.execute(_select_nothing(name)).description or ()]
    listing = sql.SQL(", ").join(map(sql.Identifier, columns))
    owner = sql.Identifier("id" if name == "firms" else "firm_id")
    rows_of = sql.SQL("COPY (SELECT {} FROM {} WHERE {} = {}) TO STDOUT")
    with connection.cursor() as cursor, archive.open(name, "w") as file:
        for firm in firms:
            _show(connection, firm)
            with cursor.copy(rows_of.format(listing, sql.Identifier(name), owner, sql.Literal(firm))) as rows:
                for chunk in rows:
                    digest.update(chunk)
                    file.write(chunk)
    return {"columns": columns, "sha256": digest.hexdigest()}


def _select_nothing(name: str) -> sql.Composed:
    return sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(name))


def _verify_archive(file: Path) -> dict[str, Any]:
    """Return the manifest of an archive whose every table is there, to the bit."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            for name, told in manifest["tables"].items():
                digest = hashlib.sha256()
                with archive.open(name) as table:
                    while chunk := table.read(_CHUNK):
                        digest.update(chunk)
                if digest.hexdigest() != told["sha256"]:
                    raise BackupUnreadable(f"Cette sauvegarde est abîmée : {name}.")
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError) as error:
        raise BackupUnreadable from error
    return manifest


def _fill_postgresql(url: str, file: Path) -> None:
    """Bring an empty database to the archive's revision and fill it, in one transaction."""
    manifest = _verify_archive(file)
    migrations.migrate(url, manifest["revision"])
    with _connect(url) as connection, zipfile.ZipFile(file) as archive:
        _show(connection, EVERY_FIRM)
        if connection.execute("SELECT 1 FROM firms LIMIT 1").fetchone():
            raise CommandRefused("Cette base de données n'est pas vide : restaurez dans une base neuve.")
        with _unguarded(connection):
            for name, told in manifest["tables"].items():
                _fill_table(connection, archive, name, told["columns"])


@contextmanager
def _unguarded(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Let the owner of the tables fill them with the rows of all firms at once, within this transaction."""
    guarded = connection.execute("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity").fetchall()
    for (name,) in guarded:
        connection.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY".encode())
    yield
    for (name,) in guarded:
        connection.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY".encode())


def _fill_table(connection: psycopg.Connection[Any], archive: zipfile.ZipFile, name: str, columns: list[str]) -> None:
    listing = sql.SQL(", ").join(map(sql.Identifier, columns))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), listing)
    with connection.cursor() as cursor, cursor.copy(command) as rows, archive.open(name) as table:
        while chunk := table.read(_CHUNK):
            rows.write(chunk)
    for column in columns:
        _continue_numbers(connection, name, column)


def _continue_numbers(connection: psycopg.Connection[Any], name: str, column: str) -> None:
    """Let a column that numbers itself go on after the highest number restored."""
    sequence = connection.execute("SELECT pg_get_serial_sequence(%s, %s)", (name, column)).fetchone()
    if sequence and sequence[0]:
        highest = sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}").format(
            sql.Literal(sequence[0]), sql.Identifier(column), sql.Identifier(name)
        )
        connection.execute(highest)
