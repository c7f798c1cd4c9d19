"""A server as it is often written: look whether the time is free, then insert. The judge must find out.

No turn-taking, no lock, no version, no constraint, no transaction: each statement commits by itself. Between looking
and inserting lie some milliseconds, as they do where a search or a slow disk stands between them.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from unittest.mock import patch

from sqlalchemy import Connection, NullPool, make_url

from planner.identifiers import TechnicianId
from planner.routes import Route
from planner.store.routes import StoredRoutes, _of, _visit_rows
from planner.store.sqlite import _WRITER, OneWriter, _engine
from web.main import main as serve

T = TypeVar("T")

GAP = (0.003, 0.02)  # seconds


class Careless(OneWriter):
    """Everybody writes at once, statement by statement."""

    def __init__(self, url: str) -> None:
        super().__init__(make_url(url))
        self._everybody = _engine(make_url(url), _WRITER, begin="SELECT 1", poolclass=NullPool)
        with self._everybody.connect() as connection:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS visits_do_not_overlap")

    def write(self, run: Callable[[Connection], T], committed: Callable[[T], None]) -> T:
        """Run a command where it is asked for."""
        with self._everybody.connect() as connection:
            answer = run(connection)
        committed(answer)
        return answer


class CarelessRoutes(StoredRoutes):
    """Inserts what a command added to the route it saw, whatever others have added since."""

    def load(self, technician_id: TechnicianId, day: date) -> Route:
        """Remember what the command has seen."""
        route = super().load(technician_id, day)
        self._seen = {visit.appointment_id for visit in route.visits} | getattr(self, "_seen", set())
        return route

    def save(self, routes: Sequence[Route]) -> list[Route]:
        """Insert after a while."""
        time.sleep(random.uniform(*GAP))
        gone = self._visits.c.appointment_id.in_(self._seen)
        for route in routes:
            row = {"day": route.day, "technician_id": route.technician_id, "version": route.version + 1}
            self._scope.put_all(self._routes, [row])
            self._scope.delete(self._visits, *_of(self._visits, route), gone)
            rank = random.randrange(1 << 30)
            self._scope.insert(self._visits, [{**row, "rank": rank + row["rank"]} for row in _visit_rows(route)])
        return [replace(route, version=route.version + 1) for route in routes]


def main() -> None:
    """The command `creneau`, carelessly."""
    with (
        patch("planner.store.database.open_engine", Careless),
        patch("planner.store.work.StoredRoutes", CarelessRoutes),
    ):
        serve()
