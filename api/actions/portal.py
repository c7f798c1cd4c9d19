"""What a customer does: choose a service, take a slot, say who he is."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import chain

from api.actions.common import (
    firm_of,
    firm_view,
    house_of,
    nearest,
    read_offer,
    service_view,
    slot_views,
)
from api.actions.newcomers import NOWHERE, checked, site_at
from api.actions.places import commune_views, find_address, home_of
from api.errors import LinkInvalid
from api.house import House
from api.signing import FollowLink, HoldTicket, SlotOffer
from api.views import (
    BookedView,
    BookingForm,
    Caller,
    HoldView,
    PortalView,
    Refused,
    SlotTaken,
)
from desk.accounts import count_hold
from desk.contact_details import show_phone
from desk.customers import Booker, Contact
from desk.customers import book as welcome
from desk.said import said
from planner.appointments import Appointment, State
from planner.booking import CUSTOMER, confirm, hold
from planner.errors import HoldExpired, NotFound, RouteChanged
from planner.errors import SlotTaken as Taken
from planner.firms import Firm
from planner.idempotency import once, refused_once
from planner.identifiers import TechnicianId, WaitingId
from planner.ports import Actor, Work
from planner.services import PriceClass, Service
from planner.sites import Position, Site
from planner.slots import Target, Wish, all_slots, offer_slots
from planner.waiting import Waiting
from planner.waiting_list import join

VISITOR = Actor(CUSTOMER)
_LATE_RETURN = timedelta(hours=2)
"""How long after a hold has expired its customer may still find what he typed, and the nearest slots."""

GONE = said("Ce créneau vient d’être pris. Voici les plus proches qui restent.")
LATE = said("Votre créneau n’était gardé que quelques minutes. Voici les plus proches qui restent.")
FAR = said("À cette adresse, l’heure choisie n’est plus tenable. Voici les plus proches qui le sont.")
OUTSIDE = said("Cette adresse est en dehors de nos secteurs d’intervention. Appelez-nous au {phone}.")


def portal(caller: Caller, slug: str) -> PortalView:
    """Return what can be asked of a firm online."""
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        online = sorted(work.of(Service).find(active=True, online=True), key=_asked_first)
        services = [service_view(service) for service in online]
    return PortalView(firm_view(house, firm), tuple(services), commune_views(firm))


def _asked_first(service: Service) -> tuple[bool, str]:
    """Order services for somebody who has a problem: what a contract brings anyway comes last."""
    return service.price_class is PriceClass.CONTRACT, service.name


def hold_slot(caller: Caller, slug: str, *, offer: str, key: str = "") -> HoldView | SlotTaken:
    """Keep a slot for a customer; when its technician has become busy, another may keep the same window.

    With an idempotency key, asking again answers the same hold, or is refused again.

    Raises:
        TooManyHolds: strangers at this network address keep as many as they may.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    chosen = read_offer(house, firm, offer)
    wish = Wish(chosen.service_id, chosen.position, discount=chosen.discount)
    kept = keep_first(house, firm, wish, chosen, key=key, source="" if caller.person else caller.address)
    if kept is None:
        return taken(house, firm, chosen, GONE)
    return held(caller, slug, ticket_of(house, firm, kept, chosen.place))


def ticket_of(house: House, firm: Firm, kept: Appointment, place: str = "") -> str:
    """Return the right to confirm a hold, good for a while longer than the hold itself."""
    until = (kept.held_until or kept.created_at) + _LATE_RETURN
    return house.signer.sign(HoldTicket(firm.id, until, kept.id, place))


