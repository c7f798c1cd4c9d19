"""Offers are exactly what trying everything by hand would find."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from solver import (
    Cost,
    CrowTravel,
    Depot,
    Lunch,
    Pin,
    Published,
    Schedule,
    Solution,
    Weights,
    Window,
    best_insertion,
    compile_route,
    offers,
    referee,
)
from solver.hours import timetable_of
from solver.insertion import numpy_insertions
from tests.solver.plans import (
    ANNECY,
    HOUR,
    MINUTE,
    SEYNOD,
    THONES,
    RandomPlan,
    a_block,
    a_shift,
    a_visit,
    at,
    between,
    cost_of_route,
    plans,
)
from tests.solver.problems import rich_requests

FIVE_HUNDRED = 5 * settings().max_examples
"""Five times the profile: 500 plans where the whole suite is run for good."""


def tried_by_hand(plan: RandomPlan) -> dict[tuple[int, int], int]:
    """The cheapest insertion of the request for each route and window, the referee judging every position."""
    best: dict[tuple[int, int], int] = {}
    for route, (shift, indices) in enumerate(zip(plan.problem.shifts, plan.solution.routes, strict=True)):
        planned = tuple(plan.problem.visits[index] for index in indices)
        before = cost_of_route(plan.problem, shift, planned)
        assert before is not None
        for number, window in enumerate(plan.request.windows):
            promised = plan.request.promised(window)
            for position in range(len(planned) + 1):
                after = cost_of_route(plan.problem, shift, (*planned[:position], promised, *planned[position:]))
                if after is not None:
                    extra = (after - before).total
                    best[route, number] = min(extra, best.get((route, number), extra))
    return best


@settings(max_examples=FIVE_HUNDRED)
@given(plans())
def test_offers_equal_brute_force(plan: RandomPlan):
    """No offer is infeasible, none is missing, and each costs what the referee says the cheapest insertion costs."""
    found = offers(Schedule.of(plan.blocks), plan.request, numpy_insertions).columns

    offered = dict(zip(zip(found.route.tolist(), found.window.tolist(), strict=True), found.cost.tolist(), strict=True))
    assert tried_by_hand(plan) == offered


@settings(max_examples=FIVE_HUNDRED)
@given(rich_requests())
def test_offers_equal_brute_force_with_every_rule_of_the_model(plan: RandomPlan):
    """Clearances, areas, tools, parts, loading at the depot, dates, durations by level, longest days, fair shares."""
    found = offers(Schedule.of(plan.blocks), plan.request, numpy_insertions).columns

    offered = dict(zip(zip(found.route.tolist(), found.window.tolist(), strict=True), found.cost.tolist(), strict=True))
    assert tried_by_hand(plan) == offered


@given(plans() | rich_requests())
def test_an_offer_tells_what_the_referee_finds_on_the_route_it_proposes(plan: RandomPlan):
    """Sequence, hours and the price of each rule are those of the whole route evaluated again."""
    found = offers(Schedule.of(plan.blocks), plan.request, numpy_insertions)
    for number, offer in enumerate(found):
        planned = tuple(plan.problem.visits[index] for index in plan.solution.routes[offer.route])
        alone = replace(plan.problem, shifts=(offer.shift,), visits=offer.visits)
        verdict = referee(alone, Solution.of(alone, [range(len(offer.visits))]))
        before = cost_of_route(plan.problem, offer.shift, planned)

        assert verdict.feasible
        assert before is not None
        assert verdict.cost - before == offer.cost
        assert int(found.columns.cost[number]) == offer.cost.total
        assert verdict.timetables == (offer.timetable,)
        assert offer.window.earliest <= offer.start <= offer.window.latest


def test_offers_come_in_the_order_of_the_windows_however_many_a_day_has():
    """Forty of one day, every third of which is of a day on which nobody works."""
    windows = [between(9 + number / 10, 9.05 + number / 10, 7 * (number % 3 == 0)) for number in range(40)]
    found = offers(Schedule.of([a_block(a_shift(lunch=None))]), a_visit("x", *windows), numpy_insertions)

    assert [number for number in range(40) if number % 3] == found.columns.window.tolist()


def test_a_visit_nobody_can_make_gets_no_offer():
    """A skill that is missing closes every window."""
    schedule = Schedule.of([a_block(a_shift())])

    assert len(offers(schedule, a_visit(skills={"gaz": 1}))) == 0
    assert len(offers(schedule, a_visit(skills={"borne": 3}))) == 0
    assert len(offers(schedule, a_visit(skills={"borne": 2}))) == 1


def test_an_empty_schedule_offers_nothing():
    """No routes is an answer, not an error."""
    assert len(offers(Schedule.of([]), a_visit())) == 0


def test_a_visit_without_windows_gets_no_offer():
    """Nothing asked for, nothing offered."""
    assert len(offers(Schedule.of([a_block(a_shift())]), a_visit(windows=()))) == 0


def test_a_route_that_breaks_a_promise_is_offered_nothing():
    """A plan overtaken by reality is mended first; no new promise is built on a broken one."""
    broken = a_block(a_shift(), a_visit("too early", between(6, 7)))

    assert not broken.feasible
    assert len(offers(Schedule.of([broken]), a_visit())) == 0


def test_offers_are_ranked_by_cost_then_window_then_route():
    """The same order on every run, ties included."""
    twins = [a_block(a_shift("Anaïs")), a_block(a_shift("Bruno"))]
    ranked = offers(Schedule.of(twins), a_visit("x", between(14, 16), between(9, 11))).ranked()

    assert [(0, 14), (1, 14), (0, 9), (1, 9)] == [
        (offer.route, (offer.window.earliest - at(0)) // HOUR) for offer in ranked
    ]
    assert sorted(offer.cost.total for offer in ranked) == [offer.cost.total for offer in ranked]


def test_the_cheapest_offer_of_each_window_is_named_once():
    """One offer per window, the cheapest technician's, in the order the windows were asked in."""
    near, far = a_block(a_shift("Anaïs")), a_block(a_shift("Bruno", start_place=THONES, end_place=THONES))
    found = offers(Schedule.of([far, near]), a_visit("x", between(14, 16), between(9, 11)))

    assert [("Anaïs", at(14)), ("Anaïs", at(9))] == [
        (offer.shift.technician, offer.window.earliest) for offer in found.cheapest_per_window()
    ]
    assert [at(9)] == [offer.window.earliest for offer in found.cheapest_per_window([1])]
    assert 4 == len(found)


