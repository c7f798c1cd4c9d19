"""The difference of two plans: its lines lead from one to the other, and what they need is the truth."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import (
    After,
    Cost,
    Difference,
    Problem,
    RouteBlock,
    Schedule,
    Solution,
    Together,
    Visit,
    compile_route,
    difference,
    offers,
    referee,
)
from solver.difference.needs import EXACT, closure, needs
from solver.errors import PlanRefused
from tests.solver.plans import HOUR, THONES, a_shift, a_visit, at, between, plans

PARIS = ZoneInfo("Europe/Paris")
TEAM = (a_shift("Anaïs"), a_shift("Bruno"), a_shift("Carla"))
NINE, ALSO_NINE = a_visit("nine", between(9, 9.5)), a_visit("also nine", between(9, 9.5))
LATER, ANY = a_visit("later", between(14, 15)), a_visit("any", place=THONES)
Link = Together | After


def told(
    visits: list[Visit],
    before: list[list[int]],
    after: list[list[int]],
    *links: Link,
    starts: tuple[Mapping[int, int], Mapping[int, int]] = ({}, {}),
) -> Difference:
    """What leads from one plan of Anaïs, Bruno and Carla to another; the referee accepts both."""
    problem = Problem(shifts=TEAM, visits=tuple(visits), links=links)
    first, second = (
        Solution.of(problem, [*routes, *([[]] * (3 - len(routes)))], fixed)
        for routes, fixed in zip((before, after), starts, strict=True)
    )
    assert [(), ()] == [referee(problem, plan).violations for plan in (first, second)]
    return difference(problem, first, second)


def lines(found: Difference) -> dict[str, tuple[str, set[str]]]:
    """The kind of each line and the visits of the lines it needs."""
    return {line.visit: (line.kind.value, {found.lines[need].visit for need in line.needs}) for line in found.lines}


def test_plans_of_another_problem_are_refused():
    """Either of them."""
    problem = Problem(shifts=TEAM, visits=(NINE,))
    plan, stranger = Solution.of(problem, [[0], [], []]), Solution(((1,), (), ()), ())

    for before, after in ((plan, stranger), (stranger, plan)):
        with pytest.raises(PlanRefused):
            difference(problem, before, after)


def test_plans_that_are_alike_have_no_lines():
    """Nothing to accept."""
    found = told([NINE], [[0]], [[0]])

    assert ((), Cost()) == (found.lines, found.cost([]))


def test_somebody_can_only_come_where_somebody_leaves():
    """Two visits at nine: one can only go to Bruno once the other has left him; that one can leave in any case."""
    found = told([NINE, ALSO_NINE], [[0], [1], []], [[], [0], [1]])

    assert {"nine": ("moved", {"also nine"}), "also nine": ("moved", set())} == lines(found)
    assert ((), (0,), (1,)) == found.apply([0]).routes
    assert ((0,), (), (1,)) == found.apply([1]).routes


def test_two_who_change_places_do_so_together():
    """Neither can go first."""
    found = told([NINE, ALSO_NINE], [[0], [1]], [[1], [0]])

    assert {"nine": ("moved", {"also nine"}), "also nine": ("moved", {"nine"})} == lines(found)


def test_lines_of_other_routes_are_not_needed():
    """Anaïs and Bruno swap; what Carla does has nothing to do with it."""
    found = told([NINE, ALSO_NINE, ANY], [[0], [1], []], [[1], [0], [2]])

    assert ("new", set()) == lines(found)["any"]
    assert ((0,), (1,), (2,)) == found.apply([2]).routes


def test_each_kind_of_line_is_told():
    """Another order, an hour that follows, one who joins, one who leaves; each with its price, in both languages."""
    found = told([NINE, a_visit("x"), a_visit("y"), ALSO_NINE], [[1, 2], [3]], [[0, 2, 1]])

    assert {
        "nine": ("new", set()),
        "x": ("reordered", set()),
        "also nine": ("dropped", set()),
        "y": ("retimed", {"nine", "x"}),
    } == lines(found)
    assert [
        "nine entre au planning (Anaïs le 15/01 à 10:00) : des passages de plus sont servis",
        "x change de place, à 12:00 au lieu de 09:36 (Anaïs, 15/01) : au même coût",
        "also nine n'est plus au planning : 13 min de route de moins, des passages sont laissés de côté",
    ] == [found.sentence(number, zone=PARIS).fr for number in range(3)]
    assert (
        "y est à 11:00 au lieu de 10:36 (Anaïs, 15/01), avec les changements de nine et x : "
        "des passages de plus sont servis"
    ) == found.sentence(3, zone=PARIS).fr
    moved = told([NINE, ALSO_NINE], [[0], [1]], [[1], [0]]).sentence(0, {"nine": "Seynod"}, PARIS)
    assert (
        "also nine goes to Anaïs on 15/01 at 10:00 instead of Bruno on 15/01 at 10:00, with the changes of Seynod: "
        "at the same cost"
    ) == moved.en


def test_an_order_that_keeps_more_hours_is_told_in_fewer_moves():
    """Of two visits that change order, the one whose hour changes is the one that moves."""
    found = told([NINE, ANY, LATER], [[0, 1, 2]], [[0, 2, 1]])

    assert {"any": ("reordered", set())} == lines(found)


def test_costs_are_told_for_the_plan_and_for_each_technician():
    """What Bruno no longer drives, Anaïs does not drive either: she passes there anyway."""
    found = told([NINE, LATER], [[0], [1]], [[0, 1], []])

    assert found.cost_after - found.cost_before == found.cost([0])
    assert found.technicians["Bruno"] == (Cost(travel=-found.cost([0]).travel), Cost())
    assert (Cost(), Cost()) == found.technicians["Carla"]


def test_those_who_go_together_change_their_hour_together():
    """Two technicians at one door: neither can come at another second alone."""
    twins = [a_visit("one", between(9, 16)), a_visit("other", between(9, 16))]
    starts = ({0: at(10), 1: at(10)}, {0: at(15), 1: at(15)})
    found = told(twins, [[0], [1]], [[0], [1]], Together("one", "other"), starts=starts)

    assert {"one": ("retimed", {"other"}), "other": ("retimed", {"one"})} == lines(found)
    assert ((0, at(15)), (1, at(15))) == found.apply([0]).starts


def test_those_who_go_together_are_never_given_to_one_technician():
    """One leaves Bruno for Carla, so that the other can go to Bruno."""
    twins = [a_visit("one", between(9, 16)), a_visit("other", between(9, 16))]
    starts = ({0: at(10), 1: at(10)}, {0: at(10), 1: at(10)})
    found = told(twins, [[0], [1], []], [[], [0], [1]], Together("one", "other"), starts=starts)

    assert {"one": ("moved", {"other"}), "other": ("moved", set())} == lines(found)


def test_what_comes_first_cannot_be_put_off_alone():
    """The second visit waits for the first: the first can only come later when the second does."""
    pair = [a_visit("first", between(9, 14)), a_visit("second", between(10, 16)), a_visit("long", duration=3 * HOUR)]
    found = told(pair, [[0], [1]], [[2, 0], [], [1]], After("first", "second"), starts=({1: at(11)}, {1: at(15)}))

    assert {"long": ("new", {"second"}), "second": ("moved", set()), "first": ("retimed", {"long"})} == lines(found)


def test_a_broken_route_stays_as_it_is_until_a_line_mends_it():
    """A plan overtaken by reality: its cost is the referee's, and what is applied elsewhere is not held up by it."""
    problem = Problem(shifts=TEAM, visits=(a_visit("too early", between(6, 7)), NINE, LATER))
    before = Solution.of(problem, [[0, 1], [2], []])
    found = difference(problem, before, Solution.of(problem, [[1], [], [2]]))

    assert {
        "later": ("moved", set()),
        "too early": ("dropped", set()),
        "nine": ("retimed", {"too early"}),
    } == lines(found)
    assert referee(problem, before).cost == found.cost_before
    assert ((0, 1), (), (2,)) == found.apply([0]).routes
    assert referee(problem, found.apply([1])).feasible


