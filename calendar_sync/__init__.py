"""Calendars as other programs read and write them: feeds, invitations and files, in one small language."""

from calendar_sync.entry import CalendarEntry, Interval, Person, Status
from calendar_sync.feed import entity_tag, render_feed
from calendar_sync.invitation import Method, render_invitation
from calendar_sync.reading import CalendarReading, Quarantined, read_calendar

__all__ = [
    "CalendarEntry",
    "CalendarReading",
    "Interval",
    "Method",
    "Person",
    "Quarantined",
    "Status",
    "entity_tag",
    "read_calendar",
    "render_feed",
    "render_invitation",
]
