"""Microsoft tells us of changes, as long as somebody sees to it that it goes on doing so."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from calendar_sync.errors import AccessLost, OutcomeUnknown, RemoteFailed
from calendar_sync.remote.graph_subscriptions import (
    TERM,
    Notification,
    Said,
    keep_told,
    read_notifications,
    stop_telling,
    validation,
)
from tests.calendar_sync.outlook import Outlook, once
from tests.support.graph_service import Trouble
from tests.support.http_server import Asked, Told, answering, serving

STATE = "firm.technician.something nobody can guess"


@dataclass
class OurAddress:
    """The page of ours that Microsoft tells things to; it answers with this status, or validates with this text."""

    url: str = ""
    status: int = 202
    says: str = ""
    heard: list[Notification] = field(default_factory=list)

    def answer(self, asked: Asked) -> Told:
        """As the page of the application does."""
        if token := validation(asked.query):
            return Told(text=self.says or token)
        if self.status < 300:
            self.heard += read_notifications(asked.body)
        return Told(self.status)


@pytest.fixture
def ours() -> Iterator[OurAddress]:
    """An address of ours, listening."""
    address = OurAddress()
    with serving(answering(address.answer)) as address.url:
        yield address


def now() -> datetime:
    """The present, in whole seconds: the stand-in has no other clock."""
    return datetime.now(UTC).replace(microsecond=0)


def subscriptions(outlook: Outlook) -> list[str]:
    """The subscriptions there are for this mailbox."""
    kept = outlook.server.service.subscriptions
    return [ident for ident in kept.kept if kept.owners[ident] == outlook.mailbox.address]


def test_every_change_is_told(outlook: Outlook, ours: OurAddress) -> None:
    """After our address gave back what it was sent, letter by letter; each word carries our state."""
    began = now()
    until = keep_told(outlook.client, ours.url, STATE, began)
    assert began + TERM == until
    outlook.put()
    assert [202] == outlook.server.service.subscriptions.deliver()
    assert [Notification(Said.CHANGED, STATE)] == ours.heard


def test_asking_again_changes_nothing_until_half_of_the_term_is_over(outlook: Outlook, ours: OurAddress) -> None:
    """Then it is prolonged, not doubled; at once when Microsoft asks for it."""
    began = now()
    until = keep_told(outlook.client, ours.url, STATE, began)
    (only,) = subscriptions(outlook)
    assert until == keep_told(outlook.client, ours.url, STATE, began + TERM / 3)
    later = began + TERM / 2
    assert later + TERM == keep_told(outlook.client, ours.url, STATE, later)
    soon = later + timedelta(minutes=1)
    assert soon + TERM == keep_told(outlook.client, ours.url, STATE, soon, anew=True)
    assert [only] == subscriptions(outlook)


def test_what_was_removed_is_subscribed_to_anew(outlook: Outlook, ours: OurAddress) -> None:
    """Microsoft says so first, at the same address."""
    keep_told(outlook.client, ours.url, STATE, now())
    (first,) = subscriptions(outlook)
    outlook.server.service.subscriptions.lifecycle(first, "reauthorizationRequired")
    outlook.server.service.subscriptions.lifecycle(first, "subscriptionRemoved")
    outlook.server.service.subscriptions.deliver()
    assert [Notification(Said.REAUTHORIZE, STATE), Notification(Said.REMOVED, STATE)] == ours.heard
    keep_told(outlook.client, ours.url, STATE, now(), anew=True)
    assert 1 == len(subscriptions(outlook))
    assert [first] != subscriptions(outlook)


def test_a_subscription_whose_answer_was_lost_is_no_second_one(outlook: Outlook, ours: OurAddress) -> None:
    """It is found by its address; one that came in between is ended."""
    outlook.server.service.trouble = once(Trouble(lost=True), path="subscriptions", method="POST")
    with pytest.raises(OutcomeUnknown):
        keep_told(outlook.client, ours.url, STATE, now())
    keep_told(outlook.client, ours.url, STATE, now())
    assert 1 == len(subscriptions(outlook))
    body = outlook.server.service.subscriptions.kept[subscriptions(outlook)[0]]
    outlook.server.service.subscriptions.create(outlook.mailbox.address, body)
    assert 2 == len(subscriptions(outlook))
    keep_told(outlook.client, ours.url, STATE, now())
    assert 1 == len(subscriptions(outlook))


def test_one_that_ends_while_it_is_prolonged_is_subscribed_to_anew(outlook: Outlook, ours: OurAddress) -> None:
    """Nobody has to notice that it was gone."""
    keep_told(outlook.client, ours.url, STATE, now())
    outlook.server.service.trouble = once(Trouble(404, "ResourceNotFound"), path="subscriptions", method="PATCH")
    assert now() + TERM / 2 < keep_told(outlook.client, ours.url, STATE, now(), anew=True)


def test_what_is_no_longer_wanted_is_told_no_more(outlook: Outlook, ours: OurAddress) -> None:
    """As when a calendar is let go."""
    keep_told(outlook.client, ours.url, STATE, now())
    stop_telling(outlook.client, ours.url)
    stop_telling(outlook.client, ours.url)
    outlook.put()
    assert ([], []) == (subscriptions(outlook), outlook.server.service.subscriptions.deliver())


def test_an_address_that_does_not_give_back_what_it_was_sent_is_told_nothing(
    outlook: Outlook, ours: OurAddress
) -> None:
    """Nor does a mailbox that is closed to us."""
    ours.says = "something else"
    with pytest.raises(RemoteFailed):
        keep_told(outlook.client, ours.url, STATE, now())
    outlook.server.service.trouble = once(Trouble(403, "ErrorAccessDenied"))
    with pytest.raises(AccessLost):
        keep_told(outlook.client, ours.url, STATE, now())
    assert [] == subscriptions(outlook)


def test_what_was_not_heard_is_told_again_and_what_was_missed_is_said_to_be(outlook: Outlook, ours: OurAddress) -> None:
    """A pass finds by its token what no notification told."""
    keep_told(outlook.client, ours.url, STATE, now())
    outlook.writes()
    outlook.put()
    ours.status = 503
    told = outlook.server.service.subscriptions
    assert ([503], [503], []) == (told.deliver(), told.deliver(), ours.heard)
    told.misses()
    ours.status = 202
    assert [202] == told.deliver()
    assert [Notification(Said.MISSED, STATE)] == ours.heard
    assert [("01 08:00", "01 09:00")] == outlook.busy()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"value": 3}',
        b'{"value": {"clientState": "x"}}',
        b'{"value": [3, null, {}, {"clientState": 3}, {"clientState": null}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_notification_says_nothing(body: bytes) -> None:
    """Anybody may send anything to an address."""
    assert () == read_notifications(body)


def test_what_microsoft_may_say_one_day_means_to_look(outlook: Outlook) -> None:
    """A word we do not know yet is one that may have been missed."""
    told = b'{"value": [{"clientState": "s", "lifecycleEvent": "somethingNew"}]}'
    assert (Notification(Said.MISSED, "s"),) == read_notifications(told)
