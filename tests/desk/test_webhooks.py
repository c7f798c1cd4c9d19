"""Programs are told what they asked for, in few words and signed with a secret that the tables do not give away."""

import json
from base64 import b64decode
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from desk.errors import InvalidEntry
from desk.identifiers import AccountId, WebhookId
from desk.sealing import Seal
from desk.webhooks import (
    EVENTS,
    FORMER_LASTS,
    MOST,
    STOPPED_AFTER,
    Webhook,
    close_webhook,
    due_messages,
    open_webhook,
    renew_secret,
    webhooks,
)
from planner.errors import NotFound
from planner.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    Delivery,
    RouteSaved,
)
from planner.identifiers import AppointmentId, FirmId, TechnicianId
from tests.support.planner import MONDAY, SUNDAY_NIGHT

SEAL = Seal("s")
URL = "https://facturation.exemple.invalid/annonces"
ODILE = AccountId("odile")
CONFIRMED, MOVED = "appointment.confirmed", "appointment.moved"


def opened(desk, url=URL, events=(CONFIRMED,), **how):
    """Open a webhook; it and its secret."""
    return desk.do(open_webhook, SEAL, url, events, made_by=ODILE, **how)


def due(desk, event, number=7):
    """What is due of an event."""
    delivery = Delivery(number, FirmId("duret"), "announce", event, SUNDAY_NIGHT)
    return desk.do(lambda work: list(due_messages(work, delivery)))


def test_only_those_who_asked_are_told(desk):
    """Each by a message of its own, under one identifier."""
    first, second = opened(desk)[0], opened(desk, events=(CONFIRMED, MOVED))[0]
    assert {first.id, second.id} == {one.webhook_id for one in due(desk, AppointmentConfirmed(AppointmentId("a")))}
    assert [second.id] == [one.webhook_id for one in due(desk, AppointmentMoved(AppointmentId("a"), SUNDAY_NIGHT))]
    assert [] == due(desk, AppointmentCancelled(AppointmentId("a"), by_customer=True))
    assert {"msg_duret_7"} == {one.message_id for one in due(desk, AppointmentConfirmed(AppointmentId("a")))}


def test_a_message_says_what_when_and_about_which_thing(desk):
    """In the names of the API, with moments in UTC."""
    opened(desk, events=tuple(EVENTS.values()))
    (moved,) = due(desk, AppointmentMoved(AppointmentId("a1"), SUNDAY_NIGHT))
    assert {
        "type": "appointment.moved",
        "timestamp": "2026-11-22T20:00:00Z",
        "data": {"firm": "duret", "appointment": "a1", "before": "2026-11-22T20:00:00Z"},
    } == json.loads(moved.body)
    (saved,) = due(desk, RouteSaved(TechnicianId("t"), MONDAY, 3))
    assert {"firm": "duret", "technician": "t", "day": "2026-11-23", "version": 3} == json.loads(saved.body)["data"]


def test_no_event_that_programs_are_told_of_holds_more_than_identifiers_and_moments():
    """A new one that carried a name or a telephone would have to be looked at here."""
    words = {"state", "version", "by_customer"}
    moments = {"held_until", "before", "day", "start", "end"}
    told = {field.name for event in EVENTS for field in fields(event)}
    assert words | moments == {name for name in told if not name.endswith("_id")}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "facturation",
        "http://a.invalid/",
        "ftp://a.invalid/",
        "https://",
        "https://me:secret@a.invalid/",
        "https://a.invalid:0/",
        "https://[/",
        "https://a.invalid/\n",
        "https://a.invalid/" + "x" * 500,
    ],
)
def test_an_address_is_one_of_the_web_without_password(desk, url):
    """Anything else is refused before it is kept."""
    with pytest.raises(InvalidEntry, match="https://"):
        opened(desk, url)
    assert [] == desk.all(Webhook)


def test_an_operator_may_trust_the_local_network(desk):
    """Then http is enough."""
    assert "http://erp.local/" == opened(desk, "http://erp.local/", plain=True)[0].url


@pytest.mark.parametrize("events", [(), ("appointment.deleted",), (CONFIRMED, "x")])
def test_only_what_exists_is_announced(desk, events):
    """The refusal names what exists."""
    with pytest.raises(InvalidEntry, match=r"slot\.held"):
        opened(desk, events=events)


def test_there_is_an_end_to_how_many(desk):
    """A program that opens one at each start is told so."""
    for _ in range(MOST):
        opened(desk)
    with pytest.raises(InvalidEntry, match=str(MOST)):
        opened(desk)


def test_a_secret_is_sealed_and_the_one_before_signs_for_a_day(desk):
    """So that a program can be given the new one without losing a message."""
    webhook, secret = opened(desk)
    assert 32 == len(b64decode(secret.removeprefix("whsec_")))
    assert secret.encode() not in webhook.secret
    desk.wait(minutes=1)
    other = desk.do(renew_secret, SEAL, webhook.id)
    (renewed,) = desk.all(Webhook)
    signing = [SEAL.open(FirmId("duret"), webhook.id, one).decode() for one in renewed.secrets(desk.now)]
    assert [other, secret] == signing
    assert 1 == len(renewed.secrets(desk.now + FORMER_LASTS))


def test_one_that_fails_for_days_is_stopped_until_it_works_again(desk):
    """The first failure counts, not the last; a success forgets them all."""
    webhook, now = opened(desk)[0], desk.now
    failing = webhook.failed(now, "503").failed(now + STOPPED_AFTER / 2, "503")
    assert (now, False) == (failing.failing_since, failing.stopped)
    stopped = failing.failed(now + STOPPED_AFTER, "503")
    assert stopped.stopped
    well = stopped.succeeded(now + STOPPED_AFTER)
    assert (None, "", False) == (well.failing_since, well.trouble, well.stopped)
    desk.keep(stopped)
    assert [] == due(desk, AppointmentConfirmed(AppointmentId("a")))


def test_success_after_success_is_written_now_and_then(desk):
    """Not at each message."""
    well = opened(desk)[0].succeeded(desk.now)
    assert well is well.succeeded(desk.now + timedelta(minutes=59))
    assert well != well.succeeded(desk.now + timedelta(minutes=60))


def test_one_that_is_gone_stops_at_once(desk):
    """It said so itself."""
    assert opened(desk)[0].failed(desk.now, "410", gone=True).stopped


def test_they_are_listed_by_age_and_closed(desk):
    """Closing twice does no harm; what is not there has no secret."""
    second, first = opened(desk)[0], opened(desk)[0]
    desk.keep(replace(first, made_at=desk.now - timedelta(days=1)))
    assert [first.id, second.id] == [one.id for one in desk.do(webhooks)]
    for _ in range(2):
        desk.do(close_webhook, first.id)
    assert [second.id] == [one.id for one in desk.do(webhooks)]
    with pytest.raises(NotFound):
        desk.do(renew_secret, SEAL, WebhookId("x"))
