"""Whoever gave no e-mail is reminded on his mobile, where firm and server allow it: once, and never too often."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from api import wiring
from api.house import House
from api.reminders import let_reminders_fall_due
from connectors.errors import SmsRefused, SmsUndelivered
from connectors.sms import Sms
from desk.customers import Contact, Customer
from desk.messages import MessageRules, MessageState, save_message_rules
from desk.setup import Founded
from planner.appointments import Appointment, State
from planner.booking import progress
from planner.identifiers import AppointmentId
from planner.ports import Work
from tests.api.test_listeners import log, posted
from tests.api.test_reminders import FIVE_ON_MONDAY, GAETAN, _on_tuesday
from tests.support.client import Client
from tests.support.house import SetClock

MOBILE, LANDLINE = "+33639981234", "+33465710000"


@dataclass(slots=True)
class Phones:
    """Keeps the short messages it is given; `away` makes it refuse them with that error."""

    received: list[Sms] = field(default_factory=list)
    away: Exception | None = None

    def send(self, sms: Sms) -> None:
        """Keep the message."""
        if self.away:
            raise self.away
        self.received.append(sms)


@pytest.fixture
def phones() -> Phones:
    """What customers carry."""
    return Phones()


@pytest.fixture
def house(house: House, phones: Phones) -> House:
    """A house that can send short messages."""
    return replace(house, sms=phones)


@pytest.fixture
def promised(client: Client, house: House, duret: Founded) -> AppointmentId:
    """An appointment on Tuesday of somebody who gave a mobile alone, in a firm that reminds by short messages."""
    keep(house, duret)
    key = AppointmentId(_on_tuesday(client)["appointment"])
    posted(house)
    given(house, duret, key, MOBILE)
    return key


def keep(house: House, founded: Founded, **changes: Any) -> None:
    """Give the firm rules under which it sends short messages."""
    rules = MessageRules(**{"sms": True, **changes})
    house.transactions.write(founded.firm.id, lambda work: save_message_rules(work, rules))


def given(house: House, founded: Founded, key: AppointmentId, phone: str, email: str = "") -> None:
    """The customer is reached so, and not otherwise."""

    def changed(work: Work) -> None:
        contact = work.of(Contact).get(key)
        work.of(Contact).put(replace(contact, phone=phone, email=email))

    house.transactions.write(founded.firm.id, changed)


def evening(house: House, clock: SetClock) -> None:
    """Let the reminders of Monday evening leave."""
    clock.now += FIVE_ON_MONDAY
    let_reminders_fall_due(house)
    wiring.worker_of(house).drain()


def test_the_reminder_says_who_when_and_whom_to_call(house, phones, clock, promised) -> None:
    """In a few words, with the promise as far as nothing surer is known."""
    evening(house, clock)
    (sms,) = phones.received
    day, hour = "mardi 24 novembre 2026", "entre 8 h et 10 h"
    said = f"Duret Électricité : Rappel de votre rendez-vous : {day}, {hour}. 04 65 71 10 20"
    assert (MOBILE, said) == (sms.to, sms.text)


def test_it_is_sent_once_and_kept_in_the_log(house: House, duret, phones, clock, promised) -> None:
    """However often somebody looks."""
    for _ in range(2):
        evening(house, clock)
    assert 1 == len(phones.received)
    assert [MessageState.SENT] == [one.state for one in log(house, duret) if one.to == MOBILE]


def test_whoever_sets_out_is_announced_too(house: House, duret, phones, promised) -> None:
    """And nothing is said of the steps after it."""
    for state in (State.ON_THE_WAY, State.IN_PROGRESS):
        further = partial(progress, appointment_id=promised, state=state, actor=GAETAN)
        house.transactions.write(duret.firm.id, further)
        wiring.worker_of(house).drain()
    assert ["Nous sommes en route"] == [one.text.split(" : ")[1].split(",")[0] for one in phones.received]


@pytest.mark.parametrize("reached", [(MOBILE, "marie@exemple.invalid"), (LANDLINE, ""), ("", "")])
def test_whoever_has_an_e_mail_or_no_mobile_gets_none(house, duret, phones, clock, promised, reached) -> None:
    """A mail says more, and a landline says nothing."""
    given(house, duret, promised, *reached)
    evening(house, clock)
    assert [] == phones.received


def test_a_firm_that_does_not_want_them_sends_none(house, duret, phones, clock, promised) -> None:
    """They cost money: a firm decides."""
    keep(house, duret, sms=False)
    evening(house, clock)
    assert [] == phones.received


def test_a_server_without_a_gateway_sends_none(house: House, duret, phones, clock, promised) -> None:
    """And does not fail for it."""
    evening(replace(house, sms=None), clock)
    assert [] == phones.received


def test_the_customers_own_mobile_serves_where_nothing_was_typed(house: House, duret, phones, clock, promised) -> None:
    """Booked by a letter or an import."""

    def known(work: Work) -> None:
        work.of(Contact).remove(promised)
        customer = work.of(Customer).get(work.of(Appointment).get(promised).customer_id or "")
        work.of(Customer).put(replace(customer, phone=LANDLINE, second_phone=MOBILE, email=""))

    house.transactions.write(duret.firm.id, known)
    evening(house, clock)
    assert [MOBILE] == [one.to for one in phones.received]


def test_what_is_too_much_is_held_back_and_noted(house: House, duret, phones, clock, promised) -> None:
    """The confirmation was the one message that the firm allows."""
    keep(house, duret, per_appointment=1)
    evening(house, clock)
    assert [] == phones.received
    assert MessageState.HELD_BACK in {one.state for one in log(house, duret)}


def test_a_gateway_that_is_away_is_tried_again_and_tells_once(house: House, duret, phones, clock, promised) -> None:
    """The customer gets one message, late."""
    phones.away = SmsUndelivered()
    evening(house, clock)
    phones.away = None
    clock.forward(hours=2)
    for _ in range(2):
        wiring.worker_of(house).drain()
    assert 1 == len(phones.received)


def test_a_gateway_that_refuses_for_good_is_left_alone(house: House, duret, phones, clock, promised) -> None:
    """The log says why."""
    phones.away = SmsRefused("numéro inconnu")
    evening(house, clock)
    phones.away = None
    clock.forward(hours=2)
    wiring.worker_of(house).drain()
    assert [] == phones.received
    assert "numéro inconnu" in {one.error for one in log(house, duret)}
