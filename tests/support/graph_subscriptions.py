"""Who asked Microsoft Graph to be told of changes, and the telling: validated at first, sometimes missed."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.support.graph_mailbox import GraphError, Json
from tests.support.microsoft_sign_in import TENANT

LONGEST, SHORTEST = timedelta(minutes=10_080), timedelta(minutes=45)
_ASKED = {"changeType", "notificationUrl", "resource", "expirationDateTime"}
_TOKEN = "Validation: Testing client application reachability for subscription Request-Id: 1+2%3 é"


@dataclass
class Subscriptions:
    """What was subscribed to, and what has yet to be told by `post`; an answer may take `patience` seconds."""

    patience: float = 3
    post: Callable[..., httpx.Response] = httpx.post
    kept: dict[str, Json] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    pending: list[tuple[str, Json]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def create(self, owner: str, body: Json) -> Json:
        """Subscribe, once both addresses gave back what they were sent."""
        if not body.keys() >= _ASKED or len(body.get("clientState") or "") > 128:
            raise GraphError(400, "InvalidRequest")
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            if url := body.get(name):
                self._validate(url)
        made: Json = {"id": f"subscription-{next(self._numbers)}", "applicationId": "creneau", "creatorId": "somebody"}
        made |= {key: body.get(key) for key in (*_ASKED, "lifecycleNotificationUrl", "clientState")}
        made["expirationDateTime"] = _until(body["expirationDateTime"])
        self.kept[made["id"]], self.owners[made["id"]] = made, owner
        return made

    def renew(self, ident: str, body: Json) -> Json:
        """Go on until then."""
        self.find(ident)["expirationDateTime"] = _until(body["expirationDateTime"])
        return self.find(ident)

    def find(self, ident: str) -> Json:
        """The subscription of this id."""
        if ident not in self.kept:
            raise GraphError(404, "ResourceNotFound")
        return self.kept[ident]

    def changed(self, owner: str, kind: str, event: Json) -> None:
        """Remember to tell everybody who asked about this mailbox."""
        for ident, subscription in self.kept.items():
            if self.owners[ident] == owner and kind in subscription["changeType"].split(","):
                data = {"@odata.type": "#Microsoft.Graph.Event", "id": event["id"], "@odata.etag": event["@odata.etag"]}
                resource = f"Users/{owner}/Events/{event['id']}"
                told = {"changeType": kind, "resource": resource, "resourceData": data}
                self.pending.append((subscription["notificationUrl"], self._about(ident) | told))

    def lifecycle(self, ident: str, event: str) -> None:
        """Say something about the subscription itself."""
        told = {"lifecycleEvent": event, "resource": self.kept[ident]["resource"], "organizationId": TENANT}
        self.pending.append((self.kept[ident]["lifecycleNotificationUrl"], self._about(ident) | told))
        if event == "subscriptionRemoved":
            del self.kept[ident]

    def deliver(self) -> list[int]:
        """Tell what is pending: how each was answered, 0 for too late. What was not accepted stays pending."""
        answers = []
        for url, told in self.pending[:]:
            try:
                status = self.post(url, json={"value": [told]}, timeout=self.patience).status_code
            except httpx.HTTPError:
                status = 0
            if 200 <= status < 300:
                self.pending.remove((url, told))
            answers.append(status)
        return answers

    def misses(self) -> None:
        """Lose what is pending, and say so wherever somebody asked to know."""
        lost = {told["subscriptionId"] for _, told in self.pending}
        self.pending.clear()
        for ident in sorted(lost):
            if self.kept[ident]["lifecycleNotificationUrl"]:
                self.lifecycle(ident, "missed")

    def _about(self, ident: str) -> dict[str, Any]:
        subscription = self.kept[ident]
        return {
            "subscriptionId": ident,
            "subscriptionExpirationDateTime": subscription["expirationDateTime"],
            "clientState": subscription["clientState"],
            "tenantId": TENANT,
        }

    def _validate(self, url: str) -> None:
        try:
            answer = self.post(url, params={"validationToken": _TOKEN}, timeout=self.patience)
        except httpx.HTTPError as error:
            raise GraphError(400, "ValidationError: the request timed out") from error
        plain = answer.headers.get("content-type", "").startswith("text/plain")
        if answer.status_code != 200 or not plain or answer.text != _TOKEN:
            raise GraphError(400, "ValidationError: unexpected answer")


def _until(text: str) -> str:
    until, now = datetime.fromisoformat(text), datetime.now(UTC)
    if until > now + LONGEST:
        raise GraphError(400, "ExtensionError: expiration too far away")
    return max(until, now + SHORTEST).isoformat(timespec="seconds").replace("+00:00", "Z")
