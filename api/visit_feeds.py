"""The visits that a calendar feed shows: what, when and in which town, never for whom or where exactly.

A feed lies behind a secret address that programs keep in clear. Who goes is said by a first name, and only where it is
not the same technician each time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from api.calendars import AHEAD, BEHIND, uid_of, version_of
from calendar_sync import CalendarEntry, render_feed
from calendar_sync.feed import MAX_ENTRIES
from desk.feeds import Feed
from planner.appointments import Appointment
from planner.identifiers import TechnicianId
from planner.ports import Touched, Work
from planner.routes import Visit
from planner.services import Service
from planner.sites import Site
from planner.technicians import Technician
from planner.working_days import instant, local_day


@dataclass(frozen=True, slots=True)
class _Planned:
    """A visit of the plan with what is said of it."""

    who: TechnicianId
    visit: Visit
    appointment: Appointment
    site: Site | None
    version: Touched


def visit_feed(work: Work, feed: Feed, pages: str) -> bytes:
    """Return the calendar of a feed: its visits from a month ago to four months ahead, the nearest 5 000 at most.

    An area holds the visits to its postcodes, whoever drives there. `pages` is where the firm's pages begin.

    Raises:
        NotFound: its technician is no more.
    """
    zone = work.firm.zone
    names = {one.id: one.first_name for one in work.of(Technician).find()}
    services = {one.id: one.name for one in work.of(Service).find()}
    entries = []
    for planned in _planned(work, feed):
        summary, link = services[planned.appointment.service_id], f"{pages}/technicien"
        if not feed.technician_id:
            summary = " : ".join(filter(None, (names.get(planned.who, ""), summary)))
            link = f"{pages}/jour/{local_day(planned.visit.start, zone)}"
        entries.append(_entry(planned, summary, link, work.firm.zone_name))
    midnight = instant(local_day(work.now, zone), time(), zone)
    return render_feed(_nearest(entries, midnight), name=_name(work, feed), zone=work.firm.zone_name)


def _planned(work: Work, feed: Feed) -> Iterator[_Planned]:
    today = local_day(work.now, work.firm.zone)
    routes = work.routes.between(today - BEHIND, today + AHEAD)
    theirs = [route for route in routes if feed.technician_id in {None, route.technician_id}]
    visits = [(route.technician_id, visit) for route in theirs for visit in route.at(work.now).visits]
    firm = [(who, visit) for who, visit in visits if visit.held_until is None]
    appointments = {one.id: one for one in work.of(Appointment).find(id=[visit.appointment_id for _, visit in firm])}
    sites, touches = _sites(work, appointments.values()), work.history.touches(list(appointments))
    for who, visit in firm:
        appointment = appointments[visit.appointment_id]
        site = sites.get(appointment.site_id or "")
        if feed.area is None or _in_area(work, site, feed.area):
            yield _Planned(who, visit, appointment, site, version_of(visit, touches))


def _sites(work: Work, appointments: Iterable[Appointment]) -> dict[str, Site]:
    return {site.id: site for site in work.of(Site).find(id=[one.site_id for one in appointments if one.site_id])}


def _in_area(work: Work, site: Site | None, name: str) -> bool:
    area = work.firm.rules.area_of(site.postcode) if site else None
    return area is not None and area.name == name


def _entry(planned: _Planned, summary: str, link: str, zone: str) -> CalendarEntry:
    return CalendarEntry(
        uid=uid_of(planned.appointment.id),
        start=planned.visit.start,
        end=planned.visit.end,
        zone=zone,
        last_modified=planned.version.last,
        sequence=planned.version.times,
        summary=summary,
        location=planned.site.city if planned.site else "",
        url=link,
    )


def _nearest(entries: list[CalendarEntry], midnight: datetime) -> list[CalendarEntry]:
    """As many as a feed holds: from today on, then those before, the nearest first."""
    return sorted(entries, key=lambda entry: (entry.end < midnight, abs(entry.start - midnight)))[:MAX_ENTRIES]


def _name(work: Work, feed: Feed) -> str:
    if feed.technician_id:
        return f"Tournée de {work.of(Technician).get(feed.technician_id).name}"
    return f"Secteur {feed.area}" if feed.area else "Tournées de l’équipe"
