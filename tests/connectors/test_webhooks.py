"""A program is told by HTTP what the specification's own library accepts; what it answers decides what happens next."""

import base64
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks import WebhookVerificationError

from connectors.errors import ProgramGone, ProgramSilent
from connectors.webhooks import Message, post
from tests.connectors.samples import free_port
from tests.support.program import a_program

SECRETS = tuple("whsec_" + base64.b64encode(bytes([number] * 32)).decode() for number in (1, 2))
MESSAGE = Message("msg_1", '{"type":"appointment.confirmed","data":{"firm":"duret","note":"é"}}')


def told(url, secrets=SECRETS[:1], at=None):
    """Post the message as if at a moment."""
    with httpx.Client() as client:
        post(client, url, MESSAGE, secrets=secrets, at=at or datetime.now(UTC))


def test_whoever_has_a_secret_knows_who_speaks():
    """Each of the secrets opens it, another does not; the body arrives as it stands."""
    with a_program() as program:
        told(program.url, SECRETS)
        assert ["duret"] * 2 == [program.read(secret)["data"]["firm"] for secret in SECRETS]
        (asked,) = program.got
        assert (MESSAGE.body, "msg_1") == (asked.body.decode(), asked.headers["webhook-id"])
        with pytest.raises(WebhookVerificationError):
            program.read("whsec_" + base64.b64encode(bytes(32)).decode())


def test_an_old_message_sent_again_is_not_believed():
    """The moment is signed too: the library refuses what is older than five minutes."""
    with a_program() as program:
        told(program.url, at=datetime.now(UTC) - timedelta(minutes=6))
        with pytest.raises(WebhookVerificationError, match="too old"):
            program.read(SECRETS[0])


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
def test_anything_but_success_is_tried_again(status):
    """A redirection too, which is not followed."""
    with a_program() as program:
        program.status = status
        with pytest.raises(ProgramSilent, match=str(status)):
            told(program.url)
        assert 1 == len(program.got)


def test_a_program_that_is_gone_is_left_alone():
    """410 is the specification's way to say so."""
    with a_program() as program:
        program.status = 410
        with pytest.raises(ProgramGone):
            told(program.url)


def test_nobody_there_is_tried_again():
    """Whatever the reason: an address that is none, too."""
    for url in (f"http://127.0.0.1:{free_port()}/", "http://\u2028/"):
        with pytest.raises(ProgramSilent):
            told(url)
