"""A firm lives through weeks of wishes under one policy: its slots, promises, roads and plans are the product's own.

Simplified: visits take the time planned, everybody is at home, nobody cancels, and no technician is away.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import merge
from statistics import median

from api.foreseeing import Emergency, reserve_forecasts
from api.replay.asking import WEEK, Asked, Past, emergencies_of
from api.replay.policies import Policy, rules_of
from planner.appointments import Appointment
from planner.board import Board
from planner.booking import book
from planner.deciding import accept_plan
from planner.errors import OutsideAreas, Refused
from planner.firms import Firm
from planner.identifiers import AppointmentId
from planner.intervals import Interval
from planner.memory import Memory
from planner.plans import Cause
from planner.ports import Actor, Work
from planner.replanning import Search, propose_plan
from planner.reserve import (
    ROAD,
    Left,
    ReserveForecast,
    emergency_lengths,
    free_places,
    left_of,
    reserved_skills,
    source_of,
    taken_by,
)
from planner.routes import Route
from planner.services import Half, Service
from planner.slots import Target, Wish, possible_targets
from planner.technicians import Technician
from planner.translation import compile_day, hours_of, working_days
from planner.windows import bookable_windows, half_of
from planner.working_days import NOON, days_between, instant, local_day
from solver.stop import Iterations

BEST = 4
"""Customers take one of the best few slots, each as likely, not always the very best."""

SOON = timedelta(days=6)
"""Customers are shown this day and so many after it; whoever finds nothing there sees as far ahead as may be booked."""

ALONE = 0.45
"""The share of wishes for a service offered online that customers book themselves: assumed, as in the demonstration."""

SAMPLED = 0.1
"""The share of wishes of which it is counted what was withheld: that asks everything twice."""

NIGHT = time(2)
ROUNDS = 60
"""Iterations of the search of a better plan, each night."""

_CUSTOMER, _CLAIRE = Actor("customer"), Actor("dispatcher")
_DAY = timedelta(days=1)
_SLOT = timedelta(minutes=60) + ROAD
"""What one visit takes, by which time kept for nothing is counted."""

_TARDY = timedelta(days=4)
"""An emergency for which nobody has time today is made on the first day that somebody has, up to so much later."""


@dataclass(slots=True)
class Week:
    """What one week came to.

    `delays` are hours from a wish to its date, `wait` days from wishes to visits; `refused` wishes found nothing. Of a
    sample of the wishes `withheld` windows could have been kept and were not offered, of `windows` in all. `same_day`
    counts emergencies seen to on their day; `lost` is what was kept for more of them than
    came and nobody used, in visits.
    """

    delays: list[float] = field(default_factory=list)
    wait: float = 0.0
    refused: int = 0
    lost: float = 0.0
    emergencies: int = 0
    same_day: int = 0
    windows: int = 0
    withheld: int = 0
    alone: int = 0
    visits: int = 0
    kilometres: float = 0.0
    overtime: float = 0.0

    @property
    def delay(self) -> float:
        """The median hours from a wish to its date; 0 where nobody got one."""
        return median(self.delays) if self.delays else 0.0


@dataclass(slots=True)
class Clock:
    """What time it is in the replay."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.now


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """The firm within one week: its records, what was compiled of them, its clock and its policy."""

    past: Past
    policy: Policy
    memory: Memory
    clock: Clock
    board: Board
    week: Week

    @property
    def firm(self) -> Firm:
        """The firm as it runs under the policy."""
        return self.past.firm


Carried = tuple[list[Appointment], list[Route]]
"""What was promised for later weeks."""


def lived(past: Past, weeks: Sequence[Sequence[Asked]], policy: Policy, *, first: int) -> Iterator[Week]:
    """Live through the weeks from number `first` on under a policy, and yield what each came to."""
    firm = replace(past.firm, rules=rules_of(policy, past))
    past = replace(past, firm=firm)
    carried: Carried = [], []
    waiting: list[tuple[datetime, Asked]] = []
    for number in range(first, len(weeks)):
        monday = past.first + number * WEEK
        town = _opened(past, policy, monday, carried, foreseen(past, weeks, number) if policy.forecasts else ())
        end = instant(monday + WEEK, time(), firm.zone)
        due = sorted([*waiting, *_moments(policy, weeks[number])], key=lambda pair: pair[0])
        waiting = [pair for pair in due if pair[0] >= end]
        _live(town, [pair for pair in due if pair[0] < end], monday)
        _look_back(town, monday)
        carried = _later(town, monday + WEEK)
        yield town.week


