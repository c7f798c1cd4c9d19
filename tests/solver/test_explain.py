"""Every offer has its reason, and every refusal too."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from solver import (
    Offer,
    Place,
    Schedule,
    Shift,
    Visit,
    Window,
    best_insertion,
    explain_detour,
    explain_offer,
    explain_refusal,
    offers,
)
from solver.problem import LONGEST_SHIFT
from solver.sentence import Sentence, span
from tests.solver.plans import (
    ANNECY,
    HOUR,
    THONES,
    RandomPlan,
    a_block,
    a_shift,
    a_visit,
    at,
    between,
    plans,
)

PARIS = ZoneInfo("Europe/Paris")
LABELS = {"Gaëtan": "Gaëtan", "seynod": "Seynod", "borne": "Borne de recharge"}


def the_offer(visit: Visit, *planned: Visit) -> Offer:
    """The only offer for this visit on the usual day."""
    (offer,) = offers(Schedule.of([a_block(a_shift(), *planned)]), visit)
    return offer


def test_an_offer_names_the_place_he_comes_from():
    """The sentence the dispatcher reads: who is near, and what it adds."""
    offer = the_offer(a_visit("x", between(10, 11), place=Place(45.89, 6.1)), a_visit("seynod", between(9, 9)))
    sentence = explain_offer(offer, LABELS)
    extra = -(-offer.detour // 60)

    assert f"Gaëtan passe à Seynod juste avant : {extra} min de route en plus" == sentence.fr
    assert f"Gaëtan is at Seynod just before: {extra} min of extra driving" == sentence.en


def test_an_offer_names_the_nearer_neighbour():
    """Coming from afar and next door to the following visit: the following one is the reason."""
    planned = (a_visit("thônes", between(8.5, 9), place=THONES), a_visit("seynod", between(15, 16)))
    offer = the_offer(a_visit("x", between(13, 14)), *planned)

    assert "Gaëtan passe à Seynod juste après : pas de route en plus" == explain_offer(offer, LABELS).fr


def test_a_day_of_its_own_says_so():
    """With no neighbour the road is there and back."""
    offer = the_offer(a_visit("x", between(9, 10)))
    road = -(-offer.detour // 60)

    assert f"Gaëtan n'a pas d'autre passage ce jour-là : {road} min de route en plus" == explain_offer(offer).fr


def test_overtime_is_not_hidden():
    """A late visit says to the firm what it asks of the technician; the customer need not know."""
    offer = the_offer(a_visit("x", between(17, 17), place=ANNECY))

    assert "Gaëtan n'a pas d'autre passage ce jour-là : pas de route en plus, 30 min d'heures supplémentaires" == (
        explain_offer(offer).fr
    )
    assert "Gaëtan n'a pas d'autre passage ce jour-là : pas de route en plus" == explain_detour(offer).fr


NINE = between(9, 9)
YESTERDAY, TOMORROW = dt.date(2027, 1, 14), dt.date(2027, 1, 16)
FULL = [a_visit(str(hour), between(hour, hour)) for hour in (9, 10.25, 14, 15.25)]
REFUSED: list[tuple[str, str, Shift, list[Visit], Visit, Window]] = [
    ("skill", "il n'a pas la compétence « gaz »", a_shift(), [], a_visit(skills={"gaz": 1}), NINE),
    (
        "skill",
        "la compétence « Borne de recharge » est demandée au niveau 3, il a le niveau 2",
        a_shift(),
        [],
        a_visit(skills={"borne": 3}),
        NINE,
    ),
    (
        "technician",
        "ce passage est réservé à d'autres techniciens",
        a_shift(),
        [],
        a_visit(forbidden=frozenset({"Gaëtan"})),
        NINE,
    ),
    (
        "clearance",
        "son habilitation « HT » n'est pas valable ce jour-là",
        a_shift(clearances={"HT": YESTERDAY}),
        [],
        a_visit(clearances=frozenset({"HT"})),
        NINE,
    ),
    (
        "release",
        "ce passage n'est possible qu'à partir du 16/01/2027",
        a_shift(),
        [],
        a_visit(release=TOMORROW),
        NINE,
    ),
    (
        "stock stock",
        "il lui manquerait : disjoncteur",
        a_shift(parts={"disjoncteur": 1}),
        [],
        a_visit(parts={"disjoncteur": 2}, tools=frozenset({"échelle"})),
        NINE,
    ),
    (
        "max_duration promised_window",
        "sa tournée dépasserait 240 min",
        a_shift(max_duration=4 * HOUR, lunch=None),
        [a_visit("a", between(14, 15))],
        a_visit(),
        NINE,
    ),
    ("shift", "il ne travaille pas à cette heure-là", a_shift(), [], a_visit(), between(6, 7)),
    ("shift", "il ne travaille pas à cette heure-là", a_shift(), [], a_visit(), between(18, 19)),
    (
        "travel",
        "trop loin : il ne peut pas y être avant 10:32",
        a_shift(),
        [],
        a_visit(place=Place(45.9, 6.68)),
        NINE,
    ),
    (
        "travel",
        "trop loin : il ne pourrait pas rentrer à temps",
        a_shift(),
        [],
        a_visit(place=THONES),
        between(17.4, 17.5),
    ),
    (
        "lunch",
        "il n'aurait plus le temps de déjeuner",
        a_shift(),
        [a_visit("a", between(10.5, 10.5), duration=HOUR), a_visit("c", between(14.25, 14.25))],
        a_visit(duration=2 * HOUR),
        between(11.75, 12.1),
    ),
    (
        "overtime promised_window",
        "il dépasserait sa limite de 20 min d'heures supplémentaires",
        a_shift(max_overtime=1200),
        [a_visit("a", between(15, 15))],
        a_visit(duration=2 * HOUR),
        between(15.5, 16.2),
    ),
    (
        "promised_window",
        "les créneaux promis à d'autres clients ne laissent pas la place",
        a_shift(),
        FULL,
        a_visit(),
        NINE,
    ),
    (
        "shift",
        "sa journée est pleine",
        a_shift(),
        [a_visit("a", between(8.5, 9), duration=3 * HOUR), a_visit("b", between(13, 14), duration=4 * HOUR)],
        a_visit(duration=3 * HOUR),
        between(9, 10),
    ),
]


@pytest.mark.parametrize("in_the_way,sentence,shift,planned,visit,window", REFUSED)
def test_a_refusal_names_the_rules_in_its_way(
    in_the_way: str, sentence: str, shift: Shift, planned: list[Visit], visit: Visit, window: Window
):
    """Rules for the machine, sentences for people: each one without which there would be room."""
    refusals = explain_refusal(a_block(shift, *planned), visit, window, labels=LABELS, zone=PARIS)

    assert in_the_way.split() == [refusal.rule for refusal in refusals]
    assert sentence == refusals[0].sentence.fr
    assert all(refusal.sentence.en for refusal in refusals)


def test_a_month_long_shift_is_explained_too():
    """No more overtime can be thought of than the longest shift has room for."""
    month = a_shift(start=at(0), end=at(0) + LONGEST_SHIFT, max_overtime=0, lunch=None)
    block = a_block(month, a_visit("all of it", Window(at(0.5), at(0.5)), duration=30 * 24 * HOUR))
    (refusal,) = explain_refusal(block, a_visit("x"), between(8, 9))

    assert "promised_window" == refusal.rule


def test_a_wish_that_fits_is_not_refused():
    """Nothing to explain."""
    assert () == explain_refusal(a_block(a_shift()), a_visit(), NINE)


@given(plans())
def test_every_refused_wish_has_a_reason(plan: RandomPlan):
    """For each route and window: either there is room, or there is at least one reason."""
    for block in plan.blocks:
        for window in plan.request.windows:
            refused = explain_refusal(block, plan.request, window)
            assert (best_insertion(block, plan.request, window) is None) == bool(refused)


@pytest.mark.parametrize(
    "seconds, fr, en",
    [(59, "1 min", "1 min"), (3_540, "59 min", "59 min"), (3_600, "1 h", "1 h"), (5_641, "1 h 35", "1 h 35 min")],
)
def test_from_an_hour_on_durations_are_said_in_hours(seconds, fr, en):
    """Nobody counts a road in ninety-five minutes."""
    assert Sentence(fr, en) == span(seconds)
