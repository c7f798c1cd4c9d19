"""A better plan: looked at line by line, accepted whole or in part, or refused for a reason."""

import math
from collections.abc import Collection
from datetime import date
from functools import partial

from api.actions.common import actor_of, firm_for, house_of
from api.actions.steering import STEERING
from api.sheets import Details
from api.views import Caller, ChangeView, Done, ProposalView, Refused, RevisedVisitView, TechnicianChanges
from desk.said import Said, counted, said, together, told
from desk.wording import in_whole_minutes, say_gain
from planner.deciding import accept_plan as accept
from planner.deciding import refuse_plan as refuse
from planner.deciding import still_good, waiting_for
from planner.errors import ProposalStale
from planner.errors import Refused as NotPossible
from planner.identifiers import AppointmentId, ProposalId
from planner.plans import Change, Gain, Line, Proposal
from planner.ports import Work
from planner.technicians import Technician

_PERCENT = 1_000
"""Tenths of a percent in a whole."""


def accept_plan(caller: Caller, slug: str, *, proposal: str, changes: Collection[str] = ()) -> Done | Refused:
    """Accept the chosen changes of a proposal, all of them when every one is chosen; a change is taken whole.

    What the plan has overtaken meanwhile is left out and looked for anew. Choosing none settles nothing: to set the
    proposal aside is another action.
    """
    firm, person = firm_for(caller, slug, *STEERING)
    house = house_of(caller)
    board = house.boards.of(firm.id)

    def command(work: Work) -> tuple[int, int]:
        waiting = work.of(Proposal).get(proposal)
        chosen = [group for group in waiting.groups if any(line.appointment_id in changes for line in group)]
        good = [group for group in still_good(work, waiting) if group in chosen]
        if chosen and not good:
            raise ProposalStale
        if good:
            whole = len(good) == len(waiting.groups) and not waiting.set_aside
            some = None if whole else {line.appointment_id for group in good for line in group}
            accept(work, ProposalId(proposal), board, actor=actor_of(person), chosen=some)
        return len(good), len(chosen) - len(good)

    try:
        accepted, stale = house.transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(told(error))
    if not accepted:
        return Refused(said("Choisissez au moins un changement."))
    taken = counted("{count} changement accepté.", "{count} changements acceptés.", accepted)
    if not stale:
        return Done(taken)
    lost = counted(
        "Le planning a changé pour {count} autre : une nouvelle proposition se prépare.",
        "Le planning a changé pour {count} autres : une nouvelle proposition se prépare.",
        stale,
    )
    return Done(together(taken, lost))


def refuse_plan(
    caller: Caller, slug: str, *, proposal: str, changes: Collection[str] | None = None, reason: str = ""
) -> Done | Refused:
    """Refuse some changes of a proposal, or all of it; they do not come back that day, and the reason is kept."""
    firm, _ = firm_for(caller, slug, *STEERING)
    chosen = None if changes is None else {AppointmentId(key) for key in changes}
    command = partial(refuse, proposal_id=ProposalId(proposal), reason=reason, chosen=chosen)
    try:
        left = house_of(caller).transactions.write(firm.id, command)
    except NotPossible as error:
        return Refused(told(error))
    if left.open:
        return Done(said("C’est refusé : ce changement ne sera plus proposé aujourd’hui."))
    return Done(said("Proposition écartée ; le planning reste tel quel."))


def open_proposal(work: Work, day: date) -> ProposalView | None:
    """Return the newest proposal of a day that awaits a decision, with what of it still describes the plan."""
    waiting = [(one, still_good(work, one)) for one in waiting_for(work, day)]
    newest = max(
        (pair for pair in waiting if pair[1] or pair[0].unplaced), key=lambda pair: pair[0].made_at, default=None
    )
    return _proposal_view(work, *newest) if newest else None


def _proposal_view(work: Work, proposal: Proposal, groups: Collection[tuple[Line, ...]]) -> ProposalView:
    details = Details.of(work, [line.appointment_id for line in proposal.lines])
    lost = Details.of(work, proposal.unplaced)
    names: dict[str, str] = {one.id: one.name for one in work.of(Technician).find()}
    revised = partial(_revised, work, details, names)
    gains = [sum((line.gain for line in group), Gain()) for group in groups]
    rounded = list(in_whole_minutes(gains, proposal.travel_before))
    whole = len(groups) == len(proposal.groups) and not proposal.set_aside
    return ProposalView(
        proposal=proposal.id,
        made_at=proposal.made_at,
        changes=tuple(
            ChangeView(group[0].appointment_id, tuple(map(revised, group)), gain.travel, say_gain(gain))
            for group, gain in zip(groups, rounded, strict=True)
        ),
        travel_before=proposal.travel_before,
        travel_after=proposal.travel_after if whole else proposal.travel_before - sum(gains, Gain()).travel,
        sentence=_summary(len(gains), sum(rounded, Gain())),
        follow=tuple(revised(line) for line in proposal.lines if line.change is Change.FOLLOWS) if whole else (),
        stale=len(proposal.groups) - len(groups),
        cause=proposal.cause.value,
        gap=None if proposal.gap is None else math.ceil(proposal.gap * _PERCENT) / 10,
        technicians=_by_technician(groups, names),
        unplaced=tuple(map(lost.appointment_view, lost.appointments.values())),
    )


def _summary(changes: int, gain: Gain) -> Said:
    return counted("{count} changement : {gain}.", "{count} changements : {gain}.", changes, gain=say_gain(gain))


def _by_technician(groups: Collection[tuple[Line, ...]], names: dict[str, str]) -> tuple[TechnicianChanges, ...]:
    """Return, by name, which changes concern each technician."""
    concerned: dict[str, list[str]] = {}
    for group in groups:
        for who in {technician for line in group for technician, _ in (line.before, line.after)}:
            concerned.setdefault(who, []).append(group[0].appointment_id)
    return tuple(
        TechnicianChanges(who, names.get(who, "?"), tuple(concerned[who]))
        for who in sorted(concerned, key=lambda who: names.get(who, ""))
    )


def _revised(work: Work, details: Details, names: dict[str, str], line: Line) -> RevisedVisitView:
    view = details.appointment_view(details.appointments[line.appointment_id])

    was, becomes = line.before[0], line.after[0]
    before, after = (at.astimezone(work.firm.zone).time() for _, at in (line.before, line.after))
    who = names.get(becomes, "?")
    return RevisedVisitView(
        appointment=line.appointment_id,
        customer_name=view.customer_name,
        before=said("{who}, {hour}", who=names.get(was, "?"), hour=before),
        after=said("{hour}", hour=after) if becomes == was else said("{who}, {hour}", who=who, hour=after),
        reason=said("autre heure de passage, toujours dans la plage promise")
        if becomes == was
        else said("{who} au lieu de {other}, même promesse", who=who, other=names.get(was, "?")),
        technician=becomes,
        start=line.after[1],
        end=line.after[1] + details.appointments[line.appointment_id].duration,
    )
