"""Calendars as other programs really write them are read without an exception and without a silent loss."""

import os
from pathlib import Path

import pytest

from calendar_sync import CalendarReading, read_calendar
from tests.calendar_sync.samples import PARIS

FOLDER = Path(os.environ.get("CRENEAU_BENCHMARK_DATA", "")) / "ics"
pytestmark = pytest.mark.skipif(
    "CRENEAU_BENCHMARK_DATA" not in os.environ or not FOLDER.is_dir(),
    reason="CRENEAU_BENCHMARK_DATA names no folder with ics/: the calendars of other programs are not read",
)


def _read(name: str) -> CalendarReading:
    return read_calendar((FOLDER / name).read_bytes(), zone=PARIS)


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
