"""A mail server is trusted with a mail, not with our patience, and its answers are understood."""

# ruff: noqa: N802 - aiosmtpd names its hooks after the commands

import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from connectors.errors import MailRefused, MailUndelivered
from connectors.mail import Mailbox, SmtpSender, Tls
from tests.connectors.samples import a_mail, free_port


class Server:
    """A mail server that answers as told."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.recipients: list[str] = []
        self.introduced_as = ""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        session.host_name = self.introduced_as = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.recipients += envelope.rcpt_tos
        return self.answers.get("data", "250 OK")

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.answers.get("quit", "221 Bye")


Started = Callable[..., AbstractContextManager[int]]


@contextmanager
def _started(handler: Server, **options: Any) -> Iterator[int]:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), server_hostname="mx.invalid", **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _sender(port: int, **options: Any) -> SmtpSender:
    settings: dict[str, Any] = {"tls": Tls.NONE, "timeout": 5.0} | options
    return SmtpSender("127.0.0.1", port, **settings)


@pytest.mark.parametrize(
    "answers, situation",
    [
        ({"rcpt": "550 No such user"}, MailRefused),
        ({"rcpt": "450 Mailbox busy"}, MailUndelivered),
        ({"data": "554 Spam"}, MailRefused),
        ({"data": "451 Try later"}, MailUndelivered),
    ],
)
def test_a_permanent_no_is_told_from_a_later(answers: dict[str, str], situation: type[Exception]):
    """5xx: do not try again. 4xx: do. And the server's own words are in the reason."""
    with _started(Server(**answers)) as port, pytest.raises(situation, match=next(iter(answers.values()))[4:]):
        _sender(port).send(a_mail())


def test_a_server_that_is_rude_at_the_end_has_still_taken_the_mail():
    """An error after the message was accepted is no reason to send it again."""
    server = Server(quit="421 Go away")
    with _started(server) as port:
        _sender(port).send(a_mail())
    assert ["marie@example.invalid"] == server.recipients


def test_we_introduce_ourselves_by_the_senders_domain():
    """No name of this machine is looked up or told."""
    server = Server()
    with _started(server) as port:
        _sender(port).send(a_mail())
    assert "duret.invalid" == server.introduced_as


def test_without_starttls_nothing_is_sent_in_clear():
    """A server that does not offer protection gets no mail."""
    server = Server()
    with _started(server) as port, pytest.raises(MailUndelivered, match="ne protège pas"):
        _sender(port, tls=Tls.STARTTLS).send(a_mail())
    assert [] == server.recipients


def test_an_address_with_accents_is_refused_by_a_server_that_cannot_carry_it():
    """That will not change by trying again."""
    with _started(Server(), enable_SMTPUTF8=False) as port, pytest.raises(MailRefused, match="accents"):
        _sender(port).send(a_mail(to=Mailbox("helene@électricité.invalid")))


def test_a_wrong_password_is_tried_again_once_somebody_mended_it():
    """The settings are wrong, not the mail."""

    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    options = {"authenticator": refuse, "auth_require_tls": False}
    with _started(Server(), **options) as port, pytest.raises(MailUndelivered, match="mot de passe"):
        _sender(port, user="duret", password="wrong").send(a_mail())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, made for this run."""
    folder = tmp_path_factory.mktemp("certificate")
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    named = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    try:
        subprocess.run(["openssl", *made, *named], cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed: no certificate, so protected mail is not tried")
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_protected_server_gets_the_mail_and_a_stranger_with_its_name_does_not(
    tls: Tls, certificate: tuple[Path, Path]
):
    """Trusted by its certificate: delivered. Unknown certificate: nothing sent."""
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    server = Server()
    options = {"ssl_context" if tls is Tls.IMPLICIT else "tls_context": theirs}
    with _started(server, **options) as port:
        with pytest.raises(MailUndelivered):
            _sender(port, tls=tls).send(a_mail())
        assert [] == server.recipients
        _sender(port, tls=tls, context=trusting).send(a_mail())
    assert ["marie@example.invalid"] == server.recipients
