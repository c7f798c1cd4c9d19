"""Segments fold and join as the walk through a day would have it."""

from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.segments import NO_STOP, Segment, fits, fits_all, join, join_all, joined, undominated

Stop = tuple[int, int, int]
"""Seconds of service, earliest and latest start."""

stops = st.tuples(st.integers(0, 20), st.integers(0, 100), st.integers(0, 60)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)
roads = st.integers(0, 30)
days = st.lists(st.tuples(roads, stops), min_size=1, max_size=6)


def as_segment(stop: Stop) -> Segment:
    """A stop as a segment."""
    service, earliest, latest = stop
    return (service, earliest + service, latest)


def walk(day: list[tuple[int, Stop]], begin: int) -> int | None:
    """When the last stop is completed if the first is reached at `begin`; None when some promise breaks."""
    now = begin
    for number, (road, (service, earliest, latest)) in enumerate(day):
        now = max(now + (road if number else 0), earliest)
        if now > latest:
            return None
        now += service
    return now


def folded(day: list[tuple[int, Stop]]) -> Segment | None:
    """The day as one segment; None when its stops do not fit."""
    total: Segment | None = as_segment(day[0][1])
    for road, stop in day[1:]:
        following = as_segment(stop)
        if total is None or not fits(total, road, following):
            return None
        total = join(total, road, following)
    return total


@given(days)
def test_a_folded_day_completes_when_the_walk_does(day: list[tuple[int, Stop]]):
    """For every moment he might begin, the three integers say what walking stop by stop says."""
    total = folded(day)
    for begin in range(-40, 170):
        expected = walk(day, begin)
        answer = None if total is None or begin > total[2] else max(begin + total[0], total[1])
        assert expected == answer


@given(days)
def test_he_leaves_as_late_as_possible_without_finishing_later(day: list[tuple[int, Stop]]):
    """One second later either breaks a promise or delays the end."""
    total = folded(day)
    if total is None:
        return
    work, completion, latest = total
    leaving = min(latest, completion - work)

    assert total[1] == walk(day, leaving)
    assert total[1] != walk(day, leaving + 1)


@given(stops, roads, stops, roads, stops)
def test_joining_is_associative(one: Stop, road: int, two: Stop, road_on: int, three: Stop):
    """From the left or from the right: the same segment, and the same answer to whether it fits."""
    first, second, third = as_segment(one), as_segment(two), as_segment(three)
    left = fits(first, road, second) and fits(join(first, road, second), road_on, third)
    right = fits(second, road_on, third) and fits(first, road, join(second, road_on, third))

    assert left == right
    if left:
        assert join(join(first, road, second), road_on, third) == join(first, road, join(second, road_on, third))


@given(stops)
def test_no_stop_changes_nothing(stop: Stop):
    """The neutral element is neutral on both sides."""
    segment = as_segment(stop)

    assert segment == join(NO_STOP, 0, segment) == join(segment, 0, NO_STOP)


@given(st.lists(st.tuples(stops, roads, stops), min_size=1))
def test_arrays_join_like_single_segments(pairs: list[tuple[Stop, int, Stop]]):
    """The kernel's arithmetic on arrays is the arithmetic on integers, element by element."""
    ones = [as_segment(one) for one, _, _ in pairs]
    twos = [as_segment(two) for _, _, two in pairs]
    road = np.array([road for _, road, _ in pairs])
    first, second = tuple(np.array(ones).T), tuple(np.array(twos).T)

    expected = [join(one, leg, two) for one, leg, two in zip(ones, road.tolist(), twos, strict=True)]
    assert expected == [tuple(row) for row in np.array(join_all(first, road, second)).T.tolist()]
    assert [fits(one, leg, two) for one, leg, two in zip(ones, road.tolist(), twos, strict=True)] == fits_all(
        first, road, second
    ).tolist()


@given(st.lists(stops, max_size=8), stops, roads)
def test_what_is_pruned_was_never_needed(alternatives: list[Stop], following: Stop, road: int):
    """Whatever comes after and whenever he begins, the segments kept complete as early as all of them would."""
    segments = [as_segment(stop) for stop in alternatives]
    kept = undominated(segments)

    assert set(kept) <= set(segments)
    for begin in range(-40, 170):
        for work in {segment[0] for segment in segments}:
            everything = _earliest([s for s in segments if s[0] == work], begin)
            assert everything == _earliest([s for s in kept if s[0] == work], begin)
    assert undominated(joined(segments, road, [as_segment(following)])) == joined(kept, road, [as_segment(following)])


def _earliest(segments: list[Segment], begin: int) -> int | None:
    return min(
        (max(begin + work, completion) for work, completion, latest in segments if begin <= latest), default=None
    )


def test_a_long_day_folds_without_overflow():
    """A thousand stops of real epochs stay exact in 64 bits."""
    one = (3600, 1_800_003_600, 1_900_000_000)

    assert (3_600_000, 1_800_000_000 + 3_600_000, 1_900_000_000 - 999 * 3600) == reduce(
        lambda total, stop: join(total, 0, stop), [one] * 1000
    )


@pytest.mark.parametrize(
    "needless,kept",
    [
        ([(10, 50, 95), (10, 50, 90)], [(10, 50, 95)]),
        ([(10, 60, 90), (10, 50, 90)], [(10, 50, 90)]),
        ([(10, 60, 95), (10, 50, 90)], [(10, 50, 90), (10, 60, 95)]),
        ([(20, 60, 80), (10, 50, 90)], [(10, 50, 90), (20, 60, 80)]),
        ([(10, 70, 80), (20, 60, 90), (10, 50, 100)], [(10, 50, 100), (20, 60, 90)]),
    ],
)
def test_what_another_makes_needless_is_left_out(needless: list[Segment], kept: list[Segment]):
    """The same work, begun no earlier or completed no sooner; what takes more work is never compared."""
    assert kept == undominated(needless)
