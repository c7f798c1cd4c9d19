"""SOGo for tests: its server, a memcached and a PostgreSQL, all of its own."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.support.dav_process import NAME, PASSWORD, DAVServer, Owner, Packages, awake, free_ports, own_folder, running
from tests.support.missing import lacking
from tests.support.postgresql import PostgreSQLServer, programs_of_the_wheel, started

PACKAGES = Packages("SOGo", "sogo memcached", required=False)
_CONFIGURATION = Path("/etc/sogo/sogo.conf")
"""Read first, whatever we say; what we say counts."""
_PEOPLE = """
CREATE TABLE people (c_uid text PRIMARY KEY, c_name text, c_password text, c_cn text, mail text);
INSERT INTO people VALUES (%(name)s, %(name)s, %(password)s, %(name)s, 'gaetan@duret.invalid');
"""


@contextlib.contextmanager
def sogo() -> Iterator[DAVServer]:
    """SOGo with one user; as root it runs as its own user, to whom alone its configuration is open.

    Without a web server before it, it breaks connections off that are to serve for several requests.
    """
    daemon, cache = PACKAGES.program("sogod"), PACKAGES.program("memcached")
    owner = Owner("sogo" if os.geteuid() == 0 else None)
    if not owner.user and not os.access(_CONFIGURATION, os.R_OK):
        lacking("SOGo", f"{_CONFIGURATION} must be readable, or the tests be run as root", required=False)
    with started(programs_of_the_wheel()) as database, own_folder("sogo") as folder:
        _fill(database)
        owner.owns(folder)
        web, memory = free_ports(2)
        words = [
            word for name, value in _settings(database, folder, web, memory).items() for word in (f"-{name}", value)
        ]
        with (
            running([str(cache), "-l", "127.0.0.1", "-p", str(memory)], memory, owner=owner),
            running([str(daemon), *words], web, owner=owner, environment={"HOME": str(folder)}),
        ):
            home = awake(f"http://127.0.0.1:{web}/SOGo/dav/{NAME}/Calendar/")
            yield DAVServer("sogo", home, keeps_alive=False)


def _fill(database: PostgreSQLServer) -> None:
    database.folder.chmod(0o711)  # somebody else than PostgreSQL's own user comes by
    with psycopg.connect(host=str(database.folder), user="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE sogo")
    with psycopg.connect(host=str(database.folder), user="postgres", dbname="sogo") as connection:
        for line in _PEOPLE.strip().splitlines():
            connection.execute(line.encode(), {"name": NAME, "password": PASSWORD})


def _settings(database: PostgreSQLServer, folder: Path, web: int, memory: int) -> dict[str, str]:
    tables = f"postgresql://postgres@{str(database.folder).replace('/', '%2F')}:5432/sogo/"
    people = f'{{type = sql; id = people; viewURL = "{tables}people"; canAuthenticate = YES;'
    return {
        "WOPort": f"127.0.0.1:{web}",
        "WOWorkersCount": "3",
        "WONoDetach": "YES",
        "WOLogFile": str(folder / "log"),
        "WOPidFile": str(folder / "pid"),
        "SOGoMemcachedHost": f"127.0.0.1:{memory}",
        "SOGoProfileURL": f"{tables}sogo_user_profile",
        "OCSFolderInfoURL": f"{tables}sogo_folder_info",
        "OCSSessionsFolderURL": f"{tables}sogo_sessions_folder",
        "OCSEMailAlarmsFolderURL": f"{tables}sogo_alarms_folder",
        "SOGoAppointmentSendEMailNotifications": "NO",
        "SOGoUserSources": f"({people} isAddressBook = NO; userPasswordAlgorithm = plain;}})",
    }
