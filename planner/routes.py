"""A route is one technician's day: the visits he makes, in order, guarded by a version.

The route is the consistency boundary: it is read, changed and saved as one, and a save that names an older version
is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from planner.identifiers import AppointmentId, TechnicianId
from planner.intervals import Interval
from planner.sites import Position


class Pinned(StrEnum):
    """What of a visit no plan may change because whoever steers said so: who makes it, or also when."""

    TECHNICIAN = "technician"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop planned on a route: `start` is when the technician rings, `window` what the customer was promised.

    A visit with `held_until` only keeps the time for a customer who is still typing. `locked` keeps it with this
    technician at this time, whatever a plan would gain: he has set out for it. `not_before` is the hour, within the
    promise, from which somebody asked the technician to ring. What is `pinned` gives way to an absence only.
    """

    appointment_id: AppointmentId
    position: Position
    window: Interval
    start: datetime
    duration: timedelta
    held_until: datetime | None = None
    locked: bool = False
    not_before: datetime | None = None
    pinned: Pinned | None = None

    @property
    def end(self) -> datetime:
        """Return when the technician leaves."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Route:
    """The visits of one technician on one local day, in driving order; version 0 has never been saved."""

    technician_id: TechnicianId
    day: date
    version: int = 0
    visits: tuple[Visit, ...] = ()

    def at(self, now: datetime) -> Self:
        """Return the route as it counts now: without the holds that have expired."""
        alive = tuple(visit for visit in self.visits if visit.held_until is None or visit.held_until > now)
        return self if len(alive) == len(self.visits) else replace(self, visits=alive)

    def next_expiry(self) -> datetime | None:
        """Return when the first hold on it expires, or None."""
        return min((visit.held_until for visit in self.visits if visit.held_until), default=None)

    def visit_of(self, appointment_id: AppointmentId) -> Visit | None:
        """Return the visit that keeps an appointment, or None."""
        return next((visit for visit in self.visits if visit.appointment_id == appointment_id), None)

    @property
    def under_way(self) -> tuple[Visit, ...]:
        """Return the visits somebody has set out for: they stay even where an absence says he is not there."""
        return tuple(visit for visit in self.visits if visit.locked)

    def without(self, appointment_ids: Iterable[AppointmentId]) -> Self:
        """Return the route without the visits of these appointments."""
        gone = set(appointment_ids)
        return replace(self, visits=tuple(visit for visit in self.visits if visit.appointment_id not in gone))

    def locking(self, appointment_id: AppointmentId, *, locked: bool) -> Self:
        """Return the route with the visit of an appointment locked, or free again."""
        visits = (replace(one, locked=locked) if one.appointment_id == appointment_id else one for one in self.visits)
        return replace(self, visits=tuple(visits))

    def pinning(self, appointment_id: AppointmentId, pinned: Pinned | None) -> Self:
        """Return the route with the visit of an appointment pinned, or free again."""
        visits = (replace(one, pinned=pinned) if one.appointment_id == appointment_id else one for one in self.visits)
        return replace(self, visits=tuple(visits))

    def placing(self, appointment_ids: Iterable[AppointmentId], position: Position) -> Self:
        """Return the route with the visits of these appointments at another place, at the times they had."""
        there = set(appointment_ids)
        visits = (replace(one, position=position) if one.appointment_id in there else one for one in self.visits)
        return replace(self, visits=tuple(visits))
