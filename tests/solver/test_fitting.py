"""Which waiting visits fit best into one technician's day: worth what it says, to the unit."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given

from solver import (
    Fit,
    Pin,
    Place,
    Schedule,
    Visit,
    Weights,
    best_fits,
    best_insertion,
    compile_route,
    fill,
)
from solver.offers import cost_of
from tests.solver.plans import (
    HOUR,
    THONES,
    RandomPlan,
    a_block,
    a_shift,
    a_visit,
    at,
    between,
    judge_route,
    plans,
)

PARIS = ZoneInfo("Europe/Paris")
MORNING, LATE = a_visit("morning", between(9, 10)), a_visit("late", between(16, 16.5), place=THONES)
FREE, BUSY = a_block(a_shift("Gaëtan"), MORNING), a_block(a_shift("Bruno"), LATE)
SCHEDULE = Schedule.of([FREE, BUSY])
NEAR, FAR = a_visit("near", prize=9_000), a_visit("far", place=THONES, prize=9_000)


def keys(fits: tuple[Fit, ...]) -> list[str]:
    """Which visits, in order."""
    return [fit.visit.key for fit in fits]


def test_the_visit_worth_most_comes_first():
    """Two equal prizes: the nearer customer costs less road."""
    near, far = best_fits(SCHEDULE, 0, [FAR, NEAR])

    assert ("near", "far") == (near.visit.key, far.visit.key)
    assert 9_000 - near.offer.cost.total == near.worth > far.worth
    assert "near à 09:36 plutôt que pas du tout : au même coût" == near.sentence(zone=PARIS).fr
    assert "far at 11:27 rather than not at all: 44 min of driving more" == far.sentence(zone=PARIS).en


def test_a_technician_free_from_two_is_asked_from_two_on():
    """Starts before are not offered, and a window that is over by then is none."""
    pinned = a_visit("pinned", pinned=Pin(start=at(13)))
    over = a_visit("over", between(9, 13.9))
    fits = best_fits(
        SCHEDULE, 0, [NEAR, pinned, over, replace(pinned, key="kept", pinned=Pin(start=at(15)))], since=at(14)
    )

    assert {"near", "kept"} == set(keys(fits))
    assert {at(14), at(15)} == {fit.offer.start for fit in fits}
    assert [at(14)] == [fit.offer.start for fit in fill(SCHEDULE, 0, [NEAR], since=at(14))]


def test_two_sharp_is_from_two_on():
    """A start pinned to that second, and a window that closes with it."""
    sharp = [a_visit("pinned", pinned=Pin(start=at(14))), a_visit("closing", between(9, 14))]

    assert [("pinned", at(14)), ("closing", at(14))] == [
        (fit.visit.key, fit.offer.start) for visit in sharp for fit in best_fits(SCHEDULE, 0, [visit], since=at(14))
    ]


def test_a_customer_who_wants_to_come_earlier_is_worth_what_his_route_saves():
    """Taken from the route he is on now; Bruno need not drive to Thônes any more."""
    (fit,) = best_fits(SCHEDULE, 0, [replace(LATE, windows=(between(10, 12),))])

    assert BUSY.shift == fit.instead
    assert fit.gain.travel == sum(BUSY.roads.legs) * Weights().travel
    assert "late à 11:27 plutôt que le 15/01 avec Bruno : 3 min de route de moins" == fit.sentence(zone=PARIS).fr
    assert "late at 11:27 rather than on 15/01 with Bruno: 3 min of driving less" == fit.sentence(zone=PARIS).en


def test_a_visit_can_move_within_its_own_day():
    """The same technician, earlier: the route without it is asked."""
    (fit,) = best_fits(SCHEDULE, 1, [replace(LATE, windows=(between(9, 10),))])

    assert (0, 1) == (fit.gain.travel - fit.offer.cost.travel, fit.offer.route)


def test_what_goes_together_is_told_one_after_the_other():
    """The second is told of the day with the first; what is worth nothing stays out, each visit goes once."""
    long = a_visit("long", between(14, 15), duration=4 * HOUR, prize=50_000)
    twin = replace(NEAR, key="twin", windows=(between(14, 15),))
    worthless = a_visit("worthless", place=Place(45.9, 6.68), prize=0)
    fits = fill(SCHEDULE, 0, [NEAR, twin, long, worthless])

    assert ["long", "near"] == keys(fits)
    assert ["morning", "near", "long"] == [visit.key for visit in fits[-1].offer.visits]
    assert ["near", "twin"] == keys(fill(SCHEDULE, 0, [NEAR, twin, worthless]))
    assert () == fill(SCHEDULE, 0, [worthless])


def test_a_day_is_filled_with_what_gains_and_nothing_else():
    """A prize of exactly what the visit costs gains nothing; one more gains one."""
    (far,) = best_fits(SCHEDULE, 0, [FAR])
    even = replace(FAR, prize=far.offer.cost.total)

    assert [] == keys(fill(SCHEDULE, 0, [even]))
    assert [1] == [fit.worth for fit in fill(SCHEDULE, 0, [replace(even, prize=even.prize + 1)])]


def test_what_leaves_another_day_leaves_it_for_the_next_one_too():
    """Two visits in Thônes go over: the road there is saved only with the second, and all that is told adds up."""
    early, noon = replace(LATE, key="early", windows=(between(9, 9.5),)), (between(10, 12),)
    schedule = Schedule.of([FREE, a_block(a_shift("Bruno"), early, LATE)])
    fits = fill(schedule, 0, [replace(visit, windows=noon) for visit in (LATE, early)])
    filled = a_block(FREE.shift, *fits[-1].offer.visits)

    assert ["late", "early"] == keys(fits)
    assert [False, True] == [fit.gain.travel > 0 for fit in fits]
    saved = sum(cost_of(block).total for block in schedule.blocks) - cost_of(filled).total
    assert saved == sum(fit.worth for fit in fits)


@given(plans())
def test_a_fit_is_the_best_offer_for_its_visit(plan: RandomPlan):
    """On every route: left out or planned elsewhere, worth is gain less the least marginal cost, and all are there."""
    schedule = Schedule.of(plan.blocks)
    waiting = [plan.request, *plan.problem.visits[:3]]
    for route in range(len(schedule.blocks)):
        fits = {fit.visit.key: fit for fit in best_fits(schedule, route, waiting)}
        for visit in waiting:
            expected = worth_by_hand(plan, schedule, route, visit)
            assert expected == (fits[visit.key].worth if visit.key in fits else None)


def worth_by_hand(plan: RandomPlan, schedule: Schedule, route: int, visit: Visit) -> int | None:
    """What the plan costs less with the visit on this route, each route asked as a whole; None where it cannot be."""
    rest = []
    for block in schedule.blocks:
        others = [other for other in block.visits if other.key != visit.key]
        rest.append(compile_route(block.shift, others, travel=block.travel, weights=block.weights))
    if not all(block.feasible for block in rest):
        return None
    found = [best_insertion(rest[route], visit, window) for window in visit.windows]
    best = min((offer.cost.total for offer in found if offer), default=None)
    if best is None:
        return None
    routes = [(block, judge_route(plan.problem, block.shift, block.visits)) for block in (*schedule.blocks, *rest)]
    saved = [verdict.cost.total if block in schedule.blocks else -verdict.cost.total for block, verdict in routes]
    left_out = visit.prize * plan.problem.weights.unserved if visit.key == plan.request.key else 0
    return left_out + sum(saved) - best


@given(plans())
def test_a_day_filled_up_keeps_every_promise(plan: RandomPlan):
    """The referee accepts the route after the last fit, and no fit was worth less than nothing."""
    schedule = Schedule.of(plan.blocks)
    waiting = [replace(visit, key=f"again {visit.key}") for visit in plan.problem.visits]
    for fit in fill(schedule, 0, waiting):
        assert fit.worth > 0
        assert judge_route(plan.problem, fit.offer.shift, fit.offer.visits).feasible
