"""A past appointment is history brought from elsewhere: the day is known, the hour and the technician are not."""

from dataclasses import dataclass
from datetime import date

from desk.identifiers import PastAppointmentId
from planner.appointments import State
from planner.identifiers import CustomerId


@dataclass(frozen=True, slots=True)
class PastAppointment:
    """One visit of before Créneau: minutes planned and really spent, and how it ended.

    `confirmation_minutes` is the time from the wish to a confirmed date; None where nobody wrote it down.
    """

    id: PastAppointmentId
    day: date
    service_code: str
    customer_id: CustomerId
    planned_minutes: int
    state: State = State.DONE
    actual_minutes: int | None = None
    requested_on: date | None = None
    confirmation_minutes: int | None = None
    second_visit: bool = False
    external_ref: str = ""
