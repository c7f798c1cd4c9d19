"""Mail goes out through the firm's own mail server."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.errors import MailRefused, MailUndelivered
from connectors.mail.letter import Mail, compose

_PERMANENT = 500


class Tls(StrEnum):
    """How the connection is protected: from the first byte, after STARTTLS, or (on this machine only) not at all."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """A mail server; one connection per mail, nothing waits longer than `timeout` seconds."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.STARTTLS
    timeout: float = 20.0
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, mail: Mail) -> None:
        """Hand the mail to the server. Raises MailUndelivered (try again) or MailRefused (do not)."""
        try:
            server = self._connected(mail.sender.email.rpartition("@")[2])
            try:
                server.send_message(compose(mail), mail.sender.email, [mail.to.email])
            finally:
                self._leave(server)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _refusal(code, answer) from error
        except smtplib.SMTPAuthenticationError as error:
            raise MailUndelivered("Le serveur de messagerie refuse l'identifiant ou le mot de passe.") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused("Le serveur de messagerie n'accepte pas cette adresse à accents.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailUndelivered(f"Le serveur de messagerie {self.host} ne répond pas : {error}") from error

    def _connected(self, name: str) -> smtplib.SMTP:
        """An open, protected, signed-in connection; `name` is how we introduce ourselves."""
        server = (
            smtplib.SMTP_SSL(self.host, self.port, name, timeout=self.timeout, context=self.context)
            if self.tls is Tls.IMPLICIT
            else smtplib.SMTP(self.host, self.port, name, timeout=self.timeout)
        )
        try:
            if self.tls is Tls.STARTTLS:
                server.starttls(context=self.context)
            if self.user:
                server.login(self.user, self.password)
        except smtplib.SMTPNotSupportedError as error:
            server.close()
            raise MailUndelivered(f"Le serveur de messagerie {self.host} ne protège pas la connexion.") from error
        except BaseException:
            server.close()
            raise
        return server

    @staticmethod
    def _leave(server: smtplib.SMTP) -> None:
        """Say goodbye; once the mail is taken, a server that hangs up rudely has still taken it."""
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _refusal(code: int, answer: bytes | str) -> MailRefused | MailUndelivered:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    situation = MailRefused if code >= _PERMANENT else MailUndelivered
    return situation(f"Le serveur de messagerie répond : {code} {said[:200]}")
