"""Appointments as calendars show them: a technician's feed of planned visits, and the promise in a customer's agenda.

A feed lies behind a secret address that programs keep in clear: it says what, when and in which town, never who or
where exactly. What the customer gets is their own appointment, whole.
"""

from datetime import date, datetime, timedelta

from calendar_sync import CalendarEntry, Method, render_feed, render_invitation
from calendar_sync.entry import Person
from planner.appointments import CANCELLED, Appointment
from planner.firms import Firm
from planner.identifiers import AppointmentId, SiteId
from planner.ports import Work
from planner.routes import Visit
from planner.services import Service
from planner.sites import Site
from planner.technicians import Technician
from planner.working_days import local_day

BEHIND = timedelta(days=30)
AHEAD = timedelta(days=120)
OURS = "@creneau"
"""How the uid of every entry of ours ends."""

NOBODY = "rendez-vous@creneau.invalid"


def technician_feed(work: Work, technician: Technician, link: str) -> bytes:
    """Return the visits planned for a technician, from a month ago to four months ahead; `link` opens their day."""
    today = local_day(work.now, work.firm.zone)
    visits = _visits(work, technician, today - BEHIND, today + AHEAD)
    appointments = {one.id: one for one in work.of(Appointment).find(id=[visit.appointment_id for visit in visits])}
    services = {service.id: service for service in work.of(Service).find()}
    site_ids = [one.site_id for one in appointments.values() if one.site_id]
    towns = {site.id: site.city for site in work.of(Site).find(id=site_ids)}
    planned = [(visit, appointments[visit.appointment_id]) for visit in visits]
    entries = [
        _visit_entry(visit, one, service=services[one.service_id], town=_town(towns, one), link=link, firm=work.firm)
        for visit, one in planned
    ]
    return render_feed(entries, name=f"Tournée de {technician.name}", zone=work.firm.zone_name)


def customer_invitation(work: Work, appointment: Appointment, email: str, link: str) -> bytes:
    """Return the appointment for the customer's agenda: a request while it stands, a cancellation afterwards."""
    method = Method.CANCEL if appointment.state in CANCELLED else Method.REQUEST
    return render_invitation(_promise(work, appointment, email, link), method)


def customer_file(work: Work, appointment: Appointment, link: str) -> bytes:
    """Return the appointment as a file that any agenda takes in."""
    return render_invitation(_promise(work, appointment, "", link), Method.PUBLISH)


def _promise(work: Work, appointment: Appointment, email: str, link: str) -> CalendarEntry:
    """Return the promised window as an entry; an empty `email` names nobody."""
    firm, service = work.firm, work.of(Service).get(appointment.service_id)
    return CalendarEntry(
        uid=uid_of(appointment.id),
        start=appointment.window.start,
        end=appointment.window.end,
        zone=firm.zone_name,
        last_modified=_last_modified(appointment),
        sequence=appointment.sequence,
        summary=f"{firm.name} : {service.name}",
        location=_address(work, appointment.site_id),
        description=f"Le technicien arrive dans cette plage horaire. Suivre, déplacer ou annuler : {link}",
        url=link,
        organizer=Person(firm.email or NOBODY, firm.name),
        attendee=Person(email) if email else None,
    )


def _visit_entry(
    visit: Visit, appointment: Appointment, *, service: Service, town: str, link: str, firm: Firm
) -> CalendarEntry:
    return CalendarEntry(
        uid=uid_of(appointment.id),
        start=visit.start,
        end=visit.end,
        zone=firm.zone_name,
        last_modified=_last_modified(appointment),
        sequence=appointment.sequence,
        summary=service.name,
        location=town,
        url=link,
    )


def _visits(work: Work, technician: Technician, first: date, last: date) -> list[Visit]:
    routes = work.routes.between(first, last)
    mine = (route.at(work.now) for route in routes if route.technician_id == technician.id)
    return [visit for route in mine for visit in route.visits if visit.held_until is None]


def uid_of(appointment_id: AppointmentId) -> str:
    """Return the name an appointment has in every calendar, for life."""
    return f"{appointment_id}{OURS}"


def _last_modified(appointment: Appointment) -> datetime:
    """Return an instant that rises with each change and needs no clock: a second per change."""
    return appointment.created_at + timedelta(seconds=appointment.sequence)


def _town(towns: dict[SiteId, str], appointment: Appointment) -> str:
    return towns.get(appointment.site_id, "") if appointment.site_id else ""


def _address(work: Work, site_id: SiteId | None) -> str:
    if site_id is None:
        return ""
    site = work.of(Site).get(site_id)
    return ", ".join(part for part in (site.street, f"{site.postcode} {site.city}".strip()) if part)
