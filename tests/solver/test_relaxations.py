"""What is said to open a refused slot opens it, at that price, and nothing less does."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hypothesis import given

from solver import (
    Problem,
    Relaxation,
    Schedule,
    Shift,
    Solution,
    Verdict,
    Visit,
    best_insertion,
    referee,
    relaxations,
)
from solver.explain.change import Change
from solver.explain.relaxation import after
from solver.explain.when import MovedAway
from tests.solver.plans import RandomPlan, plans

AMOUNTS = {"seconds", "earlier", "later"}


def judged(schedule: Schedule, routes: Iterable[tuple[Shift, tuple[Visit, ...]]]) -> Verdict:
    """The referee's verdict on these routes as a whole plan."""
    given = list(routes)
    visits = tuple(visit for _, route in given for visit in route)
    numbers = iter(range(len(visits)))
    problem = Problem(
        shifts=tuple(shift for shift, _ in given), visits=visits, travel=schedule.travel, weights=schedule.weights
    )
    return referee(problem, Solution.of(problem, [[next(numbers) for _ in route] for _, route in given]))


def with_less(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """These changes with one second less of one amount, or without one that has no amount."""
    for number, change in enumerate(changes):
        amounts = [name for name in AMOUNTS if getattr(change, name, 0)]
        lesser = [replace(change, **{name: getattr(change, name) - 1}) for name in amounts]  # type: ignore[type-var]
        for some in [[less] for less in lesser] or [[]]:
            yield (*changes[:number], *some, *changes[number + 1 :])


def assert_honest(found: Relaxation, schedule: Schedule, visit: Visit) -> None:
    """The slot opens, the referee accepts the plan at the price that was told, and less would not have done."""
    route = found.offer.route
    changed, asked = found.applied(schedule.blocks[route], visit)
    offer = best_insertion(changed, asked, asked.windows[0])
    assert offer is not None
    assert replace(offer, route=route) == found.offer

    before = [(block.shift, block.visits) for block in schedule.blocks]
    plan = list(before)
    plan[route] = (changed.shift, offer.visits)
    for change in found.changes:
        if isinstance(change, MovedAway):
            plan[change.to.route] = (change.to.shift, change.to.visits)
    verdict = judged(schedule, plan)
    assert () == verdict.violations
    assert verdict.cost - judged(schedule, before).cost == found.price

    for less in with_less(found.changes):
        assert not after(less, found.ask).fits()


@given(plans())
def test_every_relaxation_opens_the_slot_at_its_price_and_no_lesser_one_does(plan: RandomPlan):
    """On random plans, for each route and each window that is refused."""
    schedule = Schedule.of(plan.blocks)
    for route in range(len(schedule.blocks)):
        for window in plan.request.windows:
            found = relaxations(schedule, route, plan.request, window)
            for relaxation in found:
                assert_honest(relaxation, schedule, plan.request.promised(window))
            assert sorted(each.price.total for each in found) == [each.price.total for each in found]
            if best_insertion(schedule.blocks[route], plan.request, window) is not None:
                assert () == found
