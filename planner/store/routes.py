"""Routes and their visits as rows: read in two queries, saved whole or not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam
from sqlalchemy.exc import IntegrityError

from planner.errors import RouteChanged
from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.routes import Route, Visit
from planner.sites import Position
from planner.store.conflicts import is_conflict
from planner.store.scope import Scope, kept, owned
from planner.store.tables import Tables

Key = tuple[TechnicianId, date]

_KEY = ("day", "technician_id", "appointment_id")
_REST = ("start_at", "duration", "held_until", "locked", "not_before", "pinned")
_READ = (*_KEY, "lat", "lon", "window_start", "window_end", *_REST)


class StoredRoutes:
    """The routes of one firm: implements `ports.Routes`."""

    def __init__(self, scope: Scope, tables: Tables) -> None:
        self._scope, self._routes, self._visits = scope, tables.routes, tables.visits

    def load(self, technician_id: TechnicianId, day: date) -> Route:
        """Return one route, saved or empty."""
        found = self._read("one", _one, technician=technician_id, day=day)
        return found[0] if found else Route(technician_id, day)

    def between(self, first: date, last: date) -> list[Route]:
        """Return the saved routes of these days, by day and technician."""
        return self._read("days", _days, first=first, last=last)

    def versions(self, first: date, last: date) -> dict[Key, int]:
        """Return the versions of the saved routes of these days."""
        table = self._routes
        columns = table.c.technician_id, table.c.day, table.c.version
        query = kept(table, ("versions",), lambda: owned(table, *columns).where(_days(table)))
        rows = self._scope.rows(query, first=first, last=last)
        return {(technician_id, day): version for technician_id, day, version in rows}

    def holding(self, appointment_id: str) -> Route | None:
        """Return the route that visits an appointment, or None."""
        table = self._visits
        columns, asked = (table.c.technician_id, table.c.day), table.c.appointment_id == bindparam("appointment")
        query = kept(table, ("holding",), lambda: owned(table, *columns).where(asked))
        found = self._scope.rows(query, appointment=appointment_id)
        return self.load(*found[0]) if found else None

    def lock(self, technician_ids: Iterable[TechnicianId]) -> None:
        """Let nobody else change these technicians' routes until the transaction ends."""
        self._scope.lock(technician_ids)

    def save(self, routes: Sequence[Route]) -> list[Route]:
        """Replace routes whose version is the stored one; raise RouteChanged and change nothing otherwise."""
        saved = [replace(route, version=route.version + 1) for route in routes]
        try:
            with self._scope.connection.begin_nested():
                for route in sorted(routes, key=lambda route: (route.day, route.technician_id)):
                    self._raise_version(route)
                    self._scope.delete(self._visits, *_of(self._visits, route))
                self._scope.insert(self._visits, (row for route in routes for row in _visit_rows(route)))
        except IntegrityError as error:
            if is_conflict(error):
                raise RouteChanged from error
            raise
        return saved

    def _raise_version(self, route: Route) -> None:
        key = {"day": route.day, "technician_id": route.technician_id}
        if route.version == 0:
            done = self._scope.add(self._routes, {**key, "version": 1})
        else:
            current = self._routes.c.version == route.version
            values = {"version": route.version + 1}
            done = self._scope.update(self._routes, values, *_of(self._routes, route), current) == 1
        if not done:
            raise RouteChanged

    def _read(self, name: str, which: Callable[[Table], ColumnElement[bool]], **values: object) -> list[Route]:
        # Versions first: where another transaction commits in between, an old version with new visits cannot be saved,
        # but a new version with old visits could.
        table = self._routes
        columns = table.c.day, table.c.technician_id, table.c.version
        query = kept(table, (name,), lambda: owned(table, *columns).where(which(table)))
        versions = self._scope.rows(query, **values)
        visits = self._read_visits(name, which, values) if versions else {}
        return [
            Route(technician_id, day, version, tuple(visits.get((technician_id, day), ())))
            for day, technician_id, version in sorted(versions)
        ]

    def _read_visits(
        self, name: str, which: Callable[[Table], ColumnElement[bool]], values: Mapping[str, object]
    ) -> dict[Key, list[Visit]]:
        table = self._visits
        columns = [table.c[name] for name in _READ]
        query = kept(table, (name,), lambda: owned(table, *columns).where(which(table)).order_by(table.c.rank))
        visits: dict[Key, list[Visit]] = defaultdict(list)
        for day, technician, appointment, lat, lon, opens, closes, *rest in self._scope.rows(query, **values):
            visit = Visit(appointment, Position(lat, lon), Interval(opens, closes), *rest)
            visits[technician, day].append(visit)
        return visits


def _one(table: Table) -> ColumnElement[bool]:
    return (table.c.technician_id == bindparam("technician")) & (table.c.day == bindparam("day"))


def _days(table: Table) -> ColumnElement[bool]:
    return table.c.day.between(bindparam("first"), bindparam("last"))


def _of(table: Table, route: Route) -> tuple[ColumnElement[bool], ...]:
    return table.c.day == route.day, table.c.technician_id == route.technician_id


def _visit_rows(route: Route) -> Iterator[dict[str, Any]]:
    for rank, visit in enumerate(route.visits):
        yield {
            "day": route.day,
            "technician_id": route.technician_id,
            "rank": rank,
            "appointment_id": visit.appointment_id,
            "lat": visit.position.lat,
            "lon": visit.position.lon,
            "window_start": visit.window.start,
            "window_end": visit.window.end,
            "start_at": visit.start,
            "end_at": visit.end,
            "duration": visit.duration,
            "held_until": visit.held_until,
            "locked": visit.locked,
            "not_before": visit.not_before,
            "pinned": visit.pinned,
        }
