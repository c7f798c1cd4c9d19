"""What happens is told to the firm's programs, to each on its own, signed, once or more, never where it must not go."""

from datetime import timedelta

import pytest

from api import wiring
from api.webhooks import try_webhook
from connectors.errors import ProgramGone, ProgramSilent
from desk.accounts import Scope
from desk.webhooks import STOPPED_AFTER, Webhook, close_webhook, open_webhook, renew_secret
from planner.errors import NotFound
from planner.events import AppointmentConfirmed, Delivery
from tests.api.test_v1 import book
from tests.support.house import a_house, found_firm, program_token
from tests.support.program import a_program

CONFIRMED = "appointment.confirmed"


@pytest.fixture
def house(tmp_path, clock):
    """A house whose operator trusts the local network."""
    return a_house(tmp_path, clock, private_addresses=True)


@pytest.fixture
def program():
    """A program that listens on this machine."""
    with a_program() as listening:
        yield listening


@pytest.fixture
def told(house, duret):
    """Have an address told of bookings; return the webhook and its secret."""

    def opened(url, *events):
        return house.transactions.write(
            duret.firm.id,
            lambda work: open_webhook(
                work, house.seal, url, events or (CONFIRMED,), made_by=duret.account.id, plain=True
            ),
        )

    return opened


def known(house, duret, webhook_id):
    """A webhook as it stands."""
    with house.transactions.read(duret.firm.id) as work:
        return work.of(Webhook).get(webhook_id)


def work_through(house):
    """Do the background work."""
    return wiring.worker_of(house).drain()


@pytest.fixture
def at_this_moment(clock, monkeypatch):
    """The library that checks reads its own clock: let it read the house's."""

    class Moment:
        @staticmethod
        def now(tz=None):
            return clock()

        @staticmethod
        def fromtimestamp(seconds, tz=None):
            return type(clock()).fromtimestamp(seconds, tz)

    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Moment)


def test_a_booking_is_told_to_the_program_that_asked(client, house, duret, told, program, at_this_moment) -> None:
    """Who booked stays here; the program asks by the identifier."""
    _, secret = told(program.url)
    booking = book(client)
    work_through(house)
    body, message = program.got[0].body.decode(), program.read(secret)
    assert (1, CONFIRMED, "duret") == (len(program.got), message["type"], message["data"]["firm"])
    reader = {"authorization": f"Bearer {program_token(house, duret, Scope.APPOINTMENTS_READ)}"}
    asked = client.get(f"/v1/appointments/{message['data']['appointment']}", headers=reader)
    assert "Camille Revel" in asked.text
    assert not {word for word in ("Camille", "Aulnes", booking["token"]) if word in body}


def test_one_that_is_away_is_tried_again_and_delays_no_other(client, house, duret, told, program, clock) -> None:
    """The same message under the same identifier, until it is taken."""
    with a_program() as away:
        away.status = 503
        webhook, _ = told(away.url)
        told(program.url)
        book(client)
        assert 1 == work_through(house).failed
        assert (1, 1) == (len(away.got), len(program.got))
        failing = known(house, duret, webhook.id)
        assert (clock.now, "Réponse 503, au lieu de 200.") == (failing.failing_since, failing.trouble)
        away.status = 204
        clock.forward(minutes=1)
        work_through(house)
        assert (2, 1) == (len(away.got), len(program.got))
        assert 1 == len({asked.body for asked in away.got})
        assert 1 == len(set(away.ids))
        assert (None, "") == (known(house, duret, webhook.id).failing_since, known(house, duret, webhook.id).trouble)


def test_announcing_twice_gives_the_same_message(client, house, duret, told, program, monkeypatch) -> None:
    """A worker that dies after it wrote what is due has it written again: the program keeps one of the two."""
    told(program.url)
    book(client)
    worker = wiring.worker_of(house)
    announce = worker.handlers["announce"]
    died: list[Delivery] = []

    def dying(delivery):
        announce(delivery)
        if isinstance(delivery.event, AppointmentConfirmed) and not died:
            died.append(delivery)
            raise ConnectionError

    monkeypatch.setitem(worker.handlers, "announce", dying)
    worker.drain()
    house.clock.forward(minutes=1)
    worker.drain()
    assert (2, 1) == (len(program.got), len(set(program.ids)))


