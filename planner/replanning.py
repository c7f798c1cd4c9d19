"""A better plan is proposed, never imposed: the solver searches on a copy, the referee checks, a proposal waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from planner.appointments import Appointment
from planner.changes import Places, changes
from planner.errors import ProposalStale
from planner.firms import Firm
from planner.identifiers import AppointmentId, FirmId, ProposalId, TechnicianId, new_id
from planner.plans import Cause, Line, Proposal, Refusal
from planner.ports import Transactions, Work
from planner.routes import Route, Visit
from planner.services import Service
from planner.sites import Site
from planner.technicians import Absence, Technician
from planner.translation import (
    Day,
    driving_order,
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
from planner.working_days import days_between, local_day
from solver.bound import prove
from solver.difference import difference
from solver.problem import Pin, Problem
from solver.problem import Visit as Stop
from solver.referee import Verdict, referee
from solver.replanning import UNASKED, WANTED, as_published, replan
from solver.solution import Solution, Timetable
from solver.stop import Cancelled, Progress, StoppingCriterion, any_of

KEPT, BROKEN = 1_000_000_000, 100_000_000
"""What leaving a promise unkept would cost, in the firm's prices: 10 000 € if the plan keeps it now, 1 000 € if not."""

NOTICEABLE, WORTH_A_LOOK = 60, 300
"""What a proposal must gain in seconds when somebody asks for one, and when nobody does."""


class PlanUnlawful(Exception):
    """The referee refuses the solver's plan: a defect, never shown to Claire as a proposal."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan of some days as one value: all that the search needs, and the routes it started from.

    It is the plan of the instant `read_at`, by the version `settings` of the firm.
    """

    first: date
    last: date
    problem: Problem
    start: Solution
    routes: tuple[Route, ...]
    names: dict[str, str]
    read_at: datetime
    settings: int


@dataclass(frozen=True, slots=True)
class Search:
    """How a better plan is looked for: until when, with which dice, why; and until when it is proven, if at all.

    `halted` tells that it is to end at once with the best it has. `on_progress` hears of every better plan on the way;
    its costs price changes too.
    """

    stop: StoppingCriterion
    seed: int = 1
    cause: Cause = Cause.ASKED
    proof: StoppingCriterion | None = None
    halted: Callable[[], bool] | None = None
    on_progress: Callable[[Progress], None] | None = None

    def until(self, stop: StoppingCriterion) -> StoppingCriterion:
        """Return when a part of it ends: at its own time, or with the whole."""
        return any_of(stop, Cancelled(self.halted)) if self.halted else stop


class Searcher(Protocol):
    """Who searches: `searched`, or whoever has it called elsewhere."""

    def __call__(self, draft: Draft, search: Search) -> Proposal:
        """Return what `searched` returns."""
        ...


def searched(draft: Draft, search: Search) -> Proposal:
    """Return the best plan that is found for a draft, as a proposal that nobody has kept yet: a function of values.

    Raises:
        PlanUnlawful: the referee refuses what was found.
    """
    road = UNASKED if search.cause is Cause.NIGHT else WANTED
    problem = as_published(draft.problem, draft.start, seconds(draft.read_at), road)
    found = replan(problem, draft.start, search.until(search.stop), search.seed, search.on_progress)
    gap = prove(problem, found, search.until(search.proof)).gap if search.proof else None
    return replace(_worth_it(proposed(draft, found), search.cause), cause=search.cause, gap=gap)


def propose_plan(
    transactions: Transactions,
    firm_id: FirmId,
    days: tuple[date, date],
    search: Search,
    searcher: Searcher = searched,
) -> Proposal:
    """Search a cheaper plan for the days from first to last, both included, and keep it as a proposal.

    The search runs outside any transaction. Promised windows hold; only technician and order may change, and not of
    visits that have started, are held, locked or pinned, begin within the firm's freeze, or of which a line was refused
    today. Another technician must save some road, and more as the visit draws near. Where a proposal waits that was
    drafted later, that one is kept and returned.

    Raises:
        ProposalStale: a technician, an absence or a setting has changed meanwhile; nothing is changed, search again.
    """
    with transactions.read(firm_id) as work:
        draft = drafted(work, *days)
    proposal = searcher(draft, search)
    return transactions.write(firm_id, lambda work: _kept(work, proposal, draft.settings))


