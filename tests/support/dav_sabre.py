"""The server sabre/dav for tests: PHP's own web server, one script, one SQLite file.

The version Debian has knows no `sync-collection`: the calendar's tag and its listing must do.
"""

import contextlib
import sqlite3
from collections.abc import Iterator

from tests.support.dav_process import NAME, PASSWORD, DAVServer, Packages, free_ports, own_folder, running

PACKAGES = Packages("sabre/dav", "php-cli php-sqlite3 php-sabre-dav", required=False)
_LIBRARY = "/usr/share/php/Sabre/autoload.php"
_TABLES = "/usr/share/doc/php-sabre-dav/examples/sql"

_SERVER = """<?php
ini_set('display_errors', '0');
date_default_timezone_set('Europe/Paris');
require_once '%(library)s';
$database = new PDO('sqlite:' . __DIR__ . '/calendars.sqlite');
$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$people = new Sabre\\DAVACL\\PrincipalBackend\\PDO($database);
$calendars = new Sabre\\CalDAV\\Backend\\PDO($database);
$door = new class extends Sabre\\DAV\\Auth\\Backend\\AbstractBasic {
    protected function validateUserPass($name, $password) {
        return [$name, $password] === ['%(name)s', '%(password)s'];
    }
};
$server = new Sabre\\DAV\\Server([
    new Sabre\\CalDAV\\Principal\\Collection($people),
    new Sabre\\CalDAV\\CalendarRootNode($people, $calendars),
]);
$server->setBaseUri('/');
$server->addPlugin(new Sabre\\DAV\\Auth\\Plugin($door, 'calendars'));
$server->addPlugin(new Sabre\\CalDAV\\Plugin());
$server->addPlugin(new Sabre\\DAVACL\\Plugin());
$server->exec();
"""


@contextlib.contextmanager
def sabre() -> Iterator[DAVServer]:
    """sabre/dav with one user and no calendar."""
    php, library, tables = PACKAGES.program("php"), PACKAGES.file(_LIBRARY), PACKAGES.file(_TABLES)
    with own_folder("sabre") as folder:
        (port,) = free_ports()
        with contextlib.closing(sqlite3.connect(folder / "calendars.sqlite")) as database:
            for name in ("calendars", "principals"):
                database.executescript((tables / f"sqlite.{name}.sql").read_text(encoding="utf-8"))
            database.execute("INSERT INTO principals (uri, displayname) VALUES (?, ?)", (f"principals/{NAME}", NAME))
            database.commit()
        script = folder / "server.php"
        script.write_text(_SERVER % {"library": library, "name": NAME, "password": PASSWORD}, encoding="utf-8")
        with running([str(php), "-S", f"127.0.0.1:{port}", str(script)], port):
            yield DAVServer("sabre", f"http://127.0.0.1:{port}/calendars/{NAME}/", tokens=False)
