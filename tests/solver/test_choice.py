"""Why this technician and this time: what the alternatives would cost instead, to the unit and in words."""

from dataclasses import fields
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from solver import (
    Cost,
    Offer,
    Offers,
    Schedule,
    Visit,
    Weights,
    best_insertion,
    explain_choice,
    explain_visit,
    offers,
)
from solver.errors import VisitNotPlanned
from solver.explain.choice import taken_out
from solver.explain.words import told
from tests.solver.plans import THONES, RandomPlan, a_block, a_shift, a_visit, between, plans

PARIS = ZoneInfo("Europe/Paris")
NEAR, FAR = a_shift("Gaëtan"), a_shift("Bruno", start_place=THONES, end_place=THONES)
MORNING = a_visit("seynod", between(9, 9))


def the_cheapest(visit: Visit) -> tuple[Offers, Offer]:
    """The offers for a visit where Gaëtan is near in the morning and Bruno lives far away, and the cheapest of them."""
    found = offers(Schedule.of([a_block(NEAR, MORNING), a_block(FAR)]), visit)
    return found, found.ranked(1)[0]


def test_a_choice_says_what_the_alternatives_would_cost():
    """One sentence for the dispatcher: the reason, somebody else, another window."""
    sentence = explain_choice(*the_cheapest(a_visit("x", between(10, 11), between(14, 15)))).sentence(zone=PARIS)

    assert (
        "Gaëtan passe à seynod juste avant : pas de route en plus ; "
        "Bruno au même créneau : 55 min de route de plus ; "
        "Bruno le 15/01 de 15:00 à 16:00 : 55 min de route de plus"
    ) == sentence.fr
    assert sentence.en.startswith("Gaëtan is at seynod just before: no extra driving; Bruno in the same window: 55 min")


def test_a_choice_without_alternatives_says_so():
    """Nobody else, and no other window: said where one was asked for, unsaid where none was."""
    only_him = a_visit("x", between(10, 11), between(3, 4), required=frozenset({"Gaëtan"}))
    choice = explain_choice(*the_cheapest(only_him))

    assert (None, None) == (choice.technician, choice.window)
    assert choice.sentence().fr.endswith(
        " ; personne d'autre n'est libre sur ce créneau ; aucun autre créneau n'est libre"
    )
    promised = explain_choice(*the_cheapest(only_him.promised(between(10, 11))))
    assert promised.sentence().fr.endswith(" ; personne d'autre n'est libre sur ce créneau")


@given(plans())
def test_alternatives_are_the_cheapest_there_are(plan: RandomPlan):
    """For every offer: nobody else is cheaper in its window, no other window is cheaper with anybody."""
    found = offers(Schedule.of(plan.blocks), plan.request)
    for offer in found:
        choice = explain_choice(found, offer)
        same_window = [other for other in found if other.window == offer.window]
        others = [other.cost.total for other in same_window if other.shift.technician != offer.shift.technician]
        elsewhen = [other.cost.total for other in found if other.window != offer.window]
        told_costs = [each and offer.cost.total + each.extra.total for each in (choice.technician, choice.window)]

        assert [min(others, default=None), min(elsewhen, default=None)] == told_costs
        assert choice.sentence().en


@given(plans())
def test_a_planned_visit_is_explained_as_if_it_were_asked_for_anew(plan: RandomPlan):
    """Its offer is the best one of its own route without it; None where that route keeps no timetable."""
    schedule = Schedule.of(plan.blocks)
    for route, block in enumerate(schedule.blocks):
        for visit in block.visits:
            choice = explain_visit(schedule, visit.key)
            without = taken_out(schedule, visit.key)
            assert without is not None
            rest = without[0].blocks[route]
            if choice is None:
                assert not rest.feasible
            else:
                best = [best_insertion(rest, visit, window) for window in visit.windows]
                assert min(each.cost.total for each in best if each) == choice.offer.cost.total
                assert route == choice.offer.route


def test_a_visit_that_is_not_planned_cannot_be_explained():
    """There is no choice to explain."""
    with pytest.raises(VisitNotPlanned):
        explain_visit(Schedule.of([a_block(NEAR)]), "nobody")


@pytest.mark.parametrize("rule", [each.name for each in fields(Cost)])
def test_every_price_can_be_said(rule: str):
    """More of it and less of it, and not alike."""
    price = getattr(Weights(), rule)
    more, less = told(Cost(**{rule: price}), Weights()), told(Cost(**{rule: -price}), Weights())

    assert 3 == len({more, less, told(Cost(), Weights())})


def test_a_difference_in_cost_is_told_in_what_people_count_in():
    """Minutes rounded up, what is more before what is less; nothing is said of what does not change."""
    both = told(Cost(travel=2 * 61, overtime=3 * 60, waiting=-60), Weights())

    assert "2 min de route et 1 min d'heures supplémentaires de plus, 1 min d'attente de moins" == both.fr
    assert "2 min of driving and 1 min of overtime more, 1 min of waiting less" == both.en
    assert "at the same cost" == told(Cost(), Weights()).en


@pytest.mark.parametrize(
    "count,fr,en",
    [
        (1, "1 passage hors secteur de plus", "1 visit outside the areas more"),
        (2, "2 passages hors secteur de plus", "2 visits outside the areas more"),
    ],
)
def test_one_is_not_several(count: int, fr: str, en: str):
    """An s only where there are several."""
    said = told(Cost(area=count * Weights().area), Weights())

    assert (fr, en) == (said.fr, said.en)
