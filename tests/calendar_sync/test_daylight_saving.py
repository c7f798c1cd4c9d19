"""An appointment keeps its local hour and its instant through the feed and back, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from calendar_sync import CalendarEntry, read_calendar, render_feed
from calendar_sync.zones import transitions
from tests.calendar_sync.samples import TWENTY_ZONES, an_entry, at

CHANGES = [(zone, change.instant) for zone in TWENTY_ZONES for change in transitions(zone, 2020, 2037)]


def _around_every_change(zone: str) -> list[CalendarEntry]:
    """Appointments of 90 minutes at several local hours of the day before, of and after each change."""
    starts = {
        datetime.combine(day.date() + timedelta(days=shift), datetime.min.time(), tz).replace(hour=hour, fold=fold)
        for tz in [ZoneInfo(zone)]
        for day in [at("2026-06-15 12:00"), *(instant.astimezone(tz) for name, instant in CHANGES if name == zone)]
        for shift in (-1, 0, 1)
        for hour in (0, 1, 2, 3, 8, 17)
        for fold in (0, 1)
    }
    instants = sorted({start.astimezone(UTC) for start in starts})
    return [
        an_entry(f"{n}@x", start=start, end=start + timedelta(minutes=90), zone=zone)
        for n, start in enumerate(instants)
    ]


@pytest.mark.parametrize("zone", TWENTY_ZONES)
def test_every_change_of_twenty_zones_leaves_each_appointment_at_its_hour(zone: str):
    """Instant, zone and so local hour come back; and the zone in the file alone gives the same instant."""
    entries = _around_every_change(zone)
    body = render_feed(entries, name="Tournée", zone=zone)
    assert tuple(entries) == read_calendar(body, zone="Pacific/Kiritimati").entries
    file = Calendar.from_ical(body)
    theirs = tzical(StringIO(file.walk("VTIMEZONE")[0].to_ical().decode())).get(zone)
    for entry, event in zip(entries, file.walk("VEVENT"), strict=True):
        start = event.get("DTSTART")
        written: datetime = start.dt
        assert entry.start == written.astimezone(UTC)
        if "TZID" in start.params:
            assert entry.local_start.replace(tzinfo=None) == written.replace(tzinfo=None)
            if _far_from_changes(entry):  # near one, dateutil reads imaginary and repeated hours its own way
                assert entry.start == written.replace(tzinfo=theirs).astimezone(UTC)


def _far_from_changes(entry: CalendarEntry) -> bool:
    changes = [instant for zone, instant in CHANGES if zone == entry.zone]
    return all(abs(instant - entry.start) > timedelta(hours=2) for instant in changes)


@example(change=("Europe/Paris", at("2026-10-25 01:00")), hour=2, minute=30, day=0, length=60)
@given(
    change=st.sampled_from(CHANGES),
    hour=st.integers(0, 23),
    minute=st.sampled_from([0, 15, 30, 45]),
    day=st.integers(-2, 2),
    length=st.integers(15, 720),
)
def test_an_appointment_at_a_local_hour_keeps_it(
    change: tuple[str, datetime], hour: int, minute: int, day: int, length: int
):
    """Any hour near any change: the feed shows that hour, and reading it back gives that instant."""
    zone, instant = change
    tz = ZoneInfo(zone)
    start = (instant.astimezone(tz) + timedelta(days=day)).replace(hour=hour, minute=minute, second=0).astimezone(UTC)
    entry = an_entry(start=start, end=start + timedelta(minutes=length), zone=zone)
    body = render_feed([entry], name="Tournée", zone=zone)
    back = read_calendar(body, zone=zone).entries[0]
    assert entry == back
    assert entry.local_start.isoformat() == back.local_start.isoformat()


def test_both_changes_of_2027_in_paris_leave_half_past_eight_at_half_past_eight():
    """The Fridays before and the Mondays after 28 March and 31 October 2027."""
    paris = ZoneInfo("Europe/Paris")
    days = [(3, 26), (3, 29), (10, 29), (11, 1)]
    entries = [
        an_entry(f"{month}-{day}@x", start=datetime(2027, month, day, 8, 30, tzinfo=paris)) for month, day in days
    ]
    body = render_feed(entries, name="Tournée", zone="Europe/Paris").decode()
    assert [7, 6, 6, 7] == [entry.start.hour for entry in entries]
    for month, day in days:
        assert f"DTSTART;TZID=Europe/Paris:2027{month:02}{day:02}T083000" in body
