"""A customer whom a signed link names books without typing who he is: a visit he is owed, or another appointment."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from api.actions.common import firm_of, firm_view, house_of, nearest, read_offer, service_view, slot_views, to_mend
from api.actions.newcomers import NOWHERE, checked, faults, site_at
from api.actions.places import find_address
from api.actions.portal import (
    FAR,
    GONE,
    LATE,
    OUTSIDE,
    VISITOR,
    booked,
    follow_token,
    hold_right,
    hold_view,
    keep_first,
    portal,
    ticket_of,
)
from api.actions.weeks import week_of
from api.errors import LinkInvalid
from api.house import House
from api.signing import CustomerLink
from api.views import (
    BookedView,
    BookingForm,
    Caller,
    Done,
    HoldView,
    KnownSlotsView,
    KnownView,
    Refused,
    SlotTaken,
)
from desk.contact_details import show_phone
from desk.customers import Booker, Contact, Customer
from desk.inviting import Answer, owed_visits
from desk.inviting import answer_invitation as keep_answer
from desk.said import said
from planner.appointments import Appointment, State
from planner.booking import confirm
from planner.errors import HoldExpired, NotFound, RouteChanged
from planner.errors import SlotTaken as Taken
from planner.firms import Firm
from planner.identifiers import ServiceId
from planner.maintenance import MaintenanceDue
from planner.ports import Work
from planner.services import Service
from planner.sites import Site
from planner.slots import Wish, offer_slots
from planner.working_days import local_day

_DAYS = timedelta(days=27)
"""Slots of a visit owed are looked for on so many days after the first one shown."""

_THANKS = {
    Answer.CALL_ME: said("C’est noté : nous vous rappelons."),
    Answer.NO_VISIT: said("C’est noté : pas de visite cette fois-ci."),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """Whom a link names and where he lives; what he typed at the appointment, or is owed, if it is about that."""

    customer: Customer
    site: Site
    contact: Contact | None = None
    due: MaintenanceDue | None = None
    answered: bool = False

    @property
    def form(self) -> BookingForm:
        """Return what he would type about himself."""
        who, site = self.contact or self.customer, self.site
        phone = show_phone(who.phone) if who.phone else ""
        return BookingForm(who.name, phone, who.email, site.street, site.postcode, site.city, "", site.access)

    @property
    def address(self) -> str:
        """Return where he lives, on one line."""
        return ", ".join(part for part in (self.site.street, f"{self.site.postcode} {self.site.city}".strip()) if part)


def customer_token(house: House, firm: Firm, appointment: Appointment) -> str:
    """Return the right to book again as whoever an appointment was made for, good as long as its own page."""
    expires = appointment.window.end + timedelta(days=house.settings.link_days)
    return house.signer.sign(CustomerLink(firm.id, expires, appointment_id=appointment.id))


def due_token(house: House, firm: Firm, due: MaintenanceDue, now: datetime) -> str:
    """Return the right to book a visit that is owed, good for some weeks or as long as the visit counts."""
    expires = max(now + timedelta(days=house.settings.link_days), now + (due.latest - local_day(now, firm.zone)))
    return house.signer.sign(CustomerLink(firm.id, expires, due_id=due.id))


def known(caller: Caller, slug: str, token: str) -> KnownView | KnownSlotsView:
    """Return what a known customer may book; for a visit he is owed, the slots at once.

    Raises:
        LinkInvalid: nobody of this firm made the link.
        NotFound: whoever it named is no longer known, or the visit no longer owed.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        who = _who(house, work, token)
    if who.due is not None:
        return slots_for_known(caller, slug, token)
    return KnownView(firm_view(house, firm), who.form.name, who.address, portal(caller, slug).services)


