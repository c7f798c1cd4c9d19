"""The plan of some days as lines for a spreadsheet: one for each visit, in driving order, local times."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from api.views import AppointmentState, RouteView, VisitView
from desk.contact_details import show_phone

TITLES = (
    "Date",
    "Technicien",
    "Ordre",
    "Arrivée",
    "Départ",
    "Promis à partir de",
    "Promis jusqu'à",
    "Client",
    "Téléphone",
    "Adresse",
    "Ville",
    "Prestation",
    "Statut",
    "Route avant (min)",
    "Commentaire",
    "Note du technicien",
)
UNPLACED = "à placer"
STATES = {
    AppointmentState.HELD: "retenu",
    AppointmentState.CONFIRMED: "confirmé",
    AppointmentState.ON_THE_WAY: "en route",
    AppointmentState.IN_PROGRESS: "sur place",
    AppointmentState.DONE: "terminé",
    AppointmentState.CANCELLED_BY_CUSTOMER: "annulé par le client",
    AppointmentState.CANCELLED_BY_FIRM: "annulé par l'entreprise",
    AppointmentState.NO_ACCESS: "pas d'accès",
}

Planned = tuple[date, Sequence[RouteView], Sequence[VisitView]]
"""A day with its routes and the promises on none."""


def plan_lines(zone: ZoneInfo, days: Iterable[Planned]) -> Iterator[tuple[object, ...]]:
    """Yield the titles, then the visits of each day, those without a place after all routes; no access codes."""
    yield TITLES
    for day, routes, unplaced in days:
        for route in routes:
            for number, visit in enumerate(route.visits, 1):
                yield _line(zone, day, visit, route.technician.name, number)
        for visit in unplaced:
            yield _line(zone, day, visit, UNPLACED, None)


def _line(zone: ZoneInfo, day: date, visit: VisitView, technician: str, number: int | None) -> tuple[object, ...]:
    """Return a visit's cells; one without a place has no hours of its own, only those promised."""
    placed = number is not None
    return (
        day,
        technician,
        number if placed else "",
        _hour(zone, visit.start) if placed else "",
        _hour(zone, visit.end) if placed else "",
        _hour(zone, visit.window_start),
        _hour(zone, visit.window_end),
        visit.customer_name,
        show_phone(visit.phone),
        visit.address,
        visit.city,
        visit.service,
        STATES[visit.state],
        -(-visit.travel_before // 60) if placed else "",
        visit.comment,
        visit.note,
    )


def _hour(zone: ZoneInfo, moment: datetime) -> time:
    return moment.astimezone(zone).time().replace(second=0, microsecond=0)
