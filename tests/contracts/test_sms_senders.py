"""Every sender of short messages delivers the same one, whatever carries it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.errors import SmsRefused, SmsUndelivered, UnknownService
from connectors.sms import LONGEST, Sms, SmsFolder, SmsGateway, SmsSender, sms_sender
from tests.connectors.samples import free_port
from tests.support.http_server import Asked, Told, answering, serving

REMINDER = Sms("+33639981234", "Duret Électricité : rappel, mardi entre 8 h et 9 h.", "appointment_reminder-1")

Delivered = Callable[[], set[tuple[str, ...]]]


@pytest.fixture(params=["gateway", "folder"])
def sender(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SmsSender, Delivered]]:
    """Each adapter, and the telephones and texts that arrived behind it."""
    if request.param == "folder":
        files = lambda: (path.read_text(encoding="utf-8") for path in tmp_path.glob("sms/*.txt"))  # noqa: E731
        yield sms_sender(f"folder:{tmp_path}/sms"), lambda: {tuple(one.strip().split("\n")) for one in files()}
        return
    taken: dict[str, tuple[str, str]] = {}

    def take(asked: Asked) -> Told:
        if asked.headers.get("authorization") != "Bearer jeton":
            return Told(401)
        taken[asked.json["reference"]] = asked.json["to"], asked.json["text"]
        return Told(202)

    with serving(answering(take)) as url:
        yield sms_sender(f"{url.replace('//', '//jeton@')}/sms"), lambda: set(taken.values())


def test_a_short_message_arrives_with_its_accents_once_however_often_it_is_sent(
    sender: tuple[SmsSender, Delivered],
) -> None:
    """The reference is the same at each try."""
    for _ in range(2):
        sender[0].send(REMINDER)
    assert {(REMINDER.to, REMINDER.text)} == sender[1]()


@pytest.mark.parametrize("number", ["", "0639981234", "+0639981234", "+33 6 39 98 12 34", "+336399812341234567"])
def test_only_an_international_number_is_written_to(number: str) -> None:
    """What a network cannot dial is refused before anything is sent."""
    with pytest.raises(SmsRefused):
        Sms(number, "bonjour", "1")


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_a_short_message_is_short_and_says_something(text: str) -> None:
    """Three of the network's at most."""
    with pytest.raises(SmsRefused):
        Sms(REMINDER.to, text, "1")


@pytest.mark.parametrize("status", [401, 404, 408, 429, 500, 503, 302])
def test_a_gateway_that_could_take_it_another_time_is_tried_again(status: int) -> None:
    """Busy, broken, or set up wrongly: somebody will mend it."""
    with (
        serving(answering(lambda _: Told(status, text="non"))) as url,
        pytest.raises(SmsUndelivered, match=str(status)),
    ):
        sms_sender(url).send(REMINDER)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_gateway_that_will_never_take_it_is_left_alone(status: int) -> None:
    """Only its code is told: what else it says may hold the customer's number."""
    with serving(answering(lambda asked: Told(status, text=f"{asked.json['to']} blocked"))) as url:
        gateway = sms_sender(url)
        with pytest.raises(SmsRefused, match=f": {status}$"):
            gateway.send(REMINDER)


def test_what_cannot_be_delivered_now_says_so(tmp_path: Path) -> None:
    """Nobody listening, or a folder that is a file: try again later."""
    (tmp_path / "file").write_text("")
    for url in (f"http://127.0.0.1:{free_port()}", f"folder:{tmp_path}/file"):
        with pytest.raises(SmsUndelivered):
            sms_sender(url).send(REMINDER)


def test_one_url_says_where_short_messages_go() -> None:
    """In clear on this machine only; the token is no part of the address, nor of what is shown."""
    gateway = sms_sender("https://je%40ton@passerelle.invalid:8443/v1?a=b")
    assert SmsGateway("https://passerelle.invalid:8443/v1?a=b", "je@ton") == gateway
    assert "ton" not in repr(gateway)
    assert SmsFolder(Path("/tmp/sms")) == sms_sender("folder:/tmp/sms")  # noqa: S108 - nothing is written
    for url in ("http://passerelle.invalid", "tel:+33", "folder:", "https://"):
        with pytest.raises(UnknownService):
            sms_sender(url)