def held(caller: Caller, slug: str, ticket: str) -> HoldView | SlotTaken:
    """Return a slot still kept for its customer, or what is left when its time has passed.

    Raises:
        NotFound: it became a promise, or was given back: there is nothing to confirm.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    right = hold_right(house, firm, ticket)
    with house.transactions.read(firm.id) as work:
        kept = work.of(Appointment).get(right.appointment_id)
        if kept.state is not State.HELD:
            raise NotFound("Ce rendez-vous est déjà confirmé ou annulé : suivez le lien reçu par mail.")
        if not kept.expired(work.now):
            return hold_view(house, work, kept, ticket, right.place)
        chosen = _chosen(work, kept, right.place)
    return taken(house, firm, chosen, LATE)


def confirm_hold(
    caller: Caller, slug: str, ticket: str, form: BookingForm, *, key: str = ""
) -> BookedView | Refused | SlotTaken:
    """Make a kept slot a promise; the details are checked first and nothing typed is lost.

    The ticket is good for one promise: asking again answers the same one. With an idempotency key, what was refused
    stays refused.

    Raises:
        KeyReused: the key came with other details before.
        RouteChanged: others were faster time and again; whoever has a key may ask again under it.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    right = hold_right(house, firm, ticket)
    with house.transactions.read(firm.id) as work:
        kept = work.of(Appointment).get(right.appointment_id)
        chosen = _chosen(work, kept, right.place)
    if kept.state is not State.HELD:
        return booked(house, firm, kept)
    booker, place = Booker(form.name, form.phone, form.email), find_address(house, form)
    refused = checked(firm, form, place, outside=OUTSIDE.format(phone=show_phone(firm.phone)))
    if refused is not None or place is None:
        return refused or Refused(NOWHERE)
    site = site_at(form, place)
    try:
        promised = house.transactions.write(
            firm.id, partial(_once_promised, house=house, kept=kept, who=(booker, site, form), key=key)
        )
    except (Taken, HoldExpired, RouteChanged) as error:
        if key and isinstance(error, RouteChanged):
            raise
        granted = _granted_after_all(house, firm, key, _confirmation_asked(kept, form), error)
        here = replace(chosen, position=site.position)
        sentence = LATE if isinstance(error, HoldExpired) else FAR
        return booked(house, firm, granted) if granted else taken(house, firm, here, sentence)
    return booked(house, firm, promised)


def _confirmation_asked(kept: Appointment, form: BookingForm) -> str:
    """Return what a confirmation is about: who and where, in a form that nobody can read."""
    return f"confirm {kept.id} {sha256(repr(form).encode()).hexdigest()}"


def _once_promised(
    work: Work, house: House, kept: Appointment, who: tuple[Booker, Site, BookingForm], key: str
) -> Appointment:
    """Make the promise once per key."""
    if not key:
        return _promised(work, house, kept, who)
    once(work, key, _confirmation_asked(kept, who[2]), lambda: _promised(work, house, kept, who).id)
    return work.of(Appointment).get(kept.id)


def _promised(work: Work, house: House, kept: Appointment, who: tuple[Booker, Site, BookingForm]) -> Appointment:
    """Write the customer, his site and the promise, together; a second tap finds the promise made."""
    now = work.of(Appointment).get(kept.id)
    if now.state is not State.HELD:
        return now
    booker, site, form = who
    customer = welcome(work, kept.id, booker)
    located = replace(site, customer_id=customer.id)
    work.of(Site).put(located)
    promised = confirm(work, kept.id, located, house.boards.of(work.firm.id), actor=VISITOR, comment=form.comment)
    if form.earlier:
        join(work, wish_for_earlier(work, promised))
    return promised


def wish_for_earlier(work: Work, promised: Appointment) -> Waiting:
    """Return an appointment as somebody who waits for an earlier place."""
    site = work.of(Site).get(promised.site_id or "")
    key = WaitingId(promised.id)
    return Waiting(key, promised.service_id, site.position, work.now, site.postcode, promised.id)


def keep_first(
    house: House, firm: Firm, wish: Wish, chosen: SlotOffer, *, key: str = "", source: str
) -> Appointment | None:
    """Hold the window with the technician offered, or else with the next cheapest who can keep it.

    `source` is the network address of a stranger, whose holds are counted; a key makes asking again answer the same.
    """
    first = Target(chosen.technician_id, chosen.window)
    keep = partial(_held, house=house, wish=wish, key=key, source=source)
    for target in chain([first], _others(house, firm, wish, first)):
        with suppress(Taken, RouteChanged):
            return house.transactions.write(firm.id, partial(keep, target=target))
    return _granted_after_all(house, firm, key, _hold_asked(wish, first), Taken())


def _granted_after_all(
    house: House, firm: Firm, key: str, fingerprint: str, refusal: Taken | HoldExpired | RouteChanged
) -> Appointment | None:
    """Remember a refusal under its key, if it has one; or return what the same request, sent twice, was granted."""

    def command(work: Work) -> Appointment | None:
        granted = refused_once(work, key, fingerprint, refusal)
        return work.of(Appointment).get(granted) if granted else None

    return house.transactions.write(firm.id, command) if key else None


