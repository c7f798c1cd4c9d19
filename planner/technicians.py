"""A technician: what he can do, where he starts, when he works and when he is away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.identifiers import TechnicianId
from planner.intervals import Interval
from planner.rules import LunchRule
from planner.services import Service
from planner.sites import Position
from planner.working_days import WeeklyHours


@dataclass(frozen=True, slots=True)
class Clearance:
    """A title that lets him work on an installation, valid through its expiry date (none: for ever)."""

    kind: str
    expires_on: date | None = None
    issued_on: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the title holds on the day of the visit."""
        issued = self.issued_on is None or self.issued_on <= day
        return issued and (self.expires_on is None or day <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Technician:
    """One technician; `skills` maps each skill to his level (1 is the least), `areas` are those he prefers."""

    id: TechnicianId
    name: str
    start: Position
    end: Position
    shifts: tuple[WeeklyHours, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    clearances: tuple[Clearance, ...] = ()
    lunch: LunchRule | None = field(default_factory=LunchRule)
    areas: frozenset[str] = frozenset()
    phone: str = ""
    email: str = ""
    active: bool = True

    @property
    def first_name(self) -> str:
        """Return what customers call him."""
        return next(iter(self.name.split()), "")

    def has_clearance(self, kind: str, day: date) -> bool:
        """Tell whether one of his titles of that kind is valid on the day of the visit."""
        return any(title.kind == kind and title.valid_on(day) for title in self.clearances)

    def missing_for(self, service: Service, day: date) -> list[str]:
        """Return the skills and clearances he lacks for a service on a day; empty when he may do it."""
        skills = [name for name, level in service.skills.items() if self.skills.get(name, 0) < level]
        return skills + [kind for kind in sorted(service.clearances) if not self.has_clearance(kind, day)]


OFFICE = "claire"
"""The source of an absence that somebody of the office has entered."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Time in which a technician cannot be planned; `source` tells who said so (us, a calendar, an import)."""

    id: str
    technician_id: TechnicianId
    interval: Interval
    reason: str = ""
    source: str = OFFICE


def available(technician: Technician, absences: Iterable[Absence], hours: Iterable[Interval]) -> list[Interval]:
    """Return the working hours left once his absences are taken out, in order."""
    away = [absence.interval for absence in absences if absence.technician_id == technician.id]
    return [free for interval in hours for free in interval.without(away)]
