"""What staff see: the firm's day, a technician's day, one appointment with its history, a search."""

from collections.abc import Iterator
from datetime import date, timedelta

from api.actions.common import OFFICE, firm_for, firm_view, house_of
from api.actions.journal import GAVE_WAY, ROLES, VERBS
from api.actions.places import map_labels
from api.actions.proposals import open_proposal
from api.actions.searching import plan_search
from api.narrowing import Narrowing, filters_view
from api.sheets import Details, Sheet, technician_view, word_views
from api.views import (
    EVERYTHING,
    AppointmentState,
    AppointmentView,
    Caller,
    DayView,
    Filters,
    FoundView,
    HistoryLine,
    SearchView,
    TechnicianDayView,
    VisitView,
)
from desk.customers import contacts_named
from desk.customers import search as customers_like
from desk.said import said
from desk.wording import say_reserve
from planner.appointments import Appointment, State
from planner.history import concerns, newest
from planner.identifiers import AppointmentId
from planner.ports import Entry, Work
from planner.reserve import ReserveForecast
from planner.services import Half
from planner.technicians import Technician
from planner.undo import last_redoable, last_undoable
from planner.working_days import local_day

_DAY = timedelta(days=1)


def today(caller: Caller, slug: str) -> date:
    """Return the present day where the firm is."""
    firm, _ = firm_for(caller, slug)
    return local_day(house_of(caller).clock(), firm.zone)


def day(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> DayView:
    """Return who goes where on a day, as far as the filters keep it."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        sheet = Sheet.of(work, house.boards.of(firm.id), day)
        undoable, redoable = last_undoable(work, day), last_redoable(work, day)
        narrowing = Narrowing(filters, firm.rules)
        return DayView(
            firm=firm_view(house, firm),
            person=person,
            day=day,
            today=local_day(work.now, firm.zone),
            previous=day - _DAY,
            next=day + _DAY,
            routes=narrowing.routes(sheet),
            unplaced=narrowing.unplaced(work, day),
            proposal=open_proposal(work, day),
            last_action=VERBS[undoable.verb] if undoable else "",
            taken_back=VERBS["undo"] if redoable else "",
            communes=map_labels(firm),
            closed=firm.rules.closed(day) or "",
            filters=filters_view(work, filters),
            search=plan_search(house, work, day),
            reserve=tuple(_reserve(work, day)),
            newest=newest(work),
        )


def _reserve(work: Work, day: date) -> Iterator[str]:
    """Yield what is forecast to be kept in each half of a day, for the skill that needs most."""
    if not work.firm.rules.forecasts_reserve:
        return
    found = work.of(ReserveForecast).find(day=day)
    for half in Half:
        most = max((one for one in found if one.half is half), key=lambda one: one.kept, default=None)
        if most is not None:
            yield say_reserve(most)


def technician_day(caller: Caller, slug: str, day: date, *, technician: str = "") -> TechnicianDayView:
    """Return one technician's day: his own, or for the office anybody's (the first one's, when none is named).

    Raises:
        NotFound: there is no such technician; whoever is none himself has no day of his own.
    """
    firm, person = firm_for(caller, slug)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        sheet = Sheet.of(work, house.boards.of(firm.id), day)
        first = next((one.id for one in sheet.technicians), "")
        whose = (technician or first) if person.role in OFFICE else person.technician or ""
        chosen = work.of(Technician).get(whose)
        return TechnicianDayView(
            firm=firm_view(house, firm),
            person=person,
            day=day,
            today=local_day(work.now, firm.zone),
            previous=day - _DAY,
            next=day + _DAY,
            route=sheet.route_view(chosen),
            closed=firm.rules.closed(day) or "",
        )


def appointment(caller: Caller, slug: str, appointment: str) -> AppointmentView:
    """Return all that is known of one appointment, and why it moved."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        found = work.of(Appointment).get(appointment)
        route = work.routes.holding(found.id)
        visit = route.visit_of(found.id) if route else None
        details = Details.of(work, [found.id])
        technicians = work.of(Technician).find()
        named = {one.id: technician_view(one, technicians) for one in technicians}
        return AppointmentView(
            firm=firm_view(house, firm),
            person=person,
            visit=details.visit_view(visit, 0, 0) if visit else details.appointment_view(found),
            technician=named.get(route.technician_id) if route else None,
            history=tuple(_history(work, found.id)),
            may_cancel=found.movable or found.state is State.ON_THE_WAY,
            may_pin=found.movable and visit is not None,
            may_locate=found.site_id is not None,
            communes=map_labels(firm),
            words=word_views(work, found.id),
            discount=found.discount,
        )


def _history(work: Work, appointment_id: AppointmentId) -> Iterator[HistoryLine]:
    for entry in work.history.of(appointment_id):
        if concerns(entry, appointment_id):
            yield _line(work, entry, appointment_id)


def _line(work: Work, entry: Entry, appointment_id: AppointmentId) -> HistoryLine:
    """Return one line of an appointment's history in words, with the window it promised."""
    who, what = ROLES.get(entry.actor.role, entry.actor.role), VERBS.get(entry.verb, entry.verb)
    start = next((one.window.start for one in entry.after.appointments if one.id == appointment_id), None)
    if entry.verb == "emergency" and start is None:
        return HistoryLine(entry.at, who, GAVE_WAY)
    if start and entry.verb in {"hold", "confirm", "move", "emergency"}:
        what = said("{what} pour le {start}", what=what, start=start.astimezone(work.firm.zone))
    if entry.reason:
        what = said("{what} ({reason})", what=what, reason=entry.reason)
    return HistoryLine(entry.at, who, what)


def search(caller: Caller, slug: str, query: str) -> SearchView:
    """Return the appointments of the customers who match, the next ones first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        known = [customer.id for customer in customers_like(work, query)]
        typed = [contact.id for contact in contacts_named(work, query)]
        appointments = work.of(Appointment)
        found = {one.id: one for one in (*appointments.find(customer_id=known), *appointments.find(id=typed))}.values()
        details = Details.of(work, [one.id for one in found])
        views = [details.appointment_view(one) for one in found]
        now = work.now
    ordered = sorted(views, key=lambda view: (view.window_end < now, abs(view.window_start - now)))
    return SearchView(firm_view(house, firm), person, query, tuple(found_view(view) for view in ordered[:50]))


def found_view(view: VisitView) -> FoundView:
    """Return an appointment as a search shows it."""
    return FoundView(
        appointment=view.appointment,
        customer_name=view.customer_name,
        service=view.service,
        address=f"{view.address}, {view.city}".strip(", "),
        phone=view.phone,
        start=view.window_start,
        state=AppointmentState(view.state),
    )
