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
    """One technician; `skills` maps each skill to his level (1 is the least).

