"""Calendars as other programs read and write them: feeds, invitations, files, and calendars elsewhere kept in step."""

from calendar_sync.entry import CalendarEntry, Interval, Person, Status
from calendar_sync.feed import entity_tag, render_feed
from calendar_sync.invitation import Method, render_invitation
from calendar_sync.ledger import Foreign, Ledger, Mirrored
from calendar_sync.reading import CalendarReading, Quarantined, read_calendar
from calendar_sync.remote.port import RemoteCalendar
from calendar_sync.replies import Answer, Reply, read_replies
from calendar_sync.two_way import Agenda, Report, Wish, sync

__all__ = [
    "Agenda",
    "Answer",
    "CalendarEntry",
    "CalendarReading",
    "Foreign",
    "Interval",
    "Ledger",
    "Method",
    "Mirrored",
    "Person",
    "Quarantined",
    "RemoteCalendar",
    "Reply",
    "Report",
    "Status",
    "Wish",
    "entity_tag",
    "read_calendar",
    "read_replies",
    "render_feed",
    "render_invitation",
    "sync",
]
