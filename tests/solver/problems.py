"""Random problems that use every feature of the model, each with a legal plan that keeps its pins and its links."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from solver import (
    After,
    CrowTravel,
    Depot,
    Lunch,
    Pin,
    Place,
    Problem,
    Published,
    Shift,
    Solution,
    Stop,
    Together,
    TravelTimes,
    Visit,
    Weights,
    Window,
    WorkingTime,
    referee,
    within_working_time,
)
from solver.problem import Link
from tests.solver.plans import HOUR, MINUTE, SKILLS, RandomPlan, Uphill, at

FIRST_DAY = dt.date(2027, 1, 15)
NAMES = ("Anaïs", "Bruno", "Carla")
AREAS, TOOLS, PARTS, CLEARANCES = ("lac", "ville"), ("caméra", "échelle"), ("filtre", "vanne"), ("fluides", "hauteur")
ROADS: tuple[TravelTimes, ...] = (CrowTravel(), Uphill(), CrowTravel(60, 120), CrowTravel(0, 0))
QUARTER = 15 * MINUTE


def a_rich_problem(seed: int, most_visits: int = 14) -> Problem:
    """The problem of this seed: 4 visits or more, two or three technicians, one or two days."""
    return a_rich_plan(seed, most_visits)[0]


def rich_problems(most_visits: int = 14) -> st.SearchStrategy[Problem]:
    """Random problems by their seed, which hypothesis prints when one fails."""
    return st.builds(a_rich_problem, st.integers(0, 2**32 - 1), st.just(most_visits))


def rich_plans(most_visits: int = 14) -> st.SearchStrategy[tuple[Problem, Solution]]:
    """The same, each with a legal plan of a part of its visits: every pinned one, and others."""
    return st.builds(a_rich_plan, st.integers(0, 2**32 - 1), st.just(most_visits))


def a_rich_request(seed: int, most_visits: int = 14) -> RandomPlan:
    """The routes of this seed's plan without what ties them to each other, and a visit somebody asks for."""
    problem, solution = a_rich_plan(seed, most_visits)
    days = len({shift.day for shift in problem.shifts})
    request = _visit(random.Random(seed), "request", days)
    return RandomPlan(replace(problem, links=()), Solution.of(problem, solution.routes), request)


def rich_requests(most_visits: int = 14) -> st.SearchStrategy[RandomPlan]:
    """Rich routes, each legal by itself, with a request for one more visit."""
    return st.builds(a_rich_request, st.integers(0, 2**32 - 1), st.just(most_visits))


def a_rich_plan(seed: int, most_visits: int = 14) -> tuple[Problem, Solution]:
    """The problem of this seed with the plan its pins and links are taken from: both can be kept."""
    rng = random.Random(seed)
    days = rng.randint(1, 2)
    team = rng.sample(NAMES, rng.randint(2, 3))
    shifts = [shift for name in team for day in range(days) for shift in _day_of(rng, name, day)]
    problem = Problem(
        shifts=within_working_time(shifts, WorkingTime()),
        visits=tuple(_visit(rng, f"visit {number}", days) for number in range(rng.randint(4, most_visits))),
        travel=rng.choice(ROADS),
        weights=_weights(rng),
    )
    draft = _Draft(rng, problem, [[] for _ in shifts])
    draft.settle(rng.randint(2, 12))
    draft.pair()
    draft.publish()
    draft.pin()
    draft.link()
    return draft.problem, draft.solution


