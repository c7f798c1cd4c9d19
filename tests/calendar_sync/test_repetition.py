"""A repetition rule means what two other readers read in it, and never takes long to say so."""

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calendar_sync.errors import BrokenObject, EndlessRule
from calendar_sync.moments import Length, Times
from calendar_sync.repetition import read_rule, starts
from tests.calendar_sync.samples import PARIS

START = datetime(2026, 1, 1, 8, 30)  # noqa: DTZ001 - a wall clock
LAST = START + timedelta(days=800)
FAR = timedelta(days=40_000)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _times(start=START):
    return Times(start.replace(tzinfo=ZoneInfo(PARIS)), Length(), PARIS)


def _numbers(low, high):
    return st.lists(st.integers(low, high).filter(bool), min_size=1, max_size=3, unique=True).map(
        lambda numbers: ",".join(map(str, numbers))
    )


@st.composite
def rules(draw):
    """A rule of any frequency with up to three further parts, as programs combine them."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    nth = st.sampled_from(("", "1", "2", "-1", "5")) if frequency in {"MONTHLY", "YEARLY"} else st.just("")
    which = draw(nth)
    parts = {
        "INTERVAL": st.integers(1, 7).map(str),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(
            lambda n: ",".join(map(str, n))
        ),
        "BYMONTHDAY": _numbers(-31, 31),
        "BYDAY": st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True).map(
            lambda days: ",".join(which + day for day in days)
        ),
        "BYHOUR": st.sampled_from(("8", "7,15")),
        "COUNT": st.integers(1, 30).map(str),
        "WKST": st.sampled_from(("MO", "SU")),
    }
    if frequency == "YEARLY":
        parts |= {"BYYEARDAY": _numbers(-366, 366)} | ({} if which else {"BYWEEKNO": _numbers(-53, 53)})
    if frequency != "WEEKLY":  # where dateutil takes the first, shorter week for a whole one
        parts["BYSETPOS"] = _numbers(-4, 4)
    named = draw(st.lists(st.sampled_from(sorted(parts)), max_size=4, unique=True))
    if named == ["BYSETPOS"]:
        named = []  # RFC 5545 wants another part beside it
    return ";".join([f"FREQ={frequency}", *(f"{name}={draw(parts[name])}" for name in named)])


@settings(deadline=None, max_examples=200)
@given(rules())
def test_a_rule_gives_what_dateutil_finds(rule):
    """What programs write, except where dateutil strays from the standard or searches to the year 9999."""
    read = read_rule(rule, _times())
    assume(len(list(islice(starts(read, START, START + FAR), read.total or 40))) == (read.total or 40))
    theirs = takewhile(lambda moment: moment <= LAST, rrulestr(rule, dtstart=START))
    assert list(theirs) == list(starts(read, START, LAST))


@settings(deadline=None, max_examples=100)
@given(rules().filter(lambda rule: "COUNT" not in rule), st.integers(0, 700))
def test_what_lies_before_changes_nothing(rule, days):
    """A series is not read from its start, and comes out the same."""
    read, first = read_rule(rule, _times()), START + timedelta(days=days)
    assert [moment for moment in starts(read, START, LAST) if first <= moment] == list(starts(read, first, LAST))


@pytest.mark.parametrize(
    "rule, first",
    [
        ("FREQ=DAILY;BYYEARDAY=366;BYMONTH=1", []),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", []),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=5", []),
        ("FREQ=YEARLY;INTERVAL=9999", ["0101"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU;INTERVAL=2;BYSETPOS=-1", ["0101", "0115", "0129"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU;INTERVAL=2;BYSETPOS=1", ["0113", "0127", "0210"]),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", ["0105", "0106", "0112"]),
    ],
)
def test_rules_that_other_readers_search_for_ever_or_read_otherwise(rule, first):
    """The first moments by the standard; none at all for what no day satisfies."""
    found = starts(read_rule(rule, _times()), START, LAST)
    assert first == [f"{moment:%m%d}" for moment in islice(found, 3)]


@pytest.mark.parametrize(
    "rule, error",
    [
        ("FREQ=SECONDLY", EndlessRule),
        ("FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0", EndlessRule),
        ("FREQ=DAILY;BYEASTER=1", BrokenObject),
        ("RSCALE=HEBREW;FREQ=YEARLY", BrokenObject),
        ("FREQ=DAILY;COUNT=99999999999999999999", BrokenObject),
        ("FREQ=DAILY;INTERVAL=x", BrokenObject),
        ("FREQ=WEEKLY;BYDAY=LUNDI", BrokenObject),
    ],
)
def test_a_rule_nobody_can_follow_is_named(rule, error):
    """Words instead of a guess."""
    with pytest.raises(error):
        read_rule(rule, _times())


def test_the_last_moment_is_on_the_clock_of_the_series():
    """UTC in the rule, Paris on the clock: 08:30 in winter is 07:30 in UTC."""
    read = read_rule("FREQ=DAILY;UNTIL=20260103T073000Z", _times())
    assert 3 == len(list(starts(read, START, LAST)))
    read = read_rule("FREQ=DAILY;UNTIL=20260103T072959Z", Times(START.replace(tzinfo=UTC), Length(), PARIS))
    assert 2 == len(list(starts(read, START, LAST)))
