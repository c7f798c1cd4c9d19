"""A better plan is proposed, never imposed: the solver searches on a copy, the referee checks, Claire accepts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate

from planner.appointments import Appointment
from planner.changes import Places, changes
from planner.errors import LinesInseparable, ProposalStale
from planner.events import PlanAccepted
from planner.firms import Firm
from planner.history import Change, record
from planner.identifiers import AppointmentId, FirmId, ProposalId, TechnicianId, new_id
from planner.plans import Line, Proposal
from planner.ports import Actor, Snapshot, Transactions, Work
from planner.routes import Pinned, Route, Visit
from planner.services import Service
from planner.sites import Site
from planner.slots import Board
from planner.technicians import Absence, Technician
from planner.translation import (
    Day,
    driving_order,
    hours_of,
    moment,
    movable_stop,
    preferred_for,
    retimed,
    seconds,
    travel,
    weights,
    working_days,
    working_time,
)
from planner.working_days import days_between
from solver.difference import difference
from solver.problem import Problem
from solver.problem import Visit as Stop
from solver.referee import Verdict, referee
from solver.replanning import WANTED, as_published, replan
from solver.solution import Solution, Timetable
from solver.stop import StoppingCriterion

KEPT, BROKEN = 1_000_000_000, 100_000_000
"""What leaving a promise unkept would cost, in the firm's prices: 10 000 € if the plan keeps it now, 1 000 € if not."""


class PlanUnlawful(Exception):
    """The referee refuses the solver's plan: a defect, never shown to Claire as a proposal."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan of some days as one value: all that the search needs, and the routes it started from."""

    first: date
    last: date
    problem: Problem
    start: Solution
    routes: tuple[Route, ...]
    names: dict[str, str]


def propose_plan(
    transactions: Transactions, firm_id: FirmId, days: tuple[date, date], stop: StoppingCriterion, seed: int = 1
) -> Proposal:
    """Search a cheaper plan for the days from first to last, both included, and keep it as a proposal.

    The search runs outside any transaction, for as long as `stop` allows. Promised windows hold; only technician and
    order may change, and not of visits that have started, are held or locked. Another technician must save some
    road, and more as the visit draws near.
    """
    with transactions.read(firm_id) as work:
        draft, now = drafted(work, *days), seconds(work.now)
    found = replan(as_published(draft.problem, draft.start, now, WANTED), draft.start, stop, seed)
    proposal = proposed(draft, found)
    return transactions.write(firm_id, lambda work: _kept(work, proposal))


def _kept(work: Work, proposal: Proposal) -> Proposal:
    """Keep a proposal, unless one that says the same of the same routes still awaits a decision: return that one."""
    dated = replace(proposal, made_at=work.now)
    waiting = work.of(Proposal).find(first=dated.first, last=dated.last, accepted_at=None, refused_at=None)
    same = next((one for one in waiting if replace(one, id=dated.id, made_at=dated.made_at) == dated), None)
    if same is None:
        work.of(Proposal).put(dated)
    return same or dated


def drafted(work: Work, first: date, last: date) -> Draft:
    """Return the plan of some days as a value, without the holds that have expired."""
    technicians = work.of(Technician).find(active=True)
    saved = {(route.technician_id, route.day): route.at(work.now) for route in work.routes.between(first, last)}
    days = {
        (technician.id, day): worked
        for technician in technicians
        for day, worked in working_days(
            work.firm, technician, work.of(Absence).find(technician_id=technician.id), list(days_between(first, last))
        ).items()
    }
    orphans = [route for key, route in saved.items() if key not in days]
    routes = (*(saved.get(key, Route(*key)) for key in days), *orphans)
    return _draft(work, (first, last), days, routes, technicians)


