"""Who waits is told by mail when a place comes free, takes it with one tap, and can leave; Claire sees it all."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import actions, wiring
from api.errors import LinkInvalid
from api.house import House
from api.housekeeping import tidy
from api.views import BookedView, BookingForm, Caller, Done, HoldView, OfferedPlaceView, PlaceAnswer, Refused, WaitForm
from connectors.mail import Mail
from desk.customers import Contact
from planner.appointments import Appointment
from planner.waiting import Waiting
from tests.api.actions.test_steering import staff
from tests.support.house import Postbox, SetClock, a_house, found_firm

SLUG = "duret"
TUESDAY = 4
"""The number of its first slot, while Monday has all of its four."""


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house with one firm of one technician."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    found_firm(house, "voisin", "Voisin Électricité")
    return house


@pytest.fixture
def visitor(house: House) -> Caller:
    """Somebody nobody knows."""
    return Caller("x", house=house)


def service(visitor: Caller) -> str:
    """The only one."""
    return actions.portal(visitor, SLUG).services[0].service


def book(visitor: Caller, name: str, number: int, **form: str) -> BookedView:
    """Book the nth slot of the week."""
    view = actions.slots(visitor, SLUG, service=service(visitor), commune="Seynod")
    kept = actions.hold_slot(visitor, SLUG, offer=view.slots[number].offer)
    assert isinstance(kept, HoldView)
    mail = f"{name.lower()}@exemple.invalid"
    typed = BookingForm(name, "06 39 98 12 34", mail, "12 rue des Aulnes", "74600", "Seynod")
    booked = actions.confirm_hold(visitor, SLUG, kept.hold, replace(typed, **form))
    assert isinstance(booked, BookedView)
    return booked


def mails(house: House, about: str = "") -> list[Mail]:
    """Do the background work; the mails so far whose subject begins so."""
    wiring.worker_of(house).drain()
    assert isinstance(house.mail, Postbox)
    return [mail for mail in house.mail.mails if mail.subject.startswith(about)]


def link(mail: Mail) -> str:
    """The token of the place a mail is about."""
    return next(word for word in mail.text.split() if "/place/" in word).rpartition("/")[2]


def start(house: House, booked: BookedView):
    """When the window of an appointment begins."""
    with house.transactions.read(house.transactions.firm_by_slug(SLUG).id) as work:
        return work.of(Appointment).get(booked.appointment).window.start


def offers(visitor: Caller, house: House, *waiting: str) -> dict[str, str]:
    """Free Tuesday's first slot for those who wait; the token of each by name."""
    first = book(visitor, "Anne", TUESDAY)
    for number, name in enumerate(waiting):
        book(visitor, name, 6 + 2 * number, earlier="1")
    mails(house)
    actions.cancel_by_link(visitor, SLUG, first.token)
    return {mail.to.email.partition("@")[0]: link(mail) for mail in mails(house, "Une place se libère")}


def test_a_tick_while_booking_and_one_tap_later_the_appointment_is_earlier(visitor, house):
    """The mail says until when; opening its link changes nothing."""
    first = book(visitor, "Anne", TUESDAY)
    late = book(visitor, "Bruno", 12, earlier="1")
    assert actions.follow(visitor, SLUG, late.token).waits
    was, freed = start(house, late), start(house, first)
    actions.cancel_by_link(visitor, SLUG, first.token)
    (mail,) = mails(house, "Une place se libère")
    assert "bruno@exemple.invalid" == mail.to.email
    assert "8 h 30" in mail.text
    view = actions.offered_place(visitor, SLUG, link(mail))
    assert (PlaceAnswer.OPEN, freed, was) == (view.answer, view.start, view.present and view.present.start)
    assert was == start(house, late)
    assert isinstance(actions.take_place(visitor, SLUG, link(mail)), BookedView)
    assert freed == start(house, late)
    assert not actions.follow(visitor, SLUG, late.token).waits
    assert PlaceAnswer.TAKEN == actions.offered_place(visitor, SLUG, link(mail)).answer
    assert 1 == len(mails(house, "Rendez-vous déplacé"))
    assert isinstance(actions.take_place(visitor, SLUG, link(mail)), Refused)


def test_the_others_hear_that_it_is_taken_with_the_nearest_slots(visitor, house):
    """By mail, and on the page behind the link they had."""
    asked = offers(visitor, house, "Bruno", "Chloe")
    winner, loser = sorted(asked)
    actions.take_place(visitor, SLUG, asked[winner])
    (gone,) = mails(house, "Place déjà prise")
    assert f"{loser}@exemple.invalid" == gone.to.email
    view = actions.offered_place(visitor, SLUG, link(gone))
    assert PlaceAnswer.GONE == view.answer
    assert view.slots
    answer = actions.take_place(visitor, SLUG, asked[loser])
    assert isinstance(answer, Refused)
    assert "déjà prise" in answer.sentence
    offer = view.slots[0].offer
    assert isinstance(actions.move_by_link(visitor, SLUG, view.follow, offer=offer), Done)


