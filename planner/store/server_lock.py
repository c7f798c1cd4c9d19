"""One server per database file: it holds a lock beside it, and says where it answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from planner.store.engines import database_file
from planner.store.errors import AlreadyServed

_GLANCE = 0.2  # seconds: somebody who only looks whether a server runs holds the lock for a moment


@contextmanager
def claim_server_lock(url: str, address: str) -> Iterator[None]:
    """Hold the database of `url` for a server that answers at `address`; on PostgreSQL there can be several.

    Raises:
        AlreadyServed: another server process has the file.
    """
    path = _lock_file(url)
    if path is None:
        yield
        return
    # SQLite's own file lock: it works on every system, and the system frees it when the process dies.
    with closing(sqlite3.connect(path, timeout=_GLANCE, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyServed from error
        note = path.with_suffix(".address")
        note.write_text(address, encoding="utf-8")
        try:
            yield
        finally:
            note.unlink()


def server_running(url: str) -> str | None:
    """Return the address of the server that holds the database of `url` (empty while it starts), or None."""
    path = _lock_file(url)
    if path is None or not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            note = path.with_suffix(".address")
            return note.read_text(encoding="utf-8") if note.exists() else ""
    return None


def _lock_file(url: str) -> Path | None:
    """Return the lock beside a database file, or None on PostgreSQL."""
    file = database_file(url)
    return file and file.with_name(f"{file.name}.lock")
