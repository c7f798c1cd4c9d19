"""An entry keeps instants, not wall clocks, and refuses what no calendar could hold."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendar_sync import Status
from calendar_sync.entry import newest
from calendar_sync.errors import InvalidEntry
from tests.calendar_sync.samples import PARIS, an_entry, at, span


def test_instants_are_kept_in_utc_and_read_on_the_clock_of_the_zone():
    """An hour given in Paris is the same instant, and shows as the same hour."""
    entry = an_entry(start=datetime(2026, 7, 14, 8, 30, tzinfo=ZoneInfo(PARIS)))
    assert at("2026-07-14 06:30") == entry.start
    assert "2026-07-14T08:30:00+02:00" == entry.local_start.isoformat()
    assert "2026-07-14T09:45:00+02:00" == entry.local_end.isoformat()


def test_an_entry_over_the_repeated_hour_does_not_end_before_it_starts():
    """02:30 then 02:10 an hour later: comparing wall clocks would refuse it."""
    paris = ZoneInfo(PARIS)
    entry = an_entry(
        start=datetime(2026, 10, 25, 2, 30, tzinfo=paris), end=datetime(2026, 10, 25, 2, 10, tzinfo=paris, fold=1)
    )
    assert timedelta(minutes=40) == entry.end - entry.start


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "  "},
        {"sequence": -1},
        {"end": at("2026-11-24 07:29")},
        {"zone": "Mars/Olympus"},
        {"zone": "../etc/passwd"},
        {"start": datetime(2026, 11, 24, 8)},  # noqa: DTZ001 - naive on purpose
    ],
)
def test_what_no_calendar_could_hold_is_refused(changes: dict[str, Any]):
    """Each refusal says what is wrong, in words."""
    with pytest.raises(InvalidEntry) as refusal:
        an_entry(**changes)
    assert "." in str(refusal.value)


def test_only_what_takes_time_is_busy():
    """Cancelled, transparent and momentary entries leave the time free."""
    assert an_entry().busy
    assert not an_entry(status=Status.CANCELLED).busy
    assert not an_entry(transparent=True).busy
    assert not an_entry(end=at("2026-11-24 07:30")).busy


def test_the_newest_version_of_each_entry_is_kept_by_sequence_then_by_date():
    """Two versions of one uid never stand in one calendar; an occurrence and its series may."""
    old, new = an_entry(sequence=1), an_entry(sequence=2, start=at("2026-11-25 07:30"))
    occurrence = an_entry(occurrence=at("2026-11-24 07:30"))
    assert [occurrence, new] == newest([new, occurrence, old])


def test_neighbouring_intervals_do_not_overlap():
    """An interval excludes its end."""
    morning = span("2026-11-24 08:00", "2026-11-24 12:00")
    assert morning.overlaps(span("2026-11-24 11:59", "2026-11-24 13:00"))
    assert not morning.overlaps(span("2026-11-24 12:00", "2026-11-24 13:00"))
