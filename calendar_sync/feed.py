"""A feed is a calendar others subscribe to: the same entries always give the same bytes."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from icalendar import vDuration, vText

from calendar_sync.entry import CalendarEntry, newest
from calendar_sync.errors import FeedTooLarge
from calendar_sync.text import one_line
from calendar_sync.writing import LINE, add_zones, calendar, written

MAX_ENTRIES = 5_000
HOURLY = timedelta(hours=1)


def render_feed(entries: Iterable[CalendarEntry], *, name: str, zone: str, refresh: timedelta = HOURLY) -> bytes:
    """A subscription calendar (RFC 5545, RFC 7986) of these entries, each in its newest version.

    `name` is what the subscriber sees, `zone` the zone its programs fall back on, `refresh` how often they are asked
    to come back. No clock is read: two calls with the same entries answer the same bytes.
    Raises FeedTooLarge above 5 000 entries; a bad text is made harmless instead.
    """
    listed = newest(entries)
    if len(listed) > MAX_ENTRIES:
        raise FeedTooLarge
    feed = calendar("PUBLISH")
    shown = one_line(name, LINE) or "Agenda"
    feed.add("NAME", vText(shown))
    feed.add("X-WR-CALNAME", vText(shown))
    feed.add("X-WR-TIMEZONE", vText(zone))
    feed.add("REFRESH-INTERVAL", vDuration(refresh), parameters={"VALUE": "DURATION"})
    feed.add("X-PUBLISHED-TTL", vDuration(refresh))
    add_zones(feed, listed, zone=zone)
    return written(feed, listed)


def entity_tag(body: bytes) -> str:
    """The strong ETag of a feed: it changes exactly when the bytes do."""
    return f'"{sha256(body).hexdigest()[:32]}"'
