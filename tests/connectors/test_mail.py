"""A mail smuggles nothing, is kept as it was written, and finds its way by one URL."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import UnknownService, UnsafeMail
from connectors.mail import Attachment, Mail, Mailbox, MailFolder, SmtpSender, Tls, mail_sender
from connectors.mail.letter import compose
from tests.connectors.samples import INVITATION, a_mail


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize(
    "smuggle",
    [
        lambda text: a_mail(subject=f"Bonjour{text}Bcc: x@example.invalid"),
        lambda text: a_mail(headers=(("Reply-To", f"a@b.invalid{text}Bcc: x@example.invalid"),)),
        lambda text: a_mail(headers=((f"X-A{text}Bcc", "x"),)),
        lambda text: a_mail(message_id=f"<a@b.invalid>{text}Bcc: x"),
        lambda text: Mailbox(f"a@b.invalid{text}"),
        lambda text: Mailbox("a@b.invalid", f"Marie{text}Bcc: x"),
        lambda text: Attachment(f"a.pdf{text}X: y", b""),
        lambda text: Attachment("a.ics", b"", "text/calendar", f"REQUEST{text}"),
    ],
)
def test_no_field_can_end_its_header(smuggle: Any, end: str):
    """CR, LF, NUL and their relatives are refused when the mail is made, before anything is sent."""
    with pytest.raises(UnsafeMail):
        smuggle(end)


@pytest.mark.parametrize(
    "address", ["", "marie", "@b.invalid", "a@", "a@b.invalid,c@d.invalid", "a b@c.invalid", "<a@b.invalid>", "a@b;c"]
)
def test_only_one_plain_address_is_a_mailbox(address: str):
    """Not none, not two, not a name."""
    with pytest.raises(UnsafeMail):
        Mailbox(address)


@pytest.mark.parametrize("name", ["Bcc", "to", "Content-Type", "MIME-Version", "Resent-To", "Message-ID", "X Y", ""])
def test_a_further_header_never_replaces_one_of_the_mail_itself(name: str):
    """Recipients and structure come from the fields alone."""
    with pytest.raises(UnsafeMail):
        a_mail(headers=((name, "x"),))


def test_a_mail_without_zone_or_with_an_odd_type_is_refused():
    """A naive date and a type that is none."""
    with pytest.raises(UnsafeMail):
        a_mail(date=datetime(2026, 11, 20))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(UnsafeMail):
        Attachment("a", b"", "text")


def test_mails_come_back_from_the_folder_as_they_were_the_newest_first(tmp_path: Path):
    """The in-app outbox shows what was sent, invitations included."""
    folder = MailFolder(tmp_path / "mails")
    assert [] == folder.mails()
    first = a_mail(html="<p>À mardi</p>", attachments=(INVITATION, Attachment("a.txt", b"1", "text/plain")))
    second = a_mail(
        message_id="<rdv-1.2@duret.invalid>",
        date=a_mail().date.replace(hour=10),
        headers=(("Auto-Submitted", "auto-generated"),),
    )
    folder.send(first)
    folder.send(second)
    assert [second, first] == folder.mails()
    assert [second] == folder.mails(limit=1)


def test_a_mail_sent_twice_is_one_file_and_nothing_half_written_stays(tmp_path: Path):
    """Delivery at least once, seen once."""
    folder = MailFolder(tmp_path)
    for _ in range(2):
        folder.send(a_mail())
    assert 1 == len(list(tmp_path.iterdir()))


def test_a_write_that_fails_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The disk fills up in the middle: the folder is as before."""
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("no space")))
    with pytest.raises(Exception, match="no space"):
        MailFolder(tmp_path).send(a_mail())
    assert [] == list(tmp_path.iterdir())


def test_files_somebody_else_put_into_the_folder_are_passed_over(tmp_path: Path):
    """Garbage, an empty file, a mail without people: the others are listed."""
    MailFolder(tmp_path).send(a_mail())
    for name, content in (("a.eml", b""), ("b.eml", b"\x00\xff garbage"), ("z.eml", b"Subject: x\r\n\r\n")):
        (tmp_path / name).write_bytes(content)
    assert [a_mail()] == MailFolder(tmp_path).mails()


@given(
    subject=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=120),
    text=st.text(st.characters(exclude_categories=["C"]), max_size=300),
    name=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60),
)
def test_every_mail_of_ordinary_characters_can_be_composed_to_one_recipient(subject: str, text: str, name: str):
    """Whatever the words, one To, one Subject and no further recipient."""
    mail: Mail = a_mail(subject=subject, text=text, to=Mailbox("a@b.invalid", name))
    raw = compose(mail).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert 1 == head.lower().count(b"\r\nto:")
    assert b"\r\nbcc:" not in head.lower()
    assert b"a@b.invalid" in head


def test_a_url_says_where_mail_goes():
    """Folder and server, with what each needs; the password does not show."""
    assert MailFolder(Path("/tmp/mails sent")) == mail_sender("folder:/tmp/mails%20sent")  # noqa: S108 - never written
    server = mail_sender("smtp://duret%40x:p%40ss@mail.example.invalid?timeout=5")
    assert isinstance(server, SmtpSender)
    assert ("mail.example.invalid", 587, "duret@x", "p@ss", Tls.STARTTLS, 5.0) == (
        server.host,
        server.port,
        server.user,
        server.password,
        server.tls,
        server.timeout,
    )
    assert "p@ss" not in repr(server)
    implicit = mail_sender("smtps://mail.example.invalid")
    assert isinstance(implicit, SmtpSender)
    assert (465, Tls.IMPLICIT) == (implicit.port, implicit.tls)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "folder:",
        "http://mail.example.invalid",
        "smtp:",
        "smtp://mail.example.invalid?tls=maybe",
        "smtp://mail.example.invalid:99999",
        "smtp://user:secret@mail.example.invalid?tls=none",
    ],
)
def test_a_url_nobody_understands_or_that_would_show_a_password_is_refused(url: str):
    """At start, not at the first mail."""
    with pytest.raises(UnknownService):
        mail_sender(url)