def _held(work: Work, house: House, wish: Wish, target: Target, key: str, source: str) -> Appointment:
    """Hold once per key, counted where it comes from."""
    board, most = house.boards.of(work.firm.id), house.settings.holds_per_address

    def command() -> str:
        if source and most:
            count_hold(work, source, most)
        return hold(work, wish, target, board, actor=VISITOR).id

    held_id = once(work, key, _hold_asked(wish, target), command) if key else command()
    return work.of(Appointment).get(held_id)


def _hold_asked(wish: Wish, target: Target) -> str:
    """Return what a hold is about, whoever keeps it."""
    return f"hold {wish.service_id} {wish.position} {target.window.start.isoformat()}"


def _others(house: House, firm: Firm, wish: Wish, first: Target) -> Iterator[Target]:
    """Ask again, only when needed, who else could keep the window."""
    with house.transactions.read(firm.id) as work:
        found = all_slots(work, wish, house.boards.of(firm.id))
    yield from (slot.target for slot in found if slot.window == first.window and slot.target != first)


def taken(house: House, firm: Firm, chosen: SlotOffer, sentence: str) -> SlotTaken:
    """Return the slots nearest to one that is lost."""
    with house.transactions.read(firm.id) as work:
        found = offer_slots(work, Wish(chosen.service_id, chosen.position), house.boards.of(firm.id))
    near = nearest(found, chosen.window.start)
    return SlotTaken(sentence, slot_views(house, firm, near, place=chosen.place))


def _chosen(work: Work, kept: Appointment, place: str) -> SlotOffer:
    """Return what a hold keeps, or kept, as the offer it was."""
    route = work.routes.holding(kept.id)
    visit = route.visit_of(kept.id) if route else None
    position = visit.position if visit else _somewhere(work)
    technician_id = route.technician_id if route else TechnicianId("")
    return SlotOffer(work.firm.id, work.now, kept.service_id, technician_id, position, kept.window, 0, place)


def _somewhere(work: Work) -> Position:
    """Return where the firm is at home, for a hold whose place is no longer on any route."""
    home = home_of(work)
    if home is None:
        raise NotFound
    return Position(home.lat, home.lon)


def hold_right(house: House, firm: Firm, ticket: str) -> HoldTicket:
    """Return what a ticket of this firm is for; LinkInvalid when it is another's."""
    right = house.signer.read(HoldTicket, ticket)
    if right.firm_id != firm.id:
        raise LinkInvalid
    return right


def booked(house: House, firm: Firm, appointment: Appointment) -> BookedView:
    """Return a promise with the customer's right to follow it."""
    return BookedView(appointment.id, follow_token(house, firm, appointment))


def right_of(house: House, firm: Firm, token: str) -> FollowLink:
    """Return what the link to an appointment of this firm lets a customer do, or raise LinkInvalid."""
    right = house.signer.read(FollowLink, token)
    if right.firm_id != firm.id:
        raise LinkInvalid
    return right


def follow_token(house: House, firm: Firm, appointment: Appointment) -> str:
    """Return the customer's right to follow an appointment, good until some weeks after it."""
    expires = appointment.window.end + timedelta(days=house.settings.link_days)
    return house.signer.sign(FollowLink(firm.id, expires, appointment.id))


def hold_view(house: House, work: Work, kept: Appointment, ticket: str, place: str) -> HoldView:
    """Return a kept slot, with what is known of where it is."""
    city, _, postcode = place.rstrip(")").partition(" (")
    form = BookingForm(postcode=postcode, city=city)
    waited = [one.id for one in work.of(Waiting).find(appointment_id=kept.id)]
    for known in work.of(Contact).find(id=waited):
        form = replace(form, name=known.name, phone=known.phone, email=known.email)
    return HoldView(
        hold=ticket,
        firm=firm_view(house, work.firm),
        service=service_view(work.of(Service).get(kept.service_id)),
        start=kept.window.start,
        end=kept.window.end,
        held_until=kept.held_until or work.now,
        form=form,
        discount=kept.discount,
    )
