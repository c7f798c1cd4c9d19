"""What a customer does with the link to an appointment: follow it, move it, cancel it, put it in an agenda."""

from dataclasses import replace
from datetime import date
from functools import partial

from api.actions.common import firm_of, firm_view, house_of, read_offer, service_view, slot_views
from api.actions.known import customer_token
from api.actions.newcomers import MAIL_NEEDED
from api.actions.portal import VISITOR, right_of, wish_for_earlier
from api.actions.repromising import alternatives_of
from api.actions.weeks import Week, week_of
from api.arrivals import Arrival, expected_arrival
from api.calendars import customer_file
from api.errors import LinkInvalid
from api.house import House
from api.sheets import word_views
from api.views import (
    AppointmentState,
    ArrivalView,
    Caller,
    Done,
    FileView,
    FollowView,
    MoveByLinkView,
    Refused,
    SlotTaken,
)
from desk.contact_details import show_phone
from desk.customers import Contact, Customer, addressee
from desk.errors import TooManyWords
from desk.messages import message_rules
from desk.notices import Notice, write_to_office
from desk.said import said, told
from planner.appointments import Appointment, State
from planner.booking import cancel, move
from planner.errors import NotAllowedNow, RouteChanged, TooLate
from planner.errors import SlotTaken as Taken
from planner.firms import Firm
from planner.identifiers import AppointmentId, TechnicianId, WaitingId, new_id
from planner.ports import Work
from planner.services import Service
from planner.sites import Site
from planner.slots import Target, Wish, offer_slots
from planner.waiting import Waiting
from planner.waiting_list import join, stop_waiting
from planner.working_days import local_day

_LATE = said("Pour un changement de dernière minute, appelez-nous au {phone}.")
_TOO_LONG = said("Un peu plus court, s’il vous plaît : 1 000 signes au plus.")
LEFT = said("Vous n’êtes plus sur la liste d’attente.")
_WAITS = said("C’est noté : nous vous écrivons dès qu’une place se libère plus tôt.")
_TAKEN = said("Ce créneau vient d’être pris ; votre rendez-vous n’a pas bougé. En voici d’autres.")

LONGEST_WORD = 1_000
"""The most characters of a customer's word to the office."""

_EXPECTED = frozenset({State.CONFIRMED, State.ON_THE_WAY})


def follow(caller: Caller, slug: str, token: str) -> FollowView:
    """Return where an appointment stands."""
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        return _view(house, work, _appointment(house, work, token))


def appointment_file(caller: Caller, slug: str, token: str) -> FileView:
    """Return the appointment as a file every calendar understands."""
    house, firm = house_of(caller), firm_of(caller, slug)
    link = f"{house.settings.address}/f/{slug}/suivi/{token}"
    with house.transactions.read(firm.id) as work:
        content = customer_file(work, _appointment(house, work, token), link)
    return FileView("rendez-vous.ics", "text/calendar; charset=utf-8", content)


def slots_to_move(caller: Caller, slug: str, token: str, *, first_day: date | None = None) -> MoveByLinkView:
    """Return the slots of a week an appointment could move to."""
    house, firm = house_of(caller), firm_of(caller, slug)
    with house.transactions.read(firm.id) as work:
        appointment = _appointment(house, work, token)
        found = offer_slots(work, _wish(work, appointment), house.boards.of(firm.id))
        other = [slot for slot in found if slot.window != appointment.window]
        week = week_of(other, firm, first_day, local_day(work.now, firm.zone))
        return _move_view(house, firm, week, _view(house, work, appointment), caller.language)


def move_by_link(caller: Caller, slug: str, token: str, *, offer: str) -> Done | Refused | SlotTaken:
    """Move an appointment to another window; when that is gone nothing has moved.

    Raises:
        LinkInvalid: the slot was offered for another service, whose windows are not this one's.
    """
    house, firm = house_of(caller), firm_of(caller, slug)
    chosen = read_offer(house, firm, offer)
    right = right_of(house, firm, token)
    target = Target(chosen.technician_id, chosen.window)

    def command(work: Work) -> None:
        if work.of(Appointment).get(right.appointment_id).service_id != chosen.service_id:
            raise LinkInvalid
        board = house.boards.of(firm.id)
        move(work, right.appointment_id, target, board, actor=VISITOR, discount=chosen.discount)

    try:
        house.transactions.write(firm.id, command)
    except (TooLate, NotAllowedNow):
        return Refused(_LATE.format(phone=show_phone(firm.phone)))
    except (Taken, RouteChanged):
        return SlotTaken(_TAKEN, slots_to_move(caller, slug, token).slots)
    return Done(said("C’est fait : votre rendez-vous est déplacé."))