def test_three_at_a_time_then_the_next_and_nobody_twice(visitor, house, clock):
    """The worker tells the place again when the time of the first three is over."""
    asked = offers(visitor, house, "Bruno", "Chloe", "Denis", "Emma")
    assert 3 == len(asked)
    clock.forward(hours=10)
    assert 3 == len(mails(house, "Une place se libère"))
    clock.forward(hours=2)
    told = [mail.to.email for mail in mails(house, "Une place se libère")]
    assert 4 == len(told) == len(set(told))
    assert PlaceAnswer.LAPSED == actions.offered_place(visitor, SLUG, next(iter(asked.values()))).answer
    answer = actions.take_place(visitor, SLUG, next(iter(asked.values())))
    assert isinstance(answer, Refused)
    assert "délai" in answer.sentence


def test_a_place_sold_on_the_portal_meanwhile_is_told_as_taken(visitor, house):
    """Nothing keeps it for those who are asked: whoever comes first has it."""
    asked = offers(visitor, house, "Bruno")
    for number in range(4):
        book(visitor, f"Vite{number}", TUESDAY)
    answer = actions.take_place(visitor, SLUG, asked["bruno"])
    assert isinstance(answer, Refused)
    assert PlaceAnswer.GONE == actions.offered_place(visitor, SLUG, asked["bruno"]).answer


def test_who_found_nothing_leaves_his_mail_and_keeps_the_place_while_he_says_where(visitor, house):
    """What he typed for the list is in the form already; once it is confirmed he waits no more."""
    form = WaitForm(service(visitor), "74600 Seynod", "Zoé Petit", "", "zoe@exemple.invalid", "2026-12-24")
    first = book(visitor, "Anne", 0)
    assert isinstance(actions.wait_for_place(visitor, SLUG, form), Done)
    actions.cancel_by_link(visitor, SLUG, first.token)
    (mail,) = mails(house, "Une place se libère")
    view = actions.offered_place(visitor, SLUG, link(mail))
    assert (None, "") == (view.present, view.follow)
    kept = actions.take_place(visitor, SLUG, link(mail))
    assert isinstance(kept, HoldView)
    assert ("Zoé Petit", "zoe@exemple.invalid") == (kept.form.name, kept.form.email)
    typed = replace(kept.form, phone="06 39 98 12 34", address="1 rue", postcode="74600", city="Seynod")
    assert isinstance(actions.confirm_hold(visitor, SLUG, kept.hold, typed), BookedView)
    assert () == actions.waiting_list(staff(house), SLUG).waiting
    tidy(house)
    with house.transactions.read(house.transactions.firm_by_slug(SLUG).id) as work:
        assert [] == work.of(Waiting).find()
        assert 2 == len(work.of(Contact).find())


@pytest.mark.parametrize(
    "change, field",
    [
        ({"email": ""}, "email"),
        ({"email": "zoe"}, "email"),
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"commune": "Zzyzx"}, "commune"),
    ],
)
def test_what_is_missing_to_reach_somebody_is_told_beside_its_field(visitor, change, field):
    """Nothing is kept."""
    form = WaitForm(service(visitor), "74600 Seynod", "Zoé Petit", "", "zoe@exemple.invalid")
    refused = actions.wait_for_place(visitor, SLUG, replace(form, **change))
    assert isinstance(refused, Refused)
    assert field in refused.fields


def test_joining_needs_a_mail_and_leaving_is_one_tap(visitor, house):
    """On the page of the appointment, from the mail, and by Claire."""
    silent = book(visitor, "Anne", 8, email="")
    assert not actions.follow(visitor, SLUG, silent.token).may_wait
    assert isinstance(actions.join_by_link(visitor, SLUG, silent.token), Refused)
    late = book(visitor, "Bruno", 12)
    assert isinstance(actions.join_by_link(visitor, SLUG, late.token), Done)
    assert actions.follow(visitor, SLUG, late.token).waits
    actions.stop_waiting_by_link(visitor, SLUG, late.token)
    assert not actions.follow(visitor, SLUG, late.token).waits
    asked = offers(visitor, house, "Chloe")
    actions.decline_place(visitor, SLUG, asked["chloe"])
    assert PlaceAnswer.DECLINED == actions.offered_place(visitor, SLUG, asked["chloe"]).answer
    assert isinstance(actions.take_place(visitor, SLUG, asked["chloe"]), Refused)


def test_claire_sees_who_was_offered_what_and_may_remove_somebody(visitor, house):
    """In the order in which they came, with why they fit."""
    asked = offers(visitor, house, "Bruno", "Chloe")
    view = actions.waiting_list(staff(house), SLUG)
    assert {"Bruno", "Chloe"} == {one.name for one in view.waiting}
    offer = view.waiting[0].offers[0]
    assert ("Gaëtan", PlaceAnswer.OPEN) == (offer.technician, offer.answer)
    assert "plus tôt" in offer.reason
    assert offer.expires > offer.offered_at + timedelta(minutes=29)
    actions.remove_waiting(staff(house), SLUG, view.waiting[0].waiting)
    assert 1 == len(actions.waiting_list(staff(house), SLUG).waiting)
    assert asked


def test_a_link_of_another_firm_opens_nothing(visitor, house):
    """Signed by this house, for somebody else."""
    asked = offers(visitor, house, "Bruno")
    for question in (actions.offered_place, actions.take_place, actions.decline_place):
        with pytest.raises(LinkInvalid):
            question(visitor, "voisin", asked["bruno"])
    assert isinstance(actions.offered_place(visitor, SLUG, asked["bruno"]), OfferedPlaceView)
