"""How a dispatcher steers: where a visit could go, moving, pinning and cancelling it."""

from collections.abc import Container, Iterator
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
from planner.intervals import Interval
from planner.ports import Work
from planner.reasons import Refusals
from planner.routes import Pinned
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Target, Wish, all_slots, candidate_windows, possible_targets
from planner.technicians import Technician
from planner.working_days import local_day

STEERING = (Role.DISPATCHER, Role.MANAGEMENT)

_NOTHING_MOVED = said("Rien n’a été déplacé.")
_MOVED = said("Rendez-vous déplacé.")


def verdicts(caller: Caller, slug: str, *, appointment: str, day: date, briefly: bool = False) -> MoveView:
    """Return every technician and window of a day with the kernel's yes or no for one appointment.

    Told `briefly`, a yes has neither hour nor offer and a no does not say why: that takes a fraction of the time.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        moving = work.of(Appointment).get(appointment)
        technicians = sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id))
        wish = wish_for(work, moving, day)
        asked = (
            _shaded(house, work, wish, technicians)
            if briefly
            else _worded(house, work, wish, technicians, caller.language)
        )
        route = work.routes.holding(moving.id)
        now_with = next((one for one in technicians if route and one.id == route.technician_id), None)
        return MoveView(
            firm=firm_view(house, firm),
            person=person,
            day=day,
            visit=Details.of(work, [moving.id]).appointment_view(moving),
            technician=technician_view(now_with, technicians) if now_with else None,
            verdicts=tuple(asked),
        )


def _shaded(house: House, work: Work, wish: Wish, technicians: list[Technician]) -> Iterator[VerdictView]:
    """Yield yes or no for each technician and window, without a word, those that keep the promise first."""
    costs = possible_targets(work, wish, house.boards.of(work.firm.id))
    promised = _promised(work, wish)
    views = {one.id: technician_view(one, technicians) for one in technicians}
    for target in sorted(
        costs, key=lambda one: (one.window != promised, costs[one], one.window.start, one.technician_id)
    ):
        yield VerdictView(
            technician=views[target.technician_id],
            start=target.window.start,
            end=target.window.end,
            possible=True,
            cost=costs[target],
            keeps_promise=target.window == promised,
        )
    for target in _others(work, wish, technicians, costs):
        yield VerdictView(views[target.technician_id], target.window.start, target.window.end, possible=False)


def _worded(
    house: House, work: Work, wish: Wish, technicians: list[Technician], language: str
) -> Iterator[VerdictView]:
    """Yield the same with hours, offers and reasons."""
    board = house.boards.of(work.firm.id)
    slots, promised = all_slots(work, wish, board), _promised(work, wish)
    views = {one.id: technician_view(one, technicians) for one in technicians}
    for slot in sorted(slots, key=lambda one: one.window != promised):
        yield VerdictView(
            technician=views[slot.technician_id],
            start=slot.window.start,
            end=slot.window.end,
            possible=True,
            sentence=in_words(slot.reason, language),
            offer=house.signer.sign(replace(slot_offer(house, work.firm, slot), seen=work.now)),
            cost=slot.cost,
            planned_start=slot.start,
            keeps_promise=slot.window == promised,
        )
    why = Refusals(work, wish, board)
    for target in _others(work, wish, technicians, {slot.target for slot in slots}):
        sentence = " ".join(in_words(one, language) for one in why.of(target.technician_id, target.window))
        start, end = target.window.start, target.window.end
        yield VerdictView(views[target.technician_id], start, end, possible=False, sentence=sentence)


def _promised(work: Work, wish: Wish) -> Interval | None:
    return work.of(Appointment).get(wish.moving).window if wish.moving else None


def _others(work: Work, wish: Wish, technicians: list[Technician], possible: Container[Target]) -> Iterator[Target]:
    """Yield where the appointment cannot go."""
    windows = candidate_windows(work, wish, work.of(Service).get(wish.service_id))
    targets = (Target(technician.id, window) for technician in technicians for window in windows)
    return (target for target in targets if target not in possible)


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
