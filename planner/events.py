"""What has happened, in the past tense: facts other rooms may listen to."""

from dataclasses import dataclass
from datetime import date, datetime

from planner.identifiers import AppointmentId, FirmId, PlaceId, PlaceOfferId, ProposalId, TechnicianId


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the planner; its public name is its class."""


@dataclass(frozen=True, slots=True)
class SlotHeld(Event):
    """A slot is kept for a customer until it expires."""

    appointment_id: AppointmentId
    held_until: datetime


@dataclass(frozen=True, slots=True)
class AppointmentConfirmed(Event):
    """A hold became a promise."""

    appointment_id: AppointmentId


@dataclass(frozen=True, slots=True)
class AppointmentMoved(Event):
    """An appointment has another window than the one the customer was told."""

    appointment_id: AppointmentId
    before: datetime


@dataclass(frozen=True, slots=True)
class AppointmentCancelled(Event):
    """An appointment will not take place."""

    appointment_id: AppointmentId
    by_customer: bool


@dataclass(frozen=True, slots=True)
class AppointmentProgressed(Event):
    """A technician set out, arrived, finished, or found the door closed."""

    appointment_id: AppointmentId
    state: str


@dataclass(frozen=True, slots=True)
class AppointmentRestored(Event):
    """Undoing or redoing gave an appointment back the state, window or technician it had."""

    appointment_id: AppointmentId


@dataclass(frozen=True, slots=True)
class RouteSaved(Event):
    """A technician's day has a new version."""

    technician_id: TechnicianId
    day: date
    version: int


@dataclass(frozen=True, slots=True)
class PlanAccepted(Event):
    """Claire accepted a proposal, or some of its routes."""

    proposal_id: ProposalId


@dataclass(frozen=True, slots=True)
class BetterPlanWanted(Event):
    """Something was left open, or has happened, after which a better plan of a day may be found."""

    day: date


@dataclass(frozen=True, slots=True)
class TechnicianAbsent(Event):
    """A technician cannot be planned for a stretch of time."""

    technician_id: TechnicianId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class PlaceFreed(Event):
    """A technician has time again, which somebody on the waiting list may want; told not before `due_at`, if set.

    `left_by` is the appointment that gave it up, if one did: its customer does not want it back.
    """

    place_id: PlaceId
    technician_id: TechnicianId
    start: datetime
    end: datetime
    due_at: datetime | None = None
    left_by: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class PlaceOffered(Event):
    """Somebody on the waiting list is asked whether he wants a freed place."""

    offer_id: PlaceOfferId


@dataclass(frozen=True, slots=True)
class PlaceGone(Event):
    """Somebody else was faster to a place that was offered."""

    offer_id: PlaceOfferId


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event to be told to one listener, at least once; `number` rises with each event of the firm."""

    number: int
    firm_id: FirmId
    listener: str
    event: Event
    happened_at: datetime
    attempts: int = 0
