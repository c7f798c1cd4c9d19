"""A repetition that no day satisfies held a processor for seconds; forty daily series in 4 kB for one.

The library looked for the next date up to the year 9999, and for each series from its start: `FREQ=DAILY;BYYEARDAY=366;
BYMONTH=1` took three seconds. A rule is now looked at for as many days as the horizon has.
"""

from itertools import islice

from calendar_sync.moments import Length, Times, wall_clock
from calendar_sync.repetition import read_rule, starts
from tests.calendar_sync.samples import an_event, at, reading, span

TWELVE_YEARS = span("2026-01-01 00:00", "2038-01-01 00:00")
NEVER = "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1"


def test_the_event_itself_is_kept_and_nothing_else():
    """Its first date is what the series has."""
    read = reading(an_event("DTSTART:20260907T080000Z", "DURATION:PT1H", f"RRULE:{NEVER}"))
    assert (span("2026-09-07 08:00", "2026-09-07 09:00"),) == read.busy


def test_a_series_is_looked_at_from_the_horizon_on():
    """A rule since 1900 gives its first moment of 2026 without those before."""
    rule = read_rule("FREQ=DAILY;INTERVAL=3", Times(at("1900-01-01 08:00"), Length(), "UTC"))
    first = wall_clock(at("2026-01-01 00:00"))
    assert [3, 6] == [moment.day for moment in islice(starts(rule, first, wall_clock(at("2026-12-31 00:00"))), 2)]


def test_all_rules_of_a_series_share_what_a_series_may_give():
    """The same rule three times is one; three that give 4 000 each are too many."""
    rules = [f"RRULE:FREQ=DAILY;BYHOUR={hour};COUNT=4000" for hour in (8, 9, 10)]
    again = reading(an_event("DTSTART:20260101T080000Z", "DURATION:PT1H", *[rules[0]] * 3), horizon=TWELVE_YEARS)
    several = reading(an_event("DTSTART:20260101T080000Z", "DURATION:PT1H", *rules), horizon=TWELVE_YEARS)
    assert (4_000, []) == (len(again.busy), list(again.quarantined))
    assert ((), 1) == (several.busy, len(several.quarantined))
