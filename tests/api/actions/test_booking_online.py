"""A customer books, follows, moves and cancels, as pages and the API ask for it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.errors import LinkInvalid
from api.house import House
from api.views import BookedView, BookingForm, Caller, HoldView, Refused, SlotsView, SlotTaken
from planner.appointments import State
from planner.errors import KeyReused, NotFound, RouteChanged
from planner.errors import SlotTaken as Taken
from planner.rules import FirmRules
from planner.sites import Area
from planner.staffing import save_rules, save_service
from tests.support.house import a_house, found_firm
from tests.support.planner import a_service

FORM = BookingForm("Camille Revel", "06 39 98 12 34", "", "12 rue des Aulnes", "74600", "Seynod", "", "1234A")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with two firms."""
    house = a_house(tmp_path)
    found_firm(house)
    found_firm(house, "voisin", "Voisin Électricité")
    return house


def visitor(house: House) -> Caller:
    """Somebody nobody knows."""
    return Caller(csrf_token="x", house=house)


def offered(house: House, commune: str = "74600 Seynod") -> SlotsView:
    """The slots of the first service."""
    service = actions.portal(visitor(house), "duret").services[0].service
    return actions.slots(visitor(house), "duret", service=service, commune=commune)


def hold(house: House, number: int = 0, key: str = "") -> HoldView:
    """Take the nth slot."""
    kept = actions.hold_slot(visitor(house), "duret", offer=offered(house).slots[number].offer, key=key)
    assert isinstance(kept, HoldView)
    return kept


def book(house: House, number: int = 0) -> BookedView:
    """Take the nth slot and confirm it."""
    booked = actions.confirm_hold(visitor(house), "duret", hold(house, number).hold, FORM)
    assert isinstance(booked, BookedView)
    return booked


def test_the_first_page_of_slots_needs_no_commune(house):
    """Without one, slots are priced from where the firm is."""
    view = offered(house, "")
    assert view.slots
    assert view.place is not None
    assert 3 == sum(slot.recommended for slot in view.slots)
    assert all(slot.reason for slot in view.slots if slot.recommended)


def test_a_commune_nobody_knows_is_told_so(house):
    """No slot is shown for nowhere."""
    view = offered(house, "Zzyzx")
    assert view.unknown_place
    assert () == view.slots


def test_a_commune_outside_the_areas_is_told_so(house):
    """The firm's telephone stands on the page; the slots do not."""
    firm = house.transactions.firm_by_slug("duret")
    rules = FirmRules(areas=(Area("Annecy", frozenset({"74000", "74600"})),))
    house.transactions.write(firm.id, lambda work: save_rules(work, rules))
    assert offered(house).slots
    assert not offered(house, "Albertville").served
    kept = hold(house)
    far = replace(FORM, postcode="73200", city="Albertville")
    refused = actions.confirm_hold(visitor(house), "duret", kept.hold, far)
    assert isinstance(refused, Refused)
    assert "postcode" in refused.fields


def test_a_slot_is_held_confirmed_and_followed(house):
    """Two taps and a form; the follow page says it all."""
    booked = book(house)
    view = actions.follow(visitor(house), "duret", booked.token)
    assert State.CONFIRMED == view.state
    assert "Camille Revel" == view.customer_name
    assert view.technician
    assert b"BEGIN:VEVENT" in actions.appointment_file(visitor(house), "duret", booked.token).content


def test_sending_the_confirmation_twice_books_once(house):
    """A double tap is no second appointment."""
    kept = hold(house)
    first = actions.confirm_hold(visitor(house), "duret", kept.hold, FORM)
    again = actions.confirm_hold(visitor(house), "duret", kept.hold, FORM)
    assert first == again


def test_a_hold_asked_again_with_its_key_is_the_same_hold(house):
    """A lost answer costs nothing; another request with the key is refused."""
    slots = offered(house).slots
    first = actions.hold_slot(visitor(house), "duret", offer=slots[0].offer, key="k1")
    assert first == actions.hold_slot(visitor(house), "duret", offer=slots[0].offer, key="k1")
    with pytest.raises(KeyReused):
        actions.hold_slot(visitor(house), "duret", offer=slots[5].offer, key="k1")


