"""The laws of intervals."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.intervals import Interval

START = datetime(2027, 1, 1, tzinfo=UTC)
minutes = st.integers(0, 600)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """An interval of some minutes within ten hours."""
    start, length = draw(minutes), draw(st.integers(1, 120))
    return Interval(START + timedelta(minutes=start), START + timedelta(minutes=start + length))


@given(intervals(), intervals())
def test_overlap_is_mutual_and_means_a_shared_part(one, other):
    """Two intervals overlap exactly when they have an intersection."""
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(other) == (one.intersection(other) is not None)


@given(intervals(), st.lists(intervals(), max_size=6))
def test_what_is_left_and_what_is_taken_make_the_whole(whole, taken):
    """Minute by minute: inside a rest or inside something taken, never both."""
    left = list(whole.without(taken))
    for offset in range(int(whole.length.total_seconds()) // 60):
        minute = whole.start + timedelta(minutes=offset)
        free = any(rest.contains(minute) for rest in left)
        busy = any(interval.contains(minute) for interval in taken)
        assert free != busy


def test_touching_neighbours_do_not_overlap():
    """The end is not part of an interval."""
    first = Interval(START, START + timedelta(hours=1))
    second = Interval(first.end, first.end + timedelta(hours=1))
    assert not first.overlaps(second)
    assert not first.contains(second.start)


@pytest.mark.parametrize(
    "start, end",
    [(START, START), (START, START - timedelta(1)), (START.replace(tzinfo=None), START.replace(tzinfo=None))],
)
def test_empty_backward_and_naive_intervals_are_refused(start, end):
    """A clear error, at once."""
    with pytest.raises(ValueError, match="an interval"):
        Interval(start, end)
