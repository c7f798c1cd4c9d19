"""Microsoft tells of changes whoever asked for it: for a few days at a time, by a word that says only where to look."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import httpx

from calendar_sync.errors import AccessLost
from calendar_sync.remote.answers import NOT_HERE, refuse
from calendar_sync.remote.exchange import Answer, ask
from calendar_sync.remote.graph import GRAPH

TERM = timedelta(minutes=4200)
"""How long we are told: what both revisions of the documentation allow for events (4 230 and 10 080 minutes)."""

LONGEST_STATE = 128
"""Characters of a state."""

_RESOURCE: Final = "me/events"
_CHANGES: Final = "created,updated,deleted"
_JSON: Final = {"Content-Type": "application/json", "Prefer": 'IdType="ImmutableId"'}
_FORBIDDEN = 403
_DONE: Final = frozenset({200, 201, 204})


class Said(StrEnum):
    """What Microsoft says by one notification."""

    CHANGED = "changed"
    REAUTHORIZE = "reauthorizationRequired"
    REMOVED = "subscriptionRemoved"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Notification:
    """One word from Microsoft: what it says, and the `state` we gave it to know its own by."""

    said: Said
    state: str


def keep_told(client: httpx.Client, url: str, state: str, now: datetime, *, anew: bool = False) -> datetime:
    """Have every change in a mailbox told to a URL of ours from now on; until when it will be.

    To be called now and then: renews what has passed half of its term (`anew`: at once, when Microsoft asks for it),
    subscribes where nothing is there any more, and ends what is there twice. `client` is signed in for the mailbox;
    `state`, at most 128 characters that nobody can guess, comes back with each notification.
    Raises RemoteFailed, also when the URL did not answer Microsoft as it should.
    """
    mine = sorted(_at(client, url), key=_until, reverse=True)
    for double in mine[1:]:
        _asked(client, "DELETE", f"/subscriptions/{double['id']}")
    if mine and not anew and _until(mine[0]) - now > TERM / 2:
        return _until(mine[0])
    if mine and (renewed := _asked(client, "PATCH", f"/subscriptions/{mine[0]['id']}", _term(now))):
        return _until(renewed)
    wanted = {"changeType": _CHANGES, "resource": _RESOURCE, "clientState": state, **_term(now)}
    urls = {"notificationUrl": url, "lifecycleNotificationUrl": url}
    return _until(_asked(client, "POST", "/subscriptions", wanted | urls))


def stop_telling(client: httpx.Client, url: str) -> None:
    """Have nothing told to this URL any more."""
    for one in _at(client, url):
        _asked(client, "DELETE", f"/subscriptions/{one['id']}")


def validation(query: Mapping[str, str]) -> str | None:
    """What to give back, as plain text within ten seconds, when Microsoft asks whether a URL is ours; else nothing."""
    return query.get("validationToken")


def read_notifications(body: bytes) -> tuple[Notification, ...]:
    """The notifications of one request; what is none is passed over, since anybody may send anything to a URL."""
    try:
        told = json.loads(body)["value"]
        return tuple(_notifications(told))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def _notifications(told: Iterable[Any]) -> Iterable[Notification]:
    for one in told:
        if isinstance(one, dict) and isinstance(state := one.get("clientState"), str):
            said = str(one.get("lifecycleEvent", Said.CHANGED))
            yield Notification(Said(said) if said in set(Said) else Said.MISSED, state[:LONGEST_STATE])


def _at(client: httpx.Client, url: str) -> list[dict[str, Any]]:
    found = _asked(client, "GET", "/subscriptions")["value"]
    return [one for one in found if one["notificationUrl"] == url]


def _asked(client: httpx.Client, method: str, path: str, body: object = None) -> dict[str, Any]:
    """The answer; an empty one when what was asked about is no more."""
    sent = b"" if body is None else json.dumps(body).encode()
    answer: Answer = ask(client, method, GRAPH + path, _JSON, sent)
    if answer.status in NOT_HERE:
        return {}
    if answer.status == _FORBIDDEN:
        raise AccessLost
    if answer.status not in _DONE:
        refuse(answer)
    return dict(json.loads(answer.content)) if answer.content else {}


def _term(now: datetime) -> dict[str, str]:
    return {"expirationDateTime": f"{(now + TERM).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}


def _until(subscription: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(subscription["expirationDateTime"])
