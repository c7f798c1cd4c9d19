"""The day before, and when somebody sets out, the customer hears of it: once, truly, and never too often."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from api import wiring
from api.house import House
from api.reminders import let_reminders_fall_due
from desk.errors import InvalidEntry
from desk.events import ReminderFellDue
from desk.messages import MessageRules, MessageState, save_message_rules
from desk.setup import Founded
from planner.appointments import Appointment, State
from planner.booking import cancel, progress
from planner.identifiers import AppointmentId
from planner.ports import Actor
from tests.api.test_listeners import CLAIRE, log, posted
from tests.api.test_v1 import ask, book
from tests.support.client import Client
from tests.support.lengths import teach

GAETAN = Actor("technician", "gaetan")
TUESDAY = 24
FIVE_ON_MONDAY = timedelta(hours=20)  # from Sunday 21:00, by the clock in Annecy


@pytest.fixture
def promised(client: Client, house: House, duret: Founded) -> AppointmentId:
    """An appointment on Tuesday, its confirmation already sent."""
    return AppointmentId(_on_tuesday(client)["appointment"])


def _on_tuesday(client: Client, word: str = "k") -> dict[str, Any]:
    """Book the first slot on Tuesday."""
    days = [datetime.fromisoformat(slot["start"]).day for slot in ask(client)]
    return book(client, days.index(TUESDAY), word)


def reminded(house: House) -> list[str]:
    """Look at the clock, do the background work, and return the subjects of every mail so far."""
    let_reminders_fall_due(house)
    return [mail.subject for mail in posted(house)]


def keep(house: House, founded: Founded, **changes: Any) -> None:
    """Give the firm its own rules."""
    house.transactions.write(founded.firm.id, lambda work: save_message_rules(work, MessageRules(**changes)))


def _progress(house: House, founded: Founded, appointment: AppointmentId, state: State) -> None:
    """The technician goes one step further."""
    house.transactions.write(founded.firm.id, lambda work: progress(work, appointment, state, actor=GAETAN))


def test_the_reminder_leaves_at_five_the_day_before_with_a_narrowed_hour(client, house, clock, promised) -> None:
    """Not a minute earlier; it names who comes, and the quarters of an hour in which he surely does."""
    teach(house)
    posted(house)
    clock.now += FIVE_ON_MONDAY - timedelta(minutes=1)
    assert 1 == len(reminded(house))
    clock.forward(minutes=1)
    assert "Rappel de votre rendez-vous : mardi 24 novembre 2026" == reminded(house)[-1]
    mail = posted(house)[-1]
    assert re.search("Gaëtan devrait arriver entre 8 h 30 et (8 h 45|9 h)[^0-9 ]", mail.text)
    assert "/f/duret/suivi/" in mail.text
    assert () == mail.attachments


def test_where_nothing_narrower_is_known_the_reminder_says_the_promise(client, house, clock, promised) -> None:
    """A firm of last week."""
    posted(house)
    clock.now += FIVE_ON_MONDAY
    reminded(house)
    assert "Gaëtan devrait arriver entre 8 h et 10 h" in posted(house)[-1].text


def test_the_firm_chooses_the_hour(client, house, duret, clock, promised) -> None:
    """At noon, for a firm that wishes so."""
    keep(house, duret, reminder_hour=time(12))
    posted(house)
    clock.now += FIVE_ON_MONDAY - timedelta(hours=5)
    assert 2 == len(reminded(house))


def test_a_reminder_is_sent_once_however_often_somebody_looks(client, house: House, duret, clock, promised) -> None:
    """Two workers, a repeated delivery, a whole night."""
    posted(house)
    clock.now += FIVE_ON_MONDAY
    let_reminders_fall_due(house)
    let_reminders_fall_due(house)
    (delivery,) = (one for one in house.queue.claim(10) if one.listener == "mail_reminder")
    for _ in range(2):
        wiring.worker_of(house).handlers[delivery.listener](delivery)
    clock.forward(hours=3)
    assert 2 == len(reminded(house))


def test_a_server_that_slept_through_the_evening_reminds_in_the_morning(client, house, clock, promised) -> None:
    """While the promise has not begun, it helps."""
    posted(house)
    clock.now += FIVE_ON_MONDAY + timedelta(hours=13)
    assert 2 == len(reminded(house))


def test_nobody_is_reminded_of_what_has_begun(client, house, clock, promised) -> None:
    """A server that slept until noon says nothing."""
    posted(house)
    clock.now += FIVE_ON_MONDAY + timedelta(hours=19)
    assert 1 == len(reminded(house))


def test_whoever_books_after_the_hour_is_not_reminded_of_what_he_just_read(client, house, clock, duret) -> None:
    """The confirmation says it."""
    clock.now += FIVE_ON_MONDAY + timedelta(minutes=10)
    slots = [datetime.fromisoformat(slot["start"]) for slot in ask(client)]
    book(client, next(number for number, start in enumerate(slots) if start.day == TUESDAY))
    assert ["Rendez-vous confirmé : mardi 24 novembre 2026"] == reminded(house)


def test_a_cancelled_appointment_gets_no_reminder_even_when_it_had_fallen_due(
    client, house: House, duret, clock, promised
) -> None:
    """What is true when the mail leaves counts."""
    posted(house)
    clock.now += FIVE_ON_MONDAY
    let_reminders_fall_due(house)
    board = house.boards.of(duret.firm.id)
    house.transactions.write(duret.firm.id, lambda work: cancel(work, promised, board, actor=CLAIRE))
    assert ["confirmé", "annulé"] == [subject.split()[1] for subject in reminded(house)]


def test_a_reminder_of_a_promise_that_was_moved_is_not_sent(client, house: House, duret, clock, promised) -> None:
    """The event names the window that was promised then."""
    posted(house)
    clock.now += FIVE_ON_MONDAY

    def of_another_time(work: Any) -> None:
        start = work.of(Appointment).get(promised).window.start
        work.publish(ReminderFellDue(promised, start - timedelta(days=1)))

    house.transactions.write(duret.firm.id, of_another_time)
    assert 1 == len(posted(house))


def test_setting_out_is_told_once(client, house: House, duret, clock, promised) -> None:
    """Also when the technician turned back and set out again; late, the hour is counted from now."""
    teach(house)
    posted(house)
    clock.now += FIVE_ON_MONDAY + timedelta(hours=15, minutes=50)  # Tuesday 8:50
    for state in (State.ON_THE_WAY, State.CONFIRMED, State.ON_THE_WAY):
        _progress(house, duret, promised, state)
    mails = posted(house)
    assert ["Nous sommes en route"] == [mail.subject for mail in mails[1:]]
    assert re.search("Gaëtan devrait arriver entre 8 h 45 et 9 h( 15)?[^0-9 ]", mails[-1].text)


def test_arriving_is_not_told(client, house: House, duret, clock, promised) -> None:
    """Whoever opens the door knows."""
    posted(house)
    for state in (State.ON_THE_WAY, State.IN_PROGRESS):
        _progress(house, duret, promised, state)
    assert 1 == len(posted(house))


def test_nobody_gets_more_mails_a_day_than_the_firm_allows(client, house, duret, clock) -> None:
    """The second booking of the same address is held back, and the log says why; tomorrow it may get mails again."""
    keep(house, duret, per_day=1)
    _on_tuesday(client)
    _on_tuesday(client, "other")
    assert 1 == len(posted(house))
    held = [one for one in log(house, duret) if one.state is MessageState.HELD_BACK]
    assert ["Retenu : déjà 1 message à la même personne aujourd'hui."] == [one.error for one in held]
    clock.now += FIVE_ON_MONDAY
    assert 2 == len(reminded(house))


def test_nobody_gets_more_mails_about_an_appointment_than_the_firm_allows(client, house, duret, clock) -> None:
    """Whatever the day."""
    keep(house, duret, per_appointment=1)
    _on_tuesday(client)
    posted(house)
    clock.now += FIVE_ON_MONDAY
    assert 1 == len(reminded(house))
    assert {MessageState.SENT, MessageState.HELD_BACK} == {one.state for one in log(house, duret)}


def test_the_worker_looks_at_the_clock_by_itself(client, house: House, clock, promised) -> None:
    """One round of it is enough."""
    posted(house)
    clock.now += FIVE_ON_MONDAY
    worker = wiring.worker_of(house)
    chores = list(worker.chores)
    for chore in chores:
        chore.do()
    worker.drain()
    assert 2 == len(posted(house))


def test_an_appointment_that_is_gone_is_nothing_to_remind_of(house: House, duret) -> None:
    """Its record may have been erased since."""
    event = ReminderFellDue(AppointmentId("gone"), house.clock())
    house.transactions.write(duret.firm.id, lambda work: work.publish(event))
    assert [] == posted(house)


def test_rules_that_would_silence_the_firm_are_refused() -> None:
    """At least one mail."""
    with pytest.raises(InvalidEntry, match="Entre 1 et 50"):
        replace(MessageRules(), per_day=0)
