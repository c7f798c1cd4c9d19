"""The part of Microsoft Graph that we use, as one function of a request; with faults to order."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl, unquote

from tests.support.graph_changes import Rounds
from tests.support.graph_mailbox import CALENDAR, Event, GraphError, Json, Mailbox, Manner, days, shown
from tests.support.graph_subscriptions import Subscriptions
from tests.support.http_server import Asked, Told
from tests.support.microsoft_sign_in import SignInPages

AT_ONCE, IN_A_BATCH = 4, 20
_KIND = {"Content-Type": "application/json"}
_PROPERTY = re.compile(r"id eq '([^']*)'")
_FILTER = re.compile(
    r"singleValueExtendedProperties/any\(ep:\s*ep/id eq '([^']*)' and ep/value eq '((?:[^']|'')*)'\)", re.IGNORECASE
)
_EXPAND = re.compile(r"singleValueExtendedProperties\(\$filter=(.*)\)$")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to one request: a `status` instead of doing it, or its answer `lost` after doing it."""

    status: int = 0
    code: str = "TooManyRequests"
    retry_after: int = 0
    lost: bool = False


@dataclass
class GraphService:
    """All mailboxes. `trouble` says of each request what goes wrong with it, items of a batch included."""

    pages: SignInPages = field(default_factory=SignInPages)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    rounds: Rounds = field(default_factory=Rounds)
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    forbidden: set[str] = field(default_factory=set)
    trouble: Callable[[Asked], Trouble | None] = field(default=lambda _: None)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _under_way: "Counter[str]" = field(default_factory=Counter)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def mailbox(self, address: str) -> Mailbox:
        """Whose it is; empty before anybody used it."""
        return self.mailboxes.setdefault(address, Mailbox(address))

    def answer(self, asked: Asked) -> Told:
        """What Graph says."""
        owner = self.pages.owner(asked.headers.get("authorization", ""))
        if not owner:
            return _refusal(GraphError(401, "InvalidAuthenticationToken"))
        with self._lock:
            self.asked.append(asked)
            self._under_way[owner] += 1
            self.most_at_once = max(self.most_at_once, self._under_way[owner])
        try:
            if self._under_way[owner] > AT_ONCE:
                return _refusal(GraphError(429, "ApplicationThrottled", 1))
            return self._troubled(asked, owner)
        finally:
            with self._lock:
                self._under_way[owner] -= 1
                self.mailbox(owner).settle()

    def _troubled(self, asked: Asked, owner: str) -> Told:
        trouble = self.trouble(asked) or Trouble()
        if owner in self.forbidden:
            trouble = Trouble(403, "ErrorAccessDenied")
        if trouble.status:
            return _refusal(GraphError(trouble.status, trouble.code, trouble.retry_after))
        try:
            told = self._told(asked, owner)
        except GraphError as error:
            return _refusal(error)
        return Told(told.status, told.body, told.headers, lost=trouble.lost)

    def _told(self, asked: Asked, owner: str) -> Told:
        parts = [unquote(part) for part in asked.path.removeprefix("/v1.0/").split("/")]
        if parts == ["$batch"]:
            return self._batch(asked, owner)
        if parts[0] == "subscriptions":
            return self._subscription(asked, owner, parts[1:])
        with self._lock:
            rest = parts[1:] if parts[0] == "me" else parts[2:]
            return self._mail(asked, self.mailbox(owner), rest)

    def _batch(self, asked: Asked, owner: str) -> Told:
        """Each item by itself, by whoever sent them all, in any order; what one creates the others do not see."""
        items = asked.json["requests"]
        if len(items) > IN_A_BATCH or len({item["id"] for item in items}) < len(items):
            raise GraphError(400, "BadRequest")
        responses = []
        for item in reversed(items):
            path, _, query = item["url"].partition("?")
            headers = {**asked.headers, **{key.lower(): value for key, value in item.get("headers", {}).items()}}
            body = _encoded(item.get("body"))
            one = Asked(item["method"], f"/v1.0{path.removeprefix('/v1.0')}", dict(parse_qsl(query)), headers, body)
            told = self._troubled(one, owner)
            status = 504 if told.lost else told.status
            responses.append(
                {"id": item["id"], "status": status, "headers": {**_KIND, **told.headers}, "body": told.body}
            )
        return Told(body={"responses": responses})

    def _mail(self, asked: Asked, mailbox: Mailbox, parts: list[str]) -> Told:
        manner = Manner.of(asked.headers.get("prefer", ""))
        match parts:
            case ["calendar"] | ["calendars", str()] if asked.method == "GET":
                _must_be(parts[1:])
                return Told(body=_calendar(mailbox))
            case ["calendars"]:
                return Told(body={"value": [_calendar(mailbox)]})
            case [*place, "calendarView", "delta" | "delta()"] if place in _PLACES:
                query = {key.lower(): value for key, value in asked.query.items()}
                home = f"{_origin(asked)}{asked.path}"
                return Told(body=self.rounds.page(mailbox, query, manner, home))
            case [*place, "events"] if place in _PLACES:
                return self._events(asked, mailbox, manner)
            case [*place, "events", ident] if place in _PLACES:
                return self._event(asked, mailbox, manner, ident)
        raise GraphError(404, "ResourceNotFound")

    def _events(self, asked: Asked, mailbox: Mailbox, manner: Manner) -> Told:
        if asked.method == "POST":
            event = mailbox.create(asked.json)
            self._changed(mailbox, "created", event)
            return Told(201, _answered(asked, event, manner))
        found = list(mailbox.events.values())
        if wanted := asked.query.get("$filter"):
            match = _FILTER.fullmatch(wanted)
            if not match:
                raise GraphError(400, "ErrorInvalidUrlQueryFilter")
            found = [one for one in found if one.extended.get(match[1]) == match[2].replace("''", "'")]
        return Told(body={"value": [_answered(asked, one, manner) for one in found]})

    def _event(self, asked: Asked, mailbox: Mailbox, manner: Manner, ident: str) -> Told:
        master, _, day = ident.partition(".")
        event = mailbox.find(master)
        on = date.fromisoformat(day) if day else None
        if on and (not event.fields["recurrence"] or on not in days(event)):
            raise GraphError(404, "ErrorItemNotFound")
        if asked.method == "GET":
            return Told(body=_answered(asked, event, manner, on))
        if asked.headers.get("if-match", event.etag) not in {event.etag, "*"}:
            raise GraphError(412, "ErrorIrresolvableConflict")
        if asked.method == "DELETE":
            self._changed(mailbox, "deleted", event)
            if on:
                event.gone.add(on)
                mailbox.touch(event)
            else:
                mailbox.delete(event)
            return Told(204)
        mailbox.write(event, asked.json)
        self._changed(mailbox, "updated", event)
        return Told(body=_answered(asked, event, manner))

    def _subscription(self, asked: Asked, owner: str, parts: list[str]) -> Told:
        if not parts and asked.method == "POST":
            return Told(201, self.subscriptions.create(owner, asked.json))
        if not parts:
            mine = [one for one in self.subscriptions.kept.values() if self.subscriptions.owners[one["id"]] == owner]
            return Told(body={"value": mine})
        if asked.method == "PATCH":
            return Told(body=self.subscriptions.renew(parts[0], asked.json))
        if asked.method == "DELETE":
            del self.subscriptions.kept[self.subscriptions.find(parts[0])["id"]]
            return Told(204)
        return Told(body=self.subscriptions.find(parts[0]))

    def _changed(self, mailbox: Mailbox, kind: str, event: Event) -> None:
        self.subscriptions.changed(mailbox.address, kind, shown(event, Manner(immutable=True)))