def _draft(
    work: Work,
    span: tuple[date, date],
    days: dict[tuple[TechnicianId, date], Day],
    routes: tuple[Route, ...],
    technicians: Iterable[Technician],
) -> Draft:
    by_key = {(route.technician_id, route.day): route for route in routes}
    kept = {key: _keepable(work.firm, day, by_key[key]) for key, day in days.items()}
    days = {key: day for key, day in days.items() if kept[key] or not _under_way(by_key[key])}
    stops = _stops(work, routes, technicians, {visit.appointment_id for visits in kept.values() for visit in visits})
    busy = [stop for day in days.values() for stop in day.busy]
    visits = (*stops.values(), *busy)
    index = {stop.key: number for number, stop in enumerate(visits)}
    problem = Problem(
        shifts=tuple(day.shift for day in days.values()),
        visits=visits,
        travel=travel(work.firm),
        weights=weights(work.firm),
        working_time=working_time(work.firm),
    )
    start = [[index[stop.key] for stop in driving_order(day, kept[key])] for key, day in days.items()]
    names: dict[str, str] = {technician.id: technician.name for technician in work.of(Technician).find()}
    return Draft(*span, problem, Solution.of(problem, start), routes, names)


def _keepable(firm: Firm, day: Day, route: Route) -> tuple[Visit, ...]:
    """Return the visits a route starts the search with: none when an absence has broken it."""
    return route.visits if retimed(firm, day, route) else ()


def _under_way(route: Route) -> tuple[Visit, ...]:
    """Return the visits somebody has set out for: where an absence says he is not, they stay and nothing is added."""
    return tuple(visit for visit in route.visits if visit.locked)


def _stops(
    work: Work, routes: Iterable[Route], technicians: Iterable[Technician], kept: set[AppointmentId]
) -> dict[AppointmentId, Stop]:
    """Return every visit of the routes as the solver may move it; a hold on a broken route may go to anybody."""
    visits = {
        visit.appointment_id: (visit, route)
        for route in routes
        for visit in route.visits
        if visit.appointment_id in kept or not visit.locked
    }
    appointments = {one.id: one for one in work.of(Appointment).find(id=list(visits))}
    services = {service.id: service for service in work.of(Service).find()}
    sites = {site.id: site for site in work.of(Site).find(id=[one.site_id for one in appointments.values()])}
    stops = {}
    for key, (visit, route) in visits.items():
        appointment = appointments[key]
        site = sites.get(appointment.site_id) if appointment.site_id else None
        stop = movable_stop(visit, appointment, services[appointment.service_id], route)
        stops[key] = replace(
            stop,
            pinned=stop.pinned if key in kept else None,
            preferred=preferred_for(work.firm, technicians, site.postcode if site else ""),
            prize=KEPT if key in kept else BROKEN,
        )
    return stops


def proposed(draft: Draft, found: Solution) -> Proposal:
    """Return a solver's plan as a proposal, once the referee has recomputed it.

    Raises:
        PlanUnlawful: the referee finds a broken rule.
    """
    before, after = referee(draft.problem, draft.start), referee(draft.problem, found)
    if not after.feasible:
        raise PlanUnlawful(after.violations)
    return Proposal(
        id=ProposalId(new_id()),
        made_at=moment(0),
        first=draft.first,
        last=draft.last,
        routes=_routes(draft, after),
        lines=tuple(_lines(draft, found)),
        cost_before=before.cost.total,
        cost_after=after.cost.total,
        travel_before=_travel(before),
        travel_after=_travel(after),
        unplaced=tuple(AppointmentId(draft.problem.visits[number].key) for number in found.unserved),
    )


def _lines(draft: Draft, found: Solution) -> Iterator[Line]:
    visits: dict[str, tuple[TechnicianId, datetime]] = {
        visit.appointment_id: (route.technician_id, visit.start) for route in draft.routes for visit in route.visits
    }
    return changes(difference(draft.problem, draft.start, found), Places(visits, draft.names))


def _travel(verdict: Verdict) -> int:
    return sum(hours.travel for hours in verdict.timetables)