def slots_for_known(
    caller: Caller, slug: str, token: str, *, service: str = "", first_day: date | None = None
) -> KnownSlotsView:
    """Return the slots of a week at a known customer's address, for a service or for the visit he is owed.

    Raises:
        NotFound: the firm does not offer this service online.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        who = _who(house, work, token)
        asked = _service(work, who, service)
        shown = KnownSlotsView(firm_view(house, firm), who.form.name, who.address, service_view(asked))
        if who.due is not None:
            shown = replace(shown, due_by=who.due.latest, answered=who.answered)
            if who.due.appointment_id is not None:
                made = work.of(Appointment).get(who.due.appointment_id)
                return replace(shown, booked=follow_token(house, firm, made))
        soonest = _soonest(work, who, asked)
        found = offer_slots(work, _wish(work, who, asked, first_day), house.boards.of(firm.id))
        week = week_of(found, firm, first_day, soonest)
    return replace(
        shown,
        slots=slot_views(house, firm, week.slots, language=caller.language),
        first_day=week.first,
        last_day=week.last,
        earlier=week.earlier,
        later=week.later,
        next_available=week.next_available,
    )


def hold_for_known(caller: Caller, slug: str, token: str, *, offer: str) -> HoldView | SlotTaken:
    """Keep a slot for a known customer at his address.

    Raises:
        LinkInvalid: the slot was offered for something else than the visit he is owed.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    chosen = read_offer(house, firm, offer)
    with house.transactions.read(firm.id) as work:
        who = _who(house, work, token)
        if who.due is not None and chosen.service_id != who.due.service_id:
            raise LinkInvalid
        wish = _wish(work, who, work.of(Service).get(chosen.service_id), local_day(chosen.window.start, firm.zone))
    kept = keep_first(house, firm, wish, chosen, source=caller.address)
    if kept is None:
        return _left(house, firm, wish, chosen.window.start, GONE)
    return held_for_known(caller, slug, token, ticket_of(house, firm, kept))


def held_for_known(caller: Caller, slug: str, token: str, ticket: str) -> HoldView | SlotTaken:
    """Return a slot still kept for a known customer with what he need not type, or what is left near it.

    Raises:
        NotFound: it became a promise, or was given back.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    right = hold_right(house, firm, ticket)
    with house.transactions.read(firm.id) as work:
        who, kept = _who(house, work, token), work.of(Appointment).get(right.appointment_id)
        if kept.state is not State.HELD:
            raise NotFound("Ce rendez-vous est déjà confirmé ou annulé : suivez le lien reçu par mail.")
        if not kept.expired(work.now):
            view = hold_view(house, work, kept, ticket, "")
            return replace(view, form=who.form, place_fixed=who.due is not None)
        wish = _wish(work, who, work.of(Service).get(kept.service_id), local_day(kept.window.start, firm.zone))
    return _left(house, firm, wish, kept.window.start, LATE)


def confirm_for_known(
    caller: Caller, slug: str, token: str, ticket: str, form: BookingForm
) -> BookedView | Refused | SlotTaken:
    """Make a kept slot a promise to a known customer; asking again answers the same promise."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = hold_right(house, firm, ticket)
    with house.transactions.read(firm.id) as work:
        who, kept = _who(house, work, token), work.of(Appointment).get(right.appointment_id)
        wish = _wish(work, who, work.of(Service).get(kept.service_id), local_day(kept.window.start, firm.zone))
    if kept.state is not State.HELD:
        return booked(house, firm, kept)
    site = _where(house, firm, who, form)
    if isinstance(site, Refused):
        return site
    command = partial(_promised, house=house, kept=kept, who=replace(who, site=site), form=form)
    try:
        return booked(house, firm, house.transactions.write(firm.id, command))
    except (Taken, HoldExpired, RouteChanged) as error:
        here = replace(wish, position=site.position)
        return _left(house, firm, here, kept.window.start, LATE if isinstance(error, HoldExpired) else FAR)


