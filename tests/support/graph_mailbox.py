"""One mailbox as Microsoft Graph shows it: a calendar of events, their versions, and who already asked for what."""

import copy
import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

Json = dict[str, Any]
CALENDAR = "AQMkADAwCalendar="
WRITABLE = {
    *("subject", "body", "start", "end", "location", "isAllDay", "showAs", "categories", "attendees", "recurrence"),
    *("isReminderOn", "reminderMinutesBeforeStart", "sensitivity", "importance", "singleValueExtendedProperties"),
    *("transactionId",),
}
_WINDOWS = {zone: name for name, zone in reversed(WINDOWS_TO_OLSON.items())} | {"UTC": "UTC"}
_TICKS = "0000000"


class GraphError(Exception):
    """An answer that is a refusal."""

    def __init__(self, status: int, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.retry_after = status, code, retry_after


@dataclass
class Event:
    """One event or series as it is stored; `gone` are days of a series that somebody took out."""

    number: int
    fields: Json
    extended: dict[str, str]
    version: int
    moves: int = 0
    gone: set[date] = field(default_factory=set)

    def ident(self, *, immutable: bool) -> str:
        """Its id: the other kind is another after each move."""
        return f"AAkALgAAA{self.number:06}=" if immutable else f"AAMkAD{self.number:06}v{self.moves}="

    @property
    def etag(self) -> str:
        """Its version."""
        return f'W/"DwAAABYAAA{self.version:06}"'


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is wished: which ids, in which zone, bodies as text or HTML, so many on a page."""

    immutable: bool = False
    zone: str = "UTC"
    text: bool = False
    page: int = 10

    @classmethod
    def of(cls, prefer: str) -> "Manner":
        """What a Prefer header asks for."""
        wishes = dict(part.strip().partition("=")[::2] for part in prefer.split(",") if "=" in part)
        wishes = {name.lower(): value.strip('"') for name, value in wishes.items()}
        return cls(
            wishes.get("idtype") == "ImmutableId",
            wishes.get("outlook.timezone", "UTC"),
            wishes.get("outlook.body-content-type") == "text",
            int(wishes.get("odata.maxpagesize", "10")),
        )


@dataclass
class Mailbox:
    """The events of one person's calendar; `touched` names them in the order they were changed.

    A token is good for one `generation`. A transaction id is remembered with its event, for ever where the mailbox is
    `unforgetting`; two creations at once do not see each other's (they do once `settle` was called).
    """

    address: str
    events: dict[int, Event] = field(default_factory=dict)
    touched: list[int] = field(default_factory=list)
    generation: int = 0
    unforgetting: bool = False
    transactions: dict[str, tuple[int, str]] = field(default_factory=dict)
    unseen: dict[str, tuple[int, str]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def find(self, ident: str) -> Event:
        """The event of this id, of either kind."""
        for event in self.events.values():
            if ident in {event.ident(immutable=True), event.ident(immutable=False)}:
                return event
        raise GraphError(404, "ErrorItemNotFound")

    def create(self, body: Json) -> Event:
        """Add an event, or answer the one that was added by the same transaction."""
        said = json.dumps(body, sort_keys=True)
        transaction = body.get("transactionId")
        if transaction in self.transactions:
            number, before = self.transactions[transaction]
            if (number in self.events and said != before) or (number not in self.events and self.unforgetting):
                raise GraphError(409, "ErrorDuplicateTransactionId")
            if number in self.events:
                return self.events[number]
        if not {"start", "end"} <= body.keys():
            raise GraphError(400, "ErrorPropertyValidationFailure")
        event = Event(next(self._numbers), usual(), {}, 0)
        self.write(event, body)
        event.fields["createdDateTime"] = event.fields["lastModifiedDateTime"]
        self.events[event.number] = event
        if transaction:
            self.unseen[transaction] = (event.number, said)
        return event

    def settle(self) -> None:
        """From now on the transactions of what was created are known."""
        self.transactions |= self.unseen
        self.unseen = {}

    def write(self, event: Event, body: Json) -> None:
        """Change the fields that are named, and no other."""
        body = _unannotated(body)
        if unknown := body.keys() - WRITABLE:
            raise GraphError(400, f"RequestBodyRead {sorted(unknown)}")
        fields = copy.deepcopy(event.fields) | {
            key: value for key, value in body.items() if key != "singleValueExtendedProperties"
        }
        if "start" in body:
            fields["originalStartTimeZone"] = _windows(body["start"]["timeZone"])
            fields["originalEndTimeZone"] = _windows(body["end"]["timeZone"])
        _check_times(fields)
        fields["type"] = "seriesMaster" if fields["recurrence"] else "singleInstance"
        event.fields = fields
        event.extended |= {one["id"]: one["value"] for one in body.get("singleValueExtendedProperties", [])}
        self.touch(event)

    def touch(self, event: Event) -> None:
        """Make it another version."""
        self.touched.append(event.number)
        event.version = len(self.touched)
        event.fields["lastModifiedDateTime"] = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def delete(self, event: Event) -> None:
        """Take it away."""
        self.touched.append(event.number)
        del self.events[event.number]

    def forgets(self) -> None:
        """No token given before is good any more."""
        self.generation += 1


def shown(event: Event, manner: Manner, day: date | None = None) -> Json:
    """The event, or its occurrence of a day, as an answer has it."""
    fields = copy.deepcopy(event.fields)
    start, end = instants(event, day)
    if fields["isAllDay"]:
        first, last = (_wall(fields[name]).date() for name in ("start", "end"))
        shift = (day - first) if day else timedelta()
        fields["start"], fields["end"] = (_moment(one + shift, manner.zone) for one in (first, last))
    else:
        zone = ZoneInfo(iana(manner.zone))
        fields["start"], fields["end"] = (_moment(one.astimezone(zone), manner.zone) for one in (start, end))
    ident = event.ident(immutable=manner.immutable)
    fields |= {"@odata.etag": event.etag, "changeKey": event.etag[3:-1], "id": ident}
    fields["iCalUId"] = f"040000008200E00074C5B7101A82E008{event.number:08X}{day or ''}"
    fields["webLink"] = f"https://outlook.office365.com/owa/?itemid={ident}"
    if day:
        fields |= {"id": f"{ident}.{day:%Y%m%d}", "type": "occurrence", "seriesMasterId": ident, "recurrence": None}
    content = fields["body"]["content"]
    if not manner.text and fields["body"]["contentType"] == "text":
        fields["body"] = {"contentType": "html", "content": f"<html><body>{content}</body></html>"}
    if manner.text:
        fields["body"] = {"contentType": "text", "content": _plain(fields["body"])}
    fields["bodyPreview"] = _plain(event.fields["body"])[:255]
    return fields


def instants(event: Event, day: date | None = None) -> tuple[datetime, datetime]:
    """When it is; an occurrence keeps the hours of its series on the clock of their zone."""
    moments = []
    first = _wall(event.fields["start"]).date()
    for name in ("start", "end"):
        wall = _wall(event.fields[name]) + ((day - first) if day else timedelta())
        moments.append(wall.replace(tzinfo=ZoneInfo(iana(event.fields[name]["timeZone"]))).astimezone(UTC))
    return moments[0], moments[1]


def days(event: Event) -> list[date]:
    """The days of a series that repeats every so many days, so many times."""
    recurrence = event.fields["recurrence"]
    first = _wall(event.fields["start"]).date()
    step = timedelta(days=recurrence["pattern"].get("interval", 1))
    found = [first + number * step for number in range(recurrence["range"]["numberOfOccurrences"])]
    return [day for day in found if day not in event.gone]


def iana(name: str) -> str:
    """The IANA zone of a Windows name, or of its own."""
    try:
        return str(ZoneInfo(WINDOWS_TO_OLSON.get(name, name)))
    except (KeyError, ValueError) as error:
        raise GraphError(400, "TimeZoneNotSupportedException") from error


def _windows(name: str) -> str:
    return _WINDOWS.get(iana(name), name)


def _unannotated(value: Any) -> Any:
    """The same without what clients say of its types."""
    if isinstance(value, dict):
        return {key: _unannotated(part) for key, part in value.items() if not key.startswith("@odata.")}
    return [_unannotated(part) for part in value] if isinstance(value, list) else value


def _wall(moment: Json) -> datetime:
    return datetime.fromisoformat(moment["dateTime"][:26].rstrip("Z")).replace(tzinfo=None)


def _moment(when: datetime | date, zone: str) -> Json:
    full = when if isinstance(when, datetime) else datetime.combine(when, time())
    return {"dateTime": f"{full:%Y-%m-%dT%H:%M:%S}.{_TICKS}", "timeZone": zone}


def _check_times(fields: Json) -> None:
    start, end = (_wall(fields[name]).replace(tzinfo=ZoneInfo(iana(fields[name]["timeZone"]))) for name in _BOTH)
    if end.astimezone(UTC) < start.astimezone(UTC):
        raise GraphError(400, "ErrorPropertyValidationFailure")
    if fields["isAllDay"] and (start.time(), end.time()) != (time(), time()):
        raise GraphError(400, "ErrorPropertyValidationFailure")


_BOTH = ("start", "end")


def _plain(body: Json) -> str:
    """A body as text: ends of lines as Exchange writes them."""
    content = str(body["content"])
    if body["contentType"] == "html":
        content = content.replace("<html><body>", "").replace("</body></html>", "")
        for tag in ("<b>", "</b>", "<i>", "</i>"):
            content = content.replace(tag, "")
    return content.replace("\r\n", "\n").replace("\n", "\r\n")


def usual() -> Json:
    """The fields of an event of which nothing was said."""
    return {
        "subject": "",
        "body": {"contentType": "html", "content": ""},
        "location": {"displayName": ""},
        "isAllDay": False,
        "showAs": "busy",
        "isCancelled": False,
        "isOrganizer": True,
        "categories": [],
        "attendees": [],
        "isReminderOn": True,
        "reminderMinutesBeforeStart": 15,
        "recurrence": None,
        "sensitivity": "normal",
        "importance": "normal",
        "seriesMasterId": None,
        "transactionId": None,
        "hasAttachments": False,
        "isDraft": False,
        "responseRequested": True,
    }
