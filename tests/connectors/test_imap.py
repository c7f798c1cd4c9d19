"""A real mail server is read for answers to invitations, and nobody who works in the mailbox notices."""

import imaplib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from connectors.errors import MailUnreachable, UnknownService
from connectors.mail import EnclosedCalendar, ImapFolder, Mark, Tls, enclosed_calendars, mail_folder
from connectors.mail.enclosed import MAX_BYTES
from tests.connectors.samples import free_port
from tests.support.dav_cyrus import Cyrus, cyrus
from tests.support.dav_process import NAME, PASSWORD

ANSWER = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
LONG_AGO = date(2020, 1, 1)
_NESTED = b"--x\nContent-Type: multipart/mixed; boundary=x\n\n"
_numbers = itertools.count()


def a_message(subject: str, content: bytes = b"", *, method: str = "REPLY") -> bytes:
    """A mail as it arrives; with `content`, its alternative is a calendar."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "camille@exemple.invalid", "bonjour@duret.invalid", subject
    message["Date"] = datetime(2026, 11, 20, 9, tzinfo=UTC)
    message.set_content("Bonjour.")
    if content:
        parameters = {"charset": "utf-8", "method": method}
        message.add_alternative(content, maintype="text", subtype="calendar", params=parameters)
    return message.as_bytes()


@pytest.fixture(scope="module")
def server() -> Iterator[Cyrus]:
    """Cyrus, with one mailbox."""
    with cyrus() as running:
        yield running


@pytest.fixture
def name() -> str:
    """The name of a folder nobody has used."""
    return f"INBOX.Réponses & co {next(_numbers)}"


@pytest.fixture
def mailbox(server: Cyrus, name: str) -> Iterator[imaplib.IMAP4]:
    """The mailbox with that folder in it, as its owner sees it."""
    with server.mailbox() as signed_in:
        assert "OK" == signed_in.create(raw(name))[0]
        yield signed_in


@pytest.fixture
def folder(server: Cyrus, name: str, mailbox: imaplib.IMAP4) -> ImapFolder:
    """The same folder as we read it."""
    return ImapFolder("127.0.0.1", server.mail, NAME, PASSWORD, name, Tls.NONE)


def raw(name: str) -> str:
    """A folder's name as it travels: the é and the & written out by hand."""
    return '"' + name.replace("&", "&-").replace("é", "&AOk-") + '"'


@pytest.fixture
def arrives(mailbox: imaplib.IMAP4, name: str) -> Callable[..., None]:
    """Puts mails into the folder."""

    def arrive(*messages: bytes) -> None:
        for message in messages:
            assert "OK" == mailbox.append(raw(name), "", "", message)[0]

    return arrive


def test_calendars_are_found_among_other_mails_and_read_once(folder: ImapFolder, arrives: Callable[..., None]) -> None:
    """What comes later is read later; the others are not even opened."""
    found, mark = folder.calendars(Mark(), LONG_AGO)
    assert ([], 0) == (found, mark.uid)
    arrives(a_message("Devis ?"), a_message("Refusé", ANSWER), a_message("Merci"))
    found, mark = folder.calendars(mark, LONG_AGO)
    assert [EnclosedCalendar("REPLY", ANSWER)] == found
    assert ([], mark) == folder.calendars(mark, LONG_AGO)
    arrives(a_message("Accepté", ANSWER, method="COUNTER"))
    found, _ = folder.calendars(mark, LONG_AGO)
    assert [EnclosedCalendar("COUNTER", ANSWER)] == found


def test_who_works_in_the_mailbox_sees_no_trace(
    folder: ImapFolder, arrives: Callable[..., None], mailbox: imaplib.IMAP4, name: str
) -> None:
    """Unread mails stay unread."""
    arrives(a_message("Refusé", ANSWER))
    assert 1 == len(folder.calendars(Mark(), LONG_AGO)[0])
    mailbox.select(raw(name), readonly=True)
    assert ("OK", [b"1"]) == mailbox.search(None, "UNSEEN")


def test_a_folder_made_anew_is_read_from_the_beginning(folder: ImapFolder, arrives: Callable[..., None]) -> None:
    """Its numbers begin again: what was read before says nothing of them."""
    arrives(a_message("Refusé", ANSWER))
    _, mark = folder.calendars(Mark(), LONG_AGO)
    assert 1 == len(folder.calendars(replace(mark, validity="1"), LONG_AGO)[0])


def test_what_is_older_than_the_first_look_is_left_alone(folder: ImapFolder, arrives: Callable[..., None]) -> None:
    """By the day it arrived."""
    arrives(a_message("Refusé", ANSWER))
    assert [] == folder.calendars(Mark(), date(2100, 1, 1))[0]


def test_a_huge_mail_is_not_brought(folder: ImapFolder, arrives: Callable[..., None]) -> None:
    """And keeps nobody from the next."""
    arrives(a_message("Refusé", ANSWER + b"X" * MAX_BYTES), a_message("Refusé", ANSWER))
    assert [EnclosedCalendar("REPLY", ANSWER)] == folder.calendars(Mark(), LONG_AGO)[0]


@pytest.mark.parametrize(
    "changed",
    [{"password": "faux"}, {"folder": "INBOX.Absent"}, {"tls": Tls.STARTTLS}, {"tls": Tls.IMPLICIT}, {"port": 1}],
    ids=["password", "folder", "no encryption", "no TLS", "nobody there"],
)
def test_a_mailbox_that_does_not_open_is_said_so(folder: ImapFolder, changed: dict[str, object]) -> None:
    """A password never goes in clear where encryption was asked for."""
    away = replace(folder, timeout=2, **({"port": free_port()} if "port" in changed else changed))
    with pytest.raises(MailUnreachable, match="ne se lit pas"):
        away.calendars(Mark(), LONG_AGO)


@pytest.mark.parametrize(
    "url, expected",
    [
        ("imaps://bonjour%40duret.fr:s%3Acret@imap.duret.fr", ("imap.duret.fr", 993, "INBOX", Tls.IMPLICIT, 20.0)),
        ("imap://b:p@h/R%C3%A9ponses?timeout=5", ("h", 143, "Réponses", Tls.STARTTLS, 5.0)),
        ("imap://b:p@127.0.0.1:1143/INBOX?tls=none", ("127.0.0.1", 1143, "INBOX", Tls.NONE, 20.0)),
    ],
)
def test_a_url_describes_the_folder(url: str, expected: tuple[object, ...]) -> None:
    """Host, port, folder, encryption, patience."""
    made = mail_folder(url)
    assert expected == (made.host, made.port, made.folder, made.tls, made.timeout)
    assert "s:cret" not in repr(made)


@pytest.mark.parametrize(
    "url", ["smtp://a:b@h", "imaps://h/INBOX", "imap://a:b@h?tls=none", "imaps://a:b@h:x", "imap://a:b@h?tls=non", ""]
)
def test_a_url_that_is_not_understood_is_refused(url: str) -> None:
    """Also one whose password would travel in clear."""
    with pytest.raises(UnknownService):
        mail_folder(url)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff" * 100,
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/calendar\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3_000,
        b"Content-Type: text/calendar; charset=martian; method=\xe9\nContent-Transfer-Encoding: base64\n\n*",
    ],
    ids=["empty", "no text", "cut", "nested", "broken"],
)
def test_a_mail_nobody_can_read_costs_nothing_but_itself(message: bytes) -> None:
    """Whatever the parser makes of it."""
    assert all(isinstance(one.content, bytes) for one in enclosed_calendars(message))
