"""The promise made to a customer as their agenda shows it: their own appointment, whole."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from calendar_sync import CalendarEntry, Method, render_invitation
from calendar_sync.entry import Person
from planner.appointments import CANCELLED, Appointment
from planner.identifiers import AppointmentId, SiteId
from planner.ports import Touched, Work
from planner.routes import Visit
from planner.services import Service
from planner.sites import Site

BEHIND = timedelta(days=30)
AHEAD = timedelta(days=120)
"""How far back and ahead calendars show visits."""

OURS = "@creneau"
"""How the uid of every entry of ours ends."""

NOBODY = "rendez-vous@creneau.invalid"


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
        last_modified=last_modified(appointment),
        sequence=appointment.sequence,
        summary=f"{firm.name} : {service.name}",
        location=_address(work, appointment.site_id),
        description=f"Le technicien arrive dans cette plage horaire. Suivre, déplacer ou annuler : {link}",
        url=link,
        organizer=Person(firm.email or NOBODY, firm.name),
        attendee=Person(email) if email else None,
    )


def uid_of(appointment_id: AppointmentId) -> str:
    """Return the name an appointment has in every calendar, for life."""
    return f"{appointment_id}{OURS}"


def appointment_of(uid: str) -> AppointmentId:
    """Return the appointment that has this name."""
    return AppointmentId(uid.removesuffix(OURS))


def version_of(visit: Visit, touches: Mapping[str, Touched]) -> Touched:
    """Return how often a visit was changed and when last, by what history says of those that were."""
    return touches.get(visit.appointment_id) or Touched(0, visit.start)


def last_modified(appointment: Appointment) -> datetime:
    """Return an instant that rises with each change and needs no clock: a second per change."""
    return appointment.created_at + timedelta(seconds=appointment.sequence)


def _address(work: Work, site_id: SiteId | None) -> str:
    if site_id is None:
        return ""
    site = work.of(Site).get(site_id)
    return ", ".join(part for part in (site.street, f"{site.postcode} {site.city}".strip()) if part)
