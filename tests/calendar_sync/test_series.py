"""A foreign series takes the times a person reads in it: moved, left out, added, and no more than reason allows."""

from zoneinfo import ZoneInfo

import pytest

from calendar_sync import read_calendar
from calendar_sync.series import MAX_OCCURRENCES
from tests.calendar_sync.samples import PARIS, SOUND, SOUND_TIME, a_file, an_event, at, reading, span


def test_a_weekly_series_keeps_its_local_hour_over_the_change():
    """Mondays at 08:30 in Paris: an hour earlier in UTC once summer time starts."""
    weekly = an_event("DTSTART;TZID=Europe/Paris:20260316T083000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert ["07:30", "07:30", "06:30", "06:30"] == [f"{busy.start:%H:%M}" for busy in reading(weekly).busy]


def test_a_series_given_in_utc_stays_in_utc():
    """That is what it says, summer or not."""
    weekly = an_event("DTSTART:20260316T073000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert {"07:30"} == {f"{busy.start:%H:%M}" for busy in reading(weekly).busy}


@pytest.mark.parametrize(
    "start, until, occurrences",
    [
        (";TZID=Europe/Paris:20260907T200000", "20260909T180000Z", 3),
        (";TZID=Europe/Paris:20260907T200000", "20260909T200000", 3),
        (";TZID=Europe/Paris:20260907T200000", "20260909T175959Z", 2),
        (";TZID=Europe/Paris:20260907T200000", "20260909", 3),
        (";VALUE=DATE:20260907", "20260908T220000Z", 3),
        (";VALUE=DATE:20260907", "20260909", 3),
    ],
)
def test_the_last_day_of_a_series_is_in_it_however_it_is_written(start: str, until: str, occurrences: int):
    """UTC, local, a bare day: programs write all of them, the standard wants one."""
    event = an_event(f"DTSTART{start}", f"RRULE:FREQ=DAILY;UNTIL={until}", "DURATION:P1D")
    assert occurrences == len(reading(event).busy)


def test_a_series_until_the_year_9999_has_no_end():
    """Some programs write that instead of nothing."""
    event = an_event("DTSTART:20260907T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z")
    assert 7 == len(reading(event, horizon=span("2026-09-07 00:00", "2026-09-14 00:00")).busy)


def test_a_series_with_a_moved_a_left_out_a_cancelled_and_an_added_day():
    """The exceptions of Outlook: each in its own zone and form."""
    read = reading(
        an_event(
            "DTSTART;TZID=Romance Standard Time:20260907T080000",
            "DTEND;TZID=Romance Standard Time:20260907T090000",
            "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO",
            "EXDATE:20260914T060000Z",
            "RDATE;VALUE=PERIOD:20261001T060000Z/PT3H",
        ),
        an_event(
            "RECURRENCE-ID;TZID=Europe/Paris:20260921T080000",
            "DTSTART;TZID=Europe/Paris:20260922T140000",
            "DURATION:PT2H",
        ),
        an_event(
            "RECURRENCE-ID;TZID=Europe/Paris:20260928T080000",
            "DTSTART;TZID=Europe/Paris:20260928T080000",
            "DURATION:PT1H",
            "STATUS:CANCELLED",
        ),
    )
    assert (
        span("2026-09-07 06:00", "2026-09-07 07:00"),
        span("2026-09-22 12:00", "2026-09-22 14:00"),
        span("2026-10-01 06:00", "2026-10-01 09:00"),
    ) == read.busy
    assert [None, at("2026-09-21 06:00"), at("2026-09-28 06:00")] == [entry.occurrence for entry in read.entries]


def test_from_one_occurrence_on_all_are_moved_and_longer():
    """RANGE=THISANDFUTURE shifts what follows and gives it its length."""
    read = reading(
        an_event("DTSTART:20260907T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4"),
        an_event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260921T080000Z", "DTSTART:20260921T100000Z", "DURATION:PT2H"),
    )
    assert ["08-09", "08-09", "10-12", "10-12"] == [f"{busy.start:%H}-{busy.end:%H}" for busy in read.busy]


def test_a_moved_day_of_a_whole_day_series_replaces_it():
    """Exchange names the replaced day by a time with an offset zone."""
    read = reading(
        an_event("DTSTART;VALUE=DATE:20260219", "RRULE:FREQ=WEEKLY;COUNT=2"),
        an_event("RECURRENCE-ID;TZID=UTC+01:20260226T000000", "DTSTART;VALUE=DATE:20260227"),
    )
    paris = ZoneInfo(PARIS)
    assert [19, 27] == [busy.start.astimezone(paris).day for busy in read.busy]


def test_an_endless_series_stops_at_the_horizon():
    """What touches the horizon is in; what only reaches its edge is not."""
    daily = an_event("DTSTART:20200101T220000Z", "DURATION:PT4H", "RRULE:FREQ=DAILY")
    read = reading(daily, horizon=span("2026-11-24 00:00", "2026-11-25 22:00"))
    assert [23, 24] == [busy.start.day for busy in read.busy]


def test_without_a_horizon_a_series_runs_two_years_past_the_last_event_of_the_file():
    """The file alone decides: no clock is read."""
    read = reading(an_event("DTSTART:20260101T080000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY"), SOUND)
    assert at("2028-11-01 08:00") == read.busy[-1].start


def test_a_series_with_too_many_occurrences_is_named_not_cut():
    """Thirty years of days: more than a person's calendar, and said so."""
    daily = an_event("DTSTART:20000101T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", uid="long")
    read = reading(daily, SOUND, horizon=span("2000-01-01 00:00", f"{2000 + MAX_OCCURRENCES // 365 + 2}-01-01 00:00"))
    assert ["long"] == [quarantined.uid for quarantined in read.quarantined]
    assert (SOUND_TIME,) == read.busy


def test_a_file_that_takes_too_long_loses_its_series_and_keeps_its_single_events():
    """Once the patience is used up, a series is named and the rest is read."""
    weekly = an_event("DTSTART:20260316T073000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid="weekly")
    read = read_calendar(a_file(weekly, SOUND), zone=PARIS, patience=0)
    assert ["weekly"] == [quarantined.uid for quarantined in read.quarantined]
    assert (SOUND_TIME,) == read.busy
