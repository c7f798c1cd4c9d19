"""A large problem is searched by territories: legal, repeatable, whoever works on it, and nothing tied is parted."""

import importlib.util
import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings

from solver import (
    After,
    Cancelled,
    Iterations,
    NoImprovement,
    Pin,
    Place,
    Problem,
    Progress,
    Solution,
    Together,
    any_of,
    referee,
    solve,
)
from solver.maps import Map, ray_map
from solver.problem import Link
from solver.solve import in_one_piece
from solver.stop import StoppingCriterion
from solver.territories import Territories, allotted
from solver.territories.borders import Spots, territories
from solver.territories.pieces import Piece, Stretch, Whole
from solver.territories.survey import Survey
from tests.solver.plans import a_shift, a_visit, at, between
from tests.solver.problems import FIRST_DAY, rich_plans
from tests.support.missing import lacking

ROUNDS = Iterations(120)
A_FEW = max(5, settings().max_examples // 5)


def a_region(technicians: int = 16, visits: int = 48, days: int = 1) -> Problem:
    """Technicians at home all over a region, and visits of every day, each promised one morning or afternoon."""
    rng = random.Random(7)

    def somewhere() -> Place:
        return Place(45 + rng.random(), 6 + rng.random())

    homes = [somewhere() for _ in range(technicians)]
    return Problem(
        shifts=tuple(
            a_shift(f"technician {name}", day, start_place=home, end_place=home)
            for name, home in enumerate(homes)
            for day in range(days)
        ),
        visits=tuple(
            a_visit(f"visit {n}", between(9 + n % 2 * 4, 12 + n % 2 * 4, n % days), place=somewhere())
            for n in range(visits)
        ),
    )


def search(
    problem: Problem, stop: StoppingCriterion = ROUNDS, start: Solution | None = None, spread: Map = map
) -> Territories:
    """The search of a problem in territories of some twelve visits, once it has stopped."""
    found = Territories.of(problem, 1, start, in_one_piece, spread=spread, size=12)
    assert found is not None
    found.run(stop)
    return found


def pieces_of(problem: Problem, plan: Solution, count: int, waves: int = 8) -> Iterator[list[tuple[Piece, Problem]]]:
    """The territories of some waves on a plan that stays as it is, each with its problem."""
    survey, rng = Survey.of(problem), random.Random(1)
    whole = Whole(problem, list(plan.routes), dict(plan.starts))
    for _ in range(waves):
        yield [(piece, whole.alone(piece)) for piece in survey.pieces(whole, count, rng)]


@pytest.fixture(scope="module")
def a_cluster() -> Iterator[None]:
    """A Ray cluster of two workers on this machine; a busy one takes minutes to start it."""
    if importlib.util.find_spec("ray") is None:
        lacking("Ray", "pip install creneau[cluster]")
    ray = importlib.import_module("ray")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_raylet_start_wait_time_s", "180")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
        yield
        ray.shutdown()


def test_above_so_many_visits_a_problem_is_solved_by_territories(monkeypatch: pytest.MonkeyPatch):
    """Nobody need know: the same question, a legal plan, and what is told of it is what it costs."""
    module = importlib.import_module("solver.solve")
    monkeypatch.setattr(module, "LARGE", 40)
    monkeypatch.setattr(module, "TERRITORY", 12)
    told: list[Progress] = []
    problem = a_region()
    found = solve(problem, ROUNDS, seed=1, on_progress=told.append)
    verdict = referee(problem, found)

    assert () == verdict.violations
    assert sorted({progress.cost for progress in told}, reverse=True) == [progress.cost for progress in told]
    assert (verdict.cost.total, len(found.unserved)) == (told[-1].cost, told[-1].left_out)
    assert found == search(problem).plan


def test_where_there_is_nothing_to_part_there_are_no_territories():
    """Few visits, or few technicians: one piece is all."""
    for problem in (a_region(visits=14), a_region(technicians=7)):
        assert Territories.of(problem, 1, None, in_one_piece, spread=map, size=12) is None


def test_the_same_seed_and_rounds_give_the_same_plan_whoever_works_on_it():
    """In this thread, by other threads, by other processes."""
    problem = a_region()
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2) as processes:
        here, there, far = (search(problem, spread=spread) for spread in (map, threads.map, processes.map))

    assert here.plan == there.plan == far.plan
    assert here.so_far.elsewhere == 0.0
    assert min(there.so_far.elsewhere, far.so_far.elsewhere) > 0.0


def test_a_cluster_finds_the_same_plan_too(a_cluster: None):
    """Two workers of a Ray cluster."""
    assert search(a_region()).plan == search(a_region(), spread=ray_map).plan


def test_a_cluster_is_asked_for_little_more_than_it_can_do_at_once(a_cluster: None):
    """Two cores, four tasks: whoever has heard enough leaves the rest unasked."""
    tasks = iter(range(-9, 0))
    answers = ray_map(abs, tasks)

    assert 9 == next(answers)
    answers.close()
    assert [-5, -4, -3, -2, -1] == list(tasks)