def test_a_form_with_gaps_says_which(house):
    """One sentence beside each field."""
    refused = actions.confirm_hold(visitor(house), "duret", hold(house).hold, BookingForm(postcode="74600"))
    assert isinstance(refused, Refused)
    assert {"name", "address"} <= set(refused.fields)


def test_a_lost_slot_shows_the_nearest_others(house):
    """Whoever comes second keeps choosing."""
    offer = offered(house).slots[0].offer
    while isinstance(actions.hold_slot(visitor(house), "duret", offer=offer), HoldView):
        pass
    lost = actions.hold_slot(visitor(house), "duret", offer=offer)
    assert isinstance(lost, SlotTaken)
    assert lost.slots
    assert isinstance(actions.hold_slot(visitor(house), "duret", offer=lost.slots[0].offer), HoldView)


def test_a_slot_that_was_refused_under_a_key_stays_refused_under_it(house):
    """A try that the network held up is not granted what its customer was told is gone; he tries again with a key."""
    offer = offered(house).slots[0].offer
    kept = []
    while isinstance(last := actions.hold_slot(visitor(house), "duret", offer=offer), HoldView):
        kept.append(last)
    assert isinstance(actions.hold_slot(visitor(house), "duret", offer=offer, key="k1"), SlotTaken)
    house.clock.forward(minutes=15)  # every hold has expired
    assert isinstance(actions.hold_slot(visitor(house), "duret", offer=offer, key="k1"), SlotTaken)
    assert isinstance(actions.hold_slot(visitor(house), "duret", offer=offer, key="k2"), HoldView)


def full_day(house: House) -> HoldView:
    """A hold of the first day, on which nobody has time left."""
    first = hold(house)
    for slot in offered(house).slots:
        while slot.start.date() == first.start.date():
            if not isinstance(actions.hold_slot(visitor(house), "duret", offer=slot.offer), HoldView):
                break
    return first


def test_a_confirmation_that_was_refused_under_a_key_stays_refused_under_it(house):
    """He lives too far away while the day is full; once it is not, whoever wants to be asked again sends a new key."""
    kept, far = full_day(house), replace(FORM, postcode="73200", city="Albertville")

    def answer(key, form):
        return actions.confirm_hold(visitor(house), "duret", kept.hold, form, key=key)

    assert isinstance(answer("k1", far), SlotTaken)
    house.clock.forward(minutes=15)  # every hold has expired, and with them the reason
    assert isinstance(answer("k1", far), SlotTaken)
    with pytest.raises(KeyReused):
        answer("k1", FORM)
    assert isinstance(answer("k2", far), BookedView)


@pytest.fixture
def overtaken(house, monkeypatch):
    """Has the next command refused as if somebody had been faster; what has been done before stays done."""

    def next_one(refusal, *, done):
        write = house.transactions.write

        def refused(firm_id, command):
            monkeypatch.setattr(house.transactions, "write", write)
            if done:
                write(firm_id, command)
            raise refusal

        monkeypatch.setattr(house.transactions, "write", refused)

    return next_one


def test_whoever_was_granted_by_the_twin_of_a_refused_request_is_told_so(house, overtaken):
    """Sent twice with one key, one is refused while the other is granted: nobody hears no."""
    offer = offered(house).slots[0].offer
    overtaken(Taken(), done=True)
    kept = actions.hold_slot(visitor(house), "duret", offer=offer, key="k1")
    assert isinstance(kept, HoldView)
    overtaken(Taken(), done=True)
    assert isinstance(actions.confirm_hold(visitor(house), "duret", kept.hold, FORM, key="k2"), BookedView)


def test_whoever_was_only_too_slow_may_confirm_again_under_his_key(house, overtaken):
    """His slot is still his."""
    kept = hold(house)
    overtaken(RouteChanged(), done=False)
    with pytest.raises(RouteChanged):
        actions.confirm_hold(visitor(house), "duret", kept.hold, FORM, key="k1")
    assert isinstance(actions.confirm_hold(visitor(house), "duret", kept.hold, FORM, key="k1"), BookedView)


