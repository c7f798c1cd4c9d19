"""A schedule is exactly its routes, however it came about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import CrowTravel, Schedule, Weights, compile_route, offers
from solver.errors import BlocksPricedDifferently
from solver.insertion import numpy_insertions
from tests.solver.plans import RandomPlan, a_block, a_shift, a_visit, between, plans
from tests.solver.problems import rich_requests


def answers(schedule: Schedule, plan: RandomPlan) -> list[list[int]]:
    """All offers for the plan's request as integers, by route and window."""
    columns = offers(schedule, plan.request, numpy_insertions).columns
    rows = np.stack([columns.route, columns.window, columns.position, columns.cost])
    return rows[:, np.lexsort(rows[1::-1])].tolist()  # type: ignore[no-any-return]


@given(plans() | rich_requests(), st.data())
def test_replacing_a_route_is_building_the_schedule_again(plan: RandomPlan, data: st.DataObject):
    """After a booking or a cancellation one day is rebuilt, and every answer is as from scratch."""
    blocks = plan.blocks
    index = data.draw(st.integers(0, len(blocks) - 1))
    block = blocks[index]
    shorter = compile_route(block.shift, block.visits[:-1], travel=block.travel, weights=block.weights)
    exchanged = [*blocks[:index], shorter, *blocks[index + 1 :]]

    assert answers(Schedule.of(exchanged), plan) == answers(Schedule.of(blocks).replace(index, shorter), plan)


@given(plans() | rich_requests())
def test_routes_do_not_disturb_each_other(plan: RandomPlan):
    """Side by side or each alone: the same offers."""
    together = answers(Schedule.of(plan.blocks), plan)
    alone = [answers(Schedule.of([block]), plan) for block in plan.blocks]

    assert together[1:] == [[number for each in alone for number in each[column]] for column in (1, 2, 3)]


def test_a_changed_shift_changes_who_may_come():
    """New skills on the same day are seen at once."""
    schedule = Schedule.of([a_block(a_shift()), a_block(a_shift("Anaïs"))])
    trained = schedule.replace(1, a_block(a_shift("Anaïs", skills={"gaz": 1})))

    assert [0, 1] == [len(offers(each, a_visit(skills={"gaz": 1}))) for each in (schedule, trained)]


def test_routes_priced_differently_do_not_mix():
    """Costs in two currencies cannot be compared."""
    dear = compile_route(a_shift(), [], travel=CrowTravel(), weights=Weights(travel=9))
    slow = compile_route(a_shift(), [], travel=CrowTravel(seconds_per_km=99), weights=Weights())
    for other in (dear, slow):
        with pytest.raises(BlocksPricedDifferently):
            Schedule.of([a_block(a_shift()), other])
        with pytest.raises(BlocksPricedDifferently):
            Schedule.of([a_block(a_shift())]).replace(0, other)


def test_technicians_with_the_same_skills_on_all_days_are_asked_once():
    """Fourteen days of one technician are one entry in the staff, and so are those of two who can do the same."""
    schedule = Schedule.of([a_block(a_shift(name, day)) for name in ("Anaïs", "Bruno") for day in range(14)])

    assert 1 == len(schedule.staff.kinds)
    assert 14 == len(schedule.tiles.days)


def test_what_names_a_technician_or_a_day_is_asked_for_each():
    """Whom a visit names is answered route by route, what hangs on the date day by day; both are remembered."""
    schedule = Schedule.of([a_block(a_shift(name, day)) for name in ("Anaïs", "Bruno", "Carla") for day in range(2)])
    window = (between(9, 10), between(9, 10, day=1))
    preferred = a_visit("x", *window, preferred=frozenset({"Bruno"}))
    due = a_visit("x", *window, due=a_shift().day)
    found = [sorted(offers(schedule, each), key=lambda offer: offer.route) for each in (preferred, due)]

    assert [1200, 1200, 0, 0, 1200, 1200] == [offer.cost.preference for offer in found[0]]
    assert [0, 3600] * 3 == [offer.cost.lateness for offer in found[1]]
    remembered = {part: list(known) for part, known in schedule.staff.known.items()}
    assert 3 == len(offers(schedule, preferred)) // 2 == len(offers(schedule, due)) // 2
    assert remembered == {part: list(known) for part, known in schedule.staff.known.items()}