def _worth_it(proposal: Proposal, cause: Cause) -> Proposal:
    """Return a proposal without its changes where they gain less than anybody would look up for."""
    least = NOTICEABLE if cause is Cause.ASKED else WORTH_A_LOOK
    nothing = not proposal.unplaced and not proposal.gain.worth(least)
    return replace(proposal, routes=(), lines=()) if nothing else proposal


def _kept(work: Work, proposal: Proposal, settings: int) -> Proposal:
    """Keep a proposal in the place of those that wait for the same days; one that says the same keeps its name.

    A search that began earlier may end later: what it found does not replace what knows more.
    """
    if work.firm.version != settings:
        raise ProposalStale
    waiting = work.of(Proposal).find(first=proposal.first, last=proposal.last, accepted_at=None, refused_at=None)
    if newer := next((one for one in waiting if one.made_at > proposal.made_at), None):
        return newer
    same = next((one for one in waiting if _says(one) == _says(proposal)), None)
    for one in waiting:
        if one is not same:
            work.of(Proposal).remove(one.id)
    kept = replace(proposal, id=same.id) if same else proposal
    work.of(Proposal).put(kept)
    return kept


def _says(proposal: Proposal) -> tuple[object, ...]:
    """Return what people read: neither why it was looked for, nor when, nor what was proven of it."""
    return proposal.routes, proposal.lines, proposal.unplaced, proposal.cost_before, proposal.set_aside


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
    days = {key: day for key, day in days.items() if kept[key] or not by_key[key].under_way}
    stops = _stops(work, routes, technicians, {one.appointment_id: one for visits in kept.values() for one in visits})
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
    return Draft(*span, problem, Solution.of(problem, start), routes, names, work.now, work.firm.version)


def _keepable(firm: Firm, day: Day, route: Route) -> tuple[Visit, ...]:
    """Return the visits a route starts the search with, as early as it allows: none when an absence has broken it."""
    timed = retimed(firm, day, route)
    return timed.visits if timed else ()


def _stops(
    work: Work, routes: Iterable[Route], technicians: Iterable[Technician], kept: Mapping[AppointmentId, Visit]
) -> dict[AppointmentId, Stop]:
    """Return every visit of the routes as the solver may move it; a hold on a broken route may go to anybody."""
    visits = {
        visit.appointment_id: (visit, route)
        for route in routes
        for visit in route.visits
        if visit.appointment_id in kept or not visit.locked
    }
    appointments = {one.id: one for one in work.of(Appointment).find(id=list(visits))}
    refused = _refused_today(work)
    frozen = work.now + work.firm.rules.freeze
    services = {service.id: service for service in work.of(Service).find()}
    sites = {site.id: site for site in work.of(Site).find(id=[one.site_id for one in appointments.values()])}
    stops = {}
    for key, (visit, route) in visits.items():
        appointment = appointments[key]
        site = sites.get(appointment.site_id) if appointment.site_id else None
        stop = movable_stop(visit, appointment, services[appointment.service_id], route)
        no = refused.get(key, frozenset())
        pinned = stop.pinned if key in kept else None
        if key in kept and (kept[key].start <= frozen or None in no):
            pinned = Pin(route.technician_id, seconds(kept[key].start))
        stops[key] = replace(
            stop,
            pinned=pinned,
            forbidden=frozenset(who for who in no if who and who != route.technician_id),
            preferred=preferred_for(work.firm, technicians, site.postcode if site else ""),
            prize=KEPT if key in kept else BROKEN,
        )
    return stops


def _refused_today(work: Work) -> dict[AppointmentId, frozenset[TechnicianId | None]]:
    """Return whom a line refused today would have sent to an appointment; None for another hour of the same one."""
    said: dict[AppointmentId, set[TechnicianId | None]] = {}
    for one in work.of(Refusal).find(day=local_day(work.now, work.firm.zone)):
        said.setdefault(one.appointment_id, set()).add(one.technician_id)
    return {key: frozenset(whom) for key, whom in said.items()}


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
        made_at=draft.read_at,
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
    emptied = [left for route in by_key.values() if (left := replace(route, visits=route.under_way)) != route]
    return (*changed, *emptied)


def _visits(hours: Timetable, visits: dict[AppointmentId, Visit]) -> tuple[Visit, ...]:
    stops = ((AppointmentId(stop.visit), stop) for stop in hours.stops)
    return tuple(replace(visits[key], start=moment(stop.start)) for key, stop in stops if key in visits)
