"""The routes of a firm, compiled for questions and kept from one question to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work
from planner.reserve import Left, left_of
from planner.routes import Route
from planner.technicians import Absence, Technician
from planner.translation import Day, compile_day, working_days
from planner.working_days import days_between, local_day
from solver.blocks import RouteBlock
from solver.schedule import Schedule


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A route compiled at one version, good until the first hold on it expires."""

    version: int
    expires: datetime | None
    block: RouteBlock
    left: Left

    def current(self, version: int, now: datetime) -> bool:
        return self.version == version and (self.expires is None or self.expires > now)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The routes to be asked, and the time that each leaves."""

    schedule: Schedule
    left: tuple[Left, ...]


class Board:
    """The routes of one firm compiled for questions, kept from one question to the next by their versions.

    It holds nothing that the store does not: dropping it costs time only. Safe to share between threads. Only readings
    may ask for what it keeps: what a command has not committed yet would stay behind if it were taken back.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._firm_version = -1
        self._technicians: tuple[Technician, ...] = ()
        self._days: dict[tuple[TechnicianId, date], Day | None] = {}
        self._compiled: dict[tuple[TechnicianId, date], _Compiled] = {}
        self._schedule: tuple[tuple[date, date], Asked] | None = None

    def asked(self, work: Work, first: date, last: date, moving: AppointmentId | None = None) -> Asked:
        """Return the routes of these days as they stand in this transaction, without the appointment that moves."""
        with self._lock:
            changed = self._refresh(work, first, last)
            if changed or self._schedule is None or self._schedule[0] != (first, last):
                self._schedule = (first, last), _asked(self._routes(first, last).values())
            leaving = work.routes.holding(moving) if moving else None
            return self._schedule[1] if leaving is None else self._as_if_gone(work, leaving, moving, first, last)

    def technicians(self, work: Work) -> tuple[Technician, ...]:
        """Return the active technicians as they stand in this transaction."""
        with self._lock:
            self._forget_old_settings(work)
            return self._technicians

    def _routes(self, first: date, last: date) -> dict[tuple[TechnicianId, date], tuple[RouteBlock, Left]]:
        """Return the compiled routes that can be asked, by technician and day."""
        days = (item for item in sorted(self._compiled.items()) if first <= item[0][1] <= last)
        return {key: (compiled.block, compiled.left) for key, compiled in days}

    def _as_if_gone(self, work: Work, leaving: Route, moving: AppointmentId | None, first: date, last: date) -> Asked:
        """Return the routes of these days without one appointment."""
        routes = self._routes(first, last)
        key = leaving.technician_id, leaving.day
        day = self._days.get(key)
        if day is not None and moving is not None:
            block = compile_day(work.firm, day, leaving.at(work.now).without([moving]).visits)
            routes[key] = block, left_of(block, work.firm.zone)
        return _asked(routes.values())

    def day(self, work: Work, technician_id: TechnicianId, day: date) -> Day | None:
        """Return one technician's working day, or None when he does not work.

        What decides is read in the transaction that asks, and what that transaction sees is not kept: it may yet be
        taken back.
        """
        technician = work.of(Technician).get(technician_id)
        if not technician.active:
            return None
        absences = work.of(Absence).find(technician_id=technician_id)
        return working_days(work.firm, technician, absences, [day]).get(day)

    def _refresh(self, work: Work, first: date, last: date) -> bool:
        """Compile what has changed; tell whether anything has."""
        self._forget_old_settings(work)
        self._forget_past_days(local_day(work.now, work.firm.zone))
        days = list(days_between(first, last))
        self._learn_days(work, days)
        versions = work.routes.versions(first, last)
        stale = [
            key
            for technician in self._technicians
            for day in days
            if self._days[key := (technician.id, day)] is not None
            and not ((known := self._compiled.get(key)) and known.current(versions.get(key, 0), work.now))
        ]
        if stale:
            saved = {(route.technician_id, route.day): route for route in work.routes.between(first, last)}
            for key in stale:
                self._compile(work, saved.get(key, Route(*key)))
        return bool(stale)

    def _forget_old_settings(self, work: Work) -> None:
        """Start again when the firm's settings, technicians or absences have changed."""
        if work.firm.version != self._firm_version:
            self._firm_version = work.firm.version
            self._technicians = tuple(work.of(Technician).find(active=True))
            self._days, self._compiled, self._schedule = {}, {}, None

    def _forget_past_days(self, today: date) -> None:
        """Let go of what nobody books any more, so that the board grows with the horizon and not with time."""
        for kept in (self._days, self._compiled):
            for key in [key for key in kept if key[1] < today]:
                del kept[key]

    def _learn_days(self, work: Work, days: Sequence[date]) -> None:
        absences: list[Absence] | None = None
        for technician in self._technicians:
            unknown = [day for day in days if (technician.id, day) not in self._days]
            if unknown:
                absences = work.of(Absence).find() if absences is None else absences
                known = working_days(work.firm, technician, absences, unknown)
                self._days.update({(technician.id, day): known.get(day) for day in unknown})

    def _compile(self, work: Work, route: Route) -> None:
        key = route.technician_id, route.day
        day = self._days[key]
        alive = route.at(work.now)
        if day is not None:
            block = compile_day(work.firm, day, alive.visits)
            self._compiled[key] = _Compiled(route.version, alive.next_expiry(), block, left_of(block, work.firm.zone))


def _asked(routes: Iterable[tuple[RouteBlock, Left]]) -> Asked:
    routes = list(routes)
    return Asked(Schedule.of([block for block, _ in routes]), tuple(left for _, left in routes))