@st.composite
def two_plans(draw: st.DrawFn) -> tuple[Problem, Solution, Solution]:
    """A random plan the referee accepts, and another one: its visits in any order, each at any place it is offered."""
    plan = draw(plans())
    problem = replace(plan.problem, visits=(*plan.problem.visits, plan.request))
    routes: list[list[int]] = [[] for _ in problem.shifts]
    for visit in draw(st.permutations(range(len(problem.visits)))):
        schedule = Schedule.of(a_route(problem, number, route) for number, route in enumerate(routes))
        found = offers(schedule, problem.visits[visit]).columns
        if found.route.size:
            row = draw(st.integers(0, found.route.size - 1))
            routes[found.route[row]].insert(found.position[row], visit)
    return problem, Solution.of(problem, plan.solution.routes), Solution.of(problem, routes)


def a_route(problem: Problem, number: int, route: list[int]) -> RouteBlock:
    """The visits of a route of this problem, compiled."""
    visits = [problem.visits[visit] for visit in route]
    return compile_route(problem.shifts[number], visits, travel=problem.travel, weights=problem.weights)


@given(two_plans(), st.data())
def test_any_lines_with_what_they_need_make_a_plan_the_referee_accepts(
    plans: tuple[Problem, Solution, Solution], data: st.DataObject
):
    """Whatever is chosen, at the cost that is told; nothing is the first plan, everything the second."""
    problem, before, after = plans
    found = difference(problem, before, after)
    numbers = list(range(len(found.lines)))
    chosen = data.draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset[int]()
    verdict = referee(problem, found.apply(chosen))

    assert () == verdict.violations
    assert verdict.cost - referee(problem, before).cost == found.cost(chosen)
    assert verdict.timetables == found.timetables(chosen)
    assert (before, after) == (found.apply([]), found.apply(numbers))