def cancel_by_link(caller: Caller, slug: str, token: str, *, reason: str = "") -> Done | Refused:
    """Cancel an appointment in the customer's name."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = right_of(house, firm, token)
    board = house.boards.of(firm.id)
    command = partial(cancel, appointment_id=right.appointment_id, board=board, actor=VISITOR, reason=reason)
    try:
        house.transactions.write(firm.id, command)
    except TooLate:
        return Refused(_LATE.format(phone=show_phone(firm.phone)))
    except NotAllowedNow:
        return Refused(said("Ce rendez-vous est déjà terminé ou annulé."))
    return Done(said("Votre rendez-vous est annulé."))


def write_by_link(caller: Caller, slug: str, token: str, *, text: str) -> Done | Refused:
    """Leave a word for the office about an appointment, in the customer's name; it stays with the appointment."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = right_of(house, firm, token)
    written = text.strip()
    if not written or len(written) > LONGEST_WORD:
        return Refused("", {"text": _TOO_LONG if written else said("Écrivez d’abord votre message.")})

    def command(work: Work) -> None:
        appointment = work.of(Appointment).get(right.appointment_id)
        route = work.routes.holding(appointment.id)
        day = local_day(appointment.window.start, work.firm.zone)
        whose = route.technician_id if route else TechnicianId("")
        write_to_office(work, Notice(f"word-{new_id()}", work.now, whose, written, day, appointment.id))

    try:
        house.transactions.write(firm.id, command)
    except TooManyWords as error:
        return Refused(told(error))
    return Done(said("Votre message est arrivé : il est gardé avec le rendez-vous."))


def join_by_link(caller: Caller, slug: str, token: str) -> Done | Refused:
    """Put a customer on the waiting list: he is told by mail when an earlier place comes free."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = right_of(house, firm, token)

    def command(work: Work) -> bool:
        appointment = work.of(Appointment).get(right.appointment_id)
        reached = bool(addressee(work, appointment)[1])
        if reached:
            join(work, wish_for_earlier(work, appointment))
        return reached

    try:
        told = house.transactions.write(firm.id, command)
    except NotAllowedNow:
        return Refused(said("Ce rendez-vous ne peut plus être avancé."))
    return Done(_WAITS) if told else Refused(MAIL_NEEDED)


def stop_waiting_by_link(caller: Caller, slug: str, token: str) -> Done:
    """Take a customer off the waiting list; his appointment stays as it is."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right = right_of(house, firm, token)
    house.transactions.write(firm.id, lambda work: stop_waiting(work, WaitingId(right.appointment_id)))
    return Done(LEFT)


def _appointment(house: House, work: Work, token: str) -> Appointment:
    return work.of(Appointment).get(right_of(house, work.firm, token).appointment_id)


def _wish(work: Work, appointment: Appointment) -> Wish:
    """Return an appointment as a wish to have it at another time."""
    site = work.of(Site).get(appointment.site_id or "")
    return Wish(appointment.service_id, site.position, site.postcode, moving=AppointmentId(appointment.id))


def _view(house: House, work: Work, appointment: Appointment) -> FollowView:
    firm = work.firm
    arrival = expected_arrival(work, appointment)
    changes_until = appointment.window.start - firm.rules.cut_off
    in_time = work.now <= changes_until
    open_ended = appointment.state is State.CONFIRMED and in_time
    late = appointment.state is State.CONFIRMED and not in_time
    choice, why = alternatives_of(house, work, appointment)
    return FollowView(
        firm=firm_view(house, firm),
        appointment=appointment.id,
        state=AppointmentState(appointment.state),
        service=service_view(work.of(Service).get(appointment.service_id)),
        start=appointment.window.start,
        end=appointment.window.end,
        customer_name=_name(work, appointment),
        address=_address(work, appointment),
        technician=arrival.technician if arrival else None,
        comment=appointment.comment,
        may_move=open_ended,
        may_cancel=open_ended,
        sentence=_LATE.format(phone=show_phone(firm.phone)) if late and not choice else "",
        choice=choice,
        why=why,
        again=customer_token(house, firm, appointment) if appointment.customer_id and appointment.site_id else "",
        arrival=_arrival_view(work, appointment, arrival),
        changes_until=changes_until if open_ended else None,
        cut_off=int(firm.rules.cut_off.total_seconds()),
        words=word_views(work, appointment.id),
        discount=appointment.discount,
        may_wait=open_ended and bool(addressee(work, appointment)[1]),
        waits=bool(work.of(Waiting).find(id=appointment.id)),
    )


def _arrival_view(work: Work, appointment: Appointment, arrival: Arrival | None) -> ArrivalView | None:
    """Return the narrowed arrival from the hour at which reminders leave, until somebody has arrived."""
    near = message_rules(work).reminder_due(appointment.window, work.firm.zone) <= work.now < appointment.window.end
    if arrival is None or not near or appointment.state not in _EXPECTED or arrival.between == appointment.window:
        return None
    return ArrivalView(arrival.between.start, arrival.between.end)


def _name(work: Work, appointment: Appointment) -> str:
    """Return the name typed when the appointment was booked; the customer's own when Claire booked it."""
    contacts = work.of(Contact).find(id=appointment.id)
    if contacts:
        return contacts[0].name
    return work.of(Customer).get(appointment.customer_id).name if appointment.customer_id else ""


def _address(work: Work, appointment: Appointment) -> str:
    site = work.of(Site).get(appointment.site_id) if appointment.site_id else None
    return f"{site.street}, {site.postcode} {site.city}".strip(", ") if site else ""


def _move_view(house: House, firm: Firm, week: Week, follow: FollowView, language: str) -> MoveByLinkView:
    return replace(
        MoveByLinkView(follow, slot_views(house, firm, week.slots, language=language), week.first, week.last),
        earlier=week.earlier,
        later=week.later,
        next_available=week.next_available,
    )
