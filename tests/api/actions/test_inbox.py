"""What needs Claire stands in one place, and leaves it when it is seen to."""

from datetime import timedelta
from pathlib import Path

import pytest

from api import actions
from api.house import House
from api.views import Caller, InboxKind, PersonView, Role
from desk.identifiers import AccountId
from desk.notices import Notice, notify, write_to_office
from desk.repromises import LONGEST
from desk.webhooks import Webhook, open_webhook
from planner.identifiers import AppointmentId, TechnicianId
from planner.staffing import add_absence
from planner.technicians import Absence
from planner.working_days import day_interval
from tests.api.actions.test_repromising import asked, do
from tests.api.actions.test_steering import book, staff, where
from tests.support.house import SetClock, a_house, found_firm
from tests.support.planner import PARIS


@pytest.fixture
def clock() -> SetClock:
    """Sunday evening."""
    return SetClock()


@pytest.fixture
def house(tmp_path: Path, clock: SetClock) -> House:
    """A house with one firm and one technician."""
    house = a_house(tmp_path, clock)
    found_firm(house)
    return house


def kinds(house: House) -> list[str]:
    """What waits, in order."""
    return [item.kind.value for item in actions.inbox(staff(house), "duret").items]


def test_on_a_quiet_day_nothing_waits(house):
    """A promise that is kept is no business of anybody's."""
    book(house)
    assert [] == kinds(house)


def test_a_promise_on_no_route_comes_first_and_goes_once_it_is_placed(house):
    """With whose it is and until when."""
    appointment = book(house)
    whose, day = where(house, appointment)
    notice = Notice("n", house.clock(), TechnicianId(whose), "Un mot.", day)
    do(house, lambda work: notify(work, notice))
    do(house, lambda work: work.routes.save([work.routes.holding(appointment).without([appointment])]))
    assert ["unplaced", "notice"] == kinds(house)
    first = actions.inbox(staff(house), "duret").items[0]
    assert ("Camille Revel", appointment) == (first.title, first.appointment)
    possible = actions.verdicts(staff(house), "duret", appointment=appointment, day=day).verdicts[0]
    actions.move_appointment(staff(house), "duret", appointment=appointment, offer=possible.offer)
    actions.mark_seen(staff(house), "duret", notice="n")
    assert [] == kinds(house)


def test_what_a_customer_wrote_stands_under_his_name(house):
    """Not under the technician's, who wrote nothing; his sheet is one tap away."""
    appointment = book(house)
    whose, day = where(house, appointment)
    word = Notice("w", house.clock(), TechnicianId(whose), "Le chien est gentil.", day, AppointmentId(appointment))
    do(house, lambda work: write_to_office(work, word))
    (item,) = actions.inbox(staff(house), "duret").items
    assert ("Camille Revel", appointment) == (item.title, item.appointment)
    assert "Message du client : Le chien est gentil." == item.sentence


def test_a_day_that_an_absence_breaks_is_named(house):
    """Its promises still stand on a route that nobody drives."""
    whose, day = where(house, book(house))
    absence = Absence("a", TechnicianId(whose), day_interval(day, PARIS))
    do(house, lambda work: add_absence(work, absence))
    (item,) = actions.inbox(staff(house), "duret").items
    assert (InboxKind.BROKEN, day) == (item.kind, item.day)


def test_a_question_nobody_answered_is_counted_on_every_page(house, clock):
    """Claire calls the customer."""
    appointment = book(house)
    asked(house, appointment)
    assert (0, []) == (actions.to_see(staff(house), "duret"), kinds(house))
    clock.now += LONGEST + timedelta(minutes=1)
    assert (1, ["unanswered"]) == (actions.to_see(staff(house), "duret"), kinds(house))


def test_a_program_that_is_told_nothing_any_more_waits_for_management(house):
    """Who may see to it: nobody else opens that page."""
    founded = house.transactions.firm_by_slug("duret")

    def gone(work):
        webhook, _ = open_webhook(work, house.seal, "https://compta.invalid/a", ["route.saved"], made_by=AccountId("o"))
        work.of(Webhook).put(webhook.failed(work.now, "Réponse 410.", gone=True))

    do(house, gone)
    managing = Caller("x", PersonView("p1", "Odile", "", Role.MANAGEMENT), firm=founded.id, house=house)
    (item,) = actions.inbox(managing, "duret").items
    assert (InboxKind.PROGRAM, "compta.invalid") == (item.kind, item.title)
    assert "Réponse 410." in item.sentence
    assert [] == kinds(house)
