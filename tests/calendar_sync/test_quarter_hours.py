"""One instant, wherever it is read: our page, the feed, the object in a CalDAV calendar, Outlook and the invitation.

What is checked for every quarter hour from 2026 to 2037 in Paris (420 768 instants): the hour our page shows, and the
hour a stranger finds for it with nothing but the VTIMEZONE of a feed. What is checked for a part of them, through
bytes and back: in the feed, every quarter hour within three hours of each change of clocks and one quarter hour of
each day, drawn; as an object and as an invitation, the former. For twenty other zones: the same around each change,
objects and invitations on the hour. What Outlook is sent and tells: the same around each change; what it is sent, a
quarter hour of each week too. With CRENEAU_TEST_EVERY_QUARTER_HOUR set, all go through each of them, which takes about
half an hour. A stranger reads lines by himself and interprets the VTIMEZONE by dateutil: none of our
code, nor the parser we use, stands between the bytes and the instants compared.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from io import StringIO
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]

from calendar_sync import CalendarEntry, Method, Person, render_feed, render_invitation
from calendar_sync.remote.graph_events import event_of, object_of
from calendar_sync.writing import render_object
from calendar_sync.zones import transitions
from tests.calendar_sync.samples import PARIS, TWENTY_ZONES, an_entry
from tests.support.graph_mailbox import Event, Manner, shown, usual
from web import filters

FIRST, LAST = 2026, 2037
START, END = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST + 1, 1, 1, tzinfo=UTC)
QUARTER, HOUR, NIGHT = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=10)
EVERY = "CRENEAU_TEST_EVERY_QUARTER_HOUR"
OTHERS = (*(zone for zone in TWENTY_ZONES if zone != PARIS), "America/Havana")
FIRM, PERSON = Person("contact@duret.invalid"), Person("marie@example.invalid")
_ZONE = re.compile(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\n", re.DOTALL)
_MOMENT = re.compile(r"^(?:DTSTART|DTEND)(?:;TZID=([^:;]+))?:(\d{8}T\d{6})(Z?)$", re.MULTILINE)


def _quarters(first: datetime, last: datetime, step: timedelta = QUARTER) -> Iterator[datetime]:
    while first < last:
        yield first
        first += step


def _around_changes(zone: str, step: timedelta = QUARTER) -> list[datetime]:
    changes = [change.instant for change in transitions(zone, FIRST, LAST)]
    found = {near for one in changes for near in _quarters(one - 3 * HOUR, one + 3 * HOUR + step, step)}
    return sorted(found)


def _entries(zone: str, starts: Iterable[datetime]) -> list[CalendarEntry]:
    """Ten hours from each of these instants, so that the ends meet the changes too."""
    return [
        an_entry(f"{n:06}@x", start=start, end=start + NIGHT, zone=zone, organizer=FIRM, attendee=PERSON)
        for n, start in enumerate(starts)
    ]


@cache
def _stranger(component: str) -> tuple[str, tzinfo]:
    """The zone a VTIMEZONE describes, by its name."""
    zones = tzical(StringIO(component))
    (name,) = zones.keys()
    return name, zones.get(name)


def _read(body: bytes) -> list[tuple[datetime, datetime]]:
    """Start and end of each event, from the lines and from the VTIMEZONEs among them."""
    text = body.decode().replace("\r\n", "\n").replace("\n ", "")
    zones = dict(_stranger(component) for component in _ZONE.findall(text))
    events = text[text.index("BEGIN:VEVENT") :]
    moments = [
        datetime.fromisoformat(wall).replace(tzinfo=UTC if utc else zones[name]).astimezone(UTC)
        for name, wall, utc in _MOMENT.findall(events)
    ]
    return list(zip(moments[::2], moments[1::2], strict=True))


def _nights(zone: str) -> list[CalendarEntry]:
    """The night of each change of clocks; none where they never change."""
    nights = []
    for n, change in enumerate(transitions(zone, FIRST, LAST)):
        evening = (change.instant - 6 * HOUR).astimezone(ZoneInfo(zone)).replace(hour=20, minute=0, second=0)
        morning = (evening + 24 * HOUR).replace(hour=6)
        assert evening.astimezone(UTC) < change.instant < morning.astimezone(UTC)
        nights.append(an_entry(f"{n:03}@x", start=evening, end=morning, zone=zone, organizer=FIRM, attendee=PERSON))
    return nights


def _times(entries: Iterable[CalendarEntry]) -> list[tuple[datetime, datetime]]:
    return [(entry.start, entry.end) for entry in entries]


def test_every_quarter_hour_of_twelve_years_in_paris_is_shown_at_its_hour_by_page_and_feed():
    """The page's words and the stranger's offset agree with the zone's own clock, each quarter hour by itself.

    Of an hour the clock shows twice, a page shows the same words twice; the feed writes the second in UTC.
    """
    body = render_feed(_entries(PARIS, [START, END - NIGHT]), name="Tournée", zone=PARIS)
    (component,) = _ZONE.findall(body.decode().replace("\r\n", "\n"))
    _, theirs = _stranger(component)
    paris = ZoneInfo(PARIS)
    page: Any = {"firm": SimpleNamespace(zone=PARIS), "language": "fr"}
    count, repeated = 0, 0
    for instant in _quarters(START, END):
        local = instant.astimezone(paris)
        hour, minute = re.fullmatch(r"(\d+)\sh(?:\s(\d\d))?", filters.clock(page, instant)).groups()  # type: ignore[union-attr]
        assert (local.date(), local.hour, local.minute) == (
            filters.local_date(page, instant),
            int(hour),
            int(minute or 0),
        )
        count, repeated = count + 1, repeated + local.fold
        assert local.fold or local.utcoffset() == local.replace(tzinfo=theirs).utcoffset(), instant
    assert (420_768, 12 * 4) == (count, repeated)


def test_around_each_change_and_on_each_day_in_paris_the_feed_gives_the_instant_back():
    """4 383 days of which one quarter hour each is drawn, and every quarter hour near the 24 changes."""
    drawn = Random(20260101)
    days = [day + QUARTER * drawn.randrange(96) for day in _quarters(START, END, 24 * HOUR)]
    entries = _entries(PARIS, sorted({*days, *_around_changes(PARIS)}))
    assert _times(entries) == _read(render_feed(entries, name="Tournée", zone=PARIS))


@pytest.mark.parametrize("zone", OTHERS)
def test_around_each_change_of_twenty_other_zones_the_feed_gives_the_instant_back(zone: str):
    """Every quarter hour within three hours; the quarter hours of a New Year where clocks never change."""
    entries = _entries(zone, _around_changes(zone) or _quarters(START, START + 24 * HOUR))
    assert _times(entries) == _read(render_feed(entries, name="Tournée", zone=zone))


RENDERED: dict[str, Callable[[CalendarEntry], bytes]] = {
    "object": render_object,
    "invitation": lambda entry: render_invitation(entry, Method.REQUEST),
    "confirmation": lambda entry: render_invitation(entry, Method.PUBLISH),
}


@pytest.mark.parametrize("render", RENDERED.values(), ids=RENDERED)
@pytest.mark.parametrize("zone", [PARIS, *OTHERS])
def test_an_object_and_an_invitation_alone_give_the_instant_back(zone: str, render: Callable[[CalendarEntry], bytes]):
    """Each carries its own VTIMEZONE, right for its own years: in Paris by quarter hours, elsewhere by hours."""
    entries = _entries(zone, _around_changes(zone, QUARTER if zone == PARIS else HOUR) or [START])
    assert _times(entries) == [times for entry in entries for times in _read(render(entry))]


@pytest.mark.parametrize("zone", [PARIS, *OTHERS])
def test_an_on_call_night_over_each_change_starts_and_ends_when_the_clock_says(zone: str):
    """From eight in the evening to six: an hour shorter or longer over the change, in feed, object and invitation."""
    nights = _nights(zone)
    assert not nights or _times(nights) == _read(render_feed(nights, name="Astreintes", zone=zone))
    for night in nights:
        assert (20, 6) == (night.local_start.hour, night.local_end.hour)
        assert {(night.start, night.end)} == {times for render in RENDERED.values() for times in _read(render(night))}
    if zone == PARIS:
        assert [9 * HOUR, 11 * HOUR] * 12 == [night.end - night.start for night in nights]


def _sent_to_outlook(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """Start and end in what Graph is sent, found without our code."""
    sent = event_of(render_object(entry))
    start, end = (
        datetime.fromisoformat(sent[name]["dateTime"]).replace(tzinfo=ZoneInfo(sent[name]["timeZone"])).astimezone(UTC)
        for name in ("start", "end")
    )
    return start, end


def _told_by_outlook(entry: CalendarEntry) -> tuple[datetime, datetime]:
    """Start and end in the object made of what Graph tells of an event written in the entry's own zone."""
    event = Event(1, {**usual(), "lastModifiedDateTime": "2026-01-01T00:00:00Z", "type": "singleInstance"}, {}, 1)
    for name, instant in (("start", entry.start), ("end", entry.end)):
        event.fields[name] = {"dateTime": f"{instant:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    event.fields["originalStartTimeZone"] = entry.zone
    ((start, end),) = _read(object_of(shown(event, Manner(zone="UTC")), entry.zone))
    return start, end


@pytest.mark.parametrize("zone", [PARIS, *OTHERS])
def test_outlook_is_sent_the_instant_and_its_own_is_read_around_each_change(zone: str):
    """Every quarter hour near a change in Paris, the hours of the others, and the nights over each change."""
    starts = _around_changes(zone, QUARTER if zone == PARIS else HOUR) or [START]
    for entry in (*_entries(zone, starts), *_nights(zone)):
        times = (entry.start, entry.end)
        assert (times, times) == (_sent_to_outlook(entry), _told_by_outlook(entry))


def test_a_quarter_hour_of_each_week_in_paris_is_sent_to_outlook_as_it_is():
    """627 weeks, of which one quarter hour each is drawn."""
    drawn = Random(20260102)
    weeks = list(_quarters(START, END, 7 * 24 * HOUR))
    assert 627 == len(weeks)
    for entry in _entries(PARIS, [week + QUARTER * drawn.randrange(7 * 96) for week in weeks]):
        assert (entry.start, entry.end) == _sent_to_outlook(entry)


@pytest.mark.skipif(not os.environ.get(EVERY), reason=f"{EVERY} is not set: what takes half an hour is not run")
@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_every_quarter_hour_of_a_year_in_paris_goes_through_everything_as_it_is(year: int):
    """Feed, object, invitation, confirmation, what Outlook is sent and what it tells."""
    starts = list(_quarters(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)))
    assert (366 if year % 4 == 0 else 365) * 96 == len(starts)
    entries = _entries(PARIS, starts)
    for first in range(0, len(entries), 1_000):
        some = entries[first : first + 1_000]
        assert _times(some) == _read(render_feed(some, name="Tournée", zone=PARIS))
    for entry in entries:
        read = [_read(render(entry)) for render in RENDERED.values()]
        assert [[(entry.start, entry.end)]] * len(RENDERED) == read
        assert (entry.start, entry.end) == _sent_to_outlook(entry) == _told_by_outlook(entry)
