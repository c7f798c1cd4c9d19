"""DAViCal for tests: a copy of its scripts, PHP's own web server, and a PostgreSQL of its own."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator

import psycopg

from tests.support.dav_process import NAME, PASSWORD, DAVServer, Packages, free_ports, own_folder, running
from tests.support.postgresql import PostgreSQLServer, programs_of_the_wheel, started

PACKAGES = Packages("DAViCal", "davical php-cli php-pgsql", required=False)
_CONFIGURATION = """<?php
$c->pg_connect[] = "dbname=davical user=davical_app host=%s";
$c->domain_name = "127.0.0.1";
$c->admin_email = "nobody@duret.invalid";
"""
_PERSON = """
INSERT INTO usr (user_no, active, username, password, fullname) VALUES (1001, TRUE, %(name)s, %(password)s, %(name)s);
INSERT INTO principal (type_id, user_no, displayname, default_privileges) VALUES (1, 1001, %(name)s, 0::BIT(24));
"""


@contextlib.contextmanager
def davical() -> Iterator[DAVServer]:
    """DAViCal with one user; `open_basedir` keeps it from the configuration of the machine's own."""
    php, scripts, library = (
        PACKAGES.program("php"),
        PACKAGES.file("/usr/share/davical"),
        PACKAGES.file("/usr/share/awl"),
    )
    with started(programs_of_the_wheel()) as database, own_folder("davical") as folder:
        _fill(database, f"{scripts}/dba/create-database.sh")
        for part in ("htdocs", "inc"):
            shutil.copytree(scripts / part, folder / part)
        (folder / "config").mkdir()
        (folder / "config" / "config.php").write_text(_CONFIGURATION % database.folder, encoding="utf-8")
        (port,) = free_ports()
        settings = {"open_basedir": f"{folder}:{library}:/tmp", "include_path": f"{library}/inc", "display_errors": "0"}
        options = [word for name, value in settings.items() for word in ("-d", f"{name}={value}")]
        with running([str(php), *options, "-S", f"127.0.0.1:{port}", "-t", str(folder / "htdocs")], port):
            yield DAVServer("davical", f"http://127.0.0.1:{port}/caldav.php/{NAME}/")


def _fill(database: PostgreSQLServer, script: str) -> None:
    programs = programs_of_the_wheel() / "bin"
    place = {"PGHOST": str(database.folder), "PGUSER": "postgres", "PATH": f"{programs}:{os.environ['PATH']}"}
    subprocess.run([script, "davical", PASSWORD], env={**os.environ, **place}, check=True, capture_output=True)
    with psycopg.connect(host=str(database.folder), user="postgres", dbname="davical") as connection:
        for line in _PERSON.strip().splitlines():
            connection.execute(line.encode(), {"name": NAME, "password": f"**{PASSWORD}"})