def test_an_offer_names_its_neighbours():
    """The sentence to the dispatcher is made of the visits just before and just after."""
    block = a_block(a_shift(), a_visit("morning", between(9, 10)), a_visit("evening", between(15, 16)))
    (offer,) = offers(Schedule.of([block]), a_visit("x", between(12, 14)))

    assert ("morning", "evening") == (offer.before, offer.after)
    assert ["morning", "x", "evening"] == [visit.key for visit in offer.visits]


def test_the_first_visit_of_a_day_has_no_neighbours():
    """He comes from home and goes home."""
    (offer,) = offers(Schedule.of([a_block(a_shift())]), a_visit())

    assert (None, None) == (offer.before, offer.after)


@pytest.mark.parametrize("second,offered", [(at(8.5) - 1, 0), (at(8.5), 1), (at(18.5), 1), (at(18.5) + 1, 0)])
def test_the_first_and_the_last_second_of_a_day_can_be_had(second: int, offered: int):
    """On his doorstep when he may set out, and when he must be back at the latest."""
    momentary = a_visit(windows=(Window(second, second),), place=ANNECY, duration=0)
    schedule = Schedule.of([a_block(a_shift(lunch=None))])

    assert offered == len(offers(schedule, momentary, numpy_insertions))


@pytest.mark.parametrize("longer,offered", [(0, 1), (1, 0)])
def test_a_gap_can_be_filled_to_the_second(longer: int, offered: int):
    """From the moment he may set out until the next customer expects him."""
    block = a_block(a_shift(lunch=None), a_visit("next", between(10, 10), place=ANNECY))
    filling = a_visit("x", between(8, 9), place=ANNECY, duration=90 * MINUTE + longer)

    assert offered == len(offers(Schedule.of([block]), filling, numpy_insertions))