def answer_invitation(caller: Caller, slug: str, token: str, *, answer: str) -> Done:
    """Keep what a customer says instead of booking the visit he is owed.

    Raises:
        NotFound: nothing is owed, or nothing of the kind can be said.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    if answer not in set(Answer):
        raise NotFound

    def command(work: Work) -> None:
        who = _who(house, work, token)
        keep_answer(work, who.due.id if who.due else "", Answer(answer))

    house.transactions.write(firm.id, command)
    return Done(_THANKS[Answer(answer)])


def _who(house: House, work: Work, token: str) -> _Known:
    right = house.signer.read(CustomerLink, token)
    if right.firm_id != work.firm.id:
        raise LinkInvalid
    if right.due_id:
        for owed in owed_visits(work, [right.due_id]):
            if owed.site is not None:
                return _Known(owed.customer, owed.site, due=owed.due, answered=owed.invitation.answer is not None)
        raise NotFound
    appointment = work.of(Appointment).get(right.appointment_id or "")
    customer, site = (appointment.customer_id or ""), (appointment.site_id or "")
    contact = next(iter(work.of(Contact).find(id=appointment.id)), None)
    return _Known(work.of(Customer).get(customer), work.of(Site).get(site), contact)


def _service(work: Work, who: _Known, asked: str) -> Service:
    """Return the service a known customer wants: the one he is owed, else one that anybody may book online."""
    service = work.of(Service).get(who.due.service_id if who.due else asked)
    if who.due is None and not (service.active and service.online):
        raise NotFound
    return service


def _soonest(work: Work, who: _Known, service: Service) -> date:
    """Return the first day to show: today, or for a visit owed the first on which it counts and nobody is hurried."""
    today = local_day(work.now, work.firm.zone)
    if who.due is None:
        return today
    unhurried = local_day(work.now + service.lead_time, work.firm.zone) + timedelta(days=1)
    return max(unhurried, who.due.earliest)


def _wish(work: Work, who: _Known, service: Service, first_day: date | None) -> Wish:
    """Return what a known customer asks for; the firm itself asks for what it owes, further ahead than others may."""
    site = who.site
    postcode = site.postcode if work.firm.rules.area_of(site.postcode) else ""
    wish = Wish(ServiceId(service.id), site.position, postcode)
    if who.due is None:
        return wish
    soonest = _soonest(work, who, service)
    first = max(soonest, first_day or soonest)
    in_time = min(who.due.latest, first + _DAYS) if who.due.latest >= first else first + _DAYS
    return replace(wish, first=first, last=in_time, by_firm=True)


def _where(house: House, firm: Firm, who: _Known, form: BookingForm) -> Site | Refused:
    """Return where to go: the place known, unless he wrote another; a visit owed is made where the contract says."""
    known_as = who.form
    same = (form.address, form.postcode, form.city) == (known_as.address, known_as.postcode, known_as.city)
    if same or who.due is not None:
        wrong = faults(form)
        if wrong:
            return to_mend(wrong)
        return replace(who.site, access=form.access_code)
    place = find_address(house, form)
    refused = checked(firm, form, place, outside=OUTSIDE.format(phone=show_phone(firm.phone)))
    if refused is not None or place is None:
        return refused or Refused(NOWHERE)
    return replace(site_at(form, place), customer_id=who.customer.id)


def _promised(work: Work, house: House, kept: Appointment, who: _Known, form: BookingForm) -> Appointment:
    """Write his details where they differ, his place and the promise, together; a second tap finds the promise made."""
    now = work.of(Appointment).get(kept.id)
    if now.state is not State.HELD:
        return now
    due = work.of(MaintenanceDue).get(who.due.id) if who.due else None
    if due is not None and due.appointment_id is not None:
        return work.of(Appointment).get(due.appointment_id)
    typed = Booker(form.name, form.phone, form.email).read()
    if who.contact is not None or typed != Booker(who.customer.name, who.customer.phone, who.customer.email):
        contact = Contact(kept.id, who.customer.id, typed.name, work.now, typed.phone, typed.email)
        work.of(Contact).put(contact)
    work.of(Site).put(who.site)
    return confirm(work, kept.id, who.site, house.boards.of(work.firm.id), actor=VISITOR, comment=form.comment)


def _left(house: House, firm: Firm, wish: Wish, wanted: datetime, sentence: str) -> SlotTaken:
    """Return the slots nearest to one that is lost."""
    with house.transactions.read(firm.id) as work:
        around = replace(wish, first=max(wish.first, local_day(wanted, firm.zone))) if wish.first else wish
        found = offer_slots(work, around, house.boards.of(firm.id))
    return SlotTaken(sentence, slot_views(house, firm, nearest(found, wanted)))
