"""Microsoft tells of a change, and the technician's calendars are looked at; anybody else tells nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from api import wiring
from api.graph_notifications import PATH, owner_of, state_of
from api.house import House
from calendar_sync.remote.graph_subscriptions import LONGEST_STATE, keep_told
from desk.setup import Founded
from planner.identifiers import FirmId, TechnicianId
from tests.support.client import Client
from tests.support.graph_mailbox import Mailbox
from tests.support.graph_server import GraphServer, graph_server
from tests.support.http_server import serving
from tests.support.planner import a_technician

Whose = tuple[FirmId, TechnicianId]


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    """A stand-in for Microsoft."""
    with graph_server() as running:
        yield running


@pytest.fixture
def whose(duret: Founded) -> Whose:
    """Gaëtan's."""
    return duret.firm.id, a_technician().id


def rung(house: House) -> set[Whose]:
    """Whose calendars are to be looked at once the background work is done."""
    wiring.worker_of(house).drain()
    return house.wakes.take(0)


def test_a_change_in_outlook_rings_for_its_technician(
    house: House, application: FastAPI, graph: GraphServer, whose: Whose
) -> None:
    """From the subscription, which our address has to confirm, to the ring: nothing is asked of Microsoft for it."""
    with serving(application) as url, graph.signed_in() as client:
        keep_told(client, url + PATH, state_of(house, whose), datetime.now(UTC))
        mailbox: Mailbox = graph.service.mailbox("gaetan@duret.invalid")
        assert [] == list(mailbox.events)
        client.post("https://graph.microsoft.com/v1.0/me/events", json=AN_EVENT).raise_for_status()
        before = len(graph.service.asked)
        assert [202] == graph.service.subscriptions.deliver()
    assert ({whose}, before) == (rung(house), len(graph.service.asked))


AN_EVENT = {
    "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "Europe/Paris"},
    "end": {"dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Paris"},
}


def test_the_address_gives_back_what_it_was_sent_as_plain_text(client: Client) -> None:
    """Decoded; nothing a browser could take for a page."""
    answer = client.post(PATH, params={"validationToken": "a+b %3 é<script>"})
    assert (200, "a+b %3 é<script>") == (answer.status_code, answer.text)
    assert answer.headers["content-type"].startswith("text/plain")
    assert "nosniff" == answer.headers["x-content-type-options"]


@pytest.mark.parametrize("event", ["reauthorizationRequired", "subscriptionRemoved", "missed"])
def test_a_word_about_the_subscription_rings_too(client: Client, house: House, whose: Whose, event: str) -> None:
    """Whatever was not told is found by looking."""
    told = {"value": [{"subscriptionId": "s", "clientState": state_of(house, whose), "lifecycleEvent": event}]}
    assert 202 == client.post(PATH, json=told).status_code
    assert {whose} == rung(house)


def test_a_state_that_is_not_ours_rings_nothing_and_is_not_told_so(client: Client, house: House, whose: Whose) -> None:
    """Whoever guesses learns nothing."""
    forged = [state_of(house, whose)[:-1], f"{'/'.join(whose)}.x", "", "é" * 200]
    for state in forged:
        assert owner_of(house, state) is None
        assert 202 == client.post(PATH, json={"value": [{"clientState": state}]}).status_code
    assert 202 == client.post(PATH, content=b"anything").status_code
    assert set() == rung(house)


def test_a_state_is_short_enough_for_microsoft(house: House, whose: Whose) -> None:
    """And is the technician's own."""
    assert len(state_of(house, whose)) <= LONGEST_STATE
    assert owner_of(house, state_of(house, whose)) == whose
