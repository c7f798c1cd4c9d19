"""Short messages leave by one verb, `send`, to a gateway or into a folder."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import httpx

from connectors.errors import SmsRefused, SmsUndelivered, UnknownService

LONGEST = 459
"""So many characters a short message has at most: three of the network's, glued together."""

_PATIENCE = 20.0
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_NEVER = {400, 413, 422}
"""The answers that another try would not change."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A short message to one telephone (E.164); `reference` is the same at each try, for whoever must not repeat it."""

    to: str
    text: str
    reference: str

    def __post_init__(self) -> None:
        """Refuse what no network carries."""
        if not _E164.fullmatch(self.to):
            raise SmsRefused("Ce numéro n'est pas un numéro de téléphone international.")
        if not 0 < len(self.text) <= LONGEST:
            raise SmsRefused(f"Un SMS compte {LONGEST} caractères au plus.")


class SmsSender(Protocol):
    """Where short messages go."""

    def send(self, sms: Sms) -> None:
        """Hand the message over. Raises SmsUndelivered (try again) or SmsRefused (do not)."""


@dataclass(frozen=True, slots=True)
class SmsFolder:
    """A folder of text files, the number on the first line: a message sent twice is one file."""

    folder: Path

    def send(self, sms: Sms) -> None:
        """See `SmsSender`."""
        path = self.folder / f"{sha256(sms.reference.encode()).hexdigest()[:16]}.txt"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{sms.to}\n{sms.text}\n", encoding="utf-8")
        except OSError as error:
            raise SmsUndelivered(f"Le dossier {self.folder} ne peut pas être écrit : {error}") from error


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """Whoever takes `{"to", "text", "reference"}` as JSON by POST and answers 2xx once he will deliver it."""

    url: str
    token: str = field(default="", repr=False)

    def send(self, sms: Sms) -> None:
        """See `SmsSender`."""
        body = {"to": sms.to, "text": sms.text, "reference": sms.reference}
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = httpx.post(self.url, json=body, headers=signed, timeout=_PATIENCE)
        except httpx.HTTPError as error:
            raise SmsUndelivered(f"La passerelle de SMS ne répond pas : {error}") from error
        if answer.is_success:
            return
        said = f"La passerelle de SMS répond : {answer.status_code}"  # what else it says may name the customer
        raise (SmsRefused if answer.status_code in _NEVER else SmsUndelivered)(said)


def sms_sender(url: str) -> SmsFolder | SmsGateway:
    """The sender a URL describes.

    `folder:PATH` writes files; `https://token@host/path` is a gateway (`http:` on this machine only). Raises
    UnknownService for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "folder" and parts.path:
        return SmsFolder(Path(unquote(parts.path)))
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        host = parts.netloc.rpartition("@")[2]
        return SmsGateway(parts._replace(netloc=host).geturl(), unquote(parts.username or ""))
    raise UnknownService("L'adresse d'envoi des SMS doit commencer par https:// ou folder:.")
