"""A day as views are made of it: technicians, routes hour by hour, and for each visit who and where, read once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.views import AppointmentState, PlaceView, RouteView, TechnicianView, VisitView, WordView
from desk.customers import Contact, Customer
from desk.notices import notices_by_appointment, words_of_customer
from desk.said import said
from desk.visit_notes import VisitNote, notes_of
from planner.appointments import Appointment, State
from planner.board import Board
from planner.firms import Firm
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Position, Site
from planner.technicians import OFFICE, Absence, Technician
from planner.translation import hours_of, moment
from planner.working_days import day_interval, local_day
from solver.solution import Timetable

_ABSENT = said("Absent")
"""Why somebody is away who gave no reason."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a day's views are made of, read once."""

    work: Work
    board: Board
    day: date
    technicians: tuple[Technician, ...]
    routes: dict[TechnicianId, Route]
    details: "Details"

    @classmethod
    def of(cls, work: Work, board: Board, day: date) -> "Sheet":
        """Read a day."""
        technicians = tuple(sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id)))
        routes = {route.technician_id: route.at(work.now) for route in work.routes.between(day, day)}
        visits = [visit.appointment_id for route in routes.values() for visit in route.visits]
        return cls(work, board, day, technicians, routes, Details.of(work, visits))

    def route_view(self, technician: Technician) -> RouteView:
        """Return one technician's route, hour by hour."""
        route = self.routes.get(technician.id, Route(technician.id, self.day))
        named = technician_view(technician, self.technicians)
        worked = self.board.day(self.work, technician.id, self.day)
        if worked is None:
            absence, said_here = self._absence(technician)
            visits = self.visit_views(route, None)
            return RouteView(named, route.version, visits, absence=absence, may_return=said_here)
        hours = hours_of(self.work.firm, worked, route.visits)
        shown = RouteView(
            technician=named,
            version=route.version,
            visits=self.visit_views(route, hours),
            shift_start=moment(worked.shift.start),
            shift_end=moment(worked.shift.end),
            start_place=place_view(technician.name, technician.start),
            end_place=place_view(technician.name, technician.end),
            absence="" if hours else said("La tournée ne tient plus toutes ses promesses."),
        )
        return shown if hours is None or not route.visits else with_hours(shown, hours)

    def visit_views(self, route: Route, hours: Timetable | None) -> tuple[VisitView, ...]:
        """Return the visits of a route with the road and the waiting before each."""
        before = legs(hours) if hours else {}
        return tuple(
            self.details.visit_view(visit, *before.get(visit.appointment_id, (0, 0))) for visit in route.visits
        )

    def _absence(self, technician: Technician) -> tuple[str, bool]:
        """Return why somebody does not work, and whether the office said so."""
        absences = self.work.of(Absence).find(technician_id=technician.id)
        whole_day = day_interval(self.day, self.work.firm.zone)
        said_here = any(one.source == OFFICE and one.interval.overlaps(whole_day) for one in absences)
        return why_away(self.work.firm, self.day, absences), said_here


def why_away(firm: Firm, day: date, absences: Iterable[Absence]) -> str:
    """Return why somebody with these absences does not work on a day."""
    whole_day = day_interval(day, firm.zone)
    reasons = [absence.reason for absence in absences if absence.interval.overlaps(whole_day)]
    if reasons:
        return _ABSENT if reasons[0] in {"", _ABSENT} else reasons[0]
    return firm.rules.closed(day) or said("Ne travaille pas")


def with_hours(view: RouteView, hours: Timetable) -> RouteView:
    """Return a route's view with departure, return, lunch, road and overtime."""
    return replace(
        view,
        departure=moment(hours.departure),
        arrival=moment(hours.back),
        lunch_start=moment(hours.lunch.start) if hours.lunch else None,
        lunch_end=moment(hours.lunch.end) if hours.lunch else None,
        travel=hours.travel,
        overtime=hours.overtime,
    )


def legs(hours: Timetable) -> dict[str, tuple[int, int]]:
    """Return the seconds of road and of waiting before each visit of a route, lunch counted as neither."""
    left, found = hours.departure, {}
    for number, stop in enumerate(hours.stops):
        eaten = hours.lunch.end - hours.lunch.start if hours.lunch and hours.lunch.after == number > 0 else 0
        found[stop.visit] = (max(stop.arrival - left - eaten, 0), stop.start - stop.arrival)
        left = stop.end
    return found


