"""A mail in our own words, and the message (RFC 5322, MIME) it becomes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from connectors.errors import UnsafeMail

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*$")
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>$")
_OURS = re.compile(r"(?i)(from|to|cc|bcc|sender|subject|date|message-id|mime-.*|content-.*|resent-.*|received)$")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name shown for it. Raises UnsafeMail when it is not one plain address."""

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not exactly one address."""
        _refuse_control(self.email, self.name)
        try:
            self.header()
        except Exception as error:
            raise UnsafeMail(f"« {self.email[:80]} » n'est pas une adresse e-mail.") from error

    def header(self) -> Address:
        """The mailbox as the header machinery wants it."""
        address = Address(display_name=self.name, addr_spec=self.email)
        if not address.username or not address.domain:
            raise UnsafeMail
        return address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; `method` (REQUEST, CANCEL…) makes an `.ics` an invitation (RFC 6047)."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    method: str = ""

    def __post_init__(self) -> None:
        """Refuse names and types that could end their header."""
        _refuse_control(self.name, self.content_type, self.method)
        if not re.match(r"[\w.+-]+/[\w.+-]+$", self.content_type) or not re.match(r"[A-Z]*$", self.method):
            raise UnsafeMail(f"« {self.content_type[:80]} » n'est pas un type de fichier.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person.

    `message_id` ("<…@…>") names it for life, so that a second try is recognised; `date` is aware. `headers` are
    further headers (Reply-To, Auto-Submitted, List-Unsubscribe…), never those made from the other fields.
    Raises UnsafeMail when an address or header could smuggle something in.
    """

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse header injection and what would not be a header."""
        _refuse_control(self.subject, *(value for _, value in self.headers))
        if not _MESSAGE_ID.match(self.message_id) or not self.message_id.isascii():
            raise UnsafeMail(f"« {self.message_id[:80]} » n'est pas un identifiant de message.")
        if any(not _HEADER_NAME.match(name) or _OURS.match(name) for name, _ in self.headers):
            raise UnsafeMail("Cet en-tête ne peut pas être ajouté à un message.")
        if self.date.tzinfo is None:
            raise UnsafeMail("La date d'un message doit avoir un fuseau horaire.")


class MailSender(Protocol):
    """Where mail goes out."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over. Raises MailUndelivered (try again) or MailRefused (do not)."""
        ...


def compose(mail: Mail) -> EmailMessage:
    """The mail as a MIME message, the same bytes for the same mail (but for the boundaries between its parts)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender.header()
    message["To"] = mail.to.header()
    message["Subject"] = mail.subject
    message["Date"] = mail.date.astimezone(UTC).replace(microsecond=0)
    message["Message-ID"] = mail.message_id
    for name, value in mail.headers:
        message[name] = value
    message.set_content(_encodable(mail.text))
    if mail.html:
        message.add_alternative(_encodable(mail.html), subtype="html")
    for invitation in (attachment for attachment in mail.attachments if attachment.method):
        parameters = {"charset": "utf-8", "method": invitation.method}
        message.add_alternative(invitation.content, maintype="text", subtype="calendar", params=parameters)
    for attachment in mail.attachments:
        maintype, _, subtype = ("application/ics" if attachment.method else attachment.content_type).partition("/")
        message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)
    return message


def read(message: EmailMessage) -> Mail:
    """The mail that a composed message holds."""
    own = {"from", "to", "subject", "date", "message-id"}
    return Mail(
        sender=_mailbox(message, "From"),
        to=_mailbox(message, "To"),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        message_id=str(message["Message-ID"]).strip(),
        date=message["Date"].datetime,
        attachments=tuple(_attachments(message)),
        headers=tuple(
            (name, str(value)) for name, value in message.items() if name.lower() not in own and not _OURS.match(name)
        ),
    )


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    methods = (part.get_param("method") for part in message.walk() if part.get_content_type() == "text/calendar")
    for part in message.iter_attachments():
        content_type, method = part.get_content_type(), ""
        if content_type == "application/ics":
            content_type, method = "text/calendar", str(next(methods, None) or "")
        payload = part.get_payload(decode=True)
        yield Attachment(
            part.get_filename() or "", payload if isinstance(payload, bytes) else b"", content_type, method
        )


def _mailbox(message: EmailMessage, name: str) -> Mailbox:
    address = message[name].addresses[0]
    return Mailbox(address.addr_spec, address.display_name)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n").removesuffix("\n") if part else ""


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _refuse_control(*values: str) -> None:
    if any(_CONTROL.search(value) for value in values):
        raise UnsafeMail
