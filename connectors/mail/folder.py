"""Mail goes into a folder, one file each: for a demonstration, a test, or a firm that sends nothing yet."""

import email
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from connectors.errors import MailUndelivered, UnsafeMail
from connectors.mail.letter import Mail, compose, read


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder of `.eml` files, named by date and message id: a mail sent twice is one file."""

    folder: Path

    def send(self, mail: Mail) -> None:
        """Write the mail, whole or not at all. Raises MailUndelivered when the folder cannot be written."""
        identity = sha256(mail.message_id.encode()).hexdigest()[:16]
        name = f"{mail.date.astimezone(UTC):%Y%m%dT%H%M%SZ}-{identity}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(name, compose(mail).as_bytes())
        except OSError as error:
            raise MailUndelivered(f"Le dossier {self.folder} ne peut pas être écrit : {error}") from error

    def mails(self, limit: int = 100) -> list[Mail]:
        """The newest mails first; files somebody else put there are passed over."""
        found: list[Mail] = []
        for path in sorted(self.folder.glob("*.eml"), reverse=True):
            if len(found) == limit:
                break
            with suppress(UnsafeMail, AttributeError, IndexError, OSError, ValueError):
                found.append(read(_message(path)))
        return found

    def _write(self, name: str, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _message(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
    if not isinstance(message, EmailMessage):
        raise UnsafeMail
    return message
