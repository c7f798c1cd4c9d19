"""Linked visits begin together, or one after the other, in plans that are otherwise as good as without."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver import (
    After,
    Iterations,
    Pin,
    Problem,
    Progress,
    Solution,
    Together,
    Visit,
    WorkingTime,
    referee,
    solve,
    within_working_time,
)
from solver.errors import PinnedVisitImpossible
from solver.problem import Link
from tests.solver.plans import ANNECY, HOUR, MINUTE, THONES, a_shift, a_visit, at, between
from tests.solver.problems import rich_plans

A_FEW = max(5, settings().max_examples // 5)


def a_week(*visits: Visit, links: tuple[Link, ...], team: tuple[str, ...] = ("Anaïs", "Bruno")) -> Problem:
    """Two days of some technicians, and what there is to do."""
    shifts = [a_shift(name, day) for name in team for day in (0, 1)]
    return Problem(shifts=within_working_time(shifts, WorkingTime()), visits=visits, links=links)


def hours(problem: Problem, plan: Solution) -> dict[str, tuple[str, int]]:
    """Who begins each visit that is served, and when; the referee accepts the plan."""
    verdict = referee(problem, plan)
    assert () == verdict.violations
    rows = zip(problem.shifts, verdict.timetables, strict=True)
    return {stop.visit: (shift.technician, stop.start) for shift, day in rows for stop in day.stops}


def test_two_technicians_begin_together():
    """One of them comes from Thônes and waits for nobody: both are there at the same second."""
    problem = a_week(
        a_visit("boiler"), a_visit("helper"), a_visit("far", place=THONES), links=(Together("boiler", "helper"),)
    )
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert {"boiler", "helper", "far"} == begins.keys()
    assert begins["boiler"][1] == begins["helper"][1]
    assert begins["boiler"][0] != begins["helper"][0]


def test_one_technician_cannot_begin_two_visits_at_once():
    """Alone he makes neither of a pair, and what else there is."""
    problem = a_week(
        a_visit("one"), a_visit("other"), a_visit("alone"), links=(Together("one", "other"),), team=("Anaïs",)
    )

    assert {"alone"} == hours(problem, solve(problem, Iterations(50), seed=1)).keys()


def test_three_begin_together_where_pairs_meet():
    """Pairs that share a visit make one party."""
    problem = a_week(
        *(a_visit(key) for key in "abc"), links=(Together("a", "b"), Together("b", "c")), team=("A", "B", "C")
    )
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert {"A", "B", "C"} == {technician for technician, _ in begins.values()}
    assert 1 == len({start for _, start in begins.values()})


def test_a_second_visit_waits_until_the_part_is_there():
    """The same day where that is possible."""
    problem = a_week(a_visit("measure"), a_visit("mount"), links=(After("measure", "mount", 4 * HOUR),))
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert begins["measure"][1] + HOUR + 4 * HOUR <= begins["mount"][1]


def test_a_second_visit_waits_until_the_next_day():
    """Where the delay is longer than the day."""
    both = (between(0, 24), between(0, 24, 1))
    problem = a_week(a_visit("measure", *both), a_visit("mount", *both), links=(After("measure", "mount", 20 * HOUR),))
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert begins["measure"][1] < at(24)
    assert begins["measure"][1] + 21 * HOUR <= begins["mount"][1]


def test_what_comes_first_is_early_enough_although_later_would_be_cheaper():
    """The first visit lies beside an evening one, yet what waits for it must begin by three."""
    problem = a_week(
        a_visit("evening", between(16, 16), place=THONES),
        a_visit("first", place=THONES),
        a_visit("then", between(14, 15)),
        links=(After("first", "then", HOUR),),
        team=("Anaïs",),
    )
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert {"evening", "first", "then"} == begins.keys()


def test_a_link_that_cannot_be_kept_leaves_both_out():
    """Two visits that only one of the team can make do not begin together."""
    problem = a_week(
        a_visit("one", required=frozenset({"Anaïs"})),
        a_visit("other", required=frozenset({"Anaïs"})),
        links=(Together("one", "other"),),
    )

    assert {} == hours(problem, solve(problem, Iterations(50), seed=1))


def test_a_delay_that_is_too_long_leaves_only_the_later_out():
    """What it would have waited for is served all the same."""
    problem = a_week(a_visit("first"), a_visit("later"), links=(After("first", "later", 40 * HOUR),))

    assert {"first"} == hours(problem, solve(problem, Iterations(50), seed=1)).keys()


def test_visits_that_wait_for_each_other_are_left_out():
    """Nobody can serve a circle, nor what waits for it."""
    problem = a_week(
        *(a_visit(key) for key in "abcd"), links=(After("a", "b"), After("b", "a"), After("b", "c"), After("d", "a"))
    )

    assert {"d"} == hours(problem, solve(problem, Iterations(50), seed=1)).keys()


def test_the_partner_of_a_pinned_visit_comes_when_it_begins():
    """To the second, however dear; and what must come before it is served, too."""
    problem = a_week(
        a_visit("pinned", between(9, 10), pinned=Pin("Bruno", at(14))),
        a_visit("partner", place=THONES, prize=0),
        a_visit("before", place=THONES, prize=0),
        links=(Together("pinned", "partner"), After("before", "partner", HOUR)),
    )
    begins = hours(problem, solve(problem, Iterations(50), seed=1))

    assert ("Bruno", at(14)) == begins["pinned"]
    assert ("Anaïs", at(14)) == begins["partner"]
    assert begins["before"][1] + 2 * HOUR <= at(14)


def test_a_pinned_visit_whose_partner_finds_no_room_is_an_error():
    """It could only be served alone, which its link forbids."""
    problem = a_week(
        a_visit("pinned", pinned=Pin("Bruno", at(14))),
        a_visit("partner", between(9, 10)),
        links=(Together("pinned", "partner"),),
    )

    with pytest.raises(PinnedVisitImpossible):
        solve(problem, Iterations(5), seed=1)


def test_linked_visits_find_room_where_others_have_to_move():
    """Both technicians are busy all day with what could be done tomorrow."""
    both = (between(0, 24), between(0, 24, 1))
    others = [a_visit(f"other {n}", *both, place=ANNECY, duration=90 * MINUTE) for n in range(10)]
    problem = a_week(*others, a_visit("one"), a_visit("two"), links=(Together("one", "two"),))

    assert () == solve(problem, Iterations(500), seed=1).unserved


def test_a_plan_to_start_from_keeps_its_links_and_seconds():
    """Nothing is cheaper than a plan that is the best: it comes back as it was."""
    problem = a_week(a_visit("a"), a_visit("b"), links=(Together("a", "b"),))
    best = solve(problem, Iterations(20), seed=1)

    assert best == solve(problem, Iterations(20), seed=2, start=best)


def test_a_start_that_breaks_a_link_is_mended():
    """The routes are followed but for the pair, which one technician had."""
    problem = a_week(a_visit("a"), a_visit("b"), a_visit("c"), links=(Together("a", "b"),))
    plan = solve(problem, Iterations(0), seed=1, start=Solution.of(problem, [[0, 1], [], [2], []]))

    assert {"a", "b", "c"} == hours(problem, plan).keys()


def test_progress_is_told_of_linked_plans_too():
    """Costs fall, and the last one is the plan's."""
    told: list[Progress] = []
    visits = [a_visit(f"visit {n}", place=THONES if n % 2 else ANNECY) for n in range(8)]
    problem = a_week(*visits, links=(Together("visit 0", "visit 1"), After("visit 2", "visit 3", HOUR)))
    plan = solve(problem, Iterations(2_000), seed=1, on_progress=told.append)

    assert sorted({progress.cost for progress in told}, reverse=True) == [progress.cost for progress in told]
    assert referee(problem, plan).cost.total == told[-1].cost
    assert len(plan.unserved) == told[-1].left_out


