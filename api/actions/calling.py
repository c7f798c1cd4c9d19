"""A customer is on the line: who it is, what he needs, two slots read aloud, and a promise before he hangs up."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from api.actions.common import (
    OFFICE,
    actor_of,
    firm_for,
    firm_view,
    house_of,
    nearest,
    read_offer,
    service_view,
    slot_views,
)
from api.actions.day import found_view
from api.actions.newcomers import NOWHERE, checked, site_at
from api.actions.places import commune_views, find_address
from api.actions.portal import follow_token
from api.house import House
from api.sheets import Details
from api.views import (
    BookedView,
    Caller,
    CallForm,
    CallView,
    KnownCustomer,
    KnownSite,
    PersonView,
    Refused,
    SlotTaken,
)
from desk.contact_details import read_phone
from desk.customers import Booker, Customer, search, with_phone
from desk.customers import book as welcome
from desk.errors import InvalidEntry
from desk.said import said
from planner.appointments import CANCELLED, Appointment, State
from planner.board import Board
from planner.booking import confirm, hold
from planner.errors import OutsideAreas, RouteChanged
from planner.errors import SlotTaken as Taken
from planner.firms import Firm
from planner.idempotency import once
from planner.identifiers import AppointmentId, ServiceId
from planner.ports import Actor, Work
from planner.services import Service
from planner.sites import Site
from planner.slots import Slot, Target, Wish, offer_slots
from planner.working_days import local_day

MOST = 8
"""So many customers are shown of those that words may mean: more words are quicker than a longer list."""

_LOOKED_AT = 50
"""So many of them are looked at for those who are expected soon."""

DAYS = timedelta(days=13)
"""Slots are looked for on so many days after the first."""

_GONE = said("Cette place vient d’être prise. Voici les plus proches qui restent.")
OUTSIDE = said("Cette adresse est en dehors de vos secteurs.")
_NO_SERVICE = Refused(said("Choisissez la prestation."), {"service": said("Choisissez la prestation.")})


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody is to go: a known place, or a new one and who says so."""

    site: Site
    booker: Booker | None = None


def call(
    caller: Caller, slug: str, *, query: str = "", form: CallForm | None = None, newcomer: bool = False
) -> CallView:
    """Return whom some words may mean, who is expected soon first; somebody who alone is meant is chosen.

    A `newcomer` is none of them.
    """
    firm, person = firm_for(caller, slug, *OFFICE)
    house, form = house_of(caller), form or CallForm()
    with house.transactions.read(firm.id) as work:
        found = [] if form.customer or newcomer else _meant(work, query)
        if len(found) == 1:
            form = replace(form, customer=found[0].id)
        elif query and not found:
            form = _newcomer(form, query)
        view = replace(call_view(house, work, person, form), query=query)
        several = sorted((_known(work, one) for one in found if len(found) > 1), key=lambda one: not one.next)
        return replace(view, found=tuple(several[:MOST]), more=len(several) > MOST)


def call_again(caller: Caller, slug: str, appointment: str) -> CallView | Refused:
    """Return the slots for an appointment that came to nothing: same customer, place and service."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    with house_of(caller).transactions.read(firm.id) as work:
        old = work.of(Appointment).get(appointment)
    form = CallForm(service=old.service_id, customer=old.customer_id or "", site=old.site_id or "", comment=old.comment)
    return offer_to_caller(caller, slug, form)


def offer_to_caller(caller: Caller, slug: str, form: CallForm) -> CallView | Refused:
    """Return the slots for what somebody on the line wants, or what has to be asked first."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    where = where_to(house, firm, form)
    if isinstance(where, Refused):
        return where
    with house.transactions.read(firm.id) as work:
        today = local_day(work.now, firm.zone)
        wish = replace(_wish(form, where.site), first=today, last=today + DAYS)
        try:
            found = offer_slots(work, wish, house.boards.of(firm.id))
        except OutsideAreas:
            return Refused(OUTSIDE, {"site": OUTSIDE})
        view = call_view(house, work, person, form)
    return replace(view, slots=slot_views(house, firm, found))


