"""The hours the referee finds are the best there are: departure, lunch, loading, and the windows kept."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from solver import (
    CrowTravel,
    Depot,
    LoadingStop,
    Lunch,
    LunchStop,
    Place,
    Problem,
    Shift,
    Solution,
    Timetable,
    Visit,
    Weights,
    WorkingTime,
    referee,
)
from solver.referee.trips import _hours_asked, _ways
from solver.referee.ways import Call, Way
from tests.solver.plans import ANNECY, HOUR, MINUTE, SEYNOD, THONES, RandomPlan, a_shift, a_visit, at, between
from tests.solver.problems import a_rich_plan, a_rich_problem, rich_plans, rich_requests

LAWLESS = WorkingTime(max_work_a_day=24 * HOUR, max_stretch=24 * HOUR)
QUIET = a_shift(lunch=None)
LADDER = frozenset({"échelle"})
MORNING, EVENING = a_visit("a", between(9, 9), place=ANNECY), a_visit("z", between(16, 16), place=ANNECY)


def road(here: Place, there: Place) -> int:
    """Seconds of the usual road."""
    return int(CrowTravel().seconds(here.lat, here.lon, there.lat, there.lon))


def hours(shift: Shift, *visits: Visit, starts: dict[int, int] | None = None, **weights: int) -> Timetable:
    """The hours of one route that breaks nothing."""
    problem = Problem(shifts=(shift,), visits=visits, weights=Weights(**weights), working_time=LAWLESS)
    verdict = referee(problem, Solution.of(problem, [range(len(visits))], starts or {}))
    assert verdict.feasible
    return verdict.timetables[0]


@pytest.mark.parametrize("depot,after", [(SEYNOD, 0), (THONES, 1), (ANNECY, 2)])
def test_he_loads_where_it_costs_least(depot: Place, after: int):
    """The ladder is for the last visit; each depot lies at the end of another road, and costs no detour there."""
    shift = replace(QUIET, start_place=SEYNOD, end_place=SEYNOD, depot=Depot(depot))
    visits = [a_visit("seynod"), a_visit("thones", place=THONES), a_visit("annecy", place=ANNECY, tools=LADDER)]
    day = hours(shift, *visits)

    assert day.loading is not None
    assert after == day.loading.after
    assert road(SEYNOD, THONES) + road(THONES, ANNECY) + road(ANNECY, SEYNOD) == day.travel


@pytest.mark.parametrize("needs,latest", [("abc", 0), ("bc", 1), ("c", 2)])
def test_he_has_loaded_before_the_first_need(needs: str, latest: int):
    """Just before the last visit, which is next door to the depot, loading would spare a road."""
    shift = replace(QUIET, depot=Depot(THONES))
    places = {"a": ANNECY, "b": SEYNOD, "c": THONES}
    visits = [a_visit(key, place=places[key], tools=LADDER if key in needs else frozenset()) for key in "abc"]
    loading = hours(shift, *visits).loading

    assert loading is not None
    assert loading.after <= latest


def test_he_does_not_load_what_he_brings():
    """One filter each for two visits: two are enough, with one he goes by the depot."""
    visits = [replace(visit, parts={"filtre": 1}) for visit in (MORNING, EVENING)]
    stops = [hours(replace(QUIET, parts={"filtre": count}, depot=Depot(SEYNOD)), *visits).loading for count in (2, 1)]

    assert stops[0] is None
    assert stops[1] is not None


def test_lunch_comes_before_the_road_to_the_depot():
    """Both after the first visit: he eats where he is, then drives, loads for ten minutes, and drives on."""
    shift = a_shift(lunch=Lunch(at(12), at(12), HOUR), depot=Depot(SEYNOD, 10 * MINUTE))
    late, ladder = a_visit("a", between(11, 11), place=ANNECY), a_visit("b", between(14, 14), tools=LADDER)
    day = hours(shift, late, replace(ladder, place=THONES))
    arrival = at(13) + road(ANNECY, SEYNOD)

    assert LunchStop(at(12), at(13), 1) == day.lunch
    assert LoadingStop(arrival, arrival + 10 * MINUTE, 1) == day.loading
    assert arrival + 10 * MINUTE + road(SEYNOD, THONES) == day.stops[1].arrival
    assert road(ANNECY, SEYNOD) + road(SEYNOD, THONES) + road(THONES, ANNECY) == day.travel


def test_he_leaves_for_the_depot_just_in_time_for_his_first_visit():
    """Loading is no reason to wait at the first door."""
    shift = replace(QUIET, depot=Depot(SEYNOD, 10 * MINUTE))
    day = hours(shift, a_visit("x", between(14, 15), place=THONES, tools=LADDER))

    assert at(14) == day.stops[0].arrival == day.stops[0].start
    assert at(14) - road(SEYNOD, THONES) - 10 * MINUTE - road(ANNECY, SEYNOD) == day.departure
    assert 0 == day.waiting


@pytest.mark.parametrize(
    "longest,departure,start",
    [(None, 9, 9), (9 * HOUR, 9, 9), (6 * HOUR, 11, 11), (5 * HOUR, 12, 12)],
)
def test_he_leaves_later_only_for_a_shorter_day(longest: int | None, departure: float, start: float):
    """Back at 17:00 from the last visit; the first may begin from 9:00 to 12:00."""
    first = a_visit("a", between(9, 12), place=ANNECY)
    day = hours(replace(QUIET, max_duration=longest), first, EVENING)

    assert (at(departure), at(start), at(17)) == (day.departure, day.stops[0].start, day.back)
    assert 3 * HOUR == day.waiting


@pytest.mark.parametrize("waiting,start", [(1, 14), (0, 9)])
def test_a_later_window_is_kept_where_it_spares_waiting(waiting: int, start: float):
    """Expected again at 16:00, he comes at 14:00 rather than at 9:00, unless his time is free."""
    first = a_visit("a", between(9, 10), between(14, 15), place=ANNECY)

    assert at(start) == hours(QUIET, first, EVENING, waiting=waiting).stops[0].start


@pytest.mark.parametrize("longest,start", [(4 * HOUR, 14), (5 * HOUR, 12), (8 * HOUR, 9)])
def test_a_short_day_is_worth_a_later_window(longest: int, start: float):
    """Though waiting costs nothing: the first window with which the day is short enough."""
    first = a_visit("a", *(between(hour, hour) for hour in (9, 12, 14)), place=ANNECY)
    day = hours(replace(QUIET, max_duration=longest), first, EVENING, waiting=0)

    assert at(start) == day.stops[0].start


@pytest.mark.parametrize("windows", [(10, 13), (13, 10)])
def test_among_equals_everything_is_as_early_as_can_be(windows: tuple[int, int]):
    """Between two promises both windows wait as long; asked for in either order, the first one is kept."""
    between_them = a_visit("b", *(between(hour, hour + 1) for hour in windows), place=ANNECY)

    assert at(10) == hours(QUIET, MORNING, between_them, EVENING).stops[1].start


def test_among_equals_lunch_is_as_early_as_can_be():
    """Before or after the visit at noon, the day is the same."""
    noon = a_visit("b", between(12, 13), place=ANNECY)

    assert LunchStop(at(12), at(12.75), 1) == hours(a_shift(), MORNING, noon, EVENING).lunch


def test_who_would_be_home_too_late_for_lunch_eats_before_he_sets_out():
    """After his last visit; on the way it is a break, and no waiting."""
    shift = a_shift(lunch=Lunch(at(12), at(13.25), 2 * HOUR))
    day = hours(shift, a_visit("a", between(10, 10), place=THONES, duration=3 * HOUR))

    assert LunchStop(at(13), at(15), 1) == day.lunch
    assert (at(15) + road(THONES, ANNECY), 0, 0) == (day.back, day.waiting, day.overtime)


@pytest.mark.parametrize("promised,eats", [(12.75, 12), (13.5, 12.75), (16, 13.5)])
def test_lunch_before_he_leaves_is_no_part_of_his_day(promised: float, eats: float):
    """As late as its bounds and his departure allow; he waits for nobody."""
    day = hours(a_shift(), a_visit("a", between(promised, promised), place=ANNECY))

    assert LunchStop(at(eats), at(eats) + 45 * MINUTE, 0) == day.lunch
    assert (at(promised), 0) == (day.departure, day.waiting)


def test_who_has_nothing_to_do_stays_at_home():
    """No road, no waiting, no lunch that anybody plans."""
    start = a_shift().start

    assert Timetable(departure=start, stops=(), back=start, lunch=None, travel=0, waiting=0, overtime=0) == hours(
        a_shift()
    )


def test_he_drives_home_from_where_he_is_last():
    """From Seynod to Thônes, and from there."""
    day = hours(QUIET, a_visit("a", between(9, 9)), a_visit("b", between(14, 14), place=THONES))

    assert at(15) + road(THONES, ANNECY) == day.back
    assert road(ANNECY, SEYNOD) + road(SEYNOD, THONES) + road(THONES, ANNECY) == day.travel


def test_among_equals_he_loads_as_early_as_can_be():
    """Though the first customer would be served sooner if he loaded afterwards."""
    shift = replace(QUIET, depot=Depot(ANNECY, 30 * MINUTE))
    day = hours(shift, a_visit("a", between(8.5, 12), place=ANNECY), replace(EVENING, tools=LADDER), waiting=0)

    assert (LoadingStop(at(8.5), at(9), 0), at(9)) == (day.loading, day.stops[0].start)


def test_the_best_windows_may_be_neither_the_first_nor_the_last():
    """Three visits in a row that could begin at nine, at noon, or at three: from noon on he waits least."""
    asked = {"a": (9, 12, 15), "b": (10, 14.5, 16), "c": (15, 15.5, 17.25)}
    visits = [a_visit(key, *(between(hour, hour) for hour in asked[key]), place=ANNECY) for key in asked]
    day = hours(QUIET, *visits)

    assert [at(12), at(14.5), at(15.5)] == [stop.start for stop in day.stops]
    assert 1.5 * HOUR == day.waiting


@pytest.mark.parametrize("overtime,start", [(3, 15), (9, 9)])
def test_coming_back_later_must_be_worth_it(overtime: int, start: float):
    """In the morning he waits three hours; later one hour, and half an hour of overtime, which may be dearer."""
    one = a_visit("a", between(9, 9), between(15, 15), place=ANNECY)
    other = a_visit("b", between(13, 13), between(17, 17), place=ANNECY)

    assert at(start) == hours(QUIET, one, other, overtime=overtime, waiting=2).stops[0].start


def test_a_start_the_plan_fixes_is_kept():
    """He waits for his colleague until 10:00, and sets out just in time for it."""
    free = a_visit("x", between(9, 12))
    day = hours(QUIET, free, starts={0: at(10)})

    assert (at(10), at(10)) == (day.stops[0].arrival, day.stops[0].start)
    assert at(10) - road(ANNECY, SEYNOD) == day.departure


def test_many_windows_are_not_tried_one_by_one():
    """Three windows for each of twenty visits are three thousand million ways; ten fit into each hour."""
    slots = [between(9 + hour, 9.75 + hour) for hour in (0, 2, 4)]
    visits = [a_visit(f"{number}", *slots, place=ANNECY, duration=5 * MINUTE) for number in range(20)]
    day = hours(QUIET, *visits)

    assert [at(9), at(11)] == [day.stops[number].start for number in (0, 10)]
    assert 70 * MINUTE == day.waiting


@dataclass(frozen=True)
class Counted:
    """The usual roads, and how often they were asked for."""

    calls: list[int] = field(default_factory=list, compare=False)

    def seconds(
        self, from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike
    ) -> NDArray[np.int64]:
        roads = CrowTravel().seconds(from_lat, from_lon, to_lat, to_lon)
        self.calls.append(roads.size)
        return roads


def test_roads_are_asked_for_once_a_route():
    """All of a route at once; those by the depot only where he loads; none for an empty route."""
    travel = Counted()
    shifts = (QUIET, replace(QUIET, technician="Anaïs", depot=Depot(SEYNOD)), a_shift("Bruno"))
    visits = tuple(replace(visit, key=f"{n}") for n, visit in enumerate([MORNING, EVENING, MORNING, EVENING]))
    problem = Problem(shifts=shifts, visits=(*visits[:3], replace(visits[3], tools=LADDER)), travel=travel)
    referee(problem, Solution.of(problem, [[0, 1], [2, 3], []]))

    assert [3, 3, 3, 3] == travel.calls


def ways(problem: Problem, shift: Shift, visits: list[Visit], starts: dict[str, int]) -> Iterator[Way]:
    """Every place for lunch and for loading, all windows open."""
    calls = [
        Call(visit, visit.duration_for(shift), tuple(sorted(_hours_asked(shift, visit, starts.get(visit.key)))))
        for visit in visits
    ]
    return _ways(problem, shift, tuple(calls))


@given(rich_plans(), st.integers(1, 10 * MINUTE))
def test_no_departure_is_better_than_the_one_told(plan: tuple[Problem, Solution], first: int):
    """Leaving at any other time, for any place of lunch and loading, costs as much at least, or breaks something."""
    problem, solution = plan
    starts = {problem.visits[visit].key: start for visit, start in solution.starts}
    price = problem.weights
    for shift, route, day in zip(problem.shifts, solution.routes, referee(problem, solution).timetables, strict=True):
        told = day.travel * price.travel + day.waiting * price.waiting + day.overtime * price.overtime
        for way in ways(problem, shift, [problem.visits[visit] for visit in route], starts) if route else ():
            for departure in range(way.earliest_departure + first, shift.latest_return, 10 * MINUTE):
                drive = way.drive(departure)
                lasted = drive.back - departure
                if not drive.violations and lasted <= (shift.max_duration or lasted):
                    late = max(0, drive.back - shift.end)
                    costs = way.travel * price.travel + (lasted - way.busy) * price.waiting + late * price.overtime
                    assert told <= costs


def in_windows_told(way: Way, day: Timetable) -> Way:
    """The way held to the windows in which the timetable has its visits."""
    kept = [
        tuple(window for window in call.windows if window[0] <= stop.start <= window[1])
        for call, stop in zip(way.calls, day.stops, strict=True)
    ]
    calls = zip(way.calls, kept, strict=True)
    return replace(way, calls=tuple(replace(call, windows=windows) for call, windows in calls))


@example(a_rich_plan(35_179))  # he comes in a later window than the first one open, as he would if he left later
@given(rich_plans())
def test_the_hours_told_can_be_driven(plan: tuple[Problem, Solution]):
    """Driven again from the departure told, one of the ways gives these very hours, and breaks nothing."""
    problem, solution = plan
    starts = {problem.visits[visit].key: start for visit, start in solution.starts}
    verdict = referee(problem, solution)
    for shift, route, day in zip(problem.shifts, solution.routes, verdict.timetables, strict=True):
        visits = [problem.visits[visit] for visit in route]
        if route:
            told = [(stop.arrival, stop.start, stop.end) for stop in day.stops]
            driven = [
                drive
                for way in ways(problem, shift, visits, starts)
                if way.travel == day.travel
                for drive in [in_windows_told(way, day).drive(day.departure)]
            ]
            assert any(
                (told, day.back, day.lunch, day.loading) == (drive.hours, drive.back, drive.lunch, drive.loading)
                and not drive.violations
                for drive in driven
            )
            assert day.back - day.departure <= (shift.max_duration or day.back)


@given(st.integers(0, 2**32 - 1), st.randoms(use_true_random=False))
def test_any_plan_at_all_has_its_verdict(seed: int, shuffle: random.Random):
    """However bad, it is judged: each visit of the problem is told served or left out, and costs add up."""
    problem = a_rich_problem(seed)
    routes: list[list[int]] = [[] for _ in problem.shifts]
    for visit in range(len(problem.visits)):
        if shuffle.random() < 0.8:
            shuffle.choice(routes).append(visit)
    verdict = referee(problem, Solution.of(problem, routes))

    assert [len(route) for route in routes] == [len(day.stops) for day in verdict.timetables]
    assert sum(verdict.cost.by_rule().values()) == verdict.cost.total


@given(rich_plans(), rich_requests())
def test_a_rich_plan_is_legal(plan: tuple[Problem, Solution], routes: RandomPlan):
    """What random problems pin and link can be kept, and so can each route by itself."""
    assert () == referee(*plan).violations
    assert () == referee(routes.problem, routes.solution).violations


def test_rich_problems_use_every_feature():
    """Among a hundred of them, each field of the model says something somewhere."""
    drawn = [a_rich_plan(seed) for seed in range(100)]
    shifts = [shift for problem, _ in drawn for shift in problem.shifts]
    visits = [visit for problem, _ in drawn for visit in problem.visits]

    assert all(any(getattr(shift, name.name) for shift in shifts) for name in fields(Shift))
    assert all(any(getattr(visit, name.name) for visit in visits) for name in fields(Visit))
    assert {"Together", "After"} == {type(link).__name__ for problem, _ in drawn for link in problem.links}
    assert any(solution.starts for _, solution in drawn)