def foreseen(past: Past, weeks: Sequence[Sequence[Asked]], number: int) -> list[ReserveForecast]:
    """Return what is forecast on the Monday of a week, by the emergencies of the weeks before it."""
    monday = past.first + number * WEEK
    urgent = [service for service in past.services if service.urgent]
    came = [_emergency(past.firm, wish) for wish in emergencies_of(weeks[:number])]
    return list(reserve_forecasts(past.firm, urgent, came, monday, instant(monday, time(), past.firm.zone)))


def _emergency(firm: Firm, wish: Asked) -> Emergency:
    local = wish.at.astimezone(firm.zone)
    half = Half.MORNING if local.time() < NOON else Half.AFTERNOON
    return Emergency(local.date(), half, wish.service.duration, wish.service.code)


def _moments(policy: Policy, asked: Iterable[Asked]) -> Iterator[tuple[datetime, Asked]]:
    """Yield when each wish is given a date: at once, or by telephone after the delay it took then."""
    for wish in asked:
        yield wish.at + (wish.delay if policy.by_phone and not wish.service.urgent else timedelta(0)), wish


def _opened(past: Past, policy: Policy, monday: date, carried: Carried, forecasts: Iterable[ReserveForecast]) -> Town:
    """Open the firm's records on a Monday morning, with what was promised before."""
    clock = Clock(instant(monday, time(), past.firm.zone))
    memory = Memory(clock=clock)
    memory.create_firm(past.firm)
    appointments, routes = carried

    def furnish(work: Work) -> None:
        work.of(Service).put_all(past.services)
        work.of(Technician).put_all(past.technicians)
        work.of(ReserveForecast).put_all(forecasts)
        work.of(Appointment).put_all(appointments)
        work.routes.save([replace(route, version=0) for route in routes])

    memory.write(past.firm.id, furnish)
    return Town(past, policy, memory, clock, Board(), Week())


def _live(town: Town, due: Iterable[tuple[datetime, Asked]], monday: date) -> None:
    """Give each wish its date, and make the coming day's plan anew each night where the policy does."""
    nights = [
        (instant(day, NIGHT, town.firm.zone), None)
        for day in days_between(monday, monday + WEEK)
        if town.policy.improves
    ]
    for at, wish in merge(due, nights, key=lambda pair: pair[0]):
        town.clock.now = at
        if wish is None:
            _improve(town)
        elif wish.service.urgent:
            _answer(town, wish)
        else:
            _date(town, wish)


def _date(town: Town, wish: Asked) -> None:
    """Offer an ordinary wish its slots; the customer takes one of the best, or by telephone the first one."""
    asked = Wish(wish.service.id, wish.site.position, wish.site.postcode)
    soon = local_day(town.clock.now + wish.service.lead_time + SOON, town.firm.zone)
    with town.memory.read(town.firm.id) as work:
        offered: dict[Target, int] = {}
        for last in (soon, None):
            offered = offered or _cheapest(_targets(work, replace(asked, last=last), town.board))
        if (1_000 * wish.luck) % 1 < SAMPLED:
            _count_withheld(town, work, asked, soon, offered)
    in_order = sorted(offered, key=lambda target: (offered[target], target.window.start))
    if town.policy.by_phone:
        in_order = sorted(offered, key=lambda target: (target.window.start, offered[target]))
    elif in_order:
        taken = in_order.pop(int(wish.luck * min(BEST, len(in_order))))
        in_order.insert(0, taken)
    window = _booked(town, asked, wish, in_order[:BEST])
    if window is None:
        town.week.refused += 1
        return
    town.week.wait += (window.start - wish.at) / _DAY
    town.week.delays.append((town.clock.now - wish.at) / timedelta(hours=1))
    town.week.alone += not town.policy.by_phone and wish.service.online and (7 * wish.luck) % 1 < ALONE


def _answer(town: Town, wish: Asked) -> None:
    """Send somebody to an emergency as soon as anybody has time, today if at all possible."""
    town.week.emergencies += 1
    today = local_day(town.clock.now, town.firm.zone)
    for last in (today, today + _TARDY):
        asked = Wish(wish.service.id, wish.site.position, wish.site.postcode, today, last, by_firm=True)
        with town.memory.read(town.firm.id) as work:
            offered = _targets(work, asked, town.board)
        soonest = sorted(offered, key=lambda target: (target.window.start, offered[target]))
        window = _booked(town, asked, wish, soonest[:BEST])
        if window is not None:
            town.week.same_day += local_day(window.start, town.firm.zone) == today
            return


def _targets(work: Work, asked: Wish, board: Board) -> dict[Target, int]:
    try:
        return possible_targets(work, asked, board)
    except OutsideAreas:
        return {}


