"""As the day comes near a customer sees more, and may write; what may still be changed is told."""

from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.views import Caller, Done, PersonView, Refused, Role
from desk.notices import WORDS_A_DAY
from planner.appointments import State
from planner.booking import progress
from planner.identifiers import AppointmentId
from planner.ports import Actor
from tests.api.actions.test_booking_online import book, offered, visitor
from tests.support.house import SetClock, a_house, found_firm
from tests.support.lengths import teach

GAETAN = Actor("technician", "gaetan")


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house with one firm."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    return house


@pytest.fixture
def booked(house: House) -> tuple[str, str]:
    """An appointment on Tuesday: its name, and the token of its page."""
    days = [slot.start.day for slot in offered(house).slots]
    booked = book(house, days.index(24))
    return booked.appointment, booked.token


def claire(house: House) -> Caller:
    """Somebody of the office."""
    firm = house.transactions.firm_by_slug("duret")
    return Caller("x", PersonView("p1", "Claire", "claire@duret.invalid", Role.DISPATCHER), firm=firm.id, house=house)


def test_where_nothing_was_learned_nothing_narrower_than_the_promise_is_told(house, booked, clock):
    """Three quarters of an hour out of the air would be kept one time in three."""
    _, token = booked
    clock.forward(hours=20)
    view = actions.follow(visitor(house), "duret", token)
    assert (None, "Gaëtan") == (view.arrival, view.technician)


def test_the_arrival_is_narrowed_from_five_the_day_before_until_he_is_there(house, booked, clock):
    """Inside the promise; not earlier, and not once he rings."""
    appointment, token = booked
    teach(house)
    assert actions.follow(visitor(house), "duret", token).arrival is None
    clock.forward(hours=20)
    view = actions.follow(visitor(house), "duret", token)
    assert view.arrival is not None
    assert view.start <= view.arrival.start < view.arrival.end <= view.end
    assert view.arrival.end - view.arrival.start <= timedelta(minutes=45)
    assert "Gaëtan" == view.technician
    clock.forward(hours=16)
    firm = house.transactions.firm_by_slug("duret")
    for state in (State.ON_THE_WAY, State.IN_PROGRESS):
        house.transactions.write(
            firm.id, lambda work, to=state: progress(work, AppointmentId(appointment), to, actor=GAETAN)
        )
        seen = actions.follow(visitor(house), "duret", token).arrival
        assert (state is State.ON_THE_WAY) == (seen is not None)


def test_the_page_says_until_when_one_may_change_alone(house, booked, clock):
    """Four hours before the window; after that the telephone."""
    _, token = booked
    view = actions.follow(visitor(house), "duret", token)
    assert view.start - timedelta(hours=4) == view.changes_until
    assert 4 * 3600 == view.cut_off
    clock.now = view.start - timedelta(hours=3)
    late = actions.follow(visitor(house), "duret", token)
    assert (None, False) == (late.changes_until, late.may_move)
    assert "appelez-nous" in late.sentence


def test_what_a_customer_writes_reaches_the_office_and_stays_with_the_appointment(house, booked):
    """Seen or not, it is on the appointment's page; the office is told whose word it is."""
    appointment, token = booked
    said = actions.write_by_link(visitor(house), "duret", token, text="  Sonnez chez Perrin.\n")
    assert isinstance(said, Done)
    (notice,) = actions.calendars(claire(house), "duret").notices
    assert ("Message du client : Sonnez chez Perrin.", appointment) == (notice.text, notice.appointment)
    assert 1 == actions.to_see(claire(house), "duret")
    actions.mark_seen(claire(house), "duret", notice=notice.notice)
    assert 0 == actions.to_see(claire(house), "duret")
    for words in (
        actions.follow(visitor(house), "duret", token).words,
        actions.appointment(claire(house), "duret", appointment).words,
    ):
        assert ["Sonnez chez Perrin."] == [word.text for word in words]


def test_the_technician_reads_it_on_his_day(house, booked):
    """Before he rings."""
    _, token = booked
    actions.write_by_link(visitor(house), "duret", token, text="Attention au chien.")
    view = actions.follow(visitor(house), "duret", token)
    (route,) = actions.day(claire(house), "duret", view.start.date()).routes
    assert ["Message du client : Attention au chien."] == [visit.notice for visit in route.visits]


@pytest.mark.parametrize("text, told", [("  ", "Écrivez"), ("x" * 1001, "plus court")])
def test_nothing_and_a_novel_are_refused_beside_the_field(house, booked, text, told):
    """Nothing is kept."""
    refused = actions.write_by_link(visitor(house), "duret", booked[1], text=text)
    assert isinstance(refused, Refused)
    assert told in refused.fields["text"]
    assert () == actions.follow(visitor(house), "duret", booked[1]).words


def test_nobody_fills_the_office_with_words(house, booked, clock):
    """Some a day, and again tomorrow."""
    _, token = booked
    for number in range(WORDS_A_DAY):
        assert isinstance(actions.write_by_link(visitor(house), "duret", token, text=f"Mot {number}"), Done)
    assert isinstance(actions.write_by_link(visitor(house), "duret", token, text="Encore"), Refused)
    clock.forward(hours=24)
    assert isinstance(actions.write_by_link(visitor(house), "duret", token, text="Encore"), Done)
