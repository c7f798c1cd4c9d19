"""What becomes of a promise that cannot be kept: a draft, a message, a tap; and of a technician who is not there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api import actions, wiring
from api.actions.portal import follow_token
from api.house import House
from api.views import BookedView, Caller, Done, Refused, RepromiseView, SlotTaken
from desk.customers import Contact
from desk.repromises import LONGEST, Repromise, unanswered
from planner.appointments import Appointment, State
from planner.booking import move, progress
from planner.identifiers import AppointmentId, TechnicianId
from planner.staffing import save_technician
from planner.technicians import Absence
from planner.working_days import local_day
from tests.api.actions.test_steering import book, staff, where
from tests.support.house import SetClock, a_house, found_firm
from tests.support.planner import CLAIRE, MONDAY, PARIS, a_technician, paris


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


def do(house: House, command: Any) -> Any:
    """Run a command of the firm."""
    return house.transactions.write(house.transactions.firm_by_slug("duret").id, command)


def asked(house: House, appointment: str, reason: str = "Il est souffrant.") -> RepromiseView:
    """Ask the customer to choose among all that was drafted."""
    draft = actions.repromise(staff(house), "duret", appointment)
    offers = [slot.offer for slot in draft.slots]
    said = actions.ask_for_another(staff(house), "duret", appointment=appointment, offers=offers, reason=reason)
    assert isinstance(said, Done)
    return draft


def token(house: House, appointment: str) -> str:
    """The customer's link."""
    firm = house.transactions.firm_by_slug("duret")
    return follow_token(house, firm, do(house, lambda work: work.of(Appointment).get(appointment)))


def test_a_draft_offers_a_few_windows_of_different_half_days_and_never_the_lost_one(house):
    """The customer reads what is meant, and why."""
    appointment = book(house)
    draft = actions.repromise(staff(house), "duret", appointment)
    promised = draft.visit.window_start
    assert 3 == len(draft.slots) == len({(slot.start.date(), slot.start.hour < 12) for slot in draft.slots})
    assert promised not in {slot.start for slot in draft.slots}
    assert "Camille Revel" in draft.text
    assert draft.asked is None


def test_the_customer_s_tap_settles_it(house):
    """He sees the windows on his page, chooses one, and the plan follows; it cannot be chosen twice."""
    appointment = book(house)
    draft = asked(house, appointment)
    link = token(house, appointment)
    seen = actions.follow(Caller("x", house=house), "duret", link)
    assert [slot.start for slot in draft.slots] == [slot.start for slot in seen.choice]
    assert "Il est souffrant." == seen.why
    chosen = seen.choice[1]
    assert isinstance(actions.choose_by_link(Caller("x", house=house), "duret", link, offer=chosen.offer), Done)
    assert chosen.start == actions.appointment(staff(house), "duret", appointment).visit.window_start
    after = actions.follow(Caller("x", house=house), "duret", link)
    assert () == after.choice
    again = actions.choose_by_link(Caller("x", house=house), "duret", link, offer=seen.choice[0].offer)
    assert isinstance(again, Refused)


def test_he_may_choose_after_the_cut_off_for_it_is_the_firm_that_asks(house, clock):
    """An hour before the visit he could not move it himself."""
    appointment = book(house)
    asked(house, appointment)
    start = do(house, lambda work: work.of(Appointment).get(appointment)).window.start
    clock.now = start - timedelta(hours=1)
    link = token(house, appointment)
    seen = actions.follow(Caller("x", house=house), "duret", link)
    assert not seen.may_move
    last = seen.choice[-1]
    assert isinstance(actions.choose_by_link(Caller("x", house=house), "duret", link, offer=last.offer), Done)


def test_a_window_that_is_gone_is_answered_with_others(house):
    """Somebody was faster: nothing has moved."""
    appointment = book(house)
    asked(house, appointment)
    link = token(house, appointment)
    wanted = actions.follow(Caller("x", house=house), "duret", link).choice[0]
    do(house, lambda work: save_technician(work, a_technician(active=False)))
    answer = actions.choose_by_link(Caller("x", house=house), "duret", link, offer=wanted.offer)
    assert isinstance(answer, SlotTaken)
    do(house, lambda work: save_technician(work, a_technician()))
    assert wanted.start != actions.appointment(staff(house), "duret", appointment).visit.window_start


def test_somebody_else_keeps_the_window_where_he_can(house):
    """The customer chose a moment, not a technician."""
    appointment = book(house)
    asked(house, appointment)
    link = token(house, appointment)
    wanted = actions.follow(Caller("x", house=house), "duret", link).choice[0]
    do(house, lambda work: save_technician(work, a_technician(active=False)))
    do(house, lambda work: save_technician(work, a_technician("Julien")))
    assert isinstance(actions.choose_by_link(Caller("x", house=house), "duret", link, offer=wanted.offer), Done)
    assert "julien" == where(house, appointment)[0]


