"""What is said to open a refused slot opens it, at that price, and nothing less does."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from solver import (
    Lunch,
    Pin,
    Problem,
    Relaxation,
    Schedule,
    Shift,
    Solution,
    Verdict,
    Visit,
    Window,
    WorkingTime,
    best_insertion,
    referee,
    relaxations,
)
from solver.explain.change import Change
from solver.explain.relaxation import after
from solver.explain.when import MovedAway
from solver.explain.who import Brought
from tests.solver.plans import ANNECY, HOUR, MINUTE, THONES, RandomPlan, a_block, a_shift, a_visit, at, between, plans

AMOUNTS = {"seconds", "earlier", "later"}
PARIS = ZoneInfo("Europe/Paris")
YESTERDAY, TOMORROW = dt.date(2027, 1, 14), dt.date(2027, 1, 16)
AT_HOME = a_visit("home", place=ANNECY)


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
    """These changes with one second or one thing less of one of them, or without one that has no amount."""
    for number, change in enumerate(changes):
        if isinstance(change, Brought):
            yield from ((*changes[:number], less, *changes[number + 1 :]) for less in change.lesser())
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


NINE = between(9, 9)
AT_NINE = a_visit("a", NINE)
SIX_HOURS = a_shift(end=at(14.5), max_overtime=0, lunch=None)
SHORT_DAY = a_shift(start=at(10), end=at(14), max_overtime=0, lunch=Lunch(at(12), at(12), 30 * MINUTE))
PARTS, LADDER = {"disjoncteur": 3}, frozenset({"échelle"})
OPENED: list[tuple[str, str, Shift, list[Visit], Visit, Window]] = [
    (
        "skill",
        "s'il avait la compétence « gaz » au niveau 1 : 13 min de route de plus",
        a_shift(),
        [],
        a_visit(skills={"gaz": 1}),
        NINE,
    ),
    (
        "skill",
        "si la compétence « borne » n'était exigée qu'au niveau 2 : 13 min de route de plus",
        a_shift(),
        [],
        a_visit(skills={"borne": 3}),
        NINE,
    ),
    (
        "clearance",
        "si son habilitation « HT » valait jusqu'au 15/01/2027 : 13 min de route de plus",
        a_shift(clearances={"HT": YESTERDAY}),
        [],
        a_visit(clearances=frozenset({"HT"})),
        NINE,
    ),
    (
        "technician",
        "si ce passage était aussi ouvert à Gaëtan : 13 min de route de plus",
        a_shift(),
        [],
        a_visit(required=frozenset({"Bruno"})),
        NINE,
    ),
    (
        "release",
        "si ce passage était possible dès le 15/01/2027 : 13 min de route de plus",
        a_shift(),
        [],
        a_visit(release=TOMORROW),
        NINE,
    ),
    (
        "stock",
        "s'il emportait de chez lui : échelle, 2 × disjoncteur : 13 min de route de plus",
        a_shift(parts={"disjoncteur": 1}),
        [],
        a_visit(parts=PARTS, tools=LADDER),
        NINE,
    ),
    (
        "skill release stock",
        (
            "si la compétence « gaz » n'était pas exigée, si ce passage était possible dès le 15/01/2027 "
            "et s'il emportait de chez lui : 3 × disjoncteur : 13 min de route de plus"
        ),
        a_shift(),
        [],
        a_visit(parts=PARTS, skills={"gaz": 1}, release=TOMORROW),
        NINE,
    ),
    ("shift", "s'il commençait sa journée dès 09:00 : au même coût", a_shift(), [], AT_HOME, between(8, 8)),
    (
        "overtime",
        "si sa limite d'heures supplémentaires passait de 20 à 30 min : 30 min d'heures supplémentaires de plus",
        a_shift(max_overtime=20 * MINUTE),
        [],
        AT_HOME,
        between(17, 17),
    ),
    (
        "max_duration",
        "si sa tournée pouvait durer 253 min au lieu de 240 : 120 min d'attente de plus",
        a_shift(max_duration=4 * HOUR, lunch=None),
        [AT_NINE],
        a_visit(),
        between(12, 12),
    ),
    (
        "lunch",
        "s'il pouvait déjeuner 30 min plus tard : au même coût",
        a_shift(lunch=Lunch(at(12), at(12), 30 * MINUTE)),
        [a_visit("a", between(10.5, 10.5))],
        a_visit(),
        between(11.5, 11.6),
    ),
    (
        "lunch",
        "s'il pouvait déjeuner 127 min plus tôt : au même coût",
        SHORT_DAY,
        [a_visit("a", between(10.5, 10.5))],
        a_visit(duration=2 * HOUR),
        between(11.5, 11.5),
    ),
    (
        "lunch",
        "si son déjeuner durait 15 min de moins : 45 min d'attente de moins",
        a_shift(lunch=Lunch(at(12), at(12), 45 * MINUTE)),
        [a_visit("a", between(11, 11)), a_visit("c", between(13.5, 13.5))],
        a_visit(),
        between(12.5, 12.5),
    ),
    (
        "lunch",
        "s'il ne déjeunait pas : au même coût",
        SHORT_DAY,
        [a_visit("a", between(10.5, 10.5))],
        a_visit(duration=2 * HOUR),
        between(11.5, 11.5),
    ),
    (
        "promised_window",
        "si le créneau demandé allait jusqu'à 11:00 : au même coût",
        a_shift(),
        [AT_NINE],
        a_visit(),
        NINE,
    ),
    (
        "promised_window",
        "si le créneau demandé commençait dès 17:50 : 20 min d'heures supplémentaires de plus",
        a_shift(max_overtime=20 * MINUTE),
        [],
        AT_HOME,
        between(17, 17),
    ),
    (
        "promised_window",
        "si le créneau promis pour a allait jusqu'à 11:00 : au même coût",
        a_shift(),
        [AT_NINE],
        a_visit(),
        NINE,
    ),
    (
        "promised_window",
        "si le créneau promis pour a commençait dès 11:30 : au même coût",
        SIX_HOURS,
        [a_visit("a", between(11, 11))],
        a_visit(),
        between(11.5, 11.5),
    ),
    (
        "shift",
        "si a revenait à Bruno le 15/01 à 10:00 : 13 min de route de plus",
        a_shift(),
        [AT_NINE],
        a_visit(),
        NINE,
    ),
    (
        "shift",
        "si a passait juste après b : au même coût",
        SIX_HOURS,
        [a_visit("a", between(8.5, 14)), a_visit("b", between(8.5, 11), duration=2 * HOUR)],
        a_visit(),
        between(11.5, 11.5),
    ),
    (
        "promised_window max_duration",
        "et si sa tournée pouvait durer 137 min au lieu de 120 : 47 min de route de plus",
        replace(SIX_HOURS, max_duration=2 * HOUR),
        [],
        a_visit(place=THONES, duration=90 * MINUTE),
        between(8.5, 8.6),
    ),
]


@pytest.mark.parametrize("rules,sentence,shift,planned,visit,window", OPENED)
def test_a_relaxation_says_what_gives_and_what_it_costs(
    rules: str, sentence: str, shift: Shift, planned: list[Visit], visit: Visit, window: Window
):
    """Whatever stands in the way, there is a sentence for what would open the slot, and it is true."""
    schedule = Schedule.of([a_block(shift, *planned), a_block(a_shift("Bruno"))])
    found = relaxations(schedule, 0, visit, window)

    assert (rules.split(), True) in [(list(each.rules), sentence in each.sentence(zone=PARIS).fr) for each in found]
    assert all(each.sentence().en.startswith("possible if ") for each in found)
    for relaxation in found:
        assert_honest(relaxation, schedule, visit.promised(window))


def test_every_rule_that_refuses_can_give():
    """Roads are what they are, and links tie whole plans; every other hard rule has what would open it."""
    hard = {"skill", "clearance", "technician", "release", "stock", "shift", "lunch", "overtime", "max_duration"}

    assert hard | {"promised_window"} == {rule for rules, *_ in OPENED for rule in rules.split()}


def test_nothing_is_proposed_against_the_law():
    """Six hours without a break is the most: overtime gives up to there and no further, unless the limit is another."""
    morning = Schedule.of([a_block(a_shift(end=at(14), max_overtime=0, lunch=None))])
    late, too_late = between(13.25, 13.25), between(13.75, 13.75)

    assert ["overtime"] == [rule for each in relaxations(morning, 0, AT_HOME, late) for rule in each.rules][-1:]
    assert "overtime" not in {rule for each in relaxations(morning, 0, AT_HOME, too_late) for rule in each.rules}
    lenient = relaxations(morning, 0, AT_HOME, too_late, working_time=WorkingTime(max_stretch=8 * HOUR))
    assert "overtime" in {rule for each in lenient for rule in each.rules}


def test_a_day_is_not_stretched_into_another_shift_of_his():
    """Half an hour of overtime in the morning would run into his afternoon."""
    morning = a_block(a_shift(end=at(12), max_overtime=0, lunch=None))
    afternoon = a_block(a_shift(start=at(12.25), end=at(14), max_overtime=0, lunch=None))
    asked = between(11.5, 11.5)

    assert "overtime" in {
        rule for each in relaxations(Schedule.of([morning]), 0, AT_HOME, asked) for rule in each.rules
    }
    both = relaxations(Schedule.of([morning, afternoon]), 0, AT_HOME, asked)
    assert "overtime" not in {rule for each in both for rule in each.rules}


def test_a_pinned_start_is_asked_for_at_its_second():
    """What would have to give for a visit that is pinned to a second at which he is busy."""
    schedule = Schedule.of([a_block(a_shift(), AT_NINE)])
    pinned = a_visit(pinned=Pin("Gaëtan", at(9)))
    found = relaxations(schedule, 0, pinned, between(14, 15))

    assert found
    for relaxation in found:
        assert_honest(relaxation, schedule, pinned)


def test_a_day_no_change_can_open_has_no_relaxation():
    """Ten hours of work do not fit in a day, and nobody else can take one of the others."""
    full = [a_visit("a", between(8.5, 9), duration=3 * HOUR), a_visit("b", between(13, 14), duration=4 * HOUR)]

    assert () == relaxations(Schedule.of([a_block(a_shift(), *full)]), 0, a_visit(duration=3 * HOUR), between(9, 10))


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
