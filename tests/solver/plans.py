"""Days, technicians, visits and whole random plans for the solver's tests, in plain words."""

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from solver import (
    Cost,
    CrowTravel,
    Lunch,
    Place,
    Problem,
    RouteBlock,
    Shift,
    Solution,
    TravelTimes,
    Verdict,
    Visit,
    Weights,
    Window,
    WorkingTime,
    compile_route,
    referee,
    within_working_time,
)

MIDNIGHT = 20_833 * 86_400
"""The first second of 15 January 2027 (UTC)."""

HOUR, MINUTE = 3600, 60
ANNECY, SEYNOD, THONES = Place(45.899, 6.129), Place(45.883, 6.091), Place(45.881, 6.324)
SKILLS = ("borne", "gaz")


def at(hour: float, day: int = 0) -> int:
    """That hour of that day, in seconds since the epoch."""
    return MIDNIGHT + day * 86_400 + round(hour * HOUR)


def between(earliest: float, latest: float, day: int = 0) -> Window:
    """The window between two hours."""
    return Window(at(earliest, day), at(latest, day))


def a_shift(technician: str = "Gaëtan", day: int = 0, **changes: object) -> Shift:
    """Eight hours from 8:30 with an hour of overtime at most and lunch from 12:00, unless changed."""
    shift = Shift(
        technician=technician,
        day=dt.date(2027, 1, 15) + dt.timedelta(day),
        start_place=ANNECY,
        end_place=ANNECY,
        start=at(8.5, day),
        end=at(17.5, day),
        max_overtime=HOUR,
        lunch=Lunch(at(12, day), at(13.5, day), 45 * MINUTE),
        skills={"borne": 2},
    )
    return replace(shift, **changes)  # type: ignore[arg-type]


def a_visit(key: str = "visit", *windows: Window, **changes: object) -> Visit:
    """One hour in Seynod, at any time of the first day unless windows are given."""
    visit = Visit(key=key, place=SEYNOD, duration=HOUR, windows=windows or (between(0, 24),))
    return replace(visit, **changes)  # type: ignore[arg-type]


def a_block(shift: Shift, *visits: Visit) -> RouteBlock:
    """The route of these visits in this order, compiled."""
    return compile_route(shift, visits, travel=CrowTravel(), weights=Weights())


@dataclass(frozen=True, slots=True)
class Uphill:
    """Roads five minutes longer to the north than to the south: an asymmetric travel."""

    crow: CrowTravel = field(default_factory=CrowTravel)

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        climb = np.where(np.asarray(to_lat) > np.asarray(from_lat), 5 * MINUTE, 0)
        return self.crow.seconds(from_lat, from_lon, to_lat, to_lon) + climb


@dataclass(frozen=True, slots=True)
class RandomPlan:
    """A feasible plan: its problem (visits in route order, the request not among them), its routes, and a request."""

    problem: Problem
    solution: Solution
    request: Visit

    @property
    def blocks(self) -> list[RouteBlock]:
        """Every route, compiled."""
        return [
            compile_route(
                shift,
                [self.problem.visits[visit] for visit in route],
                travel=self.problem.travel,
                weights=self.problem.weights,
            )
            for shift, route in zip(self.problem.shifts, self.solution.routes, strict=True)
        ]


def judge_route(problem: Problem, shift: Shift, visits: tuple[Visit, ...]) -> Verdict:
    """The referee's verdict on one route alone."""
    alone = replace(problem, shifts=(shift,), visits=visits)
    return referee(alone, Solution.of(alone, [range(len(visits))]))


def cost_of_route(problem: Problem, shift: Shift, visits: tuple[Visit, ...]) -> Cost | None:
    """What the referee says one route costs; None when it breaks a rule."""
    verdict = judge_route(problem, shift, visits)
    return verdict.cost if verdict.feasible else None


quarters = st.integers(0, 8).map(lambda count: count * 15 * MINUTE)
places = st.builds(Place, st.integers(0, 8).map(lambda n: 45.8 + n / 40), st.integers(0, 8).map(lambda n: 6 + n / 30))
technicians = st.sampled_from(["Anaïs", "Bruno", "Carla"])
travels: st.SearchStrategy[TravelTimes] = st.sampled_from([CrowTravel(), Uphill(), CrowTravel(0, 0)])
weights = st.builds(
    Weights,
    travel=st.integers(0, 5),
    waiting=st.integers(0, 3),
    overtime=st.integers(0, 9),
    preference=st.integers(0, 3000),
)