def _cheapest(targets: Mapping[Target, int]) -> dict[Target, int]:
    """Return the cheapest technician of each window, with his cost."""
    best: dict[Interval, Target] = {}
    for target, cost in targets.items():
        if target.window not in best or cost < targets[best[target.window]]:
            best[target.window] = target
    return {target: targets[target] for target in best.values()}


def _count_withheld(town: Town, work: Work, asked: Wish, last: date, offered: Mapping[Target, int]) -> None:
    """Count the windows until a day that somebody could have kept and that were not offered."""
    town.week.windows += len(offered)
    if not work.firm.rules.keeps_back:
        return
    service = work.of(Service).get(asked.service_id)
    bookable = set(bookable_windows(service, work.firm, work.now, local_day(work.now, work.firm.zone), last))
    for_claire = _targets(work, replace(asked, last=last, by_firm=True), town.board)
    possible = {target.window for target in for_claire} & bookable
    withheld = len(possible - {target.window for target in offered})
    town.week.withheld += withheld
    town.week.windows += withheld


def _booked(town: Town, asked: Wish, wish: Asked, targets: Iterable[Target]) -> Interval | None:
    """Book the first of these that is still possible; None where none is."""
    for target in targets:
        command = partial(book, wish=asked, target=target, site=wish.site, board=town.board, actor=_CUSTOMER)
        try:
            town.memory.write(town.firm.id, command)
        except Refused:
            continue
        return target.window
    return None


def _improve(town: Town) -> None:
    """Plan today anew, and take what is found."""
    today = local_day(town.clock.now, town.firm.zone)
    search = Search(Iterations(ROUNDS), cause=Cause.NIGHT)
    proposal = propose_plan(town.memory, town.firm.id, (today, today), search)
    if proposal.lines:
        town.memory.write(town.firm.id, lambda work: accept_plan(work, proposal.id, town.board, actor=_CLAIRE))


def _look_back(town: Town, monday: date) -> None:
    """Add up the roads and hours of the week's routes as they were driven."""
    line, week = town.firm.rules.travel, town.week
    with town.memory.read(town.firm.id) as work:
        routes = work.routes.between(monday, monday + WEEK - _DAY)
        for route in (route for route in routes if route.visits):
            technician = work.of(Technician).get(route.technician_id)
            worked = working_days(work.firm, technician, [], [route.day])[route.day]
            hours = hours_of(work.firm, worked, route.visits)
            if hours is None:
                continue
            legs = len(route.visits) + 1
            week.visits += len(route.visits)
            week.kilometres += (hours.travel - legs * line.base_seconds) / line.seconds_per_km
            week.overtime += hours.overtime / 60
        for day in days_between(monday, monday + WEEK - _DAY):
            week.lost += _unused(town, work, day) / _SLOT.total_seconds()


def _unused(town: Town, work: Work, day: date) -> float:
    """Return the seconds of a day that were kept for emergencies, in which none came and nobody did anything."""
    if not work.firm.rules.keeps_back:
        return 0.0
    days, came = _as_driven(town, work, day)
    source, skills = source_of(work), reserved_skills(town.past.services)
    lengths, found = emergency_lengths(town.past.services), 0.0
    for half in Half:
        idle = [
            min(
                max(source(skill, day, half).total_seconds() - came[half], 0.0),
                lengths[skill] * len(free_places(days, skill, level, lengths[skill]).get((day, half), ())),
            )
            for skill, level in skills.items()
        ]
        found += max(idle, default=0.0)
    return found


def _as_driven(town: Town, work: Work, day: date) -> tuple[list[Left], Counter[Half]]:
    """Return what each technician did on a day, and the seconds that emergencies took in each half."""
    days: list[Left] = []
    came: Counter[Half] = Counter()
    urgent = {service.id for service in town.past.services if service.urgent}
    for technician in town.past.technicians:
        worked = working_days(work.firm, technician, [], [day]).get(day)
        if worked:
            visits = work.routes.load(technician.id, day).visits
            days.append(left_of(compile_day(work.firm, worked, visits), work.firm.zone))
            for visit in visits:
                if work.of(Appointment).get(visit.appointment_id).service_id in urgent:
                    came[half_of(visit.window, work.firm)] += taken_by(visit.duration)
    return days, came


def _later(town: Town, monday: date) -> Carried:
    """Return what is promised from a Monday on."""
    with town.memory.read(town.firm.id) as work:
        routes = [route for route in work.routes.between(monday, date.max) if route.visits]
        kept = {AppointmentId(visit.appointment_id) for route in routes for visit in route.visits}
        return work.of(Appointment).find(id=kept), routes
