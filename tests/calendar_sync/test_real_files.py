"""Calendars as other programs really write them are read without an exception and without a silent loss."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar

from calendar_sync import CalendarReading, Interval, read_calendar
from tests.calendar_sync.samples import PARIS, span

FOLDER = Path(os.environ.get("CRENEAU_BENCHMARK_DATA", "")) / "ics"
pytestmark = pytest.mark.skipif(
    "CRENEAU_BENCHMARK_DATA" not in os.environ or not FOLDER.is_dir(),
    reason="CRENEAU_BENCHMARK_DATA names no folder with ics/: the calendars of other programs are not read",
)


def _read(name: str, horizon: Interval | None = None) -> CalendarReading:
    return read_calendar((FOLDER / name).read_bytes(), zone=PARIS, horizon=horizon)


def _instant(moment: date) -> datetime:
    """A moment of a file in UTC; days and hours that name no zone are those of Paris."""
    local = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return (local if local.tzinfo else local.replace(tzinfo=ZoneInfo(PARIS))).astimezone(UTC)


def test_every_event_of_every_file_is_either_an_entry_or_named():
    """Events begun in the file are entries or set apart (a series that cannot be expanded is both)."""
    for path in sorted(FOLDER.glob("*.ics")):
        read = read_calendar(path.read_bytes(), zone=PARIS)
        lines = path.read_bytes().upper().replace(b"\r", b"\n").split(b"\n")
        begun = sum(line.strip() == b"BEGIN:VEVENT" for line in lines)
        assert len(read.entries) <= begun <= len(read.entries) + len(read.quarantined), path.name


@pytest.mark.parametrize(
    "name, entries, busy, quarantined",
    [
        ("ical.net__EmptyLines4.ics", 28, 28, 0),
        ("ical.js__recur_instances_finite.ics", 1, 5, 0),
        ("ical4j__dst-only-vtimezone.ics", 1, 1, 0),
        ("node-ical__exchange-custom-tz.ics", 1, 1, 0),
        ("node-ical__bad_custom_ms_tz.ics", 1, 0, 2),
        ("icalendar__issue_722_timezone_transition_ambiguity.ics", 0, 0, 4),
        ("rie__issue_20_exdate_ignored.ics", 1, 7, 0),
        ("rie__recurring_events_moved.ics", 5, 7, 0),
        ("vobject__UntilRespectsTimezoneTest.ics", 1, 9, 0),
        ("libical__overlaps.ics", 5, 5, 0),
    ],
)
def test_known_files_give_what_a_person_reads_in_them(name: str, entries: int, busy: int, quarantined: int):
    """Counted by hand."""
    read = _read(name)
    assert (entries, busy, quarantined) == (len(read.entries), len(read.busy), len(read.quarantined))


@pytest.mark.parametrize(
    "name",
    [
        "ccs-caldavtester__errors-41.ics",
        "ical.js__recur_instances_finite.ics",
        "ical4j__EXDATE-IN-UTC.ics",
        "ical4j__dst-only-vtimezone.ics",
        "node-ical__dst-transition-rules.ics",
        "node-ical__exchange-custom-tz.ics",
        "node-ical__exchange_whole_day_moved_recurrence_offset_tz.ics",
        "node-ical__whole_day_moved_over_dst_change_berlin.ics",
        "rie__issue_148_edge_case_1.ics",
        "rie__issue_164_duplicated_event.ics",
        "rie__issue_20_exdate_ignored.ics",
        "rie__issue_48_dst.ics",
        "rie__recurring_events_moved.ics",
    ],
)
def test_series_and_changed_clocks_take_the_times_another_reader_finds(name: str):
    """The bytes, straight to recurring-ical-events, without anything of ours in between: the same busy times.

    Not listed: two whose last day it leaves out, written out by hand below; and birthdays in a calendar that names a
    zone of its own (X-WR-TIMEZONE), which it does not read.
    """
    years = span("2000-01-01 00:00", "2030-01-01 00:00")
    calendar = Calendar.from_ical((FOLDER / name).read_bytes())
    theirs = {
        Interval(_instant(event.start), _instant(event.end))
        for event in recurring_ical_events.of(calendar).between(years.start, years.end)
        if event.get("TRANSP") != "TRANSPARENT" and event.get("STATUS") != "CANCELLED"
    }
    assert tuple(sorted(theirs)) == _read(name, years).busy


def test_moved_occurrences_in_berlin_stand_where_a_person_reads_them():
    """Daily at 02:00 of which 8 and 9 March are moved by an hour; daily at 04:00 of which one is confirmed."""
    assert (
        span("2019-03-07 01:00", "2019-03-07 02:00"),
        span("2019-03-08 00:00", "2019-03-08 01:00"),
        span("2019-03-09 02:00", "2019-03-09 03:00"),
        span("2019-03-10 01:00", "2019-03-10 02:00"),
        span("2019-03-18 03:00", "2019-03-18 04:00"),
        span("2019-03-19 03:00", "2019-03-19 04:00"),
        span("2019-03-20 03:00", "2019-03-20 04:00"),
    ) == _read("rie__recurring_events_moved.ics").busy


def test_first_tuesdays_and_two_added_days_in_los_angeles_follow_the_clock():
    """10:00 is 17:00 UTC in October and 18:00 after 4 November 2012."""
    assert (
        span("2012-10-02 17:00", "2012-10-02 17:30"),
        span("2012-11-05 18:00", "2012-11-05 18:30"),
        span("2012-11-06 18:00", "2012-11-06 18:30"),
        span("2012-11-10 18:00", "2012-11-10 18:30"),
        span("2012-12-04 18:00", "2012-12-04 18:30"),
    ) == _read("ical.js__recur_instances_finite.ics").busy


def test_mondays_in_new_york_end_with_the_one_their_last_moment_names():
    """18:30 to 20:30 from 23 September to 18 November 2013; summer time ends on 3 November."""
    summer = [("09-23", "09-24"), ("09-30", "10-01"), ("10-07", "10-08"), ("10-14", "10-15"), ("10-21", "10-22")]
    summer += [("10-28", "10-29")]
    winter = [("11-04", "11-05"), ("11-11", "11-12"), ("11-18", "11-19")]
    assert (
        *(span(f"2013-{day} 22:30", f"2013-{after} 00:30") for day, after in summer),
        *(span(f"2013-{day} 23:30", f"2013-{after} 01:30") for day, after in winter),
    ) == _read("vobject__UntilRespectsTimezoneTest.ics").busy


def test_a_morning_in_berlin_whose_zone_was_cut_down_to_summer_is_read_right():
    """09:00 to 10:15 on 3 April 2018."""
    assert (span("2018-04-03 07:00", "2018-04-03 08:15"),) == _read("ical4j__dst-only-vtimezone.ics").busy


def test_tuesdays_in_chicago_leave_out_the_days_named_in_utc_and_follow_the_clock():
    """05:15 for an hour: 15 and 22 May 2007 are left out; summer time ends on 4 November."""
    may, autumn = span("2007-05-01 00:00", "2007-06-01 00:00"), span("2007-10-29 00:00", "2007-11-10 00:00")
    assert (
        span("2007-05-08 10:15", "2007-05-08 11:15"),
        span("2007-05-29 10:15", "2007-05-29 11:15"),
    ) == _read("ical4j__EXDATE-IN-UTC.ics", may).busy
    assert (
        span("2007-10-30 10:15", "2007-10-30 11:15"),
        span("2007-11-06 11:15", "2007-11-06 12:15"),
    ) == _read("ical4j__EXDATE-IN-UTC.ics", autumn).busy


def test_the_last_day_of_a_series_changed_from_there_on_is_in_it():
    """Every other day at noon until 20 September 2025, that day included; moved a day and 2 h 22 later from 2024 on."""
    autumn = span("2025-09-17 00:00", "2025-10-01 00:00")
    assert (
        span("2025-09-17 14:22", "2025-09-17 16:13"),
        span("2025-09-19 14:22", "2025-09-19 16:13"),
        span("2025-09-21 14:22", "2025-09-21 16:13"),
    ) == _read("rie__issue_75_range_parameter.ics", autumn).busy