@st.composite
def shifts(draw: st.DrawFn, technician: str, day: int) -> Shift:
    """A whole day with lunch in its middle, or half a day, without lunch or with one that may lie outside."""
    begin = at(8, day) + draw(quarters)
    half = Shift(
        technician=technician,
        day=dt.date(2027, 1, 15) + dt.timedelta(day),
        start_place=draw(places),
        end_place=draw(places),
        start=begin,
        end=begin + 4 * HOUR + draw(quarters) // 2,
        max_overtime=draw(quarters),
        skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3))),
    )
    kind = draw(st.sampled_from(["whole day", "half day", "half day with lunch"]))
    if kind == "half day":
        return half
    first = (begin + 2 * HOUR if kind == "whole day" else begin - HOUR) + draw(quarters)
    lunch = Lunch(first, first + draw(quarters), 20 * MINUTE + draw(quarters) // 2)
    end = half.end + 3 * HOUR if kind == "whole day" else half.end
    return replace(half, end=end, lunch=lunch)


@st.composite
def windows(draw: st.DrawFn, days: int) -> Window:
    """A window of a quarter of an hour to four hours on one of the days."""
    begin = at(8, draw(st.integers(0, days - 1))) + 15 * MINUTE * draw(st.integers(0, 32))
    return Window(begin, begin + 2 * draw(quarters) + 15 * MINUTE - 1)


@st.composite
def visits(draw: st.DrawFn, key: str, days: int, at_most: int) -> Visit:
    """A visit with up to so many windows, sometimes with a skill or an opinion on technicians."""
    visit = Visit(
        key=key,
        place=draw(places),
        duration=15 * MINUTE + draw(quarters) // 2,
        windows=tuple(draw(st.lists(windows(days), min_size=1, max_size=at_most))),
        preferred=draw(st.just(frozenset()) | st.frozensets(technicians)),
    )
    match draw(st.integers(0, 8)):
        case 0:
            return replace(visit, skills={draw(st.sampled_from(SKILLS)): draw(st.integers(1, 3))})
        case 1:
            return replace(visit, required=draw(st.frozensets(technicians, min_size=1)))
        case 2:
            return replace(visit, forbidden=draw(st.frozensets(technicians, min_size=1)))
    return visit


@st.composite
def plans(draw: st.DrawFn, most_visits: int = 10) -> RandomPlan:
    """A plan the referee accepts: each visit drawn goes to the first place, from a drawn one on, it agrees with."""
    days = draw(st.integers(1, 2))
    team = sorted(draw(st.sets(technicians, min_size=1)))
    drawn = [draw(shifts(name, day)) for name in team for day in range(days)]
    problem = Problem(
        shifts=within_working_time(drawn, WorkingTime()), visits=(), travel=draw(travels), weights=draw(weights)
    )
    routes: list[tuple[Visit, ...]] = [() for _ in drawn]
    for number in range(draw(st.integers(2, most_visits))):
        visit, shuffle = draw(visits(f"visit {number}", days, 2)), draw(st.randoms(use_true_random=False))
        _settle(problem, routes, visit, shuffle)
    problem = replace(problem, visits=tuple(chain.from_iterable(routes)))
    starts = np.cumsum([0, *(len(route) for route in routes)])
    solution = Solution.of(problem, [range(starts[i], starts[i + 1]) for i in range(len(routes))])
    return RandomPlan(problem, solution, draw(visits("request", days, 4)))


def _settle(problem: Problem, routes: list[tuple[Visit, ...]], visit: Visit, shuffle: random.Random) -> None:
    """Put the visit at the first place of a shuffled list the referee agrees with; leave it out when there is none."""
    everywhere = [(index, place) for index, route in enumerate(routes) for place in range(len(route) + 1)]
    shuffle.shuffle(everywhere)
    for index, place in everywhere:
        longer = (*routes[index][:place], visit, *routes[index][place:])
        if judge_route(problem, problem.shifts[index], longer).feasible:
            routes[index] = longer
            return
