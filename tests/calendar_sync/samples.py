"""Entries and foreign events in plain words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from calendar_sync import CalendarEntry, CalendarReading, Interval, read_calendar

PARIS = "Europe/Paris"
TWENTY_ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Paris",
    "Pacific/Auckland",
    "Pacific/Chatham",
)


def at(text: str) -> datetime:
    """The UTC instant written like 2026-11-24 08:30."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str) -> Interval:
    """The interval between two UTC instants."""
    return Interval(at(start), at(end))


def an_entry(uid: str = "rdv-1@duret.invalid", **changes: Any) -> CalendarEntry:
    """An appointment of an hour and a quarter on a Tuesday morning, unless told otherwise."""
    start = changes.pop("start", at("2026-11-24 07:30"))
    usual = {
        "end": start + timedelta(minutes=75),
        "zone": PARIS,
        "last_modified": at("2026-11-20 09:00"),
        "summary": "Intervention",
    }
    return CalendarEntry(uid=uid, start=start, **(usual | changes))


def a_file(*events: str, head: str = "") -> bytes:
    """A calendar file with these objects, lines ended as the standard wants."""
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", head, *events, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def an_event(*lines: str, uid: str = "e1") -> str:
    """A VEVENT with these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def reading(*events: str, head: str = "", horizon: Interval | None = None) -> CalendarReading:
    """What is read from a file with these events."""
    return read_calendar(a_file(*events, head=head), zone=PARIS, horizon=horizon)


SOUND = an_event("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "SUMMARY:sain", uid="sound")
SOUND_TIME = span("2026-11-24 08:00", "2026-11-24 09:00")
