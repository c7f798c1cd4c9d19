"""A plan is all routes of some days; a proposal is a better plan that Claire has not accepted yet."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Self

from planner.identifiers import AppointmentId, ProposalId, TechnicianId
from planner.routes import Route


class Change(StrEnum):
    """What a proposal does to one visit; an hour that `FOLLOWS` is nobody's decision: others on its route change."""

    TECHNICIAN = "technician"
    TIME = "time"
    FOLLOWS = "follows"


class Cause(StrEnum):
    """Why a better plan was looked for: somebody asked, something happened that day, or the night came."""

    ASKED = "asked"
    DISTURBED = "disturbed"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a change makes better: seconds and visits, below zero where it makes them worse.

    `preferred` are visits that get a technician who would rather go there, `placed` promises that no route kept.
    """

    travel: int = 0
    waiting: int = 0
    overtime: int = 0
    preferred: int = 0
    placed: int = 0

    def worth(self, seconds: int) -> bool:
        """Tell whether it is more than so many seconds, all told, or a visit that gets somebody, or somebody better."""
        return self.placed > 0 or self.preferred > 0 or self.travel + self.waiting + self.overtime >= seconds

    def __add__(self, other: Self) -> "Gain":
        """Both together."""
        return Gain(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    def __sub__(self, other: Self) -> "Gain":
        """What this one gains more."""
        return Gain(**{each.name: getattr(self, each.name) - getattr(other, each.name) for each in fields(self)})


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: a visit that gets another technician or another time, and why.

    Lines of one `group` belong together: apart they would not work, or not pay. The first of them tells the `gain` of
    all, on top of the groups before; so the gains of all lines add up to the proposal's.
    """

    appointment_id: AppointmentId
    change: Change
    before: tuple[TechnicianId, datetime]
    after: tuple[TechnicianId, datetime]
    reason: str
    group: int = 0
    gain: Gain = Gain()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line that whoever steers said no to, and why: it does not come back on `day`, the local day of the refusal.

    `technician_id` is who would have come; None where only the hour would have changed.
    """

    id: str
    day: date
    appointment_id: AppointmentId
    technician_id: TechnicianId | None
    refused_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """New routes for some days, each built on the version of the route it replaces, all on the plan as of `made_at`.

    Costs are in the firm's prices (thousandths of a cent), travel in seconds. `unplaced` are promises that no route can
    keep as things stand: accepting leaves them for Claire to promise anew. `gap` is by which part of the best possible
    cost it may be too dear at most, changes priced too; None where nothing was proven. `set_aside` are the appointments
    of lines refused one by one.
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
    cause: Cause = Cause.ASKED
    gap: float | None = None
    set_aside: frozenset[AppointmentId] = frozenset()

    @property
    def saving(self) -> int:
        """Return how much cheaper the proposal is than the plan it replaces."""
        return self.cost_before - self.cost_after

    @property
    def groups(self) -> tuple[tuple[Line, ...], ...]:
        """Return what can be accepted or not: the lines that somebody decides, those that belong together as one."""
        decided = [line for line in self.lines if line.change is not Change.FOLLOWS]
        groups = (tuple(group) for _, group in groupby(decided, lambda line: line.group))
        return tuple(group for group in groups if not any(line.appointment_id in self.set_aside for line in group))

    @property
    def gain(self) -> Gain:
        """Return what all that can still be accepted makes better."""
        return sum((line.gain for group in self.groups for line in group), Gain())

    @property
    def open(self) -> bool:
        """Tell whether nobody has accepted or refused it yet."""
        return self.accepted_at is None and self.refused_at is None
