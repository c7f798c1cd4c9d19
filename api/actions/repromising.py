"""A promise that cannot be kept: another is drafted with two or three windows, and the customer's tap settles it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from api.actions.common import OFFICE, firm_for, firm_of, firm_view, house_of, read_offer, slot_views
from api.actions.portal import follow_token, right_of
from api.house import House
from api.sheets import Details
from api.views import Caller, Done, Refused, RepromiseView, SlotTaken, SlotView
from desk.customers import addressee
from desk.messages import Recipient, Template, appointment_words, choice_words, compose, template_of
from desk.repromises import ask_anew, choose, repromise_of
from desk.said import said, told
from planner.appointments import Appointment
from planner.board import Board
from planner.errors import OutsideAreas, RouteChanged
from planner.errors import Refused as NotPossible
from planner.errors import SlotTaken as Taken
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.ports import Work
from planner.services import Service
from planner.sites import Site
from planner.slots import Slot, Target, Wish, all_slots, offer_slots
from planner.windows import half_of
from planner.working_days import local_day

CHOICE = 3
"""So many alternatives are drafted: more are no easier to choose from."""

AHEAD = timedelta(days=10)
_GONE = said("Ce moment vient d’être pris. En voici d’autres.")
_SETTLED = said("Ce rendez-vous a changé entre-temps : regardez ci-dessous où il en est.")


def repromise(caller: Caller, slug: str, appointment: str) -> RepromiseView:
    """Return the draft of another promise for an appointment."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        found = work.of(Appointment).get(appointment)
        chosen = alternatives(work, found, house.boards.of(firm.id))
        name, email = addressee(work, found)
        asked = repromise_of(work, found)
        link = f"{house.settings.address}/f/{slug}/suivi/{follow_token(house, firm, found)}"
        words = appointment_words(firm, found, work.of(Service).get(found.service_id), Recipient(name, "", link))
        words |= choice_words(firm, [slot.window for slot in chosen], "")
        template = Template.APPOINTMENT_REPROMISED
        message = compose(template, template_of(work, template), words)
        return RepromiseView(
            firm=firm_view(house, firm),
            person=person,
            visit=Details.of(work, [found.id]).appointment_view(found),
            slots=slot_views(house, firm, chosen),
            subject=message.subject,
            text=message.text,
            email=email,
            asked=asked.asked_at if asked else None,
            expires=asked.expires_at if asked else None,
        )


def alternatives(work: Work, appointment: Appointment, board: Board) -> list[Slot]:
    """Return the cheapest window of each of the next half-days that can be promised instead, nearest first."""
    today = local_day(work.now, work.firm.zone)
    last = max(today, local_day(appointment.window.start, work.firm.zone)) + AHEAD
    try:
        found = offer_slots(work, replace(_wish(work, appointment), first=today, last=last), board)
    except OutsideAreas:
        return []
    others = [slot for slot in found if slot.window != appointment.window and slot.window.start > work.now]
    return _spread(work, others, appointment.window)


def _wish(work: Work, appointment: Appointment) -> Wish:
    site = work.of(Site).get(appointment.site_id or "")
    key = AppointmentId(appointment.id)
    return Wish(appointment.service_id, site.position, site.postcode, moving=key, by_firm=True)


def _spread(work: Work, slots: Iterable[Slot], promised: Interval) -> list[Slot]:
    best: dict[object, Slot] = {}
    for slot in slots:  # cheapest first
        best.setdefault((slot.day, half_of(slot.window, work.firm)), slot)
    near = sorted(best.values(), key=lambda slot: abs(slot.window.start - promised.start))
    return sorted(near[:CHOICE], key=lambda slot: slot.window.start)


def ask_for_another(
    caller: Caller, slug: str, *, appointment: str, offers: Collection[str], reason: str = ""
) -> Done | Refused:
    """Ask the customer to choose among the windows that were ticked."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    chosen = [read_offer(house, firm, offer) for offer in offers]
    targets = tuple(Target(offer.technician_id, offer.window) for offer in chosen)
    if not targets:
        nothing = said("Cochez au moins un créneau à proposer.")
        return Refused(nothing, {"offer": nothing})
    command = partial(ask_anew, appointment_id=AppointmentId(appointment), alternatives=targets, reason=reason)
    try:
        house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(told(error))
    return Done(said("Le client reçoit ces créneaux ; dès qu’il en choisit un, le planning suit."))


def alternatives_of(house: House, work: Work, appointment: Appointment) -> tuple[tuple[SlotView, ...], str]:
    """Return what the customer of an appointment may still choose from, and why he is asked."""
    asked = repromise_of(work, appointment)
    if asked is None:
        return (), ""
    site = work.of(Site).get(appointment.site_id or "")
    slots = [
        Slot(
            appointment.service_id,
            site.position,
            target.window,
            target.technician_id,
            local_day(target.window.start, work.firm.zone),
            target.window.start,
            0,
        )
        for target in asked.left(work.now)
    ]
    views = (replace(view, recommended=False) for view in slot_views(house, work.firm, slots))
    return tuple(views), asked.reason


def choose_by_link(caller: Caller, slug: str, token: str, *, offer: str) -> Done | Refused | SlotTaken:
    """Make one of the alternatives the promise; when it is gone, say what else there is."""
    house, firm = house_of(caller), firm_of(caller, slug)
    right, chosen = right_of(house, firm, token), read_offer(house, firm, offer)
    board = house.boards.of(firm.id)
    with house.transactions.read(firm.id) as work:
        appointment = work.of(Appointment).get(right.appointment_id)
        day = local_day(chosen.window.start, firm.zone)
        possible = all_slots(work, replace(_wish(work, appointment), first=day, last=day), board)
    who = [slot.target for slot in possible if slot.window == chosen.window]
    for target in sorted(who, key=lambda one: one.technician_id != chosen.technician_id):
        command = partial(choose, appointment_id=right.appointment_id, target=target, board=board)
        try:
            house.transactions.write(firm.id, command)
        except (Taken, RouteChanged):
            continue
        except NotPossible:
            return Refused(_SETTLED)
        return Done(said("C’est noté : votre rendez-vous est confirmé au nouveau moment."))
    with house.transactions.read(firm.id) as work:
        others = alternatives(work, work.of(Appointment).get(right.appointment_id), board)
        return SlotTaken(_GONE, slot_views(house, firm, others, language=caller.language))
