"""An event as Microsoft Graph shows it becomes an object of a calendar, and an object of ours what Graph is sent."""

import hashlib
import json
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component

from calendar_sync.entry import CalendarEntry, Status
from calendar_sync.errors import ObjectRefused, UnknownZone
from calendar_sync.foreign_zones import ZoneBook
from calendar_sync.reading import read_calendar
from calendar_sync.text import one_line
from calendar_sync.writing import add_entries, calendar, written

Json = dict[str, Any]

_SET = "{6f2b9c1e-5d0a-4b53-9a0e-5b1c7d2f8a44}"
NAME: Final = f"String {_SET} Name creneau-name"
"""The property that holds the href an entry of ours was created under: by it a lost creation is found."""

ENTRY: Final = f"String {_SET} Name creneau-entry"
"""The property that holds what an event has no room for: our uid, URL, zone and status."""

_EXPAND: Final = {"$expand": f"singleValueExtendedProperties($filter=id eq '{NAME}' or id eq '{ENTRY}')"}
_TIMES: Final = "start,end,isAllDay,isCancelled,showAs,type,originalStartTimeZone,lastModifiedDateTime"
TIMES_ONLY: Final = {"$select": _TIMES, **_EXPAND}
"""What is asked of an event that may be somebody else's: no word of what it is about."""

WHOLE: Final = {
    "$select": f"{_TIMES},subject,body,location,isReminderOn,reminderMinutesBeforeStart",
    **_EXPAND,
}

_STANDS: Final = "X-CRENEAU-STANDS"
"""Marks of how an event stood when it was read: what we leave as it was is not sent, and keeps its form."""

_SERIES: Final = "series"
_MASTER, _SINGLE = "seriesMaster", "singleInstance"


def named(name: str) -> Json:
    """The question for the event that was created under a name."""
    quoted = name.replace("'", "''")
    asked = f"singleValueExtendedProperties/Any(ep: ep/id eq '{NAME}' and ep/value eq '{quoted}')"
    return {"$filter": asked, **WHOLE}


def is_ours(event: Json) -> bool:
    """Whether an event carries our property, and is not one date of a series somebody made of it."""
    return ENTRY in _properties(event) and event.get("type") in {_MASTER, _SINGLE}


def object_of(event: Json, zone: str) -> bytes:
    """The event as an object: ours whole, somebody else's with nothing but when it takes his time.

    `zone` is that of days which name none. What cannot be read becomes an object that cannot be read either.
    """
    try:
        ours = json.loads(_properties(event)[ENTRY]) if is_ours(event) else {}
        return _written(event, _entry(event, ours, ours.get("zone") or zone), ours=bool(ours))
    except UnknownZone:
        return _in_unknown_zone(event)
    except (KeyError, ValueError, TypeError, AttributeError):
        return b""


def event_of(body: bytes, *, name: str = "") -> Json:
    """What Graph is sent for an object: what was read of an event and stayed as it was is left out.

    Instants are given in UTC, so that none depends on another's table of zones. `name` is the href it is created under.
    Raises ObjectRefused when the object is no single event.
    """
    entry = _single(body)
    (own,) = Calendar.from_ical(body).walk("VEVENT")
    stood = str(own.get(_STANDS, "")).split()
    event: Json = {
        "subject": entry.summary,
        "start": _moment(entry.start),
        "end": _moment(entry.end),
        "isAllDay": False,
        "showAs": _shown_as(entry),
    }
    if _mark("body", entry.description) not in stood:
        event["body"] = {"contentType": "text", "content": entry.description}
    if _mark("location", entry.location) not in stood:
        event["location"] = {"displayName": entry.location}
    if _SERIES in stood:
        event["recurrence"] = None
    if (before := _reminder(own)) is not None:
        event |= {"isReminderOn": True, "reminderMinutesBeforeStart": before}
    rest = {"uid": entry.uid, "url": entry.url, "zone": entry.zone, "status": entry.status.value}
    properties = {ENTRY: json.dumps(rest, separators=(",", ":")), **({NAME: name} if name else {})}
    event["singleValueExtendedProperties"] = [{"id": key, "value": value} for key, value in properties.items()]
    return event


def _properties(event: Json) -> dict[str, str]:
    return {one["id"]: one["value"] for one in event.get("singleValueExtendedProperties") or ()}