def test_the_message_goes_out_once_with_the_windows_and_no_invitation(house):
    """What is not promised yet belongs in no calendar."""
    book(house)
    customer = do(house, lambda work: work.of(Appointment).find(state=State.CONFIRMED))[0]
    do(
        house,
        lambda work: work.of(Contact).put(replace(work.of(Contact).get(customer.id), email="camille@revel.invalid")),
    )
    draft = asked(house, customer.id)
    wiring.worker_of(house).drain()
    mail = next(mail for mail in house.mail.mails if "choisissez un autre moment" in mail.subject)
    assert () == mail.attachments
    assert "Il est souffrant." in mail.text
    assert all(f"{slot.start.astimezone(paris(8).tzinfo):%-d}" in mail.text for slot in draft.slots)


def test_nothing_ticked_asks_nobody(house):
    """And what can no longer be asked is said."""
    appointment = book(house)
    answer = actions.ask_for_another(staff(house), "duret", appointment=appointment, offers=[])
    assert isinstance(answer, Refused)
    assert "offer" in answer.fields
    offers = [slot.offer for slot in actions.repromise(staff(house), "duret", appointment).slots]
    actions.cancel_appointment(staff(house), "duret", appointment=appointment)
    assert isinstance(actions.ask_for_another(staff(house), "duret", appointment=appointment, offers=offers), Refused)


def test_what_was_moved_otherwise_or_answered_late_is_no_choice_any_more(house, clock):
    """A question about a promise that no longer stands is no question; one not answered in time is told to Claire."""
    appointment = book(house)
    asked(house, appointment)
    clock.now += LONGEST - timedelta(minutes=1)
    assert [] == do(house, unanswered)
    clock.now += timedelta(minutes=1)
    assert [appointment] == [one.id for one in do(house, unanswered)]
    assert () == actions.follow(Caller("x", house=house), "duret", token(house, appointment)).choice


def test_an_absence_is_said_in_one_step_and_the_plan_answers_at_once(house):
    """Who can be replaced is proposed; the absence can be taken back in one step too."""
    do(house, lambda work: save_technician(work, a_technician("Julien")))
    appointment = book(house)
    whose, day = where(house, appointment)
    said = actions.mark_absent(staff(house), "duret", technician=whose, day=day, reason="grippe")
    assert "1 passage à confier" in said.sentence
    view = actions.day(staff(house), "duret", day)
    his = next(route for route in view.routes if route.technician.technician == whose)
    assert ("grippe", True) == (his.absence, his.may_return)
    assert view.proposal is not None
    assert "disturbed" == view.proposal.cause
    assert isinstance(actions.mark_present(staff(house), "duret", technician=whose, day=day), Done)
    assert [] == do(house, lambda work: work.of(Absence).find())
    assert isinstance(actions.mark_present(staff(house), "duret", technician=whose, day=day), Refused)


def test_whom_nobody_can_replace_is_named_to_be_promised_anew(house):
    """He is the only one."""
    appointment = book(house)
    whose, day = where(house, appointment)
    said = actions.mark_absent(staff(house), "duret", technician=whose, day=day)
    assert "Personne ne peut reprendre 1 rendez-vous" in said.sentence
    proposal = actions.day(staff(house), "duret", day).proposal
    assert proposal is not None
    assert [appointment] == [visit.appointment for visit in proposal.unplaced]


def test_an_absence_that_hurts_nobody_says_so(house):
    """And a day that has passed is no day to be absent on."""
    assert "n’en souffre" in actions.mark_absent(staff(house), "duret", technician="gaëtan", day=MONDAY).sentence
    yesterday = local_day(house.clock(), PARIS) - timedelta(days=1)
    assert isinstance(actions.mark_absent(staff(house), "duret", technician="gaëtan", day=yesterday), Refused)


def test_a_closed_door_is_booked_again_in_one_step(house, clock):
    """Same customer, place and service; the slots are there at once."""
    appointment = book(house)
    clock.now = do(house, lambda work: work.of(Appointment).get(appointment)).window.start
    do(house, lambda work: progress(work, AppointmentId(appointment), State.NO_ACCESS, actor=CLAIRE))
    again = actions.call_again(staff(house), "duret", appointment)
    assert not isinstance(again, Refused)
    assert again.customer is not None
    assert again.slots
    booked = actions.book_for_caller(staff(house), "duret", again.form, offer=again.slots[0].offer)
    assert isinstance(booked, BookedView)
    old, new = (actions.appointment(staff(house), "duret", key).visit for key in (appointment, booked.appointment))
    assert (old.customer_name, old.address, old.service) == (new.customer_name, new.address, new.service)


def test_claire_moves_it_herself_and_the_question_is_gone(house):
    """The customer was on the telephone after all."""
    appointment = book(house)
    asked(house, appointment)
    board = house.boards.of(house.transactions.firm_by_slug("duret").id)
    target = do(house, lambda work: work.of(Repromise).get(appointment)).alternatives[0]
    do(house, lambda work: move(work, AppointmentId(appointment), target, board, actor=CLAIRE))
    assert () == actions.follow(Caller("x", house=house), "duret", token(house, appointment)).choice
    assert TechnicianId("gaëtan") == where(house, appointment)[0]
