"""Every sender delivers the same message, whatever carries it."""

# ruff: noqa: N802 - aiosmtpd names its hooks after the commands

import email
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from connectors.errors import MailUndelivered
from connectors.mail import Attachment, MailSender, Tls, mail_sender
from tests.connectors.samples import INVITATION, a_mail, free_port


class Inbox:
    """What the mail server took."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


Delivered = Callable[[], list[EmailMessage]]


@pytest.fixture(params=["smtp", "folder"])
def sender(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[MailSender, Delivered]]:
    """Each adapter, and what arrived behind it."""
    if request.param == "folder":
        yield (
            mail_sender(f"folder:{tmp_path}/mails"),
            lambda: _parsed(path.read_bytes() for path in sorted(tmp_path.glob("mails/*.eml"))),
        )
        return
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, server_hostname="mx.invalid")
    controller.start()
    try:
        yield mail_sender(f"smtp://127.0.0.1:{port}?tls={Tls.NONE}"), lambda: _parsed(inbox.taken)
    finally:
        controller.stop()


def _parsed(raw: Any) -> list[EmailMessage]:
    return [email.message_from_bytes(content, policy=SMTP) for content in raw]


def test_a_mail_arrives_with_its_text_its_accents_and_its_names(sender: tuple[MailSender, Delivered]):
    """Subject, people, date, message id and further headers."""
    sender[0].send(a_mail(html="<p>À mardi</p>", headers=(("Auto-Submitted", "auto-generated"),)))
    (message,) = sender[1]()
    assert "Votre rendez-vous du mardi 24 novembre" == message["Subject"]
    assert "Duret Électricité <contact@duret.invalid>" == str(message["From"])
    assert "<rdv-1.1@duret.invalid>" == message["Message-ID"]
    assert "Fri, 20 Nov 2026 09:00:00 +0000" == message["Date"]
    assert "auto-generated" == message["Auto-Submitted"]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "À mardi entre 8 h et 10 h." in plain.get_content()
    assert "<p>À mardi</p>" in html.get_content()


def test_an_invitation_arrives_byte_for_byte_with_its_method(sender: tuple[MailSender, Delivered]):
    """As the part that shows buttons (RFC 6047), and as a file for everybody else."""
    sender[0].send(a_mail(attachments=(INVITATION,)))
    (message,) = sender[1]()
    (calendar,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert "REQUEST" == calendar.get_param("method")
    assert "utf-8" == calendar.get_content_charset()
    (file,) = message.iter_attachments()
    assert "invitation.ics" == file.get_filename()
    assert [INVITATION.content] * 2 == [calendar.get_payload(decode=True), file.get_payload(decode=True)]


def test_any_file_arrives_byte_for_byte(sender: tuple[MailSender, Delivered]):
    """All 256 bytes, under a name with accents."""
    sender[0].send(a_mail(attachments=(Attachment("réçu d'été.pdf", bytes(range(256)), "application/pdf"),)))
    ((file,),) = [list(message.iter_attachments()) for message in sender[1]()]
    assert ("réçu d'été.pdf", bytes(range(256))) == (file.get_filename(), file.get_payload(decode=True))


def test_long_lines_and_broken_characters_go_through(sender: tuple[MailSender, Delivered]):
    """A line of ten thousand letters, a lone surrogate, a line of one dot."""
    sender[0].send(a_mail(text="x" * 10_000 + "\n.\n\ud800 fin"))
    (message,) = sender[1]()
    assert "x" * 10_000 + "\n.\n? fin" == message.get_content().replace("\r\n", "\n").rstrip("\n")


def test_what_cannot_be_delivered_now_says_so(tmp_path: Path):
    """Nobody listening, or a folder that is a file: try again later."""
    (tmp_path / "file").write_text("")
    for url in (f"smtp://127.0.0.1:{free_port()}?tls=none", f"folder:{tmp_path}/file"):
        with pytest.raises(MailUndelivered):
            mail_sender(url).send(a_mail())
