"""A move decided on how things stood before is refused with what others have done since, by name and hour."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from api import actions
from api.actions import steering
from api.actions.meanwhile import by_others
from api.actions.portal import VISITOR
from api.errors import LinkExpired
from api.signing import SlotOffer
from api.views import BookedView, Done, PersonView, Refused, Role
from planner.identifiers import AppointmentId
from planner.ports import Entry, Snapshot
from planner.slots import all_slots
from tests.api.actions.test_calling import NEW
from tests.api.actions.test_steering import book, house, staff, where
from tests.support.planner import CLAIRE, MONDAY, paris

__all__ = ["house"]


def colleague(house):
    """Hélène, who works for the office as well."""
    helene = PersonView("p2", "Hélène", "helene@duret.invalid", Role.DISPATCHER)
    return replace(staff(house), person=helene)


def offers(house, appointment):
    """Where an appointment could go, by technician, as seen now."""
    verdicts = actions.verdicts(staff(house), "duret", appointment=appointment, day=MONDAY).verdicts
    return [verdict for verdict in verdicts if verdict.offer]


def back_home(house, appointment):
    """A place with the technician who has the appointment now."""
    here = where(house, appointment)[0]
    return next(one for one in offers(house, appointment) if one.technician.technician == here)


def two_places(house):
    """An appointment, where a colleague will move it, and where somebody else wants it."""
    appointment = book(house)
    here = where(house, appointment)[0]
    hers = next(one for one in offers(house, appointment) if one.technician.technician != here)
    return appointment, hers, back_home(house, appointment)


def test_what_a_colleague_moved_meanwhile_is_not_moved_over(house):
    """The visit stays where she has put it, and the answer says so; whoever moved it may move it again."""
    appointment, hers, mine = two_places(house)
    house.clock.forward(minutes=1)
    moved = actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=hers.offer)
    assert isinstance(moved, Done)
    said = actions.move_appointment(staff(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(said, Refused)
    assert "Entre-temps : Passage confié à un autre technicien, Camille Revel" in said.sentence
    assert hers.technician.technician == where(house, appointment)[0]
    again = actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(again, Done)


def test_a_place_that_no_longer_fits_says_what_was_put_there(house):
    """Who else now has the technician's time, and since when."""
    first, free, _ = two_places(house)
    house.clock.forward(minutes=1)
    for number in range(1, 12):
        form = replace(NEW, name=f"Paul Lachenal {number}", service="dépannage")
        booked = actions.book_for_caller(colleague(house), "duret", form, offer=free.offer)
        if not isinstance(booked, BookedView):
            break
    assert number > 1
    said = actions.move_appointment(staff(house), "duret", appointment=first, offer=free.offer)
    assert isinstance(said, Refused)
    assert said.sentence.startswith("Rien n’a été déplacé. ")
    assert f"Entre-temps : Rendez-vous confirmé, Paul Lachenal {number - 1} (" in said.sentence


def test_what_a_colleague_moved_is_found_behind_whatever_the_firm_has_done_since(house):
    """Customers who look at slots write lines too, however many."""
    appointment, hers, mine = two_places(house)
    house.clock.forward(minutes=1)
    actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=hers.offer)
    house.clock.forward(minutes=1)

    def busy(work):
        for _ in range(60):
            work.history.append(Entry("hold", work.now, VISITOR, Snapshot(), Snapshot()))

    house.transactions.write(house.transactions.firm_by_slug("duret").id, busy)
    said = actions.move_appointment(staff(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(said, Refused)
    assert "Entre-temps : Passage confié à un autre technicien, Camille Revel" in said.sentence
    assert hers.technician.technician == where(house, appointment)[0]


def test_what_changes_while_places_are_looked_for_was_not_seen(house, monkeypatch):
    """She moves it after the plan was read and before the answer was signed."""
    appointment, hers, _ = two_places(house)
    read_at = house.clock.now

    def slowly(*asked):
        found = all_slots(*asked)
        house.clock.forward(minutes=2)
        return found

    monkeypatch.setattr(steering, "all_slots", slowly)
    mine = back_home(house, appointment)
    house.clock.now = read_at + timedelta(minutes=1)
    actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=hers.offer)
    house.clock.now = read_at + timedelta(minutes=3)
    said = actions.move_appointment(staff(house), "duret", appointment=appointment, offer=mine.offer)
    assert isinstance(said, Refused)
    assert hers.technician.technician == where(house, appointment)[0]


def test_a_server_started_again_with_other_offer_minutes_knows_what_was_seen(house):
    """How long an offer is good for says nothing about when the plan was read."""
    appointment, hers, mine = two_places(house)
    house.clock.forward(minutes=1)
    actions.move_appointment(colleague(house), "duret", appointment=appointment, offer=hers.offer)
    house.clock.forward(minutes=1)
    shorter = house.settings.model_copy(update={"offer_minutes": 2})
    again = replace(staff(house), house=replace(house, settings=shorter))
    assert isinstance(actions.move_appointment(again, "duret", appointment=appointment, offer=mine.offer), Refused)
    assert hers.technician.technician == where(house, appointment)[0]


def test_an_offer_that_does_not_say_what_was_seen_has_expired(house):
    """Such as one that an earlier version signed."""
    appointment = book(house)
    offer = house.signer.read(SlotOffer, offers(house, appointment)[0].offer)
    with pytest.raises(LinkExpired):
        actions.move_appointment(
            staff(house), "duret", appointment=appointment, offer=house.signer.sign(replace(offer, seen=None))
        )


def test_where_nothing_has_changed_nobody_is_looked_up():
    """It is asked at each move, in the one transaction that writes: no customers or accounts are read."""
    work: Any = SimpleNamespace(history=SimpleNamespace(of=lambda _key: []))
    assert not by_others(work, AppointmentId("A1"), paris(8), CLAIRE)
