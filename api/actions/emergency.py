"""An emergency on the line: the three best ways to be there today, and one of them taken."""

from dataclasses import replace

from api.actions.calling import OUTSIDE, Where, call_view, promised_once, site_of, where_to
from api.actions.common import OFFICE, actor_of, firm_for, firm_view, house_of, read_offer, slot_offer
from api.actions.portal import follow_token
from api.house import House
from api.sheets import Details, technician_view
from api.views import BookedView, Caller, CallForm, CallView, InsertionView, PushedView, Refused, SlotTaken
from desk.said import said
from planner.appointments import Appointment, State
from planner.emergency import Insertion, answer, insertions
from planner.errors import OutsideAreas, RouteChanged
from planner.errors import SlotTaken as Taken
from planner.identifiers import AppointmentId, ServiceId, new_id
from planner.ports import Work
from planner.services import Service
from planner.slots import Slot, Wish
from planner.technicians import Technician
from planner.working_days import local_day

_GONE = said("Cette place vient d’être prise : voici ce qui reste possible.")


def emergency(caller: Caller, slug: str, form: CallForm) -> CallView | Refused:
    """Return the best ways to be there today, or what has to be asked first; without a service, the urgent one."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    form = _urgent(house, form, slug)
    where = where_to(house, firm, form)
    if isinstance(where, Refused):
        return where
    with house.transactions.read(firm.id) as work:
        try:
            found = insertions(work, _today(work, form, where), house.boards.of(firm.id))
        except OutsideAreas:
            return Refused(OUTSIDE, {"site": OUTSIDE})
        ways = tuple(_way(house, work, form, where, one) for one in found)
        return replace(call_view(house, work, person, form), ways=ways, firm=firm_view(house, firm))


def answer_emergency(caller: Caller, slug: str, form: CallForm, *, offer: str) -> BookedView | Refused | SlotTaken:
    """Send somebody: promised at once; whoever is displaced waits to be promised anew."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    form = _urgent(house, form, slug)
    chosen, where = read_offer(house, firm, offer), where_to(house, firm, form)
    if isinstance(where, Refused):
        return where
    board, actor = house.boards.of(firm.id), actor_of(person)

    def promise(work: Work) -> Appointment:
        service, key = work.of(Service).get(form.service), AppointmentId(new_id())
        site = site_of(work, key, where)
        promised = Appointment(
            id=key,
            service_id=service.id,
            window=chosen.window,
            duration=service.duration,
            state=State.CONFIRMED,
            created_at=work.now,
            customer_id=site.customer_id,
            site_id=site.id,
            comment=form.comment,
        )
        return answer(work, promised, chosen.technician_id, board, actor=actor, instead_of=chosen.instead_of)

    def command(work: Work) -> Appointment:
        return promised_once(work, offer, form, lambda: promise(work))

    try:
        made = house.transactions.write(firm.id, command)
    except (Taken, RouteChanged):
        return SlotTaken(_GONE, ())
    return BookedView(made.id, follow_token(house, firm, made), displaced=chosen.instead_of or "")


def _urgent(house: House, form: CallForm, slug: str) -> CallForm:
    """Return the form with the urgent service where none was chosen, else with the one that can be booked soonest."""
    if form.service:
        return form
    firm = house.transactions.firm_by_slug(slug)
    with house.transactions.read(firm.id) as work:
        known = work.of(Service).find(active=True)
    soonest = sorted(known, key=lambda one: (not one.urgent, one.lead_time, one.name))
    return replace(form, service=soonest[0].id) if soonest else form


def _today(work: Work, form: CallForm, where: Where) -> Wish:
    today = local_day(work.now, work.firm.zone)
    site = where.site
    return Wish(ServiceId(form.service), site.position, site.postcode, first=today, last=today, by_firm=True)


def _way(house: House, work: Work, form: CallForm, where: Where, one: Insertion) -> InsertionView:
    touched = [pushed.appointment_id for pushed in one.pushed] + ([one.displaced] if one.displaced else [])
    details = Details.of(work, touched)
    names = {key: details.appointment_view(found).customer_name for key, found in details.appointments.items()}
    technicians = sorted(work.of(Technician).find(active=True), key=lambda each: (each.name, each.id))
    who = next(each for each in technicians if each.id == one.target.technician_id)
    day = local_day(one.target.window.start, work.firm.zone)
    slot = Slot(
        ServiceId(form.service), where.site.position, one.target.window, one.target.technician_id, day, one.start, 0
    )
    return InsertionView(
        offer=house.signer.sign(replace(slot_offer(house, work.firm, slot), instead_of=one.displaced)),
        technician=technician_view(who, technicians),
        start=one.target.window.start,
        end=one.target.window.end,
        arrival=one.start,
        pushed=tuple(PushedView(names[each.appointment_id], each.before, each.after) for each in one.pushed),
        displaced=names[one.displaced] if one.displaced else "",
    )