def test_waves_go_on_until_it_is_time_to_stop():
    """So many rounds and no more, and further waves cost less than the first."""
    problem = a_region()
    first, later = search(problem, Iterations(0)), search(problem)

    assert (0, 120) == (first.so_far.iteration, later.so_far.iteration)
    assert referee(problem, later.plan).cost.total < referee(problem, first.plan).cost.total


def test_the_stop_is_asked_after_each_territory():
    """Somebody who says stop when all visits were tried once waits for one territory at most."""
    asked: list[bool] = []
    stop = any_of(Cancelled(lambda: bool(asked)), Iterations(100_000))
    pieces: list[int] = []

    def spread(function: Callable[..., Any], tasks: Iterable[Any]) -> Iterator[Any]:
        for task in tasks:
            yield function(replace(task, stretch=Stretch(0, 0.0, 0.0)))
            pieces.append(len(task.problem.visits))
            asked.extend([True] * (len(pieces) == 6))

    stopped = search(a_region(), stop, spread=spread)
    assert () == referee(a_region(), stopped.plan).violations
    assert 6 == len(pieces)


def test_a_search_without_an_end_stops_where_nothing_gets_better():
    """Where nobody knows how far it is, each wave is a search of its own."""
    stopped = search(a_region(visits=24), NoImprovement(400))

    assert stopped.so_far.iteration >= 400
    assert () == stopped.plan.unserved


def test_a_plan_is_never_worse_than_its_start():
    """Nor is any visit lost or planned twice."""
    problem = a_region()
    start = in_one_piece(problem, Iterations(60), 2)
    better = search(problem, start=start).plan

    assert referee(problem, better).cost.total <= referee(problem, start).cost.total
    assert list(range(48)) == sorted([*itertools.chain(*better.routes), *better.unserved])