@settings(max_examples=A_FEW)
@given(rich_plans(), st.integers(0, 99))
def test_linked_plans_are_repeatable_and_no_worse_than_their_start(case: tuple[Problem, Solution], seed: int):
    """The same seed gives the same plan, the referee accepts it, and it costs no more."""
    problem, start = case
    assume(problem.links)
    plan = solve(problem, Iterations(30), seed, start)
    verdict = referee(problem, plan)

    assert plan == solve(problem, Iterations(30), seed, start)
    assert () == verdict.violations
    assert verdict.cost.total <= referee(problem, start).cost.total


@settings(max_examples=A_FEW)
@given(rich_plans(), st.integers(0, 99))
def test_a_link_changes_nothing_for_visits_nobody_can_serve(case: tuple[Problem, Solution], seed: int):
    """A pair that is left out anyway costs what it costs without its link."""
    problem, start = case
    pair = [a_visit(key, required=frozenset({"nobody"})) for key in ("one", "other")]
    longer = replace(problem, visits=(*problem.visits, *pair), links=(*problem.links, Together("one", "other")))
    plan = solve(longer, Iterations(10), seed, Solution.of(longer, start.routes, dict(start.starts)))

    assert () == referee(longer, plan).violations
    assert {len(problem.visits), len(problem.visits) + 1} <= set(plan.unserved)
