"""A webhook is a message to another program by HTTP, signed as Standard Webhooks 1.0 says (standardwebhooks.com)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx
from standardwebhooks import Webhook as Signer

from connectors.errors import ProgramGone, ProgramSilent

PATIENCE = httpx.Timeout(15, connect=10)
"""Seconds: a receiver keeps what it was told and answers, it does not work through it meanwhile."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a program is told: `id` is the same at each try, so that it keeps one; `body` is JSON, sent as it stands."""

    id: str
    body: str


def post(client: httpx.Client, url: str, message: Message, *, secrets: Sequence[str], at: datetime) -> None:
    """Tell a program something, signed at this moment with each of the secrets (`whsec_…`); its answer is not read.

    Raises:
        ProgramSilent: it does not answer, or with anything but 2xx: try again.
        ProgramGone: it wants nothing any more (410): do not.
    """
    signed = " ".join(Signer(secret).sign(message.id, at, message.body) for secret in secrets)
    headers = {
        "content-type": "application/json",
        "user-agent": "Creneau",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signed,
    }
    try:
        with client.stream("POST", url, content=message.body, headers=headers, timeout=PATIENCE) as answer:
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProgramSilent(f"Pas de réponse : {error}") from error
    if status == httpx.codes.GONE:
        raise ProgramGone
    if not httpx.codes.is_success(status):
        raise ProgramSilent(f"Réponse {status}, au lieu de 200.")
