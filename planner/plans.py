"""A plan is all routes of some days; a proposal is a better plan that Claire has not accepted yet."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from planner.identifiers import AppointmentId, ProposalId, TechnicianId
from planner.routes import Route


class Change(StrEnum):
    """What a proposal does to one visit."""

    TECHNICIAN = "technician"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: a visit that gets another technician or another time, and why."""

    appointment_id: AppointmentId
    change: Change
    before: tuple[TechnicianId, datetime]
    after: tuple[TechnicianId, datetime]
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """New routes for some days, each built on the version of the route it replaces.

    Costs are in the firm's prices (thousandths of a cent), travel in seconds. `unplaced` are promises that no route can
    keep as things stand: accepting leaves them for Claire to promise anew.
    """

    id: ProposalId
    made_at: datetime
    first: date
    last: date
    routes: tuple[Route, ...]
    lines: tuple[Line, ...]
    cost_before: int
    cost_after: int
    travel_before: int
    travel_after: int
    unplaced: tuple[AppointmentId, ...] = ()
    accepted_at: datetime | None = None
    refused_at: datetime | None = None

    @property
    def saving(self) -> int:
        """Return how much cheaper the proposal is than the plan it replaces."""
        return self.cost_before - self.cost_after

    @property
    def open(self) -> bool:
        """Tell whether nobody has accepted or refused it yet."""
        return self.accepted_at is None and self.refused_at is None
