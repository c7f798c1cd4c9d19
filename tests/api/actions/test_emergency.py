"""An emergency on the line: three ways at most, who waits for it, and whose promise gives way."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.views import BookedView, CallForm, InsertionView, Refused, SlotTaken
from planner.appointments import Appointment
from planner.ports import Entry, Snapshot
from planner.promises import broken_promises
from planner.services import Service
from tests.api.actions.test_repromising import do
from tests.api.actions.test_steering import staff, where
from tests.support.house import SetClock, a_house, found_firm
from tests.support.planner import CLAIRE, MONDAY, a_service, paris

FORM = CallForm(name="Jeanne Perrin", phone="06 39 98 44 55", address="3 rue du Lac", city="Seynod", comment="Ça fume")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Monday, a quarter past nine; Gaëtan is free."""
    clock = SetClock()
    house = a_house(tmp_path, clock)
    found_firm(house)
    urgent = a_service("Urgence", code="urgence", duration=timedelta(minutes=50))
    do(house, lambda work: work.of(Service).put(urgent))
    clock.now = paris(9, 15)
    return house


def ways(house: House, form: CallForm = FORM) -> tuple[InsertionView, ...]:
    """How it can be answered now."""
    view = actions.emergency(staff(house), "duret", form)
    assert not isinstance(view, Refused)
    assert view.ways is not None
    return view.ways


def test_without_a_service_chosen_it_is_the_urgent_one(house):
    """Claire has other things to think of."""
    view = actions.emergency(staff(house), "duret", FORM)
    assert not isinstance(view, Refused)
    assert view.ways
    assert "urgence" == view.form.service
    assert paris(9, 15) < view.ways[0].arrival < paris(9, 45)


def test_the_way_chosen_is_promised_at_once(house):
    """Two steps: asked, answered. Every promise is kept."""
    best = ways(house)[0]
    booked = actions.answer_emergency(staff(house), "duret", FORM, offer=best.offer)
    assert isinstance(booked, BookedView)
    visit = actions.appointment(staff(house), "duret", booked.appointment).visit
    assert ("Jeanne Perrin", "Ça fume", best.arrival) == (visit.customer_name, visit.comment, visit.start)
    assert [] == do(house, lambda work: broken_promises(work, MONDAY, MONDAY))


def test_the_same_form_sent_twice_is_one_emergency(house):
    """The answer was lost and the page sent again: the same appointment; taken back meanwhile, it is gone."""
    offer = ways(house)[0].offer
    first, second = (actions.answer_emergency(staff(house), "duret", FORM, offer=offer) for _ in range(2))
    assert isinstance(first, BookedView)
    assert first == second
    (route,) = actions.day(staff(house), "duret", MONDAY).routes
    assert [first.appointment] == [visit.appointment for visit in route.visits]
    actions.undo_last(staff(house), "duret")
    assert isinstance(actions.answer_emergency(staff(house), "duret", FORM, offer=offer), SlotTaken)


def test_what_is_missing_is_asked_and_nothing_is_lost(house):
    """A place that nobody finds."""
    refused = actions.emergency(staff(house), "duret", CallForm(name="Jeanne", phone="06 39 98 44 55", city="Xyz"))
    assert isinstance(refused, Refused)


def test_a_way_that_others_have_taken_is_no_way_any_more(house):
    """What is left is shown instead."""
    offer = ways(house)[0].offer
    for number in range(6):
        form = replace(FORM, name=f"Jeanne Perrin {number}")
        answer = actions.answer_emergency(staff(house), "duret", form, offer=offer)
        if isinstance(answer, SlotTaken):
            return
    pytest.fail("six emergencies in one window")


def test_whoever_gives_way_waits_to_be_promised_anew_and_no_emergency_gives_way(house):
    """The day is full of emergencies; something else asked for as urgently may displace one of them, they may not."""
    while free := [way for way in ways(house) if not way.displaced]:
        house.clock.forward(seconds=1)
        actions.answer_emergency(staff(house), "duret", FORM, offer=free[0].offer)
    assert () == ways(house)
    other = replace(FORM, service="dépannage")
    way = ways(house, other)[0]
    assert way.displaced
    booked = actions.answer_emergency(staff(house), "duret", other, offer=way.offer)
    assert isinstance(booked, BookedView)
    assert [booked.displaced] == [visit.appointment for visit in actions.day(staff(house), "duret", MONDAY).unplaced]
    assert "gaëtan" == where(house, booked.appointment)[0]


def test_a_visit_taken_off_its_route_by_an_earlier_version_is_told_in_words(house):
    """History keeps the verbs of its time; pages have words for them."""
    booked = actions.answer_emergency(staff(house), "duret", FORM, offer=ways(house)[0].offer)
    assert isinstance(booked, BookedView)

    def taken_off(work):
        gone = work.of(Appointment).get(booked.appointment)
        work.history.append(Entry("unplace", work.now, CLAIRE, Snapshot((gone,), ()), Snapshot((gone,), ())))

    do(house, taken_off)
    told = [line.sentence for line in actions.journal(staff(house), "duret", MONDAY).lines]
    told += [line.sentence for line in actions.appointment(staff(house), "duret", booked.appointment).history]
    assert 2 == told.count("Passage retiré de sa tournée pour une urgence")