def test_a_program_that_is_gone_or_fails_for_days_is_told_nothing_more(client, house, duret, told, program) -> None:
    """What waits for it is dropped; a message that tries lets everything begin again."""
    webhook, _ = told(program.url, CONFIRMED, "appointment.moved", "appointment.cancelled")
    program.status = 410
    link = f"/v1/firms/duret/bookings/{book(client)['token']}"
    assert 0 == work_through(house).failed
    assert known(house, duret, webhook.id).stopped
    client.post(f"{link}/move", json={"offer": client.get(f"{link}/slots").json()["slots"][0]["offer"]})
    work_through(house)
    assert 1 == len(program.got)
    with pytest.raises(ProgramGone):
        try_webhook(house, duret.firm.id, webhook.id)
    program.status = 200
    try_webhook(house, duret.firm.id, webhook.id)
    assert not known(house, duret, webhook.id).stopped
    program.status = 500
    client.post(f"{link}/cancel", json={})
    work_through(house)
    house.clock.forward(seconds=(STOPPED_AFTER + timedelta(hours=1)).total_seconds())
    work_through(house)
    assert known(house, duret, webhook.id).stopped


def test_a_closed_webhook_is_told_nothing_of_what_waits(client, house, duret, told, program) -> None:
    """Nor is anything written about it."""
    webhook, _ = told(program.url)
    program.status = 500
    book(client)
    work_through(house)
    house.transactions.write(duret.firm.id, lambda work: close_webhook(work, webhook.id))
    house.clock.forward(minutes=1)
    work_through(house)
    assert 1 == len(program.got)
    with pytest.raises(NotFound):
        try_webhook(house, duret.firm.id, webhook.id)


def test_a_renewed_secret_is_believed_beside_the_one_before(house, duret, told, program, at_this_moment) -> None:
    """Both sign for a day."""
    webhook, secret = told(program.url)
    other = house.transactions.write(duret.firm.id, lambda work: renew_secret(work, house.seal, webhook.id))
    try_webhook(house, duret.firm.id, webhook.id)
    assert ["webhook.trial"] * 2 == [program.read(one)["type"] for one in (secret, other)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_nothing_goes_to_the_inside_of_the_network(tmp_path, clock, host) -> None:
    """Unless the operator says so: the address is looked at when it is connected to, not when it is typed."""
    house = a_house(tmp_path, clock)
    duret = found_firm(house)
    webhook, _ = house.transactions.write(
        duret.firm.id,
        lambda work: open_webhook(work, house.seal, f"https://{host}/", (CONFIRMED,), made_by=duret.account.id),
    )
    with pytest.raises(ProgramSilent, match="adresses publiques"):
        try_webhook(house, duret.firm.id, webhook.id)


def test_programs_open_and_close_their_own_webhooks(client, house, duret) -> None:
    """The secret is told once, a mistake by its sentence, and only whoever may change settings opens one."""
    writer = {"authorization": f"Bearer {program_token(house, duret, Scope.SETTINGS_READ, Scope.SETTINGS_WRITE)}"}
    reader = {"authorization": f"Bearer {program_token(house, duret, Scope.SETTINGS_READ)}"}
    wish = {"url": "https://facturation.exemple.invalid/", "events": [CONFIRMED]}
    opened = client.post("/v1/webhooks", json=wish, headers=writer)
    assert (201, True) == (opened.status_code, opened.json()["secret"].startswith("whsec_"))
    assert 403 == client.post("/v1/webhooks", json=wish, headers=reader).status_code
    refused = client.post("/v1/webhooks", json=wish | {"events": ["x"]}, headers=writer)
    assert (422, True) == (refused.status_code, "slot.held" in refused.json()["detail"])
    listed = client.get("/v1/webhooks", headers=reader)
    assert [(opened.json()["webhook"], [CONFIRMED])] == [(one["webhook"], one["events"]) for one in listed.json()]
    assert "whsec_" not in listed.text
    assert 204 == client.delete(f"/v1/webhooks/{opened.json()['webhook']}", headers=writer).status_code
    assert [] == client.get("/v1/webhooks", headers=reader).json()
    with house.transactions.read(duret.firm.id) as work:
        assert ["close_webhook", "open_webhook"] == [line.verb for line in work.history.latest(2)]
