"""Where mail goes is one URL in the settings."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from connectors.errors import UnknownService
from connectors.mail.folder import MailFolder
from connectors.mail.smtp import SmtpSender, Tls

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


def mail_sender(url: str) -> SmtpSender | MailFolder:
    """The sender a URL describes.

    `folder:PATH` writes files; `smtps://user:password@host:465` is TLS from the first byte;
    `smtp://user:password@host:587` needs STARTTLS; `?tls=none` sends in clear, without password except on this
    machine; `?timeout=20` in seconds. Raises UnknownService for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "folder" and parts.path:
        return MailFolder(Path(unquote(parts.path)))
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return _smtp(parts, parts.hostname)
    raise UnknownService("L'adresse d'envoi des messages doit commencer par smtp://, smtps:// ou folder:.")


def _smtp(parts: SplitResult, host: str) -> SmtpSender:
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        tls = Tls.IMPLICIT if parts.scheme == "smtps" else Tls(options.get("tls", "starttls"))
        port, timeout = parts.port or _PORTS[tls], float(options.get("timeout", "20"))
    except ValueError as error:
        raise UnknownService(f"Réglage d'envoi des messages incompris : {error}.") from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and tls is Tls.NONE and host not in _LOOPBACK:
        raise UnknownService("Un mot de passe ne part pas en clair : retirez tls=none ou l'identifiant.")
    return SmtpSender(host, port, user, password, tls, timeout)
