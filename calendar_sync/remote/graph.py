"""A calendar in Outlook, by Microsoft Graph: it chooses its own addresses, and a property of ours finds ours again."""

import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final, NoReturn
from urllib.parse import quote, urlencode

import httpx

from calendar_sync.entry import Interval
from calendar_sync.errors import (
    AccessLost,
    ChangedMeanwhile,
    ObjectRefused,
    OutcomeUnknown,
    RemoteFailed,
    Throttled,
    TokenRefused,
    UnreadableCalendar,
)
from calendar_sync.remote.answers import NOT_HERE, OK, patience, refuse, written
from calendar_sync.remote.exchange import Answer, ask
from calendar_sync.remote.graph_events import TIMES_ONLY, WHOLE, Json, event_of, is_ours, named, object_of
from calendar_sync.remote.port import Changes, Placed, Resource

GRAPH: Final = "https://graph.microsoft.com/v1.0"
IN_A_BATCH = 20
"""Requests that Graph takes at once; it does four of them at a time, as many as a mailbox bears."""

AHEAD = timedelta(days=60)
"""So much further than the time asked for a round of changes looks: its window is fixed, ours moves on every day."""

_ON_A_PAGE = 200
_PREFER: Final = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text"'}
_PAGES: Final = {"Prefer": f"{_PREFER['Prefer']}, odata.maxpagesize={_ON_A_PAGE}"}
_JSON: Final = {**_PREFER, "Content-Type": "application/json"}
_FORBIDDEN, _CONFLICT, _INTERNAL = 403, 409, 500
_PATIENCE_PLEASE: Final = frozenset({429, 503, 504})
_TOKEN_REFUSED: Final = frozenset({400, 410})
_DUPLICATE = "ErrorDuplicateTransactionId"
_NAME_ENDS = ".ics"
"""How the hrefs end that objects are created under, and no id of Graph's does."""

_TRANSACTIONS = uuid.UUID("0f0d2ac7-64e5-4a37-8a5e-4f6c0f2f1f5b")


@dataclass(frozen=True, slots=True)
class OutlookCalendar:
    """A calendar of a mailbox: its id, and what its owner calls it."""

    ident: str
    name: str


def default_calendar(client: httpx.Client) -> OutlookCalendar:
    """The calendar that Outlook opens first, of the mailbox a client is signed in for; raises RemoteFailed."""
    answer = ask(client, "GET", f"{GRAPH}/me/calendar", _PREFER)
    if answer.status != OK:
        _refuse(answer)
    found = _read(answer)
    return OutlookCalendar(found["id"], found.get("name", ""))