def book_for_caller(caller: Caller, slug: str, form: CallForm, *, offer: str) -> BookedView | Refused | SlotTaken:
    """Promise a slot to whoever is on the line; when it is gone, say what is left near it."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    chosen, where = read_offer(house, firm, offer), where_to(house, firm, form)
    if isinstance(where, Refused):
        return where
    board, target = house.boards.of(firm.id), Target(chosen.technician_id, chosen.window)
    actor = actor_of(person)

    def command(work: Work) -> Appointment:
        return promised_once(work, offer, form, lambda: booked_now(work, board, form, where, target, actor))

    try:
        made = house.transactions.write(firm.id, command)
    except (Taken, RouteChanged):
        day = local_day(chosen.window.start, firm.zone)
        near = nearest(_around(house, firm, _wish(form, where.site), day), chosen.window.start)
        return SlotTaken(_GONE, slot_views(house, firm, near))
    return BookedView(made.id, follow_token(house, firm, made))


def promised_once(work: Work, offer: str, form: CallForm, promise: Callable[[], Appointment]) -> Appointment:
    """Return the promise made of an offer and a form: sent twice, as after a lost answer, they are one appointment.

    Raises:
        SlotTaken: what was made of them has been cancelled since.
    """
    key = sha256(f"{offer} {form}".encode()).hexdigest()
    made = work.of(Appointment).get(once(work, f"call {key}", "", lambda: promise().id))
    if made.state in CANCELLED:
        raise Taken
    return made


def booked_now(work: Work, board: Board, form: CallForm, where: Where, target: Target, actor: Actor) -> Appointment:
    """Write the customer, his place and the promise, together."""
    held = hold(work, _wish(form, where.site), target, board, actor=actor)
    return confirm(work, held.id, site_of(work, held.id, where), board, actor=actor, comment=form.comment)


def site_of(work: Work, appointment_id: AppointmentId, where: Where) -> Site:
    """Return the place of an appointment; a new one is written down with the customer who named it."""
    if where.booker is None:
        return where.site
    site = replace(where.site, customer_id=welcome(work, appointment_id, where.booker).id)
    work.of(Site).put(site)
    return site


def _around(house: House, firm: Firm, wish: Wish, day: date) -> Sequence[Slot]:
    with house.transactions.read(firm.id) as work:
        span = replace(wish, first=day - timedelta(days=1), last=day + DAYS)
        return offer_slots(work, span, house.boards.of(firm.id))


def _wish(form: CallForm, site: Site) -> Wish:
    return Wish(ServiceId(form.service), site.position, site.postcode, by_firm=True)


def where_to(house: House, firm: Firm, form: CallForm) -> Where | Refused:
    """Return where to go, or what has to be asked first."""
    with house.transactions.read(firm.id) as work:
        if not work.of(Service).find(id=form.service, active=True):
            return _NO_SERVICE
        for site in work.of(Site).find(id=form.site, customer_id=form.customer or None):
            return Where(site)
    place = find_address(house, form) if form.postcode or form.city else None
    refused = checked(firm, form, place, outside=OUTSIDE)
    if refused is not None or place is None:
        return refused or Refused(NOWHERE)
    return Where(site_at(form, place), Booker(form.name, form.phone, form.email))


def _meant(work: Work, query: str) -> list[Customer]:
    with suppress(InvalidEntry):
        return with_phone(work, read_phone(query))
    return search(work, query, _LOOKED_AT) if query else []


def _newcomer(form: CallForm, query: str) -> CallForm:
    """Return the form with the words nobody is known by, where they belong."""
    with suppress(InvalidEntry):
        return replace(form, phone=form.phone or read_phone(query))
    return replace(form, name=form.name or query)


def call_view(house: House, work: Work, person: PersonView, form: CallForm) -> CallView:
    """Return the page of a call as far as its form is known."""
    services = sorted(work.of(Service).find(active=True), key=lambda one: (one.name, one.id))
    customer = (
        next((_known(work, one) for one in work.of(Customer).find(id=form.customer)), None) if form.customer else None
    )
    if customer and customer.sites and not form.site:
        form = replace(form, site=customer.sites[0].site)
    return CallView(
        firm=firm_view(house, work.firm),
        person=person,
        services=tuple(service_view(one) for one in services),
        communes=commune_views(work.firm),
        form=form,
        customer=customer,
    )


def _known(work: Work, customer: Customer) -> KnownCustomer:
    """Return a customer with his places and his next appointments."""
    sites = sorted(work.of(Site).find(customer_id=customer.id), key=lambda one: (one.street, one.id))
    ahead = [one for one in work.of(Appointment).find(customer_id=customer.id) if _awaited(work, one)]
    details = Details.of(work, [one.id for one in ahead])
    views = sorted((details.appointment_view(one) for one in ahead), key=lambda view: view.window_start)
    return KnownCustomer(
        customer=customer.id,
        name=customer.name,
        phone=customer.phone,
        note=customer.note,
        sites=tuple(KnownSite(one.id, f"{one.street}, {one.city}".strip(", ")) for one in sites),
        next=tuple(found_view(view) for view in views),
    )


def _awaited(work: Work, appointment: Appointment) -> bool:
    return appointment.state not in {*CANCELLED, State.HELD} and appointment.window.end > work.now
