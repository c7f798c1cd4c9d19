"""One request to a server elsewhere and its whole answer, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from calendar_sync.errors import OutcomeUnknown, RemoteFailed

MAX_ANSWER = 50 * 1024 * 1024
"""Bytes of one answer: a calendar of some 50 000 events."""

_XML = {"Content-Type": "application/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, whole."""

    status: int
    headers: httpx.Headers
    content: bytes


def _silence(error: httpx.HTTPError) -> OutcomeUnknown:
    """Why there is no answer, and what to do about it."""
    if isinstance(error, httpx.ConnectError):
        return OutcomeUnknown("Aucun serveur ne répond à cette adresse : vérifiez-la, ou réessayez plus tard.")
    if isinstance(error, httpx.TimeoutException):
        return OutcomeUnknown("Le serveur du calendrier ne répond pas à temps : réessayez plus tard.")
    return OutcomeUnknown("La connexion au serveur du calendrier s’est interrompue : réessayez.")


def ask(
    client: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str] | None = None,
    body: str | bytes | None = None,
) -> Answer:
    """Send a request once; a `body` that is text is XML.

    Raises:
        OutcomeUnknown: there is no answer: what was asked may have been done, or not.
        RemoteFailed: the URL is none, or the answer is too long.
    """
    sent = {**(_XML if isinstance(body, str) else {}), **(headers or {})}
    try:
        with client.stream(method, url, headers=sent, content=body) as answer:
            read = bytearray()
            for part in answer.iter_bytes():
                read += part
                if len(read) > MAX_ANSWER:
                    raise RemoteFailed(
                        "Le calendrier distant répond par plus de {most} Mo.", most=MAX_ANSWER // 1024 // 1024
                    )
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise RemoteFailed("Ce n’est pas une adresse de calendrier : elle commence par https://.") from error
    except httpx.HTTPError as error:
        raise _silence(error) from error
    return Answer(answer.status_code, answer.headers, bytes(read))
