"""What becomes of a proposal: accepted, whole or in part, route by route as things stand; or refused for a reason."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from planner.appointments import Appointment
from planner.board import Board
from planner.errors import LinesInseparable, ProposalStale
from planner.events import BetterPlanWanted, PlanAccepted
from planner.history import Change, record
from planner.identifiers import AppointmentId, ProposalId, new_id
from planner.plans import Cause, Line, Proposal, Refusal
from planner.plans import Change as Kind
from planner.ports import Actor, Snapshot, Work
from planner.routes import Pinned, Route, Visit
from planner.services import Service
from planner.technicians import Technician
from planner.translation import hours_of, retimed
from planner.working_days import days_between, local_day

Group = tuple[Line, ...]

SHOWN = timedelta(days=60)
"""How far ahead plans that nobody asked for are told of: nobody is promised more."""


def accept_plan(
    work: Work,
    proposal_id: ProposalId,
    board: Board,
    *,
    actor: Actor,
    chosen: Collection[AppointmentId] | None = None,
) -> Proposal:
    """Save a proposal, whole or only the lines of some appointments, where the plan is still the one it was built on.

    Only the routes that the chosen lines change must be as they were. What is left open is looked for anew.

    Raises:
        ProposalStale: it was settled already, or a route, an absence or a technician has changed since: propose again.
        LinesInseparable: the chosen lines do not work without some others.
    """
    work.routes.lock(route.technician_id for route in work.of(Proposal).get(proposal_id).routes)
    proposal = work.of(Proposal).get(proposal_id)
    groups = proposal.groups
    if chosen is None and proposal.set_aside:
        chosen = {line.appointment_id for group in groups for line in group}
    lines = [line for line in proposal.lines if chosen is None or line.appointment_id in chosen]
    planned = proposal.routes if chosen is None else _changed_by(work, lines, proposal)
    before = [work.routes.load(route.technician_id, route.day) for route in planned]
    if not proposal.open or any(now.version != base.version for now, base in zip(before, planned, strict=True)):
        raise ProposalStale
    alive = tuple(route.at(work.now) for route in before)
    if chosen is None:
        after = tuple(_still_lawful(work, route.at(work.now), board) for route in planned)
    else:
        after = _partly(work, planned, alive, set(chosen), board)
    pairs = [(old, new) for old, new in zip(alive, after, strict=True) if old.visits != new.visits]
    old, new = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    record(work, Change("accept_plan", actor, Snapshot((), old), Snapshot((), new), (PlanAccepted(proposal_id),)))
    accepted = replace(proposal, accepted_at=work.now)
    work.of(Proposal).put(accepted)
    if chosen is not None and any(group[0].appointment_id not in chosen for group in groups):
        work.publish(*(BetterPlanWanted(day) for day in days_between(proposal.first, proposal.last)))
    return accepted


def waiting_for(work: Work, day: date) -> list[Proposal]:
    """Return the proposals that begin with a day and await a decision."""
    return work.of(Proposal).find(first=day, accepted_at=None, refused_at=None)


def unasked(work: Work) -> list[Proposal]:
    """Return the proposals for the coming days that nobody asked for, await a decision and still change something."""
    today = local_day(work.now, work.firm.zone)
    coming, itself = list(days_between(today, today + SHOWN)), [one for one in Cause if one is not Cause.ASKED]
    waiting = work.of(Proposal).find(first=coming, cause=itself, accepted_at=None, refused_at=None)
    return [one for one in waiting if still_good(work, one)]


def forget_undecided(work: Work) -> int:
    """Forget the proposals of past days that nobody has decided; return how many."""
    today = local_day(work.now, work.firm.zone)
    past = [one for one in work.of(Proposal).find(accepted_at=None, refused_at=None) if one.last < today]
    for one in past:
        work.of(Proposal).remove(one.id)
    return len(past)


def still_good(work: Work, proposal: Proposal) -> list[Group]:
    """Return the groups of a proposal whose routes nobody has changed since it was made."""
    versions = work.routes.versions(proposal.first, proposal.last)
    return [
        group
        for group in proposal.groups
        if all(
            versions.get((route.technician_id, route.day), 0) == route.version
            for route in _changed_by(work, group, proposal)
        )
    ]


def _changed_by(work: Work, lines: Iterable[Line], proposal: Proposal) -> tuple[Route, ...]:
    """Return the routes of a proposal from or to which these lines move something."""
    zone = work.firm.zone
    keys = {(who, local_day(at, zone)) for line in lines for who, at in (line.before, line.after)}
    return tuple(route for route in proposal.routes if (route.technician_id, route.day) in keys)


def _still_lawful(work: Work, route: Route, board: Board) -> Route:
    """Return a proposed route if its technician can drive it as things stand now, whatever the solver knew then.

    Raises:
        ProposalStale: he is away, no longer works here, has lost a skill or a clearance, or the firm's rules changed.
    """
    if route.visits == route.under_way:
        return route
    day = board.day(work, route.technician_id, route.day)
    if day is None or hours_of(work.firm, day, route.visits) is None:
        raise ProposalStale
    technician = work.of(Technician).get(route.technician_id)
    appointments = work.of(Appointment).find(id=[visit.appointment_id for visit in route.visits])
    services = work.of(Service).find(id={one.service_id for one in appointments})
    if any(technician.missing_for(service, route.day) for service in services):
        raise ProposalStale
    return route


def refuse_plan(
    work: Work, proposal_id: ProposalId, *, reason: str = "", chosen: Collection[AppointmentId] | None = None
) -> Proposal:
    """Say no to a proposal, or only to the lines of some appointments with all that belongs to them.

    The plan stays as it is, and no line refused comes back the same local day.

    Raises:
        ProposalStale: it was accepted or refused already.
    """
    proposal = work.of(Proposal).get(proposal_id)
    if not proposal.open:
        raise ProposalStale
    today = local_day(work.now, work.firm.zone)
    refused = [
        group for group in proposal.groups if chosen is None or any(line.appointment_id in chosen for line in group)
    ]
    for line in (line for group in refused for line in group):
        whom = line.after[0] if line.change is Kind.TECHNICIAN else None
        work.of(Refusal).put(Refusal(new_id(), today, line.appointment_id, whom, work.now, reason))
    left = replace(
        proposal, set_aside=proposal.set_aside | {line.appointment_id for group in refused for line in group}
    )
    if not left.groups:
        left = replace(left, refused_at=work.now)
    work.of(Proposal).put(left)
    return left


def _partly(
    work: Work, proposed: Sequence[Route], current: Sequence[Route], chosen: set[AppointmentId], board: Board
) -> tuple[Route, ...]:
    """Return the routes with the chosen visits where the proposal puts them and all others where they are.

    A route that keeps no promises already, of somebody absent, may be left in part: the others wait as they did.
    """
    routes = []
    for route, planned in zip(current, proposed, strict=True):
        kept = [visit for visit in route.visits if visit.appointment_id not in chosen]
        joining = [visit for visit in planned.visits if visit.appointment_id in chosen]
        by_hour = sorted((*kept, *joining), key=lambda visit: visit.start)
        day = board.day(work, route.technician_id, route.day)
        tried = [replace(route, visits=visits) for visits in (_in_order(kept, joining, planned), tuple(by_hour))]
        timed = next((timed for wished in tried if day and (timed := retimed(work.firm, day, wished))), None)
        already_broken = not joining and not (day and retimed(work.firm, day, route))
        if timed is None and tried[1].visits != tried[1].under_way and not already_broken:
            raise LinesInseparable
        routes.append(timed or tried[1])
    return tuple(routes)


def _in_order(kept: list[Visit], joining: list[Visit], planned: Route) -> tuple[Visit, ...]:
    """Return the visits kept as they follow each other, each that joins after the one it follows in the planned route.

    No visit that may move starts before the one it follows: hours are worked out again from this order.
    """
    order = [visit.appointment_id for visit in planned.visits]
    visits = list(kept)
    for visit in joining:
        here = [other.appointment_id for other in visits]
        earlier = [key for key in order[: order.index(visit.appointment_id)] if key in here]
        visits.insert(here.index(earlier[-1]) + 1 if earlier else 0, visit)
    latest = accumulate((visit.start for visit in visits), max)
    return tuple(
        visit if visit.locked or visit.pinned is Pinned.HOUR else replace(visit, start=start)
        for visit, start in zip(visits, latest, strict=True)
    )
