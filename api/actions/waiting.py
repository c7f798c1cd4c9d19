"""The waiting list: to be told when nothing is free, to take a place that comes free, and to see who waits."""

from datetime import date, timedelta

from api.actions.common import (
    OFFICE,
    firm_for,
    firm_of,
    firm_view,
    house_of,
    in_words,
    nearest,
    service_view,
    slot_views,
    to_mend,
)
from api.actions.follow import LEFT
from api.actions.newcomers import MAIL_NEEDED, NOWHERE
from api.actions.places import find_place
from api.actions.portal import follow_token, held, ticket_of
from api.actions.typed import read_day
from api.errors import LinkInvalid
from api.house import House
from api.signing import PlaceLink
from api.views import (
    BookedView,
    Caller,
    Done,
    HoldView,
    OfferedPlaceView,
    PlaceAnswer,
    PlaceOfferView,
    Refused,
    SlotTaken,
    SlotView,
    WaitForm,
    WaitingListView,
    WaitingView,
)
from connectors.places import FoundPlace
from desk.accounts import count_hold
from desk.contact_details import show_phone
from desk.customers import Booker, Contact, Customer
from desk.customers import book as welcome
from desk.errors import InvalidEntry, UnreadableEmail
from desk.said import said, told
from planner.appointments import Appointment
from planner.errors import NotAllowedNow, NotFound, OfferLapsed, OutsideAreas, RouteChanged, TooLate
from planner.errors import SlotTaken as Taken
from planner.firms import Firm
from planner.identifiers import AppointmentId, WaitingId, new_id
from planner.ports import Work
from planner.services import Service
from planner.sites import Position
from planner.slots import Wish, offer_slots
from planner.technicians import Technician
from planner.waiting import PlaceOffer, Waiting
from planner.waiting_list import join, lost, stop_waiting, take, who_waits

_WAITS = said("C’est noté : nous vous écrivons dès qu’une place se libère.")
_GONE = said("Cette place est déjà prise. Vous restez sur la liste d’attente ; voici les plus proches qui restent.")
_LAPSED = said(
    "Le délai pour répondre est passé : la place a été proposée à d’autres. Voici les plus proches qui restent."
)
_LATE = said("Votre rendez-vous est trop proche pour être déplacé ici : appelez-nous au {phone}.")
_OVER = said("Vous n’êtes plus sur la liste d’attente, ou votre rendez-vous ne peut plus être avancé.")


def wait_for_place(caller: Caller, slug: str, form: WaitForm) -> Done | Refused:
    """Put somebody who found no slot on the waiting list; he is told by mail when a place comes free.

    Raises:
        NotFound: the firm does not offer this service online.
        TooManyHolds: strangers at this network address ask for as much as they may.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    fields: dict[str, str] = {}
    booker, place = _read(form, fields), find_place(house, form.commune)
    if place is None:
        fields["commune"] = NOWHERE
    elif firm.rules.area_of(place.postcode) is None:
        fields["commune"] = told(OutsideAreas())
    if fields or booker is None or place is None:
        return to_mend(fields)
    source, last = "" if caller.person else caller.address, read_day(form.last)
    house.transactions.write(firm.id, lambda work: _joined(work, house, form.service, (booker, place, last), source))
    return Done(_WAITS)


def offered_place(caller: Caller, slug: str, token: str) -> OfferedPlaceView:
    """Return a freed place that somebody was offered, and the nearest slots once it is lost."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = _right(house, firm, token)
    with house.transactions.read(firm.id) as work:
        offer = work.of(PlaceOffer).get(right.offer_id)
        waiting = next(iter(work.of(Waiting).find(id=offer.waiting_id)), None)
        promised = _promised(work, offer)
        service = _service(work, waiting, promised)
        answer = offer.answered(work.now)
        lost_it = answer in {PlaceAnswer.GONE, PlaceAnswer.LAPSED} and waiting is not None
        return OfferedPlaceView(
            firm=firm_view(house, firm),
            service=service_view(service),
            start=offer.window.start,
            end=offer.window.end,
            expires=offer.expires_at,
            answer=answer,
            present=promised.window if promised else None,
            follow=follow_token(house, firm, promised) if promised else "",
            slots=_nearest(house, work, waiting, offer, caller.language) if lost_it and waiting else (),
        )


def take_place(caller: Caller, slug: str, token: str) -> BookedView | HoldView | SlotTaken | Refused:
    """Take a freed place: the appointment moves there, or the place is held until its customer says who he is."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = _right(house, firm, token)
    board = house.boards.of(firm.id)
    try:
        taken = house.transactions.write(firm.id, lambda work: take(work, right.offer_id, board))
    except (Taken, RouteChanged):
        house.transactions.write(firm.id, lambda work: lost(work, right.offer_id))
        return Refused(_GONE)
    except OfferLapsed:
        return Refused(_LAPSED)
    except TooLate:
        return Refused(_LATE.format(phone=show_phone(firm.phone)))
    except NotAllowedNow:
        return Refused(_OVER)
    if taken.held_until is None:
        return BookedView(taken.id, follow_token(house, firm, taken))
    return held(caller, slug, ticket_of(house, firm, taken))


def decline_place(caller: Caller, slug: str, token: str) -> Done:
    """Take whoever was offered a place off the waiting list; his appointment stays as it is."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = _right(house, firm, token)
    house.transactions.write(
        firm.id, lambda work: forget_waiting(work, work.of(PlaceOffer).get(right.offer_id).waiting_id)
    )
    return Done(LEFT)