@given(two_plans())
def test_lines_need_no_line_of_a_route_they_are_not_connected_to(plans: tuple[Problem, Solution, Solution]):
    """Routes are connected by the visits that go from one to the other."""
    found = difference(*plans)
    group = list(range(len(plans[0].shifts)))
    for step in found.mixture.steps:
        joined = {group[route] for route in step.routes}
        group = [min(joined) if each in joined else each for each in group]
    for number, step in enumerate(found.mixture.steps):
        others = [found.mixture.steps[need] for need in found.lines[number].needs]
        assert {group[route] for other in others for route in other.routes} <= {group[route] for route in step.routes}


def subsets(count: int) -> list[frozenset[int]]:
    """Every set of so many lines."""
    return [frozenset(some) for some in chain.from_iterable(combinations(range(count), n) for n in range(count + 1))]


@given(st.integers(0, 5), st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_needs_are_found_exactly(count: int, true_needs: frozenset[tuple[int, int]]):
    """Where what works is what single lines need, neither more nor less is said to be needed."""

    def works(some: frozenset[int]) -> bool:
        return all(other in some for one, other in true_needs if one in some and other < count)

    found = needs(frozenset(range(count)), works)
    closed = [some for some in subsets(count) if all(two in some for one, two in found if one in some)]
    assert [some for some in subsets(count) if works(some)] == closed


@pytest.mark.parametrize("count", [4, EXACT + 2])
@given(data=st.data())
def test_every_closed_set_works_whatever_works(count: int, data: st.DataObject):
    """Whatever sets work (nothing and everything always do): no set that holds what it needs fails."""
    lucky = data.draw(st.frozensets(st.integers(1, 2**count - 2), max_size=40))

    def works(some: frozenset[int]) -> bool:
        return len(some) in {0, count} or sum(2**line for line in some) in lucky

    found = needs(frozenset(range(count)), works)
    for some in subsets(count):
        assert works(closure(some, lambda line: [two for one, two in found if one == line]))