class GraphCalendar:
    """One calendar of the mailbox for which an `httpx.Client` is signed in; an `href` is an immutable id.

    `window` is the time that is looked at, `zone` that of whole days which name none.
    """

    def __init__(self, client: httpx.Client, calendar: str, *, window: Interval, zone: str) -> None:
        """`calendar` is the calendar's id."""
        self._ask = partial(ask, client)
        self._calendar = f"/me/calendars/{quote(calendar, safe='')}"
        self._window, self._zone = window, zone

    def changes(self, token: str) -> Changes:
        """See `RemoteCalendar`: by a round of `calendarView/delta`, whose window stands in the token."""
        changed: dict[str, str] = {}
        removed: set[str] = set()
        window, link = self._resumed(token) if token else self._begun()
        while link:
            page = self._page(link)
            for item in page["value"]:
                if "@removed" in item:
                    removed.add(item["id"])
                    changed.pop(item["id"], None)
                else:
                    if token and item.get("type") == "seriesMaster":
                        raise TokenRefused  # what went from a series is told by nothing but its absence
                    removed.discard(item["id"])
                    changed[item["id"]] = item["@odata.etag"]
            link = self._followed(page.get("@odata.nextLink", ""))
        end = self._followed(page["@odata.deltaLink"])
        return Changes(f"{_text(window)} {end}", changed, frozenset(removed), whole=not token)

    def fetch(self, hrefs: Collection[str]) -> Mapping[str, Resource]:
        """See `RemoteCalendar`. Of what is not ours nothing but times is asked for."""
        names = {href for href in hrefs if href.endswith(_NAME_ENDS)}
        found = self._events({_question(f"{self._calendar}/events", named(name)): "" for name in names})
        idents = set(hrefs) - names - {event["id"] for event in found}
        seen = self._events({_event(ident, TIMES_ONLY): ident for ident in idents})
        ours = {event["id"] for event in seen if is_ours(event)}
        found += self._events({_event(ident, WHOLE): ident for ident in ours})
        found += [event for event in seen if event["id"] not in ours]
        return {one["id"]: Resource(one["id"], one["@odata.etag"], object_of(one, self._zone)) for one in found}

    def create(self, href: str, body: bytes) -> Placed:
        """See `RemoteCalendar`. Sent twice in a row it makes one event: its transaction is that of its name."""
        event = _sent(body, name=href)
        answer = self._created(event, uuid.uuid5(_TRANSACTIONS, href))
        if _code(answer) == _DUPLICATE:
            if self.fetch([href]):
                raise ChangedMeanwhile
            answer = self._created(event, uuid.uuid4())  # it was there once, and is no more
        made = _read(_done(answer))
        return Placed(made["id"], made["@odata.etag"])

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """See `RemoteCalendar`."""
        answer = self._ask("PATCH", GRAPH + _event(href), {**_JSON, "If-Match": etag}, _bytes(_sent(body)))
        return str(_read(_done(answer))["@odata.etag"])

    def delete(self, href: str, etag: str) -> None:
        """See `RemoteCalendar`."""
        _done(self._ask("DELETE", GRAPH + _event(href), {**_PREFER, "If-Match": etag}))

    def _begun(self) -> tuple[Interval, str]:
        window = Interval(self._window.start, self._window.end + AHEAD)
        asked = {"startDateTime": _stamp(window.start), "endDateTime": _stamp(window.end)}
        return window, GRAPH + _question(f"{self._calendar}/calendarView/delta", asked)

    def _resumed(self, token: str) -> tuple[Interval, str]:
        """Where a token goes on. Raises TokenRefused for one that is not ours, or no longer looks far enough."""
        try:
            stamps, _, link = token.partition(" ")
            window = Interval(*(datetime.fromisoformat(stamp) for stamp in stamps.split("/")))
        except (ValueError, TypeError) as error:
            raise TokenRefused from error
        if not (window.start <= self._window.start and self._window.end <= window.end):
            raise TokenRefused
        return window, self._followed(link)

    def _followed(self, link: str) -> str:
        """A link we were given, as long as it leads to Graph: nobody else is shown what opens the mailbox."""
        if link and not link.startswith(f"{GRAPH}/"):
            raise TokenRefused
        return link

    def _page(self, link: str) -> Json:
        answer = self._ask("GET", link, _PAGES)
        if answer.status in _TOKEN_REFUSED:
            raise TokenRefused
        if answer.status != OK:
            _refuse(answer)
        return _read(answer)

    def _created(self, event: Json, transaction: uuid.UUID) -> Answer:
        sent = _bytes({**event, "transactionId": str(transaction)})
        return self._ask("POST", f"{GRAPH}{self._calendar}/events", _JSON, sent)

    def _events(self, questions: Mapping[str, str]) -> list[Json]:
        """The events these questions lead to, by batches; what has to wait is asked again as long as others had not to.

        Each question comes with the id it asks for, if it does: an event Graph chokes on has nothing else.
        Raises Throttled when all had to wait.
        """
        found: list[Json] = []
        waiting = sorted(questions)
        while waiting:
            answered, again, wait = 0, [], 0.0
            for batch in _batches(waiting):
                for question, answer in self._together(batch):
                    if answer.status in _PATIENCE_PLEASE:
                        again.append(question)
                        wait = max(wait, patience(answer))
                    else:
                        answered += 1
                        found += _several(answer, questions[question])
            if again and not answered:
                raise Throttled(retry_after=wait)
            waiting = again
        return found

    def _together(self, questions: list[str]) -> Iterator[tuple[str, Answer]]:
        """Each question and its own answer."""
        sent = [
            {"id": str(number), "method": "GET", "url": question, "headers": _PREFER}
            for number, question in enumerate(questions)
        ]
        answer = self._ask("POST", f"{GRAPH}/$batch", _JSON, _bytes({"requests": sent}))
        if answer.status != OK:
            _refuse(answer)
        for one in _read(answer)["responses"]:
            headers = httpx.Headers(one.get("headers") or {})
            yield questions[int(one["id"])], Answer(one["status"], headers, _bytes(one.get("body")))


def _event(ident: str, asked: Mapping[str, str] | None = None) -> str:
    return _question(f"/me/events/{quote(ident, safe='')}", asked or {})


def _question(path: str, asked: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(asked, quote_via=quote)}" if asked else path


def _batches(questions: list[str]) -> Iterator[list[str]]:
    rest = iter(questions)
    while batch := list(islice(rest, IN_A_BATCH)):
        yield batch


def _several(answer: Answer, ident: str) -> list[Json]:
    """The events of one answer: those of a search, a single one, or none where there is none any more."""
    if answer.status in NOT_HERE:
        return []
    if ident and answer.status >= _INTERNAL:
        return [{"id": ident, "@odata.etag": ""}]
    if answer.status != OK:
        _refuse(answer)
    read = _read(answer)
    return list(read["value"]) if "value" in read else [read]


def _sent(body: bytes, *, name: str = "") -> Json:
    try:
        return event_of(body, name=name)
    except UnreadableCalendar as error:
        raise ObjectRefused from error


def _done(answer: Answer) -> Answer:
    """The answer to a write that was done. Raises what it says instead."""
    if answer.status == _FORBIDDEN:
        raise AccessLost
    return written(answer)


def _refuse(answer: Answer) -> NoReturn:
    """Raise what Graph says that did not answer."""
    if answer.status == _FORBIDDEN:
        raise AccessLost
    if answer.status in _PATIENCE_PLEASE:
        raise Throttled(retry_after=patience(answer))
    refuse(answer)


def _read(answer: Answer) -> Json:
    try:
        read = json.loads(answer.content)
    except ValueError as error:
        raise OutcomeUnknown from error
    if not isinstance(read, dict):
        raise RemoteFailed
    return read


def _code(answer: Answer) -> str:
    """How Graph names what went wrong; nothing where it did not."""
    error = _read(answer).get("error") if answer.status == _CONFLICT else None
    return str(error.get("code", "")) if isinstance(error, dict) else ""


def _bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(window: Interval) -> str:
    return f"{_stamp(window.start)}/{_stamp(window.end)}"