def waiting_list(caller: Caller, slug: str) -> WaitingListView:
    """Return who waits, and what was offered to whom."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        names: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
        services: dict[str, str] = {one.id: one.name for one in work.of(Service).find()}
        shown = tuple(
            _waiting_view(work, one, promised, (services, names), caller.language) for one, promised in who_waits(work)
        )
    return WaitingListView(firm_view(house, firm), person, shown)


def remove_waiting(caller: Caller, slug: str, waiting: str) -> Done:
    """Take somebody off the list in his name."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    house_of(caller).transactions.write(firm.id, lambda work: forget_waiting(work, WaitingId(waiting)))
    return Done(said("Retiré de la liste d’attente."))


def forget_waiting(work: Work, waiting_id: WaitingId) -> None:
    """Take somebody off the list, and forget what he typed if it was for the list alone."""
    stop_waiting(work, waiting_id)
    if not work.of(Appointment).find(id=waiting_id):
        work.of(Contact).remove(waiting_id)


def reached(work: Work, waiting: Waiting) -> Booker:
    """Return whom to tell of a place, and how: as typed for the appointment or the list, else the customer's own."""
    for contact in work.of(Contact).find(id=waiting.id):
        return Booker(contact.name, contact.phone, contact.email)
    for appointment in work.of(Appointment).find(id=waiting.appointment_id or ""):
        for customer in work.of(Customer).find(id=appointment.customer_id or ""):
            return Booker(customer.name, customer.phone, customer.email)
    return Booker("")


def place_token(house: House, firm: Firm, offer: PlaceOffer) -> str:
    """Return the right to answer an offer, good as long as there is something to say of it."""
    expires = offer.window.end + timedelta(days=house.settings.link_days)
    return house.signer.sign(PlaceLink(firm.id, expires, offer.id))


def _joined(
    work: Work, house: House, service_id: str, who: tuple[Booker, FoundPlace, date | None], source: str
) -> None:
    """Keep the wish and how to reach whoever has it, counted like a slot that a stranger keeps."""
    booker, place, last = who
    service = work.of(Service).get(service_id)
    if not (service.active and service.online):
        raise NotFound
    if source and house.settings.holds_per_address:
        count_hold(work, source, house.settings.holds_per_address)
    key = new_id()
    welcome(work, AppointmentId(key), booker)
    here = Position(place.lat, place.lon)
    join(work, Waiting(WaitingId(key), service.id, here, work.now, place.postcode, last=last))


def _read(form: WaitForm, fields: dict[str, str]) -> Booker | None:
    """Return who waits; what cannot be read, or is missing to reach him by mail, is told in `fields`."""
    if not form.email.strip():
        fields["email"] = MAIL_NEEDED
    try:
        return Booker(form.name, form.phone, form.email).read()
    except UnreadableEmail as error:
        fields["email"] = told(error)
    except InvalidEntry as error:
        named = form.name.strip()
        fields.setdefault("phone" if named and form.phone.strip() else "email" if named else "name", told(error))
    return None


def _right(house: House, firm: Firm, token: str) -> PlaceLink:
    right = house.signer.read(PlaceLink, token)
    if right.firm_id != firm.id:
        raise LinkInvalid
    return right


def _promised(work: Work, offer: PlaceOffer) -> Appointment | None:
    """Return the appointment that the place would move, or has moved."""
    found = work.of(Appointment).find(id=offer.waiting_id)
    return found[0] if found else None


def _service(work: Work, waiting: Waiting | None, promised: Appointment | None) -> Service:
    """Return what is waited for, or raise NotFound once nobody remembers."""
    asked = waiting.service_id if waiting else promised.service_id if promised else ""
    return work.of(Service).get(asked)


def _nearest(house: House, work: Work, waiting: Waiting, offer: PlaceOffer, language: str) -> tuple[SlotView, ...]:
    moving = waiting.appointment_id if waiting.moves else None
    wish = Wish(waiting.service_id, waiting.position, waiting.postcode, moving=moving)
    found = offer_slots(work, wish, house.boards.of(work.firm.id))
    return slot_views(house, work.firm, nearest(found, offer.window.start), language=language)


def _waiting_view(
    work: Work,
    waiting: Waiting,
    promised: Appointment | None,
    names: tuple[dict[str, str], dict[str, str]],
    language: str,
) -> WaitingView:
    who, (services, technicians) = reached(work, waiting), names
    offers = sorted(work.of(PlaceOffer).find(waiting_id=waiting.id), key=lambda one: one.offered_at, reverse=True)
    moved = promised if waiting.moves else None
    return WaitingView(
        waiting=waiting.id,
        name=who.name,
        phone=who.phone,
        email=who.email,
        service=services[waiting.service_id],
        since=waiting.since,
        appointment=moved.id if moved else "",
        present=moved.window if moved else None,
        last=waiting.last,
        offers=tuple(_offer_view(work, offer, technicians, language) for offer in offers),
    )


def _offer_view(work: Work, offer: PlaceOffer, technicians: dict[str, str], language: str) -> PlaceOfferView:
    return PlaceOfferView(
        start=offer.window.start,
        end=offer.window.end,
        technician=technicians.get(offer.technician_id, ""),
        reason=in_words(offer.reason, language),
        offered_at=offer.offered_at,
        expires=offer.expires_at,
        answer=offer.answered(work.now),
    )
