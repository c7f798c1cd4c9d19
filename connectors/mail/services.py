"""Where mail goes, and where it comes from, is one URL each in the settings."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from connectors.errors import UnknownService
from connectors.mail.folder import MailFolder
from connectors.mail.imap import ImapFolder
from connectors.mail.smtp import SmtpSender, Tls

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {
    ("smtp", Tls.IMPLICIT): 465,
    ("smtp", Tls.STARTTLS): 587,
    ("smtp", Tls.NONE): 25,
    ("imap", Tls.IMPLICIT): 993,
    ("imap", Tls.STARTTLS): 143,
    ("imap", Tls.NONE): 143,
}


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


def mail_folder(url: str) -> ImapFolder:
    """The folder of a mail server that a URL describes.

    `imaps://user:password@host:993/INBOX` is TLS from the first byte; `imap://…:143` needs STARTTLS; `?tls=none` speaks
    in clear, on this machine only; `?timeout=20` in seconds. Raises UnknownService for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise UnknownService(
            "L'adresse de la boîte de réception s'écrit imaps://utilisateur:mot-de-passe@serveur/INBOX."
        )
    tls, port, timeout = _options(parts)
    if tls is Tls.NONE and parts.hostname not in _LOOPBACK:
        raise UnknownService("Un mot de passe ne part pas en clair : retirez tls=none.")
    user, password = unquote(parts.username), unquote(parts.password or "")
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    return ImapFolder(parts.hostname, port, user, password, folder, tls, timeout)


def _smtp(parts: SplitResult, host: str) -> SmtpSender:
    tls, port, timeout = _options(parts)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and tls is Tls.NONE and host not in _LOOPBACK:
        raise UnknownService("Un mot de passe ne part pas en clair : retirez tls=none ou l'identifiant.")
    return SmtpSender(host, port, user, password, tls, timeout)


def _options(parts: SplitResult) -> tuple[Tls, int, float]:
    """How the connection is protected, the port and the patience. Raises UnknownService."""
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        tls = Tls.IMPLICIT if parts.scheme.endswith("s") else Tls(options.get("tls", "starttls"))
        return tls, parts.port or _PORTS[parts.scheme[:4], tls], float(options.get("timeout", "20"))
    except ValueError as error:
        raise UnknownService(f"Réglage de la messagerie incompris : {error}.") from error