@dataclass
class _Draft:
    """A plan that grows with its problem: what it shows to be possible becomes pinned, linked, published."""

    rng: random.Random
    problem: Problem
    routes: list[list[int]]
    starts: dict[int, int] = field(default_factory=dict)

    @property
    def solution(self) -> Solution:
        return Solution.of(self.problem, self.routes, self.starts)

    def settle(self, count: int) -> None:
        """Put the first visits where the referee agrees; those it agrees with nowhere stay out."""
        for visit in range(min(count, len(self.problem.visits))):
            for route, longer in self._places(visit, range(len(self.routes)), tries=10):
                if self._accepts(route, longer, {}):
                    self.routes[route] = longer
                    break

    def pair(self) -> None:
        """Tie a planned visit to a new one that somebody else begins at the same second, or two that are left out."""
        stops = self._stops()
        if not stops or self.rng.random() < 0.5:
            return
        one, other = self.rng.choice(sorted(stops)), len(self.problem.visits)
        shift, stop = stops[one]
        twin = replace(_visit(self.rng, "twin", 1), windows=self.problem.visits[one].windows)
        self.problem = replace(self.problem, visits=(*self.problem.visits, twin))
        others = [n for n, theirs in enumerate(self.problem.shifts) if theirs.technician != shift.technician]
        for route, longer in self._places(other, others, tries=12):
            if self._accepts(route, longer, {other: stop.start}):
                self.routes[route] = longer
                self.starts = {one: stop.start, other: stop.start}
                self._tie(Together(self.problem.visits[one].key, "twin"))
                return
        for idle in [n for n in range(other) if n not in stops][:1]:
            key = self.problem.visits[idle].key
            links: list[Link] = [Together(key, "twin"), After(key, "twin", HOUR)]
            self._tie(self.rng.choice(links))

    def publish(self) -> None:
        """Publish some visits: as they are planned, or for somebody else."""
        stops = self._stops()
        for index in range(len(self.problem.visits)):
            if self.rng.random() < 0.4:
                planned = stops[index][0] if index in stops else self.rng.choice(self.problem.shifts)
                shift = self.rng.choice([planned, self.rng.choice(self.problem.shifts)])
                price = self.rng.randint(0, 4) * 500
                self._change(index, published=Published(shift.technician, shift.day, price))

    def pin(self) -> None:
        """Pin the beginning of one route as if it had been driven, and some visits elsewhere."""
        stops = self._stops()
        driven = self.rng.choice(self.routes) if self.rng.random() < 0.6 else []
        executed = driven[: self.rng.randint(1, max(1, len(driven)))]
        for index, (shift, stop) in stops.items():
            if index in executed:
                self._change(index, pinned=Pin(shift.technician, stop.start))
            elif self.rng.random() < 0.3:
                pins = (Pin(shift.technician), Pin(start=stop.start), Pin(shift.technician, stop.start))
                self._change(index, pinned=self.rng.choice(pins))

    def link(self) -> None:
        """Let some visits wait for others that are done before them in the plan."""
        stops = sorted(self._stops().items(), key=lambda each: each[1][1].start)
        for _ in range(self.rng.choice([0, 0, 1, 2])):
            if len(stops) < 2:
                return
            (one, (_, early)), (two, (_, late)) = sorted(self.rng.sample(stops, 2), key=lambda each: each[1][1].start)
            if early.end <= late.start:
                keys = self.problem.visits[one].key, self.problem.visits[two].key
                delay = round((late.start - early.end) * self.rng.random())
                self._tie(After(*keys, delay))

    def _tie(self, link: Link) -> None:
        self.problem = replace(self.problem, links=(*self.problem.links, link))

    def _places(self, visit: int, routes: Sequence[int], tries: int) -> Iterator[tuple[int, list[int]]]:
        """A few routes with the visit at a random position."""
        for _ in range(tries if routes else 0):
            route = self.rng.choice(routes)
            position = self.rng.randint(0, len(self.routes[route]))
            yield route, [*self.routes[route][:position], visit, *self.routes[route][position:]]

    def _accepts(self, route: int, visits: list[int], starts: dict[int, int]) -> bool:
        """Whether the referee agrees with this one route."""
        served = tuple(self.problem.visits[visit] for visit in visits)
        alone = replace(self.problem, shifts=(self.problem.shifts[route],), visits=served, links=())
        fixed = {number: starts[visit] for number, visit in enumerate(visits) if visit in starts}
        return referee(alone, Solution.of(alone, [range(len(visits))], fixed)).feasible

    def _stops(self) -> dict[int, tuple[Shift, Stop]]:
        """Each planned visit with its shift and its hours."""
        hours = referee(self.problem, self.solution).timetables
        rows = zip(self.problem.shifts, self.routes, hours, strict=True)
        return {
            visit: (shift, stop) for shift, route, day in rows for visit, stop in zip(route, day.stops, strict=True)
        }

    def _change(self, index: int, **changes: object) -> None:
        visits = list(self.problem.visits)
        visits[index] = replace(visits[index], **changes)  # type: ignore[arg-type]
        self.problem = replace(self.problem, visits=tuple(visits))


def _some(rng: random.Random, names: Sequence[str], odds: float) -> frozenset[str]:
    return frozenset(name for name in names if rng.random() < odds)