def test_an_appointment_moves_and_is_cancelled_by_its_link(house):
    """The customer does it alone, in time."""
    booked = book(house, number=12)
    choice = actions.slots_to_move(visitor(house), "duret", booked.token)
    actions.move_by_link(visitor(house), "duret", booked.token, offer=choice.slots[-1].offer)
    assert choice.slots[-1].start == actions.follow(visitor(house), "duret", booked.token).start
    actions.cancel_by_link(visitor(house), "duret", booked.token)
    assert State.CANCELLED_BY_CUSTOMER == actions.follow(visitor(house), "duret", booked.token).state


def test_too_late_the_page_says_to_call(house):
    """The cut-off is told, not hidden."""
    booked = book(house)
    house.clock.forward(hours=14)
    view = actions.follow(visitor(house), "duret", booked.token)
    assert not view.may_cancel
    assert "appelez" in view.sentence
    assert "appelez" in actions.cancel_by_link(visitor(house), "duret", booked.token).sentence
    assert State.CONFIRMED == actions.follow(visitor(house), "duret", booked.token).state


def test_links_of_one_firm_open_nothing_at_another(house):
    """Offers, holds and follow links belong to their firm."""
    booked = book(house)
    with pytest.raises(LinkInvalid):
        actions.follow(visitor(house), "voisin", booked.token)
    with pytest.raises(LinkInvalid):
        actions.hold_slot(visitor(house), "voisin", offer=offered(house).slots[0].offer)
    with pytest.raises(LinkInvalid):
        actions.held(visitor(house), "voisin", hold(house).hold)


def test_a_second_tap_that_overtakes_the_first_answers_the_same_promise(house, monkeypatch):
    """Both taps saw a hold; whoever comes second finds the promise made, not an error."""
    kept = hold(house)
    first: list[object] = []
    places = house.places.find

    def find_and_be_overtaken(*written, **where):
        if not first:
            first.append(None)
            first.append(actions.confirm_hold(visitor(house), "duret", kept.hold, FORM))
        return places(*written, **where)

    monkeypatch.setattr(house.places, "find", find_and_be_overtaken)
    second = actions.confirm_hold(visitor(house), "duret", kept.hold, FORM)
    assert isinstance(second, BookedView)
    assert first[1] == second


def test_a_promise_that_was_cancelled_is_not_confirmed_again(house):
    """The ticket leads to the page that says so."""
    kept = hold(house)
    booked = actions.confirm_hold(visitor(house), "duret", kept.hold, FORM)
    assert isinstance(booked, BookedView)
    actions.cancel_by_link(visitor(house), "duret", booked.token)
    with pytest.raises(NotFound):
        actions.held(visitor(house), "duret", kept.hold)
    again = actions.confirm_hold(visitor(house), "duret", kept.hold, FORM)
    assert isinstance(again, BookedView)
    assert "cancelled_by_customer" == actions.follow(visitor(house), "duret", again.token).state


def test_a_service_that_is_not_offered_online_has_no_slots_online(house):
    """Knowing its identifier opens nothing."""
    firm = house.transactions.firm_by_slug("duret")
    house.transactions.write(firm.id, lambda work: save_service(work, a_service("Astreinte", online=False)))
    with pytest.raises(NotFound):
        actions.slots(visitor(house), "duret", service="astreinte", commune="74600 Seynod")


def test_a_slot_of_another_service_does_not_move_an_appointment(house):
    """Its window would be another promise than the service makes."""
    firm = house.transactions.firm_by_slug("duret")
    day_long = a_service("Mise en sécurité", arrival_window=timedelta(hours=4))
    house.transactions.write(firm.id, lambda work: save_service(work, day_long))
    booked = book(house)
    other = actions.slots(visitor(house), "duret", service=day_long.id, commune="74600 Seynod").slots[-1]
    with pytest.raises(LinkInvalid):
        actions.move_by_link(visitor(house), "duret", booked.token, offer=other.offer)