def _entry(event: Json, ours: Json, zone: str) -> CalendarEntry:
    start, end = _times(event, zone)
    showing = event.get("showAs")
    texts: Json = {
        "summary": event.get("subject") or "",
        "location": (event.get("location") or {}).get("displayName") or "",
        "description": _text(event),
        "url": ours.get("url") or "",
    }
    return CalendarEntry(
        uid=ours["uid"] if ours else event["id"],
        start=start,
        end=end,
        zone=zone,
        last_modified=datetime.fromisoformat(event["lastModifiedDateTime"]),
        status=_status(event, ours),
        transparent=showing == "free" or (event.get("type") == _MASTER and not ours),
        **(texts if ours else {}),
    )


def _status(event: Json, ours: Json) -> Status:
    if event.get("isCancelled"):
        return Status.CANCELLED
    if event.get("showAs") == "tentative":
        return Status.TENTATIVE
    return Status(ours.get("status", Status.CONFIRMED)) if event.get("showAs") == "free" else Status.CONFIRMED


def _shown_as(entry: CalendarEntry) -> str:
    if not entry.busy:
        return "free"
    return "tentative" if entry.status is Status.TENTATIVE else "busy"


def _times(event: Json, zone: str) -> tuple[datetime, datetime]:
    """When it is. A whole day is told as midnight of no zone: it is one of the zone it was written in, else of ours."""
    book = ZoneBook(zone)
    moments = [event["start"], event["end"]]
    if event.get("isAllDay"):
        written_in = event.get("originalStartTimeZone") or "UTC"
        home = ZoneInfo(zone if written_in == "UTC" else book.zone(written_in))
        days = [datetime.fromisoformat(one["dateTime"]).date() for one in moments]
        first, last = (datetime.combine(day, time(), home) for day in days)
    else:
        first, last = (
            datetime.fromisoformat(one["dateTime"]).replace(tzinfo=ZoneInfo(book.zone(one["timeZone"])))
            for one in moments
        )
    return first, last


def _text(event: Json) -> str:
    """Its body as text, which was asked for; the beginning of it where it came otherwise."""
    body = event.get("body") or {}
    text = body.get("content") if body.get("contentType") == "text" else event.get("bodyPreview")
    return (text or "").replace("\r\n", "\n").rstrip()


def _written(event: Json, entry: CalendarEntry, *, ours: bool) -> bytes:
    made = calendar()
    add_entries(made, [entry], zone=entry.zone)
    (own,) = made.walk("VEVENT")
    if ours:
        marks = [_mark("body", entry.description), _mark("location", entry.location)]
        if event.get("type") == _MASTER:
            own.add("RRULE", {"FREQ": "DAILY", "COUNT": 2})  # a series, whichever: it is put back as it was
            marks.append(_SERIES)
        own.add(_STANDS, " ".join(marks))
        if event.get("isReminderOn"):
            own.add_component(_alarm(int(event.get("reminderMinutesBeforeStart") or 0)))
    return written(made)


def _in_unknown_zone(event: Json) -> bytes:
    """An object of the same zone, which is set aside for the same reason."""
    name = event.get("originalStartTimeZone") if event.get("isAllDay") else event["start"]["timeZone"]
    uid = json.loads(_properties(event)[ENTRY])["uid"] if is_ours(event) else event["id"]
    zone = one_line(str(name), 80).replace('"', "'")
    moment = f"{datetime.fromisoformat(event['start']['dateTime']):%Y%m%dT%H%M%S}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", f"UID:{one_line(str(uid), 200)}"]
    return "\r\n".join([*lines, f'DTSTART;TZID="{zone}":{moment}', "END:VEVENT", "END:VCALENDAR", ""]).encode()


def _single(body: bytes) -> CalendarEntry:
    reading = read_calendar(body, zone="UTC")
    if len(reading.entries) != 1 or reading.quarantined:
        raise ObjectRefused
    return reading.entries[0]


def _moment(instant: datetime) -> Json:
    return {"dateTime": f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _mark(field: str, text: str) -> str:
    return f"{field}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _alarm(minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", "Rappel")
    alarm.add("TRIGGER", -timedelta(minutes=minutes))
    return alarm


def _reminder(own: Component) -> int | None:
    """How many minutes before its start an object rings first."""
    triggers = [getattr(alarm.get("TRIGGER"), "dt", None) for alarm in own.walk("VALARM")]
    before = [-one // timedelta(minutes=1) for one in triggers if isinstance(one, timedelta) and one <= timedelta()]
    return max(before, default=None)
