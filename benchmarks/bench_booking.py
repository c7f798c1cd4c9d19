"""A week of bookings, one after the other: nothing but insertions, or replanning behind the promises after each.

python benchmarks/bench_booking.py                  two firms, every policy, seeds 1 to 5; writes to results/
python benchmarks/bench_booking.py --firm demo      one firm; writes nothing
python benchmarks/bench_booking.py --smoke          a few technicians and requests; writes nothing
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from benchmarks.firms import Firm, Request, at, demo_firm, wide_country
from solver import (
    CrowTravel,
    Iterations,
    Offer,
    Problem,
    RouteBlock,
    Schedule,
    Shift,
    Solution,
    Visit,
    Weights,
    compile_route,
    offers,
    referee,
    timetable_of,
)
from solver.replanning import BRIEFLY, UNASKED, as_published, replan

RESULTS = Path(__file__).parent / "results" / "bench_booking.json"
NOW = at(8, -7)
"""When all of them call: the Monday before."""

TRAVEL, WEIGHTS = CrowTravel(), Weights()


@dataclass(frozen=True, slots=True)
class Policy:
    """What follows each booking: so many rounds, at so many seconds of road for each change.

    `insist` replans the days for a customer who was offered nothing, before he is refused.
    """

    rounds: int = 0
    road: int = UNASKED
    insist: bool = False

    def __str__(self) -> str:
        """In words."""
        if not self.rounds:
            return "insertion only"
        price = f"{self.road // 60} min" if self.road else "free"
        return f"{self.rounds} rounds, a change {price}" + (", insists" if self.insist else "")


POLICIES = (
    Policy(),
    *(Policy(BRIEFLY, road) for road in (0, UNASKED // 2, UNASKED, UNASKED * 2)),
    Policy(BRIEFLY, insist=True),
)


@dataclass(slots=True)
class Week:
    """A firm's week as it fills; `changes` counts visits that were given to another technician once booked."""

    firm: Firm
    schedule: Schedule
    policy: Policy
    seed: int
    accepted: int = 0
    changes: int = 0
    broken: int = 0
    seconds: float = 0.0
    days: dict[object, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, firm: Firm, policy: Policy, seed: int) -> "Week":
        """The empty week."""
        week = cls(firm, Schedule.of(compiled(shift, ()) for shift in firm.shifts), policy, seed)
        for number, shift in enumerate(firm.shifts):
            week.days.setdefault(shift.day, []).append(number)
        return week

    def ask(self, request: Request) -> None:
        """Offer, let the customer choose, and replan the day he chose."""
        self.seed += 1
        found = offers(self.schedule, request.visit)
        if found:
            offer = chosen(found.cheapest_per_window(), request)
            self.schedule = self.schedule.replace(offer.route, compiled(offer.shift, offer.visits))
            self.accepted += 1
            if self.policy.rounds:
                self._take(self.days[offer.shift.day], self._replanned(self.days[offer.shift.day], offer))
        elif self.policy.insist:
            self._insist(request.visit)

    def _replanned(self, day: Sequence[int], offer: Offer) -> tuple[Problem, Solution]:
        """The day once the search has gone over it; nobody knows the new visit yet, it may go to anybody."""
        problem, plan = self._problem(day)
        fresh = next(n for n, visit in enumerate(problem.visits) if visit.key == offer.visits[offer.position].key)
        known = Solution.of(problem, [[visit for visit in route if visit != fresh] for route in plan.routes])
        return self._search(problem, known, plan)

    def _problem(self, day: Sequence[int]) -> tuple[Problem, Solution]:
        """A day as a problem, and the plan it has."""
        blocks = [self.schedule.blocks[number] for number in day]
        numbers = iter(range(sum(len(block.visits) for block in blocks)))
        problem = Problem(
            shifts=tuple(block.shift for block in blocks),
            visits=tuple(replace(visit, published=None) for block in blocks for visit in block.visits),
            travel=TRAVEL,
            weights=WEIGHTS,
            working_time=self.firm.working_time,
        )
        return problem, Solution.of(problem, [[next(numbers) for _ in block.visits] for block in blocks])

    def _search(self, problem: Problem, known: Solution, plan: Solution) -> tuple[Problem, Solution]:
        begun = time.process_time()
        priced = as_published(problem, known, NOW, self.policy.road)
        found = replan(priced, plan, Iterations(self.policy.rounds), self.seed)
        self.seconds += time.process_time() - begun
        return priced, found

    def _insist(self, visit: Visit) -> None:
        """Look in each day for a plan that has room for one more; take the one that costs least."""
        best = None
        for day in self.days.values():
            shifts = [self.schedule.blocks[number].shift for number in day]
            first, last = min(shift.start for shift in shifts), max(shift.latest_return for shift in shifts)
            windows = tuple(each for each in visit.windows if first <= each.earliest <= last)
            problem, plan = self._problem(day)
            before = referee(problem, plan).cost.total
            asked = replace(problem, visits=(*problem.visits, replace(visit, windows=windows)))
            start = Solution.of(asked, plan.routes)
            priced, found = self._search(asked, start, start)
            if not found.unserved and (best is None or referee(priced, found).cost.total - before < best[0]):
                best = referee(priced, found).cost.total - before, day, priced, found
        if best is not None:
            self.accepted += 1
            self._take(best[1], best[2:])

    def _take(self, day: Sequence[int], plan: tuple[Problem, Solution]) -> None:
        """Make a plan of the day the firm's, once the referee has looked at it."""
        problem, found = plan
        verdict = referee(problem, found)
        self.broken += len(verdict.violations) + len(found.unserved)
        for number, route, hours in zip(day, found.routes, verdict.timetables, strict=True):
            shift = self.schedule.blocks[number].shift
            visits = [problem.visits[visit] for visit in route]
            self.changes += sum(v.published is not None and v.published.technician != shift.technician for v in visits)
            kept = [promised(visit, stop.start) for visit, stop in zip(visits, hours.stops, strict=True)]
            if [visit.key for visit in kept] != [visit.key for visit in self.schedule.blocks[number].visits]:
                self.schedule = self.schedule.replace(number, compiled(shift, kept))

    def told(self) -> "Told":
        """What there is to tell about it."""
        travel = sum(timetable_of(block).travel for block in self.schedule.blocks if block.visits)
        return Told(
            self.accepted,
            travel / 60 / self.accepted,
            self.changes / self.accepted,
            self.broken,
            1_000 * self.seconds / self.accepted,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One week: bookings; minutes of road, changes and milliseconds of CPU time per booking; broken promises."""

    accepted: int
    travel: float
    changes: float
    broken: int
    cpu_ms: float


def compiled(shift: Shift, visits: Sequence[Visit]) -> RouteBlock:
    """A route."""
    return compile_route(shift, visits, travel=TRAVEL, weights=WEIGHTS)


def promised(visit: Visit, start: int) -> Visit:
    """The visit with the one window it is served in."""
    return visit.promised(next(each for each in visit.windows if each.earliest <= start <= each.latest))


def chosen(windows: Sequence[Offer], request: Request) -> Offer:
    """What the customer takes: the cheapest, or any."""
    if request.thrifty:
        return min(windows, key=lambda offer: (offer.cost.total, offer.window.earliest))
    return windows[int(request.luck * len(windows))]


def live(firm: Firm, policy: Policy, seed: int) -> Told:
    """One firm's week under one policy."""
    week = Week.of(firm, policy, 10_000 * seed)
    for request in firm.requests:
        week.ask(request)
    return week.told()


@dataclass(frozen=True, slots=True)
class Row:
    """A policy on one firm, beside nothing but insertions: means over seeds, percentages seed by seed."""

    firm: str
    policy: str
    seeds: int
    accepted: float
    accepted_more: float
    travel: float
    travel_more: float
    changes: float
    broken: int
    cpu_ms: float
    accepted_more_by_seed: list[float]
    travel_more_by_seed: list[float]


def row(firm: str, policy: Policy, told: Sequence[Told], plain: Sequence[Told]) -> Row:
    """Sum up some seeds."""
    more = [percent(one.accepted, other.accepted) for one, other in zip(told, plain, strict=True)]
    travel = [percent(one.travel, other.travel) for one, other in zip(told, plain, strict=True)]

    def mean(values: Iterable[float]) -> float:
        return round(statistics.mean(values), 3)

    return Row(
        firm=firm,
        policy=str(policy),
        seeds=len(told),
        accepted=mean(one.accepted for one in told),
        accepted_more=mean(more),
        travel=mean(one.travel for one in told),
        travel_more=mean(travel),
        changes=mean(one.changes for one in told),
        broken=sum(one.broken for one in told),
        cpu_ms=mean(one.cpu_ms for one in told),
        accepted_more_by_seed=more,
        travel_more_by_seed=travel,
    )


def percent(one: float, other: float) -> float:
    """How much more than the other, in hundredths of it."""
    return round(100 * (one / other - 1), 2)


def table(rows: Sequence[Row]) -> Table:
    """The rows as they are printed."""
    told = Table("firm", "policy", "accepted", "", "road min", "", "changes", "broken", "CPU ms", title="Per booking")
    for one in rows:
        told.add_row(
            one.firm,
            one.policy,
            f"{one.accepted:.1f}",
            f"{one.accepted_more:+.1f} %",
            f"{one.travel:.1f}",
            f"{one.travel_more:+.1f} %",
            f"{one.changes:.2f}",
            str(one.broken),
            f"{one.cpu_ms:.0f}",
        )
    return told


FIRMS: dict[str, Callable[..., Firm]] = {"wide": wide_country, "demo": demo_firm}


def main() -> None:
    """Live the weeks, print the table, and keep the figures of a whole run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--firm", choices=FIRMS, help="only this firm")
    parser.add_argument("--smoke", action="store_true", help="a few requests, nothing written")
    options = parser.parse_args()
    policies = (Policy(), Policy(BRIEFLY), Policy(100, insist=True)) if options.smoke else POLICIES
    seeds = (1,) if options.smoke else (1, 2, 3, 4, 5)
    size = {"requests": 40} if options.smoke else {}
    live(demo_firm(1, 5), Policy(1), 1)  # compiles
    rows = []
    for name in [options.firm] if options.firm else FIRMS:
        firms = {seed: FIRMS[name](seed, **size) for seed in seeds}
        plain = [live(firm, Policy(), seed) for seed, firm in firms.items()]
        for policy in policies:
            told = [live(firm, policy, seed) for seed, firm in firms.items()] if policy.rounds else plain
            found = row(firms[1].name, policy, told, plain)
            rows.append(found)
            sys.stderr.write(
                f"{found.firm}, {found.policy}: {found.accepted_more:+.1f} %, {found.travel_more:+.1f} %\n"
            )
    Console(width=110).print(table(rows))
    if not options.smoke and not options.firm:
        RESULTS.write_text(json.dumps([asdict(one) for one in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
