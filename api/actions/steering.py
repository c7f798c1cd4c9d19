"""How a dispatcher steers: where a visit could go, moving and cancelling, a better plan, taking a step back."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from api.actions.common import (
    actor_of,
    firm_for,
    firm_view,
    house_of,
    in_words,
    read_offer,
    signed_offer,
)
from api.house import House
from api.sheets import Details, technician_view
from api.views import (
    Caller,
    ChangeView,
    Done,
    MoveView,
    ProposalView,
    Refused,
    RevisedVisitView,
    Role,
    VerdictView,
)
from desk.wording import in_whole_minutes, say_count, say_gain, say_hour
from planner.appointments import Appointment
from planner.booking import cancel, move, pin
from planner.errors import NotFound
from planner.errors import Refused as NotPossible
from planner.firms import Firm
from planner.identifiers import AppointmentId, ProposalId
from planner.plans import Change, Gain, Line, Proposal
from planner.ports import Work
from planner.replanning import accept_plan as accept
from planner.replanning import propose_plan as propose
from planner.replanning import refuse_plan as refuse
from planner.routes import Pinned
from planner.services import Service
from planner.sites import Position, Site
from planner.slots import Slot, Target, Wish, all_slots, candidate_windows, why_not
from planner.technicians import Technician
from solver.stop import NoImprovement, Seconds, StoppingCriterion, any_of

STEERING = (Role.DISPATCHER, Role.MANAGEMENT)
_PATIENCE = 3.0
"""How many seconds a dispatcher waits for a proposal at most."""

_HOPE = 10_000
"""After so many rounds without a better plan the search gives up: three times as many found nothing more."""


def a_few_seconds() -> StoppingCriterion:
    """Return how long a plan is looked for while somebody waits."""
    return any_of(Seconds(_PATIENCE), NoImprovement(_HOPE))


def verdicts(caller: Caller, slug: str, *, appointment: str, day: date) -> MoveView:
    """Return every technician and window of a day with the kernel's yes or no for one appointment."""
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        moving = work.of(Appointment).get(appointment)
        technicians = sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id))
        wish = _wish(work, moving, day)
        possible = all_slots(work, wish, house.boards.of(firm.id))
        kept_first = sorted(possible, key=lambda slot: slot.window != moving.window)
        views = [_yes(house, firm, slot, moving, technicians) for slot in kept_first]
        views += _no(house, work, wish, technicians, {slot.target for slot in possible})
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


def _wish(work: Work, moving: Appointment, day: date) -> Wish:
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


def _yes(house: House, firm: Firm, slot: Slot, moving: Appointment, technicians: list[Technician]) -> VerdictView:
    technician = next(one for one in technicians if one.id == slot.technician_id)
    return VerdictView(
        technician=technician_view(technician, technicians),
        start=slot.window.start,
        end=slot.window.end,
        sentence=in_words(slot.reason, "fr"),
        offer=signed_offer(house, firm, slot),
        cost=slot.cost,
        planned_start=slot.start,
        keeps_promise=slot.window == moving.window,
    )


def _no(
    house: House, work: Work, wish: Wish, technicians: list[Technician], possible: set[Target]
) -> Iterator[VerdictView]:
    """Yield the refusals with their reasons."""
    board = house.boards.of(work.firm.id)
    windows = candidate_windows(work, wish, work.of(Service).get(wish.service_id))
    for technician in technicians:
        for window in windows:
            if Target(technician.id, window) not in possible:
                reasons = why_not(work, wish, technician.id, window, board)
                sentence = " ".join(reason.fr for reason in reasons)
                yield VerdictView(technician_view(technician, technicians), window.start, window.end, sentence)


def move_appointment(caller: Caller, slug: str, *, appointment: str, offer: str) -> Done | Refused:
    """Move an appointment where the kernel said it could go; what has changed meanwhile is told, not forced."""
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    chosen = read_offer(house, firm, offer)
    target = Target(chosen.technician_id, chosen.window)
    board = house.boards.of(firm.id)
    command = partial(
        move, appointment_id=AppointmentId(appointment), target=target, board=board, actor=actor_of(person)
    )
    try:
        house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(f"Rien n’a été déplacé. {error}")
    return Done("Rendez-vous déplacé.")


def cancel_appointment(caller: Caller, slug: str, *, appointment: str, reason: str = "") -> Done | Refused:
    """Cancel an appointment in the firm's name."""
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    board = house.boards.of(firm.id)
    command = partial(
        cancel, appointment_id=AppointmentId(appointment), board=board, actor=actor_of(person), reason=reason
    )
    try:
        house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(f"Rien n’a été annulé. {error}")
    return Done("Rendez-vous annulé ; le client est prévenu.")


