"""A rule said in local time stays at its local hour through every change of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from planner.firms import Firm
from planner.rules import FirmRules
from planner.windows import windows_of_day
from planner.working_days import WeeklyHours, day_interval, days_between, expand, instant, local_day
from tests.support.planner import a_firm, a_service

ZONES = (
    "Europe/Paris",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Istanbul",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/St_Johns",
    "America/Havana",
    "America/Guadeloupe",
    "Indian/Reunion",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Noumea",
)
FIRST, LAST = date(2019, 1, 1), date(2037, 12, 31)


def transitions(zone: ZoneInfo) -> list[date]:
    """The days from 2019 to 2037 on which the offset of the zone changes."""
    noon = [instant(day, time(12), zone).astimezone(zone).utcoffset() for day in days_between(FIRST, LAST)]
    pairs = pairwise(noon)
    return [FIRST + timedelta(days=number + 1) for number, (one, two) in enumerate(pairs) if one != two]


@pytest.mark.parametrize("name", ZONES)
def test_hours_and_windows_keep_their_local_hour_over_every_transition(name):
    """Three days around each change of the clock: same wall hours, days of 23 to 25 hours that touch."""
    zone = ZoneInfo(name)
    hours = tuple(WeeklyHours(day, time(8), time(12)) for day in range(7))
    service = a_service(weekdays=frozenset(range(7)))
    firm: Firm = a_firm(zone_name=name, rules=FirmRules(opening=hours, works_on_holidays=True))
    for change in transitions(zone):
        for day in days_between(change - timedelta(days=1), change + timedelta(days=1)):
            (opening,) = expand(hours, day, zone)
            assert (time(8), time(12)) == (opening.start.astimezone(zone).time(), opening.end.astimezone(zone).time())
            starts = [window.start.astimezone(zone).time() for window in windows_of_day(service, firm, day)]
            assert [time(8), time(10)] == starts
            assert day == local_day(opening.start, zone)
            whole = day_interval(day, zone)
            assert whole.end == day_interval(day + timedelta(days=1), zone).start
            assert timedelta(hours=22) <= whole.length <= timedelta(hours=26)


def test_an_hour_the_clock_skips_becomes_the_next_and_one_it_repeats_is_the_first():
    """Nobody is promised an hour that does not exist."""
    paris = ZoneInfo("Europe/Paris")
    skipped = instant(date(2027, 3, 28), time(2, 30), paris)
    assert datetime(2027, 3, 28, 1, 30, tzinfo=UTC) == skipped
    assert time(3, 30) == skipped.astimezone(paris).time()
    repeated = instant(date(2027, 10, 31), time(2, 30), paris)
    assert datetime(2027, 10, 31, 0, 30, tzinfo=UTC) == repeated