@settings(max_examples=A_FEW)
@given(rich_plans())
def test_every_rule_is_kept_within_the_smallest_territories(plan: tuple[Problem, Solution]):
    """Pins, depots, several windows and days: what the referee accepted stays legal, wave after wave."""
    problem = replace(plan[0], links=())
    start = Solution.of(problem, plan[1].routes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.territories.CREWS", 1)
        found = Territories.of(problem, 1, start, in_one_piece, spread=map, size=3)
    if found is None:
        reject()
    found.run(Iterations(60))

    assert referee(problem, start).feasible
    assert () == referee(problem, found.plan).violations


def test_visits_left_out_get_in_where_there_is_room():
    """A corner of the region nobody planned yet; one visit nobody may make stays out."""
    problem = a_region()
    visits = (*problem.visits[:-1], replace(problem.visits[-1], skills={"gaz": 3}))
    problem = replace(problem, visits=visits)
    start = in_one_piece(problem, Iterations(0), 1)
    corner = {number for number, visit in enumerate(visits) if visit.place.lat + visit.place.lon < 51.7}
    routes = [[visit for visit in route if visit not in corner] for route in start.routes]
    found = search(problem, start=Solution.of(problem, routes)).plan

    assert len(corner) > 4
    assert (47,) == found.unserved


def test_pinned_visits_stay_with_their_technician_and_at_their_hour():
    """However far from where he lives, and with or without a plan to begin with."""
    problem = a_region()
    far = max(range(48), key=lambda n: problem.visits[n].place.lat)
    south = min(range(16), key=lambda n: problem.shifts[n].start_place.lat)
    pin = Pin(problem.shifts[south].technician, at(12))
    visits = [replace(visit, pinned=pin) if n == far else visit for n, visit in enumerate(problem.visits)]
    problem = replace(problem, visits=tuple(visits))
    found = search(problem).plan
    begun = search(problem, start=Solution.of(problem, [()] * 16)).plan

    assert () == referee(problem, found).violations == referee(problem, begun).violations
    assert far in found.routes[south]
    assert far in begun.routes[south]


def test_every_shift_and_visit_is_in_one_territory():
    """In waves of different borders, none of them much larger than the others."""
    problem = a_region(technicians=20, visits=120, days=3)
    plan = in_one_piece(problem, Iterations(0), 1)
    for wave in pieces_of(problem, plan, count=5):
        assert list(range(60)) == sorted(itertools.chain(*(piece.shifts for piece, _ in wave)))
        assert list(range(120)) == sorted(itertools.chain(*(piece.visits for piece, _ in wave)))
        assert max(len(piece.visits) for piece, _ in wave) <= 36
    borders = {frozenset(piece.visits for piece, _ in wave) for wave in pieces_of(problem, plan, count=5)}
    assert len(borders) > 4


def links_of(problem: Problem, planned: int, alone: int) -> tuple[Link, ...]:
    """The first visits one after the other in pairs; some of the last ones, which nobody planned, likewise."""
    keys = [visit.key for visit in problem.visits]
    count = len(keys)
    return (
        *(After(keys[n], keys[n + 2]) for n in range(planned)),
        *(Together(keys[count - 2 * n - 1], keys[count - 2 * n - 2]) for n in range(alone)),
        After(keys[0], keys[-1]),
    )


def test_linked_visits_are_in_one_territory_or_do_not_move():
    """Borders that part a link hold both ends where and when they are; who is left out waits for another wave."""
    bare = a_region()
    planned = replace(bare, visits=bare.visits[:40])
    plan = Solution.of(bare, in_one_piece(planned, Iterations(0), 1).routes)
    problem = replace(bare, links=links_of(bare, planned=6, alone=3))
    starts = {s.visit: (t, s.start) for t, day in enumerate(referee(problem, plan).timetables) for s in day.stops}
    parted = kept = 0
    for wave in pieces_of(problem, plan, count=4):
        for _, alone in wave:
            here = {visit.key: visit for visit in alone.visits}
            for link in problem.links:
                one, other = link.visits
                kept += link in alone.links
                for key in {one, other} & here.keys():
                    if not {one, other} <= here.keys():
                        shift, start = starts[key]
                        assert Pin(problem.shifts[shift].technician, start) == here[key].pinned
                        parted += 1
    assert min(kept, parted) > 8


def test_links_are_kept_wave_after_wave():
    """Neighbours who wait for each other or begin together, whatever borders lie between them."""
    bare = a_region()
    morning = sorted(range(0, 48, 2), key=lambda n: bare.visits[n].place.lat)
    keys = [bare.visits[n].key for n in morning]
    pairs = list(zip(keys[:12:2], keys[1:12:2], strict=True))
    links: list[Link] = [Together(*pair) for pair in pairs[:3]] + [After(*pair, 900) for pair in pairs[3:]]
    problem = replace(bare, links=tuple(links))
    found = search(problem)
    better = search(problem, start=found.plan)
    before, after = referee(problem, found.plan), referee(problem, better.plan)

    assert () == before.violations == after.violations
    assert after.cost.total <= before.cost.total


def test_technicians_tied_by_pins_stay_together():
    """Two who begin together by name are never parted, on any of their days, so that both visits can be planned."""
    bare = a_region(days=2)
    names = bare.shifts[0].technician, bare.shifts[2].technician
    pins = [replace(bare.visits[n], pinned=Pin(name)) for n, name in enumerate(names)]
    problem = replace(bare, visits=(*pins, *bare.visits[2:]), links=(Together("visit 0", "visit 1"),))
    nothing = Solution.of(problem, [()] * 32)
    for wave in pieces_of(problem, nothing, count=4):
        (both,) = [piece for piece, _ in wave if 0 in piece.shifts]
        assert {0, 1, 2, 3} <= set(both.shifts)
        assert {0, 1} <= set(both.visits)


def test_who_is_left_out_goes_where_somebody_may_come():
    """With a plan of most visits, the others are beside technicians who work on one of their days."""
    problem = a_region(visits=72, days=3)
    planned = in_one_piece(replace(problem, visits=problem.visits[:60]), Iterations(0), 1)
    start = Solution.of(problem, planned.routes)
    found = search(problem, Iterations(2_000), start).plan

    assert () == referee(problem, found).violations
    assert () == found.unserved
    for wave in pieces_of(problem, start, count=6):
        for piece, alone in wave:
            assert {visit % 3 for visit in piece.visits} <= {(shift.day - FIRST_DAY).days for shift in alone.shifts}


def test_starts_that_a_plan_fixes_are_kept():
    """A visit that waits for another one does so in its piece and in the whole."""
    problem = a_region()
    plan = in_one_piece(problem, Iterations(0), 1)
    first = plan.routes[next(n for n, route in enumerate(plan.routes) if route)][0]
    latest = problem.visits[first].windows[0].latest
    whole = Whole(problem, list(plan.routes), {first: latest})
    for piece in Survey.of(problem).pieces(whole, 4, random.Random(1)):
        alone = whole.alone(piece)
        whole.take(piece, whole.plan_of(piece, alone))

    assert {first: latest} == whole.starts
    assert {first: latest} == whole.begins({first})


def test_land_is_divided_in_proportion():
    """Each territory has its share of the visits and at least one crew, even where one crew works for all."""
    rng = np.random.default_rng(1)
    visits = Spots(rng.random((70, 2)), np.ones(70))
    crews = Spots(rng.random((7, 2)), np.array([1e6, 1, 1, 1, 1, 1, 1]))
    found = territories(crews, visits, 7)

    assert [1] * 7 == [len(own) for own, _ in found]
    assert {9, 10, 11} >= {len(theirs) for _, theirs in found}


def test_too_few_rounds_for_all_go_to_the_first_territories():
    """A territory is worth its trouble from a round for each visit on; no round is lost."""
    assert [20, 5, 0] == allotted(25, [20, 20, 20])
    assert [33, 34, 33] == allotted(100, [20, 20, 20])
    assert [0, 0] == allotted(0, [3, 4])