_PINNED = {
    Pinned.TECHNICIAN: "Ce rendez-vous reste chez son technicien, quoi que gagne un autre planning.",
    Pinned.HOUR: "Ce rendez-vous garde son technicien et son heure.",
    None: "Ce rendez-vous est de nouveau libre de changer de place.",
}


def pin_appointment(caller: Caller, slug: str, *, appointment: str, pinned: str = "") -> Done | Refused:
    """Keep an appointment with its technician ("technician"), also at its hour ("hour"), or let it go again ("")."""
    firm, person = firm_for(caller, slug, *STEERING)
    chosen = next((one for one in Pinned if one.value == pinned), None)
    command = partial(pin, appointment_id=AppointmentId(appointment), pinned=chosen, actor=actor_of(person))
    try:
        house_of(caller).transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(str(error))
    return Done(_PINNED[chosen])


def propose_plan(caller: Caller, slug: str, *, day: date) -> Done:
    """Ask the solver for a cheaper day, and keep its answer for a decision."""
    firm, _ = firm_for(caller, slug, *STEERING)
    proposal = propose(house_of(caller).transactions, firm.id, (day, day), a_few_seconds())
    if not proposal.groups:
        return Done("Le planning de ce jour est déjà le meilleur que nous trouvons.")
    return Done(f"Une proposition attend votre avis : {say_count(len(proposal.groups), 'changement')}.")


def accept_plan(caller: Caller, slug: str, *, proposal: str, changes: tuple[str, ...] = ()) -> Done | Refused:
    """Accept the chosen changes of a proposal, all of them when every one is chosen; a change is taken whole.

    Choosing none settles nothing: to set the proposal aside is another action.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    board = house.boards.of(firm.id)

    def command(work: Work) -> int:
        known = [{line.appointment_id for line in group} for group in work.of(Proposal).get(proposal).groups]
        chosen = [group for group in known if group.intersection(changes)]
        if chosen:
            some = None if chosen == known else set[AppointmentId]().union(*chosen)
            accept(work, ProposalId(proposal), board, actor=actor_of(person), chosen=some)
        return len(chosen)

    try:
        accepted = house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(str(error))
    if not accepted:
        return Refused("Choisissez au moins un changement.")
    return Done(f"{say_count(accepted, 'changement')} accepté{'s' if accepted > 1 else ''}.")


def refuse_plan(caller: Caller, slug: str, *, proposal: str) -> Done | Refused:
    """Set a proposal aside."""
    firm, _ = firm_for(caller, slug, *STEERING)
    try:
        house_of(caller).transactions.write(firm.id, partial(refuse, proposal_id=ProposalId(proposal)))
    except NotPossible as error:
        return Refused(str(error))
    return Done("Proposition écartée ; le planning reste tel quel.")


def open_proposal(work: Work, day: date) -> ProposalView | None:
    """Return the newest proposal of a day that still describes the plan and awaits a decision."""
    versions = work.routes.versions(day, day)
    waiting = [
        one
        for one in work.of(Proposal).find(first=day, accepted_at=None, refused_at=None)
        if one.groups and all(versions.get((new.technician_id, new.day), 0) == new.version for new in one.routes)
    ]
    newest = max(waiting, key=lambda one: one.made_at, default=None)
    return _proposal_view(work, newest) if newest else None


def _proposal_view(work: Work, proposal: Proposal) -> ProposalView:
    details = Details.of(work, [line.appointment_id for line in proposal.lines])
    names: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
    told = partial(_revised, work, details, names)
    gains = [sum((line.gain for line in group), Gain()) for group in proposal.groups]
    rounded = list(in_whole_minutes(gains, proposal.travel_before))
    return ProposalView(
        proposal=proposal.id,
        made_at=proposal.made_at,
        changes=tuple(
            ChangeView(group[0].appointment_id, tuple(map(told, group)), gain.travel, say_gain(gain))
            for group, gain in zip(proposal.groups, rounded, strict=True)
        ),
        travel_before=proposal.travel_before,
        travel_after=proposal.travel_after,
        sentence=f"{say_count(len(gains), 'changement')} : {say_gain(sum(rounded, Gain()))}.",
        follow=tuple(told(line) for line in proposal.lines if line.change is Change.FOLLOWS),
    )


def _revised(work: Work, details: Details, names: dict[str, str], line: Line) -> RevisedVisitView:
    view = details.appointment_view(details.appointments[line.appointment_id])

    was, becomes = line.before[0], line.after[0]
    before, after = (say_hour(at.astimezone(work.firm.zone).time()) for _, at in (line.before, line.after))
    return RevisedVisitView(
        appointment=line.appointment_id,
        customer_name=view.customer_name,
        before=f"{names.get(was, '?')}, {before}",
        after=after if becomes == was else f"{names.get(becomes, '?')}, {after}",
        reason=line.reason,
    )
