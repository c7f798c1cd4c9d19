"""The zones we write give the same hours to a program that knows no zone by itself."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]

from calendar_sync.zones import is_zone, transitions, vtimezone, yearly_rule
from tests.calendar_sync.samples import PARIS, TWENTY_ZONES

FIRST, LAST = 2020, 2037


@pytest.mark.parametrize("zone", TWENTY_ZONES)
def test_another_program_finds_the_same_hours_in_our_vtimezone(zone: str):
    """Another reader, dateutil, given the component alone: same offset around each change and on every tenth day."""
    component = vtimezone(zone, FIRST, LAST).to_ical().decode()
    theirs, ours = tzical(StringIO(component)).get(zone), ZoneInfo(zone)
    changes = [change.onset for change in transitions(zone, FIRST, LAST)]
    probes = [onset + timedelta(hours=hours) for onset in changes for hours in (-26, -5, 5, 26)]
    probes += [datetime(FIRST, 1, 1, 12) + timedelta(days=10 * n) for n in range((LAST - FIRST + 1) * 36)]  # noqa: DTZ001
    kept = [moment for moment in probes if FIRST <= moment.year <= LAST]
    assert [m.replace(tzinfo=ours).utcoffset() for m in kept] == [m.replace(tzinfo=theirs).utcoffset() for m in kept]


@pytest.mark.parametrize("zone", TWENTY_ZONES)
def test_every_change_of_offset_is_found(zone: str):
    """Looking at each day by itself finds as many changes."""
    tz = ZoneInfo(zone)
    days = [datetime(FIRST, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(int((LAST - FIRST + 1) * 365.25))]
    offsets = [day.astimezone(tz).utcoffset() for day in days]
    assert sum(a != b for a, b in pairwise(offsets)) == len(transitions(zone, FIRST, LAST))


def test_summer_time_in_paris_starts_at_two_read_in_winter_time():
    """RFC 5545 wants the onset in the offset being left: 02:00, not 03:00."""
    lines = vtimezone(PARIS, 2026, 2027).to_ical().decode().splitlines()
    daylight = lines[lines.index("BEGIN:DAYLIGHT") : lines.index("END:DAYLIGHT")]
    assert "DTSTART:20250330T020000" in daylight
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in daylight


def test_a_zone_without_changes_is_one_standing_offset():
    """Tokyo has no summer time: one STANDARD, no rule."""
    text = vtimezone("Asia/Tokyo", 2026, 2026).to_ical().decode()
    assert 1 == text.count("BEGIN:STANDARD")
    assert "RRULE" not in text
    assert "TZOFFSETTO:+0900" in text


def test_changes_that_follow_no_weekday_rule_are_listed_one_by_one():
    """Casablanca follows the moon."""
    text = vtimezone("Africa/Casablanca", 2026, 2030).to_ical().decode()
    assert "RDATE" in text
    assert "RRULE" not in text


def test_a_weekday_rule_is_recognised_only_when_all_follow_it():
    """The last Sunday, the second Sunday, and neither."""
    last = [datetime(2026, 3, 29, 2), datetime(2027, 3, 28, 2)]  # noqa: DTZ001
    second = [datetime(2026, 3, 8, 2), datetime(2027, 3, 14, 2)]  # noqa: DTZ001
    assert "-1SU" == yearly_rule(last)
    assert "2SU" == yearly_rule(second)
    assert "" == yearly_rule([last[0], second[1]])
    assert "" == yearly_rule([last[0], datetime(2027, 10, 31, 2)])  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Europe", "/etc/localtime", "localtime", "x" * 300, "", "Romance Standard Time"])
def test_what_is_no_zone_is_not_looked_for_in_the_file_system(name: str):
    """A folder, a path or an endless name is no zone, and raises nothing."""
    assert not is_zone(name)
