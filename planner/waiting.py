"""Somebody waits for an earlier visit, and a place that comes free is offered to him for a while."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, PlaceId, PlaceOfferId, ServiceId, TechnicianId, WaitingId
from planner.intervals import Interval
from planner.sites import Position
from solver.sentence import Sentence


class Answer(StrEnum):
    """What became of an offer of a place: `open` also when its time is over and nobody has looked since."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One customer on the waiting list, who wants a service at a place sooner, and no later than `last` if that is set.

    `appointment_id` is the appointment that would move, and then also the `id`; of somebody who found nothing it is
    None, or the hold he took a place by and may still let go.
    """

    id: WaitingId
    service_id: ServiceId
    position: Position
    since: datetime
    postcode: str = ""
    appointment_id: AppointmentId | None = None
    last: date | None = None

    @property
    def moves(self) -> bool:
        """Tell whether he has an appointment that would move."""
        return self.appointment_id is not None and str(self.id) == str(self.appointment_id)

    def still(self, appointment: Appointment | None, now: datetime) -> bool:
        """Tell whether he still waits, given the appointment named here."""
        if appointment is None:
            return not self.moves
        if self.moves:
            return appointment.state is State.CONFIRMED and appointment.window.start > now
        return appointment.expired(now)


@dataclass(frozen=True, slots=True)
class PlaceOffer:
    """A window of a freed place (`place_id`) offered to one who waits, until it expires; he was ranked by `cost`.

    `place` is all the time that came free, of which the window is a part.
    """

    id: PlaceOfferId
    place_id: PlaceId
    waiting_id: WaitingId
    technician_id: TechnicianId
    window: Interval
    place: Interval
    cost: int
    reason: Sentence
    offered_at: datetime
    expires_at: datetime
    answer: Answer = Answer.OPEN

    def open(self, now: datetime) -> bool:
        """Tell whether it can be taken."""
        return self.answer is Answer.OPEN and now < self.expires_at

    def answered(self, now: datetime) -> Answer:
        """Return what became of it as it counts now."""
        return Answer.LAPSED if self.answer is Answer.OPEN and self.expires_at <= now else self.answer