def technician_view(technician: Technician, among: Sequence[Technician]) -> TechnicianView:
    """Return a technician with the colour of his place in the list."""
    colour = next((number for number, one in enumerate(among) if one.id == technician.id), 0) % 8
    return TechnicianView(technician.id, technician.name, colour, technician.phone)


@dataclass(frozen=True, slots=True)
class Details:
    """Who and where, for a set of appointments; what their technicians wrote, and the words about them."""

    appointments: dict[AppointmentId, Appointment]
    services: dict[str, Service]
    sites: dict[str, Site]
    customers: dict[str, Customer]
    contacts: dict[str, Contact]
    notes: dict[AppointmentId, VisitNote]
    notices: dict[AppointmentId, str]

    @classmethod
    def of(cls, work: Work, keys: Iterable[AppointmentId]) -> "Details":
        """Read all that is known of the appointments named."""
        wanted = list(keys)
        appointments = {one.id: one for one in work.of(Appointment).find(id=wanted)}
        site_ids = [one.site_id for one in appointments.values() if one.site_id]
        customer_ids = [one.customer_id for one in appointments.values() if one.customer_id]
        return cls(
            appointments,
            {service.id: service for service in work.of(Service).find()},
            {site.id: site for site in work.of(Site).find(id=site_ids)},
            {customer.id: customer for customer in work.of(Customer).find(id=customer_ids)},
            {contact.id: contact for contact in work.of(Contact).find(id=wanted)},
            notes_of(work, wanted),
            notices_by_appointment(work),
        )

    def visit_view(self, visit: Visit, travel: int, waiting: int) -> VisitView:
        """Return a planned visit with who and where."""
        view = self.appointment_view(self.appointments[visit.appointment_id], visit.start)
        place = view.place or place_view(view.city, visit.position)
        return replace(
            view,
            place=place,
            travel_before=travel,
            waiting_before=waiting,
            locked=visit.locked,
            pinned=visit.pinned or "",
        )

    def appointment_view(self, appointment: Appointment, start: datetime | None = None) -> VisitView:
        """Return an appointment as a visit, at its planned start or at the start of its window."""
        site = self.sites.get(appointment.site_id or "")
        customer = self.customers.get(appointment.customer_id or "")
        contact = self.contacts.get(appointment.id)
        note = self.notes.get(appointment.id)
        begins = start or appointment.window.start
        return VisitView(
            visit=appointment.id,
            appointment=appointment.id,
            state=AppointmentState(appointment.state),
            service=self.services[appointment.service_id].name,
            start=begins,
            end=begins + appointment.duration,
            window_start=appointment.window.start,
            window_end=appointment.window.end,
            customer_name=contact.name if contact else customer.name if customer else said("Créneau retenu"),
            phone=(contact.phone if contact else "") or (customer.phone if customer else ""),
            address=site.street if site else "",
            city=f"{site.postcode} {site.city}".strip() if site else "",
            place=place_view(site.city, site.position, site.precision) if site else None,
            comment=appointment.comment,
            access_code=site.access if site else "",
            note=note.text if note else "",
            notice=self.notices.get(appointment.id, ""),
        )


def unplaced(work: Work, first: date, last: date) -> list[Appointment]:
    """Return the promises of these days, both included, that no route keeps."""
    planned = {visit.appointment_id for route in work.routes.between(first, last) for visit in route.visits}
    promised = work.of(Appointment).find(state=State.CONFIRMED)
    zone = work.firm.zone
    return [one for one in promised if first <= local_day(one.window.start, zone) <= last and one.id not in planned]


def place_view(name: str, position: Position, precision: str = "house") -> PlaceView:
    """Return a position with its name."""
    return PlaceView(name, position.lat, position.lon, precision)


def word_views(work: Work, appointment_id: AppointmentId) -> tuple[WordView, ...]:
    """Return what a customer wrote about an appointment, the oldest first."""
    return tuple(WordView(one.noticed_at, one.text) for one in words_of_customer(work, appointment_id))