def _routes(draft: Draft, verdict: Verdict) -> tuple[Route, ...]:
    """Return the routes that change, each with the version of the one it replaces."""
    visits = {visit.appointment_id: visit for route in draft.routes for visit in route.visits}
    by_key = {(route.technician_id, route.day): route for route in draft.routes}
    changed: list[Route] = []
    for shift, hours in zip(draft.problem.shifts, verdict.timetables, strict=True):
        old = by_key.pop((TechnicianId(shift.technician), shift.day))
        new = replace(old, visits=_visits(hours, visits))
        if new.visits != old.visits:
            changed.append(new)
    emptied = [left for route in by_key.values() if (left := replace(route, visits=_under_way(route))) != route]
    return (*changed, *emptied)


def _visits(hours: Timetable, visits: dict[AppointmentId, Visit]) -> tuple[Visit, ...]:
    stops = ((AppointmentId(stop.visit), stop) for stop in hours.stops)
    return tuple(replace(visits[key], start=moment(stop.start)) for key, stop in stops if key in visits)


def accept_plan(
    work: Work,
    proposal_id: ProposalId,
    board: Board,
    *,
    actor: Actor,
    chosen: Collection[AppointmentId] | None = None,
) -> Proposal:
    """Save a proposal, whole or only the lines of some appointments, if the plan is still the one it was built on.

    Raises:
        ProposalStale: it was settled already, or a route, an absence or a technician has changed since: propose again.
        LinesInseparable: the chosen lines do not work without some others.
    """
    work.routes.lock(route.technician_id for route in work.of(Proposal).get(proposal_id).routes)
    proposal = work.of(Proposal).get(proposal_id)
    if not proposal.open:
        raise ProposalStale
    before = [work.routes.load(route.technician_id, route.day) for route in proposal.routes]
    if any(now.version != base.version for now, base in zip(before, proposal.routes, strict=True)):
        raise ProposalStale
    alive = tuple(route.at(work.now) for route in before)
    if chosen is None:
        after = tuple(_still_lawful(work, route.at(work.now), board) for route in proposal.routes)
    else:
        after = _partly(work, proposal, alive, set(chosen), board)
    pairs = [(old, new) for old, new in zip(alive, after, strict=True) if old.visits != new.visits]
    old, new = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    record(work, Change("accept_plan", actor, Snapshot((), old), Snapshot((), new), (PlanAccepted(proposal_id),)))
    accepted = replace(proposal, accepted_at=work.now)
    work.of(Proposal).put(accepted)
    return accepted


def _still_lawful(work: Work, route: Route, board: Board) -> Route:
    """Return a proposed route if its technician can drive it as things stand now, whatever the solver knew then.

    Raises:
        ProposalStale: he is away, no longer works here, has lost a skill or a clearance, or the firm's rules changed.
    """
    if route.visits == _under_way(route):
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


def refuse_plan(work: Work, proposal_id: ProposalId) -> Proposal:
    """Set a proposal aside; the plan stays as it is.

    Raises:
        ProposalStale: it was accepted or refused already.
    """
    proposal = work.of(Proposal).get(proposal_id)
    if not proposal.open:
        raise ProposalStale
    refused = replace(proposal, refused_at=work.now)
    work.of(Proposal).put(refused)
    return refused


def _partly(
    work: Work, proposal: Proposal, current: Sequence[Route], chosen: set[AppointmentId], board: Board
) -> tuple[Route, ...]:
    """Return the routes with the chosen visits where the proposal puts them and all others where they are."""
    routes = []
    for route, planned in zip(current, proposal.routes, strict=True):
        kept = [visit for visit in route.visits if visit.appointment_id not in chosen]
        joining = [visit for visit in planned.visits if visit.appointment_id in chosen]
        by_hour = sorted((*kept, *joining), key=lambda visit: visit.start)
        day = board.day(work, route.technician_id, route.day)
        tried = [replace(route, visits=visits) for visits in (_in_order(kept, joining, planned), tuple(by_hour))]
        timed = next((timed for wished in tried if day and (timed := retimed(work.firm, day, wished))), None)
        if timed is None and tried[1].visits != _under_way(tried[1]):
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
