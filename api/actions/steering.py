"""How a dispatcher steers: where a visit could go, moving, pinning and cancelling it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from api.actions.common import (
    actor_of,
    firm_for,
    firm_view,
    house_of,
    in_words,
    read_offer,
    slot_offer,
)
from api.actions.meanwhile import by_others, on_route
from api.errors import LinkExpired
from api.house import House
from api.sheets import Details, technician_view
from api.views import (
    Caller,
    Done,
    MoveView,
    Refused,
    Role,
    VerdictView,
)
from desk.contact_details import show_phone
from desk.customers import addressee
from desk.said import said, together, told
from planner.appointments import Appointment
from planner.booking import cancel, move, pin
from planner.errors import NotFound
from planner.errors import Refused as NotPossible
from planner.identifiers import AppointmentId
from planner.ports import Work
from planner.reasons import Refusals
from planner.routes import Pinned
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Slot, Target, Wish, all_slots, candidate_windows
from planner.technicians import Technician
from planner.working_days import local_day

STEERING = (Role.DISPATCHER, Role.MANAGEMENT)

_NOTHING_MOVED = said("Rien n’a été déplacé.")
_MOVED = said("Rendez-vous déplacé.")


def verdicts(caller: Caller, slug: str, *, appointment: str, day: date, reasons: bool = True) -> MoveView:
    """Return every technician and window of a day with the kernel's yes or no for one appointment.

    Without `reasons` a no has no sentence: to say yes or no takes much less time than to say why not.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        moving = work.of(Appointment).get(appointment)
        technicians = sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id))
        wish = wish_for(work, moving, day)
        possible = all_slots(work, wish, house.boards.of(firm.id))
        kept_first = sorted(possible, key=lambda slot: slot.window != moving.window)
        language = caller.language
        views = [_yes(house, work, slot, moving, technicians, language) for slot in kept_first]
        told = language if reasons else ""
        views += _no(house, work, wish, technicians, {slot.target for slot in possible}, told)
        route = work.routes.holding(moving.id)
        now_with = next((one for one in technicians if route and one.id == route.technician_id), None)
        return MoveView(
            firm=firm_view(house, firm),
            person=person,
            day=day,
            visit=Details.of(work, [moving.id]).appointment_view(moving),
            technician=technician_view(now_with, technicians) if now_with else None,
            verdicts=tuple(views),
        )


def wish_for(work: Work, moving: Appointment, day: date) -> Wish:
    """Return an appointment as a dispatcher's wish for a day."""
    site = work.of(Site).get(moving.site_id) if moving.site_id else None
    return Wish(
        moving.service_id,
        site.position if site else _held_position(work, moving),
        site.postcode if site else "",
        first=day,
        last=day,
        moving=moving.id,
        by_firm=True,
    )


def _held_position(work: Work, moving: Appointment) -> Position:
    route = work.routes.holding(moving.id)
    visit = route.visit_of(moving.id) if route else None
    if visit is None:
        raise NotFound
    return visit.position


def _yes(
    house: House, work: Work, slot: Slot, moving: Appointment, technicians: list[Technician], language: str
) -> VerdictView:
    technician = next(one for one in technicians if one.id == slot.technician_id)
    offer = replace(slot_offer(house, work.firm, slot), seen=work.now)
    return VerdictView(
        technician=technician_view(technician, technicians),
        start=slot.window.start,
        end=slot.window.end,
        sentence=in_words(slot.reason, language),
        offer=house.signer.sign(offer),
        cost=slot.cost,
        planned_start=slot.start,
        keeps_promise=slot.window == moving.window,
    )


def _no(
    house: House, work: Work, wish: Wish, technicians: list[Technician], possible: set[Target], language: str
) -> Iterator[VerdictView]:
    """Yield the refusals, with their reasons in a language if one is named."""
    windows = candidate_windows(work, wish, work.of(Service).get(wish.service_id))
    why = Refusals(work, wish, house.boards.of(work.firm.id))
    for technician in technicians:
        view = technician_view(technician, technicians)
        for window in windows:
            if Target(technician.id, window) not in possible:
                sentence = (
                    " ".join(in_words(one, language) for one in why.of(technician.id, window)) if language else ""
                )
                yield VerdictView(view, window.start, window.end, sentence)


def move_appointment(caller: Caller, slug: str, *, appointment: str, offer: str) -> Done | Refused:
    """Move an appointment where the kernel said it could go; what has changed meanwhile is told, not forced.

    An appointment that somebody else has moved since the plan was read stays where they put it.

    Raises:
        LinkExpired: the offer does not say what plan it was proved on, or was made too long ago.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    chosen = read_offer(house, firm, offer)
    seen = chosen.seen
    if seen is None:
        raise LinkExpired
    target = Target(chosen.technician_id, chosen.window)
    moving, actor = AppointmentId(appointment), actor_of(person)

    def command(work: Work) -> Done | Refused:
        if overtaken := by_others(work, moving, seen, actor):
            return Refused(together(_NOTHING_MOVED, overtaken))
        before = work.of(Appointment).get(moving)
        moved = move(work, moving, target, house.boards.of(firm.id), actor=actor)
        return Done(together(_MOVED, _reached(work, moved)) if moved.window != before.window else _MOVED)

    try:
        return house.transactions.write(firm.id, command)
    except NotPossible as error:
        with house.transactions.read(firm.id) as work:
            changed = on_route(work, target.technician_id, local_day(target.window.start, firm.zone), seen)
        return Refused(together(_NOTHING_MOVED, told(error), *([changed] if changed else [])))


def _reached(work: Work, appointment: Appointment) -> str:
    """Return how a customer hears of what was changed: by mail, or by whoever steers."""
    _, email = addressee(work, appointment)
    if email:
        return said("Le client est prévenu.")
    phone = show_phone(Details.of(work, [appointment.id]).appointment_view(appointment).phone)
    return said("Ce client n’a pas d’e-mail : appelez-le au {phone}.", phone=phone or "…")


def cancel_appointment(caller: Caller, slug: str, *, appointment: str, reason: str = "") -> Done | Refused:
    """Cancel an appointment in the firm's name."""
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    board = house.boards.of(firm.id)

    def command(work: Work) -> str:
        ended = cancel(work, AppointmentId(appointment), board, actor=actor_of(person), reason=reason)
        return _reached(work, ended)

    try:
        reached = house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(together(said("Rien n’a été annulé."), told(error)))
    return Done(together(said("Rendez-vous annulé."), reached))


_PINNED = {
    Pinned.TECHNICIAN: said("Ce rendez-vous reste chez son technicien, quoi que gagne un autre planning."),
    Pinned.HOUR: said("Ce rendez-vous garde son technicien et son heure."),
    None: said("Ce rendez-vous est de nouveau libre de changer de place."),
}


def pin_appointment(caller: Caller, slug: str, *, appointment: str, pinned: str = "") -> Done | Refused:
    """Keep an appointment with its technician ("technician"), also at its hour ("hour"), or let it go again ("")."""
    firm, person = firm_for(caller, slug, *STEERING)
    chosen = next((one for one in Pinned if one.value == pinned), None)
    command = partial(pin, appointment_id=AppointmentId(appointment), pinned=chosen, actor=actor_of(person))
    try:
        house_of(caller).transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(told(error))
    return Done(_PINNED[chosen])
