"""Who is expected at a customer's door, and when, as the route is planned by now and as surely as the firm chose."""

from dataclasses import dataclass

from api.chances import narrowed_arrival
from desk.visit_lengths import learned_lengths
from planner.appointments import Appointment
from planner.intervals import Interval
from planner.ports import Work
from planner.technicians import Technician


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes, by first name, and the part of the promised window in which to expect him: all of it, at worst."""

    technician: str
    between: Interval


def expected_arrival(work: Work, appointment: Appointment) -> Arrival | None:
    """Return who is planned to come and when; None while the appointment stands on no route.

    The promise is narrowed where enough visits were learned from to say how surely he then comes inside.
    """
    route = work.routes.holding(appointment.id)
    if route is None or route.visit_of(appointment.id) is None:
        return None
    technician = work.of(Technician).get(route.technician_id)
    learned = learned_lengths(work)
    between = None
    if learned and learned.trusted:
        between = narrowed_arrival(work, route.at(work.now), appointment, learned.model)
    return Arrival(technician.first_name, between or appointment.window)