@pytest.mark.parametrize("promised,offered", [(12.75, 1), (13, 1), (12.7, 0)])
def test_lunch_may_just_fit_behind_the_visit(promised: float, offered: int):
    """He can eat from noon to a quarter to one, when the next customer expects him, and at no other time."""
    block = a_block(
        a_shift(lunch=Lunch(at(12), at(13.5), 45 * MINUTE)),
        a_visit("morning", between(9, 9), place=ANNECY),
        a_visit("next", between(promised, promised), place=ANNECY, duration=2 * HOUR),
    )
    found = offers(Schedule.of([block]), a_visit("x", between(10, 11), place=ANNECY), numpy_insertions)

    assert offered == len(found)
    assert [2] * offered == [offer.timetable.lunch.after for offer in found if offer.timetable.lunch]


def test_a_surcharge_ranks_anew_and_a_price_below_zero_takes_away():
    """What is kept back for others makes a window dearer, or closes it; the price by the rules stays."""
    twins = [a_block(a_shift("Anaïs")), a_block(a_shift("Bruno"))]
    found = offers(Schedule.of(twins), a_visit("x", between(9, 11), between(14, 16)))
    dearer = found.surcharged(np.array([[500, 0], [-1, 200]]))

    assert [(0, at(14)), (1, at(14)), (0, at(9))] == [(offer.route, offer.window.earliest) for offer in dearer.ranked()]
    assert {(0, 0): 500, (0, 1): 0, (1, 1): 200} == {
        (route, window): cost - offer.cost.total
        for route, window, cost, offer in zip(
            dearer.columns.route.tolist(),
            dearer.columns.window.tolist(),
            dearer.columns.cost.tolist(),
            dearer,
            strict=True,
        )
    }


def test_an_offer_tells_the_price_of_each_rule():
    """A day late, published with somebody else, an hour beyond his fair share."""
    weights = Weights(travel=0, lateness=7, stability=3, fairness=2)
    block = compile_route(a_shift(fair_share=0), [], travel=CrowTravel(), weights=weights)
    today = block.shift.day
    late = a_visit(due=today - dt.timedelta(1), published=Published("Anaïs", today, 50))
    (offer,) = offers(Schedule.of([block]), late)

    assert Cost(lateness=7, stability=150, fairness=2 * HOUR) == offer.cost