_PLACES: tuple[list[str], ...] = ([], ["calendar"], ["calendars", CALENDAR])


def _must_be(idents: list[str]) -> None:
    if idents not in ([], [CALENDAR]):
        raise GraphError(404, "ErrorItemNotFound")


def _calendar(mailbox: Mailbox) -> Json:
    owner = {"name": "Gaëtan", "address": mailbox.address}
    return {"id": CALENDAR, "name": "Calendrier", "canEdit": True, "isDefaultCalendar": True, "owner": owner}


def _answered(asked: Asked, event: Event, manner: Manner, day: date | None = None) -> Json:
    """The event with what was selected of it, and what was to be expanded."""
    fields = shown(event, manner, day)
    if wanted := asked.query.get("$select"):
        names = {"@odata.etag", "id", *wanted.split(",")}
        if unknown := names - fields.keys():
            raise GraphError(400, f"RequestBroker--ParseUri {sorted(unknown)}")
        fields = {key: value for key, value in fields.items() if key in names}
    if expand := asked.query.get("$expand"):
        match = _EXPAND.match(expand)
        if not match:
            raise GraphError(400, "ErrorInvalidUrlQuery")
        found = [one for one in _PROPERTY.findall(match[1]) if one in event.extended]
        if found:
            fields["singleValueExtendedProperties"] = [{"id": one, "value": event.extended[one]} for one in found]
    return fields


def _origin(asked: Asked) -> str:
    host = asked.headers["host"]
    return f"{'http' if host.startswith('127.') else 'https'}://{host}"


def _encoded(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def _refusal(error: GraphError) -> Told:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return Told(error.status, {"error": {"code": error.code.split()[0].rstrip(":"), "message": error.code}}, headers)
