"""A webhook tells another program of the firm what has happened, in few words: it asks the API for the rest.

Messages, signatures and secrets are those of Standard Webhooks 1.0 (standardwebhooks.com). A message names things by
their identifiers and says nothing of anybody, so it may lie anywhere.
"""

import json
import os
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from desk.errors import InvalidEntry
from desk.events import WebhookDue
from desk.identifiers import AccountId, WebhookId
from desk.sealing import Seal
from desk.uses import NOTE_USE_EVERY
from planner.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    AppointmentProgressed,
    AppointmentRestored,
    Delivery,
    Event,
    PlanAccepted,
    RouteSaved,
    SlotHeld,
    TechnicianAbsent,
)
from planner.identifiers import new_id
from planner.ports import Work

EVENTS: Mapping[type[Event], str] = {
    SlotHeld: "slot.held",
    AppointmentConfirmed: "appointment.confirmed",
    AppointmentMoved: "appointment.moved",
    AppointmentCancelled: "appointment.cancelled",
    AppointmentProgressed: "appointment.progressed",
    AppointmentRestored: "appointment.restored",
    RouteSaved: "route.saved",
    PlanAccepted: "plan.accepted",
    TechnicianAbsent: "technician.absent",
}
"""What programs may be told, and what each is called there."""

TRIAL = "webhook.trial"
"""What a message is called that only tries whether anybody listens."""

MOST = 20
FORMER_LASTS = timedelta(days=1)
"""So long the secret before still signs, beside the one that replaced it."""

STOPPED_AFTER = timedelta(days=3)
"""A program that has taken nothing for so long is told nothing more until somebody has looked."""

_SECRET_BYTES = 32
_LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a program listens (`url`), what for (names of `EVENTS`), and the `secret`, sealed, that signs for it.

    `former` is the secret before, which signs too until `former_until`. `told_at` is about the last success (to the
    hour), `failing_since` the first failure after it, `trouble` the last one; `stopped` until somebody has looked.
    """

    id: WebhookId
    url: str
    events: frozenset[str]
    secret: bytes
    made_by: AccountId
    made_at: datetime
    former: bytes = b""
    former_until: datetime | None = None
    told_at: datetime | None = None
    failing_since: datetime | None = None
    trouble: str = ""
    stopped: bool = False

    def secrets(self, now: datetime) -> tuple[bytes, ...]:
        """Return what signs at a moment, sealed."""
        both = self.former_until is not None and now < self.former_until
        return (self.secret, self.former) if both else (self.secret,)

    def listens(self, event: type[Event]) -> bool:
        """Tell whether it is to be told of such an event."""
        return not self.stopped and EVENTS[event] in self.events

    def succeeded(self, now: datetime) -> "Webhook":
        """Return it after a message was taken: the same, where that is known already."""
        known = self.told_at is not None and now < self.told_at + NOTE_USE_EVERY
        if known and self.failing_since is None:
            return self
        return replace(self, told_at=now, failing_since=None, trouble="", stopped=False)

    def failed(self, now: datetime, trouble: str, *, gone: bool = False) -> "Webhook":
        """Return it after a message was not taken: stopped, if that has gone on for too long or is for good."""
        since = self.failing_since or now
        return replace(self, failing_since=since, trouble=trouble, stopped=gone or now >= since + STOPPED_AFTER)


def open_webhook(
    work: Work, seal: Seal, url: str, events: Collection[str], *, made_by: AccountId, plain: bool = False
) -> tuple[Webhook, str]:
    """Keep a webhook and return it with its secret, which nobody can read again.

    `plain` allows http: where the operator trusts the local network.

    Raises:
        InvalidEntry: the address is not one of the web, no such event exists, or there are too many.
    """
    _check_url(url, plain=plain)
    if not events or not set(events) <= set(EVENTS.values()):
        raise InvalidEntry("Choisissez ce qui doit être annoncé, parmi : {events}.", events=", ".join(EVENTS.values()))
    if len(work.of(Webhook).find()) >= MOST:
        raise InvalidEntry("{most} adresses sont déjà prévenues : retirez-en une d’abord.", most=MOST)
    webhook_id, secret = WebhookId(new_id()), _new_secret()
    sealed = seal.close(work.firm.id, webhook_id, secret.encode())
    webhook = Webhook(webhook_id, url, frozenset(events), sealed, made_by, work.now)
    work.of(Webhook).put(webhook)
    return webhook, secret


def renew_secret(work: Work, seal: Seal, webhook_id: WebhookId) -> str:
    """Give a webhook another secret and return it; the one before signs too for a day.

    Raises:
        NotFound: there is no such webhook.
    """
    webhook, secret = work.of(Webhook).get(webhook_id), _new_secret()
    sealed = seal.close(work.firm.id, webhook_id, secret.encode())
    until = work.now + FORMER_LASTS
    work.of(Webhook).put(replace(webhook, secret=sealed, former=webhook.secret, former_until=until))
    return secret


def webhooks(work: Work) -> list[Webhook]:
    """Return the firm's webhooks, the oldest first."""
    return sorted(work.of(Webhook).find(), key=lambda webhook: (webhook.made_at, webhook.id))


def close_webhook(work: Work, webhook_id: WebhookId) -> None:
    """Tell a program nothing any more; what waits for it is dropped when its turn comes."""
    work.of(Webhook).remove(webhook_id)


def due_messages(work: Work, delivery: Delivery) -> Iterator[WebhookDue]:
    """Yield what is to be told of an event to each program that listens."""
    listening = [webhook for webhook in webhooks(work) if webhook.listens(type(delivery.event))]
    if not listening:
        return
    body = message_body(work, EVENTS[type(delivery.event)], delivery.happened_at, _data(delivery.event))
    for webhook in listening:
        yield WebhookDue(webhook.id, f"msg_{work.firm.id}_{delivery.number}", body)


def message_body(work: Work, name: str, at: datetime, data: Mapping[str, object]) -> str:
    """Return the JSON of a message."""
    said = {"type": name, "timestamp": _moment(at), "data": {"firm": work.firm.slug, **data}}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _data(event: Event) -> dict[str, object]:
    """Return an event's fields under the names the API has for them: `appointment_id` is `appointment` there."""
    values = {field.name.removesuffix("_id"): getattr(event, field.name) for field in fields(event)}
    return {name: value if isinstance(value, str | int) else _moment(value) for name, value in values.items()}


def _moment(moment: object) -> str:
    """Return a moment in UTC, or a day, as ISO 8601 writes it."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(moment)


def _new_secret() -> str:
    return "whsec_" + b64encode(os.urandom(_SECRET_BYTES)).decode()


def _check_url(url: str, *, plain: bool) -> None:
    try:
        parts = urlsplit(url)
        understood = bool(parts.hostname) and parts.port != 0 and not parts.username and url.isprintable()
    except ValueError:
        understood = False
    schemes = {"https", "http"} if plain else {"https"}
    if not understood or parts.scheme not in schemes or len(url) > _LONGEST_URL:
        raise InvalidEntry("Indiquez une adresse qui commence par https://, sans nom ni mot de passe.")