def _place(rng: random.Random) -> Place:
    return Place(45.8 + rng.randint(0, 8) / 40, 6 + rng.randint(0, 8) / 30)


def _weights(rng: random.Random) -> Weights:
    """Each price from nothing to three times the usual one."""
    usual = Weights(preference=600, area=600, lateness=900)
    names = ("travel", "waiting", "overtime", "preference", "unserved", "area", "lateness", "fairness", "stability")
    return Weights(**{name: getattr(usual, name) * rng.randint(0, 3) for name in names})


def _day_of(rng: random.Random, name: str, day: int) -> list[Shift]:
    """A whole day with lunch, a morning without, or both halves of a day; each with what he can do and brings."""
    begin = at(7, day) + rng.randint(0, 8) * QUARTER
    home = _place(rng)
    date = FIRST_DAY + dt.timedelta(day)
    morning = Shift(
        technician=name,
        day=date,
        start_place=home,
        end_place=rng.choice([home, _place(rng)]),
        start=begin,
        end=begin + 4 * HOUR + rng.randint(0, 4) * QUARTER,
        max_overtime=rng.choice([0, 0, 1, 3]) * QUARTER,
        max_duration=rng.choice([None, None, 3 * HOUR + rng.randint(0, 8) * QUARTER]),
        skills={skill: rng.randint(1, 3) for skill in SKILLS if rng.random() < 0.8},
        clearances={name: date + dt.timedelta(rng.randint(-1, 2)) for name in CLEARANCES if rng.random() < 0.8},
        areas=rng.choice([frozenset(), _some(rng, AREAS, 0.6)]),
        tools=_some(rng, TOOLS, 0.6),
        parts={part: rng.randint(0, 3) for part in PARTS},
        depot=Depot(_place(rng), rng.randint(0, 2) * QUARTER) if rng.random() < 0.6 else None,
        fair_share=rng.choice([None, rng.randint(1, 4) * HOUR]),
    )
    match rng.choice(["whole", "whole", "morning", "halves"]):
        case "morning":
            return [morning]
        case "halves":
            afternoon = morning.end + morning.max_overtime + HOUR
            return [morning, replace(morning, start=afternoon, end=afternoon + 3 * HOUR)]
    earliest = begin + 3 * HOUR + rng.randint(0, 6) * QUARTER
    lunch = Lunch(earliest, earliest + rng.randint(0, 6) * QUARTER, 20 * MINUTE + rng.randint(0, 3) * QUARTER)
    return [replace(morning, end=begin + 7 * HOUR + rng.randint(0, 6) * QUARTER, lunch=lunch)]


def _visit(rng: random.Random, key: str, days: int) -> Visit:
    """A visit with one window or several in time order, and now and then each of the things a visit can ask for."""
    begins = sorted(rng.sample([(day, hour) for day in range(days) for hour in (7, 10, 13, 16)], rng.randint(1, 3)))
    opens = [at(hour, day) + rng.randint(0, 4) * QUARTER for day, hour in begins]
    skills = {rng.choice(SKILLS): rng.randint(1, 2)} if rng.random() < 0.4 else {}
    return Visit(
        key=key,
        place=_place(rng),
        duration=rng.randint(0, 5) * QUARTER,
        windows=tuple(Window(begin, begin + rng.randint(1, 8) * QUARTER - 1) for begin in opens),
        skills=skills,
        durations={level: rng.randint(1, 5) * QUARTER for level in (2, 3) if skills and rng.random() < 0.5},
        clearances=_some(rng, CLEARANCES, 0.1),
        required=_some(rng, NAMES, 0.5) if rng.random() < 0.1 else frozenset(),
        forbidden=_some(rng, NAMES, 0.5) if rng.random() < 0.1 else frozenset(),
        preferred=_some(rng, NAMES, 0.5) if rng.random() < 0.3 else frozenset(),
        prize=rng.choice([0, 2_000, 10_000, 86_400]),
        area=rng.choice([None, *AREAS]),
        release=FIRST_DAY + dt.timedelta(rng.randint(-1, 1)) if rng.random() < 0.2 else None,
        due=FIRST_DAY + dt.timedelta(rng.randint(-2, 1)) if rng.random() < 0.3 else None,
        tools=_some(rng, TOOLS, 0.15),
        parts={part: rng.randint(1, 2) for part in PARTS if rng.random() < 0.2},
    )