def test_overtime_is_told_in_seconds():
    """What the visit adds to it."""
    block = a_block(a_shift(), a_visit("late", between(16.5, 16.5)))
    (offer,) = offers(Schedule.of([block]), a_visit("later", between(17, 18), duration=HOUR // 4))

    assert offer.overtime == HOUR // 4 == offer.timetable.overtime - timetable_of(block).overtime


def test_a_visit_on_the_way_costs_no_more_than_its_time():
    """A visit where he already is adds no road; it fills time he would have waited."""
    block = a_block(a_shift(lunch=None), a_visit("early", between(9, 9)), a_visit("late", between(12, 12)))
    (offer,) = offers(Schedule.of([block]), a_visit("x", between(10, 11), place=SEYNOD))

    assert 0 == offer.detour
    assert (0, -HOUR) == (offer.cost.travel, offer.cost.waiting)


def test_a_preferred_technician_saves_the_price_of_preference():
    """The others cost one preference more."""
    twins = [a_block(a_shift("Anaïs")), a_block(a_shift("Bruno"))]
    first, second = offers(Schedule.of(twins), a_visit(preferred=frozenset({"Bruno"}))).ranked()

    assert ("Bruno", "Anaïs") == (first.shift.technician, second.shift.technician)
    assert 1200 == second.cost.preference == second.cost.total - first.cost.total


def test_one_route_can_be_asked_alone():
    """Inside the booking transaction the same question is put to one route, with the same answer."""
    block = a_block(a_shift(), a_visit("morning", between(9, 10)))
    alone = best_insertion(block, a_visit("x", between(9, 11), between(14, 16)), between(14, 16))
    offered = offers(Schedule.of([block]), a_visit("x", between(9, 11), between(14, 16))).ranked()

    assert alone is not None
    assert alone.timetable in [offer.timetable for offer in offered]
    assert (between(14, 16),) == alone.visits[alone.position].windows
    assert best_insertion(block, a_visit("x"), between(3, 4)) is None


def test_a_pinned_start_is_the_only_window():
    """What is pinned to a second is offered at that second or not at all."""
    pinned = a_visit("x", between(9, 16), pinned=Pin(start=at(10, 0) + 7))
    (offer,) = offers(Schedule.of([a_block(a_shift())]), pinned)

    assert at(10) + 7 == offer.start


def test_he_loads_on_the_way_to_a_visit_that_needs_what_he_has_not():
    """From home by the depot to the visit: the road to it is that from the depot, where loading takes its time."""
    shift = a_shift(lunch=None, depot=Depot(THONES, HOUR // 2))
    block = a_block(shift, a_visit("morning", between(9, 10), place=ANNECY))
    (offer,) = offers(Schedule.of([block]), a_visit("x", between(13, 15), parts={"filtre": 1}))
    road = CrowTravel().seconds

    assert offer.timetable.loading is not None
    assert 1 == offer.position == offer.timetable.loading.after
    assert offer.to_visit == road(THONES.lat, THONES.lon, SEYNOD.lat, SEYNOD.lon)
    assert offer.detour == offer.to_visit + offer.from_visit + road(ANNECY.lat, ANNECY.lon, THONES.lat, THONES.lon)


def test_he_loads_no_more_than_once():
    """Where he loads anyway, one visit more that needs a part finds it in the van."""
    shift = a_shift(lunch=None, depot=Depot(THONES, HOUR // 2))
    needy = a_visit("morning", between(9, 10), parts={"filtre": 1})
    (offer,) = offers(Schedule.of([a_block(shift, needy)]), a_visit("x", between(13, 15), parts={"filtre": 1}))

    assert offer.timetable.loading is not None
    assert (0, 0) == (offer.timetable.loading.after, offer.detour)


def test_a_technician_without_depot_gives_out_what_he_brings():
    """Two parts at home, one promised already: one more visit may have one, not two."""
    block = a_block(a_shift(parts={"filtre": 2}), a_visit("morning", between(9, 10), parts={"filtre": 1}))
    asked = [a_visit("x", between(13, 15), parts={"filtre": count}) for count in (1, 2)]

    assert [1, 0] == [len(offers(Schedule.of([block]), visit)) for visit in asked]


CAMERA = a_visit("camera", between(15, 15), place=ANNECY, tools=frozenset({"caméra"}))


@pytest.mark.parametrize("brings,offered", [(0, 0), (1, 1)])
def test_before_he_loads_he_gives_out_what_he_brings(brings: int, offered: int):
    """Asked for at the first second of the day, which leaves no time for the depot: loading is for the camera."""
    shift = a_shift(lunch=None, depot=Depot(ANNECY, HOUR), parts={"filtre": brings})
    block = a_block(shift, replace(CAMERA, parts={"filtre": 1}))
    early = a_visit("x", between(8.5, 8.5), place=ANNECY, parts={"filtre": 1})
    found = offers(Schedule.of([block]), early, numpy_insertions)

    assert [1] * offered == [offer.timetable.loading.after for offer in found if offer.timetable.loading]


def test_from_a_visit_he_may_go_on_by_the_depot():
    """Too early to have loaded before: the road from it is that to the depot."""
    block = a_block(a_shift(lunch=None, depot=Depot(THONES, HOUR)), CAMERA)
    (offer,) = offers(Schedule.of([block]), a_visit("x", between(8.5, 9)))
    lat, lon = zip(*((place.lat, place.lon) for place in (ANNECY, SEYNOD, THONES, ANNECY)), strict=True)
    to_seynod, to_thones, home = CrowTravel().seconds(lat[:-1], lon[:-1], lat[1:], lon[1:]).tolist()

    assert (to_seynod, to_thones) == (offer.to_visit, offer.from_visit)
    assert to_seynod + to_thones - home == offer.detour


@pytest.mark.parametrize("brings,offered", [(1, 0), (2, 1)])
def test_before_he_loads_others_have_had_their_part(brings: int, offered: int):
    """The first customer takes a filter; right behind, before the depot, there must be one more."""
    shift = a_shift(lunch=None, depot=Depot(ANNECY, HOUR), parts={"filtre": brings})
    block = a_block(
        shift,
        a_visit("first", between(8.5, 8.5), place=ANNECY, parts={"filtre": 1}),
        replace(CAMERA, parts={"filtre": 2}),
    )
    behind = a_visit("x", between(9.5, 9.5), place=ANNECY, parts={"filtre": 1})
    found = offers(Schedule.of([block]), behind, numpy_insertions)

    assert [2] * offered == [offer.timetable.loading.after for offer in found if offer.timetable.loading]
