"""Where an appointment really is: a dispatcher points at it on a map, or types its degrees."""

from api.actions.common import actor_of, firm_for, house_of
from api.actions.steering import STEERING
from api.sheets import Details
from api.views import Caller, Done, Refused, VisitView
from desk.said import Said, said, together, told
from planner.appointments import Appointment
from planner.errors import InvalidConfiguration, NotAllowedNow
from planner.errors import Refused as NotPossible
from planner.identifiers import AppointmentId
from planner.locating import locate
from planner.ports import Work
from planner.sites import Position

_DEGREES = said("Degrés attendus, par exemple {example}.")
_EXAMPLES = {"lat": "45,8992", "lon": "6,1294"}


def correct_place(caller: Caller, slug: str, *, appointment: str, lat: str, lon: str) -> Done | Refused:
    """Put an appointment's site where somebody pointed; `lat` and `lon` are degrees as typed.

    The place is kept even when the day can then not be driven as planned: whoever may be reached too late is named.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    position = _position(lat, lon)
    if isinstance(position, Refused):
        return position

    def command(work: Work) -> list[VisitView]:
        site_id = work.of(Appointment).get(appointment).site_id
        if site_id is None:
            raise NotAllowedNow("Un créneau retenu n’a pas encore d’adresse.")
        located = locate(work, site_id, position, house.boards.of(firm.id), actor=actor_of(person))
        return _views(work, located.at_risk)

    try:
        late = house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(together(said("Rien n’a été corrigé."), told(error)))
    corrected = said("Lieu corrigé.")
    return Done(together(corrected, _warning(late)) if late else corrected)


def _position(lat: str, lon: str) -> Position | Refused:
    """Return the point typed, or what to mend beside each field."""
    typed = {"lat": _degrees(lat), "lon": _degrees(lon)}
    fields = {name: _DEGREES.format(example=_EXAMPLES[name]) for name, value in typed.items() if value is None}
    try:
        if typed["lat"] is not None and typed["lon"] is not None:
            return Position(typed["lat"], typed["lon"])
    except InvalidConfiguration as error:
        fields = dict.fromkeys(typed, told(error))
    return Refused(
        said("Le lieu n’est pas lisible : latitude et longitude en degrés, par exemple 45,8992 et 6,1294."), fields
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text.strip().removesuffix("°").replace(",", "."))
    except ValueError:
        return None


def _views(work: Work, appointments: tuple[AppointmentId, ...]) -> list[VisitView]:
    details = Details.of(work, appointments)
    views = [details.appointment_view(details.appointments[key]) for key in appointments]
    return sorted(views, key=lambda view: view.window_start)


def _warning(late: list[VisitView]) -> Said:
    """Return who may be reached too late, in words."""
    names = together(*(one.customer_name for one in late), by=", ")
    return said("La tournée ne tient plus toutes ses promesses ; à revoir : {names}.", names=names)
