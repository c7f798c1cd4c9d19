"""Mail comes in through a folder of a mail server, which is read and never changed: who works there sees no trace."""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date

from connectors.errors import MailUnreachable
from connectors.mail.enclosed import MAX_BYTES, EnclosedCalendar, enclosed_calendars
from connectors.mail.smtp import Tls

AT_ONCE = 200
"""So many messages are looked at in one reading; the next goes on from there."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_CALENDAR = re.compile(rb'"text" "calendar"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a folder was read: up to message `uid`, as long as it keeps its `validity` (RFC 3501, 2.3.1.1)."""

    validity: str = ""
    uid: int = 0


@dataclass(frozen=True, slots=True)
class ImapFolder:
    """A folder on a mail server; one connection per reading, nothing waits longer than `timeout` seconds."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: Tls = Tls.IMPLICIT
    timeout: float = 20.0
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def calendars(self, mark: Mark, since: date) -> tuple[list[EnclosedCalendar], Mark]:
        """The calendars in the messages after `mark`, and the mark of whoever has them.

        Whoever has no mark of this folder reads what came from `since` on. Raises MailUnreachable.
        """
        try:
            with self._opened() as (server, validity):
                known = mark.uid if mark.validity == validity else 0
                wanted = f"UID {known + 1}:*" if known else f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
                found = b" ".join(_bytes(_done(server.uid("SEARCH", wanted))))
                uids = sorted(uid for uid in map(int, found.split()) if uid > known)[:AT_ONCE]
                return [one for uid in uids for one in _enclosed(server, uid)], Mark(validity, max(uids, default=known))
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise MailUnreachable(
                f"La boîte de réception {self.folder} sur {self.host} ne se lit pas : {error}"
            ) from error

    def knock(self) -> None:
        """Open the folder and leave. Raises MailUnreachable."""
        self.calendars(Mark(), date.max)

    @contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, str]]:
        """The folder, opened for reading only, and its validity."""
        server = (
            imaplib.IMAP4_SSL(self.host, self.port, ssl_context=self.context, timeout=self.timeout)
            if self.tls is Tls.IMPLICIT
            else imaplib.IMAP4(self.host, self.port, timeout=self.timeout)
        )
        try:
            if self.tls is Tls.STARTTLS:
                server.starttls(self.context)
            server.login(self.user, self.password)
            _done(server.select(_quoted(self.folder), readonly=True))
            _, told = server.response("UIDVALIDITY")
            yield server, (told[0] or b"").decode("ascii", "replace")
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                server.logout()
            with suppress(OSError):
                server.shutdown()


def _quoted(folder: str) -> str:
    """The name of a folder as servers want it (RFC 3501, 5.1.3)."""
    name = _NOT_ASCII.sub(_shifted, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(found: re.Match[str]) -> str:
    text = b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{text.replace('/', ',')}-"


def _enclosed(server: imaplib.IMAP4, uid: int) -> list[EnclosedCalendar]:
    """The calendars in one message: most hold none, which their outline tells."""
    outline = b" ".join(_bytes(_done(server.uid("FETCH", str(uid), "(RFC822.SIZE BODYSTRUCTURE)"))))
    size = _SIZE.search(outline)
    if not _CALENDAR.search(outline) or not size or int(size[1]) > MAX_BYTES:
        return []
    message = max(_bytes(_done(server.uid("FETCH", str(uid), "(BODY.PEEK[])"))), key=len, default=b"")
    return enclosed_calendars(message)


def _done(answered: tuple[str, Sequence[object]]) -> Sequence[object]:
    """What the server answered. Raises IMAP4.error when it refuses."""
    said, data = answered
    if said != "OK":
        raise imaplib.IMAP4.error(f"{said} {data}"[:200])
    return data


def _bytes(data: Sequence[object]) -> Iterator[bytes]:
    """Every piece of an answer: a line is one, a literal comes as a pair."""
    for piece in data:
        yield from (part for part in (piece if isinstance(piece, tuple) else (piece,)) if isinstance(part, bytes))
