"""What the office wants to see of the plan: the technicians who can do something, the visits of an area or a service.

A visit that is left out still takes its technician's time, so its hours stay on his route without its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from api.sheets import Details, Sheet, unplaced
from api.views import Filters, FiltersView, RouteView, VisitView
from planner.identifiers import AppointmentId
from planner.ports import Work
from planner.rules import FirmRules
from planner.services import Service
from planner.technicians import Technician


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters, and the rules of the firm they are read by."""

    filters: Filters
    rules: FirmRules

    @property
    def of_visits(self) -> bool:
        """Tell whether visits are left out, and not only technicians."""
        return bool(self.filters.area or self.filters.service)

    def technicians(self, among: Iterable[Technician]) -> tuple[Technician, ...]:
        """Return those who have the skill or the clearance."""
        wanted = self.filters.skill
        return tuple(one for one in among if not wanted or wanted in _can(one))

    def keeps(self, details: Details, appointment: AppointmentId) -> bool:
        """Tell whether an appointment is of the service and in the area; one without a site yet is in none."""
        found = details.appointments[appointment]
        if self.filters.service not in {"", found.service_id}:
            return False
        site = details.sites.get(found.site_id or "")
        area = self.rules.area_of(site.postcode) if site else None
        return not self.filters.area or (area is not None and area.name == self.filters.area)

    def asks_for(self, details: Details, appointment: AppointmentId) -> bool:
        """Tell whether an appointment on no route is to be shown: it is kept, and it needs the skill."""
        service = details.services[details.appointments[appointment].service_id]
        return self.filters.skill in {"", *_needs(service)} and self.keeps(details, appointment)

    def route(self, view: RouteView, details: Details) -> RouteView:
        """Return a route with the visits that are kept; of the others only their hours."""
        kept = tuple(one for one in view.visits if self.keeps(details, AppointmentId(one.appointment)))
        others = tuple((one.start, one.end) for one in view.visits if one not in kept)
        return replace(view, visits=kept, others=others)

    def routes(self, sheet: Sheet) -> tuple[RouteView, ...]:
        """Return the routes of a day that belong on its page: where visits are asked for, those that have some."""
        found = (self.route(sheet.route_view(one), sheet.details) for one in self.technicians(sheet.technicians))
        return tuple(view for view in found if view.visits or not self.of_visits)

    def unplaced(self, work: Work, day: date) -> tuple[VisitView, ...]:
        """Return the promises of a day that no route keeps."""
        lost = unplaced(work, day, day)
        details = Details.of(work, [one.id for one in lost])
        return tuple(details.appointment_view(one) for one in lost if self.asks_for(details, one.id))


def filters_view(work: Work, filters: Filters) -> FiltersView:
    """Return what there is to choose from: the firm's areas, what its technicians can do, its services by name."""
    skills = {name for one in work.of(Technician).find(active=True) for name in _can(one)}
    services = sorted((one.name, one.id) for one in work.of(Service).find(active=True))
    return FiltersView(
        chosen=filters,
        areas=tuple(sorted(area.name for area in work.firm.rules.areas)),
        skills=tuple(sorted(skills)),
        services=tuple((key, name) for name, key in services),
    )


def _can(technician: Technician) -> set[str]:
    return {*technician.skills, *(title.kind for title in technician.clearances)}


def _needs(service: Service) -> set[str]:
    return {*service.skills, *service.clearances}
