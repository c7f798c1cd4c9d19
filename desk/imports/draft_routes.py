"""Appointments still to come take their place on the technicians' routes, as the firm had promised them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from desk.imports.draft import Draft
from desk.imports.known import Known
from desk.imports.rows import PastAppointmentRow
from planner.appointments import Appointment, State
from planner.identifiers import AppointmentId, CustomerId, TechnicianId
from planner.intervals import Interval
from planner.routes import Route, Visit
from planner.services import Service


@dataclass(frozen=True, slots=True)
class Coming:
    """A line about an appointment that is still to come."""

    row: PastAppointmentRow
    customer_id: CustomerId
    service_code: str


@dataclass(frozen=True, slots=True)
class _Placed:
    row: int
    technician_id: TechnicianId
    appointment: Appointment
    visit: Visit


def place_on_routes(draft: Draft, known: Known, coming: Iterable[Coming]) -> None:
    """Draft each appointment to come as a visit at its hour; where two overlap on a route the later line is given back.

    Nobody checks here whether the way between them can be driven: the firm has promised them already.
    """
    services = known.services | {entity.code: entity for entity in draft.puts if isinstance(entity, Service)}
    by_route: dict[tuple[TechnicianId, date], list[_Placed]] = defaultdict(list)
    for one in coming:
        with draft.giving_back(one.row.row, "technician"):
            if placed := _placed(draft, known, one, services):
                by_route[placed.technician_id, one.row.day].append(placed)
    for (technician_id, day), visits in sorted(by_route.items()):
        before = known.work.routes.load(technician_id, day)
        after = _with_visits(draft, before.at(known.work.now), visits)
        if after.visits != before.visits:
            draft.routes.append((before, after))


def _placed(draft: Draft, known: Known, coming: Coming, services: Mapping[str, Service]) -> _Placed | None:
    """Return the appointment of a line with its visit, or give the line back for what it lacks."""
    row, service = coming.row, services[coming.service_code]
    site = next(iter(known.sites.get(coming.customer_id, [])), None)
    if row.starts_at is None:
        draft.reject(row.row, "un rendez-vous à venir a besoin de son heure", "hour")
    elif not row.technician:
        draft.reject(row.row, "un rendez-vous à venir a besoin de son technicien", "technician")
    elif site is None:
        reason = "ce client n'a pas d'adresse : complétez d'abord les clients"
        draft.reject(row.row, reason, "customer_reference", "customer_name")
    else:
        promise = Interval(row.starts_at, row.starts_at + service.arrival_window)
        appointment = Appointment(
            id=AppointmentId(draft.new_id("appointment", row.row)),
            service_id=service.id,
            window=promise,
            duration=row.planned or service.duration,
            state=State.CONFIRMED,
            created_at=known.work.now,
            customer_id=coming.customer_id,
            site_id=site.id,
            comment=row.comment,
        )
        visit = Visit(appointment.id, site.position, promise, row.starts_at, appointment.duration)
        return _Placed(row.row, known.technician(row.technician), appointment, visit)
    return None


def _with_visits(draft: Draft, route: Route, placed: Iterable[_Placed]) -> Route:
    """Return the route with the visits that overlap no other, in the order of their hours."""
    for one in placed:
        if any(one.visit.start < other.end and other.start < one.visit.end for other in route.visits):
            draft.reject(one.row, "ce technicien a déjà un rendez-vous à cette heure", "hour")
        else:
            visits = sorted((*route.visits, one.visit), key=lambda visit: visit.start)
            route = replace(route, visits=tuple(visits))
            draft.appointments.append(one.appointment)
    return route
