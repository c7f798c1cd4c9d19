"""Who is expected at a customer's door, and when, as the route is planned by now."""

from dataclasses import dataclass

from planner.appointments import Appointment
from planner.intervals import Interval
from planner.ports import Work
from planner.technicians import Technician
from planner.windows import narrowed


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes, by first name, and the part of the promised window in which to expect him."""

    technician: str
    between: Interval


def expected_arrival(work: Work, appointment: Appointment) -> Arrival | None:
    """Return who is planned to come and when; None while the appointment stands on no route."""
    route = work.routes.holding(appointment.id)
    visit = route.visit_of(appointment.id) if route else None
    if route is None or visit is None:
        return None
    technician = work.of(Technician).get(route.technician_id)
    return Arrival(technician.first_name, narrowed(appointment.window, visit.start, work.now))
