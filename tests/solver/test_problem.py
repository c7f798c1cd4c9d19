"""What makes no sense is refused at the door, by name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from solver import (
    CrowTravel,
    Lunch,
    Pin,
    Place,
    Problem,
    Published,
    Shift,
    Solution,
    Weights,
    Window,
    WorkingTime,
    within_working_time,
)
from solver.errors import (
    DurationNegative,
    NothingPinned,
    PlaceOffTheGlobe,
    RouteForNoShift,
    RouteTooLong,
    ShiftAgainstWorkingTime,
    ShiftEndless,
    ShiftReversed,
    ShiftsOverlap,
    SolverError,
    VisitKeyTwice,
    VisitPlannedTwice,
    VisitUnknown,
    WeightOutOfRange,
    WindowReversed,
)
from solver.travel import PlaneTravel
from tests.solver.plans import HOUR, MINUTE, a_block, a_shift, a_visit, at

MORNING, AFTERNOON = ([Window(at(hour) + n, at(hour) + n) for n in range(300)] for hour in (9, 14))
NONSENSE: list[tuple[type[SolverError], Callable[[], object]]] = [
    (PlaceOffTheGlobe, lambda: Place(91, 0)),
    (PlaceOffTheGlobe, lambda: Place(0, float("nan"))),
    (WindowReversed, lambda: Window(2, 1)),
    (WindowReversed, lambda: Lunch(2, 1, 0)),
    (DurationNegative, lambda: Lunch(1, 2, -1)),
    (DurationNegative, lambda: a_visit(duration=-1)),
    (DurationNegative, lambda: a_shift(max_overtime=-1)),
    (DurationNegative, lambda: WorkingTime(min_rest=-1)),
    (DurationNegative, lambda: CrowTravel(seconds_per_km=-1)),
    (DurationNegative, lambda: PlaneTravel(-1.0)),
    (ShiftReversed, lambda: a_shift(end=at(8))),
    (ShiftEndless, lambda: a_shift(end=at(24 * 31) + at(8.5) - at(0), max_overtime=1)),
    (NothingPinned, Pin),
    (WeightOutOfRange, lambda: Weights(travel=-1)),
    (WeightOutOfRange, lambda: Weights(unserved=10**9)),
    (WeightOutOfRange, lambda: Weights(travel=1.5)),  # type: ignore[arg-type]
    (WeightOutOfRange, lambda: Weights(waiting=1.0)),  # type: ignore[arg-type]
    (WeightOutOfRange, lambda: a_visit(prize=-1)),
    (WeightOutOfRange, lambda: a_visit(prize=0.5)),
    (WeightOutOfRange, lambda: Published("Anaïs", a_shift().day, 0.5)),  # type: ignore[arg-type]
    (VisitKeyTwice, lambda: Problem(shifts=(), visits=(a_visit("a"), a_visit("a")))),
    (RouteTooLong, lambda: a_block(a_shift(lunch=None), a_visit("x", *MORNING), a_visit("y", *AFTERNOON))),
    (ShiftsOverlap, lambda: Problem(shifts=(a_shift(), a_shift(start=at(17))), visits=())),
]


@pytest.mark.parametrize("situation,nonsense", NONSENSE)
def test_nonsense_is_refused_by_name(situation: type[SolverError], nonsense: Callable[[], object]):
    """Each refusal has its own class, and says what it is about."""
    with pytest.raises(situation) as told:
        nonsense()
    assert str(told.value).startswith(str(situation.__doc__))


def test_a_plan_has_one_route_per_shift_of_visits_that_exist_once():
    """A solution is refused when it is not about the problem, and lists what it leaves out."""
    problem = Problem(shifts=(a_shift(),), visits=(a_visit("a"), a_visit("b")))
    for situation, routes in ((RouteForNoShift, []), (VisitUnknown, [[2]]), (VisitPlannedTwice, [[1, 1]])):
        with pytest.raises(situation):
            Solution.of(problem, routes)

    assert Solution(((1,),), (0,)) == Solution.of(problem, [[1]])


def tightened(*shifts: Shift) -> tuple[Shift, ...]:
    """These shifts within French law."""
    return within_working_time(shifts, WorkingTime())


def test_a_usual_day_is_legal_as_it_is():
    """From 8:30 to 17:30 with lunch and an hour of overtime nothing needs tightening."""
    assert (a_shift(),) == tightened(a_shift())


def test_overtime_stops_at_ten_hours_of_work():
    """From 7:00, lunch not counted, ten hours end at 17:45."""
    (shift,) = tightened(a_shift(start=at(7), end=at(17), max_overtime=3 * HOUR))

    assert at(17.75) == shift.latest_return


def test_overtime_stops_six_hours_after_lunch():
    """Lunch may end at 11:45: he is back by 17:45."""
    early = Lunch(at(11), at(12), 45 * MINUTE)
    (shift,) = tightened(a_shift(lunch=early, max_overtime=3 * HOUR))

    assert at(17.75) == shift.latest_return


def test_lunch_starts_within_six_hours_of_the_shift():
    """From 7:00 on, lunch at 13:30 would be too late."""
    (shift,) = tightened(a_shift(start=at(7), end=at(16)))

    assert shift.lunch is not None
    assert at(13) == shift.lunch.latest


def test_half_a_day_without_lunch_is_at_most_six_hours():
    """Overtime is cut where there is no break."""
    (shift,) = tightened(a_shift(end=at(13.5), lunch=None, max_overtime=2 * HOUR))

    assert at(14.5) == shift.latest_return


def test_he_rests_eleven_hours_before_his_next_day():
    """An early start next morning cuts the overtime tonight, his own only."""
    late = a_shift(end=at(17), max_overtime=3 * HOUR, start=at(9))
    early = a_shift(day=1, start=at(5, 1), end=at(14, 1), lunch=Lunch(at(10, 1), at(11, 1), HOUR))
    other = a_shift("Anaïs", end=at(17), max_overtime=3 * HOUR, start=at(9))
    tonight, _, hers = tightened(late, early, other)

    assert at(18) == tonight.latest_return
    assert at(18.75) == hers.latest_return


def test_a_split_day_needs_no_night_in_its_middle():
    """Two shifts of one day are one day's work."""
    morning, evening = a_shift(end=at(12)), a_shift(start=at(14), end=at(18))

    assert (morning, evening) == tightened(morning, evening)


def half_days(begin: float, end: float, again: float, last: float, max_overtime: int = HOUR) -> tuple[Shift, Shift]:
    """The same day from one hour to another, and from a third one on, without lunch."""
    morning = a_shift(start=at(begin), end=at(end), lunch=None, max_overtime=max_overtime)
    return morning, replace(morning, start=at(again), end=at(last))


@pytest.mark.parametrize(
    "day,returns",
    [
        (half_days(8, 11, 12, 13, max_overtime=2 * HOUR), (12, 14)),  # one stretch of six hours, on one route at a time
        (half_days(8, 11, 12, 15, max_overtime=2 * HOUR), (12 - 1 / 3, 17)),  # twenty minutes are a break
        (half_days(6, 11, 13, 17, max_overtime=HOUR), (12, 17)),  # ten hours of work in all
        (half_days(6, 10, 13, 17.5, max_overtime=HOUR), (11, 18)),
        (half_days(6, 12, 14, 18), (12, 18)),
    ],
)
def test_the_shifts_of_a_day_share_its_limits(day: tuple[Shift, Shift], returns: tuple[float, float]):
    """What regular hours leave goes to the overtime of the first, then of the second."""
    assert tuple(map(at, returns)) == tuple(shift.latest_return for shift in tightened(*day))


def test_a_shift_that_leaves_no_time_for_any_route_is_legal():
    """Before its hour he can only have eaten, and lunch is not over before its end."""
    idle = a_shift(start=at(9), end=at(10), max_overtime=0, lunch=Lunch(at(8), at(8.5), 3 * HOUR))

    assert (idle,) == tightened(idle)


def test_a_late_lunch_is_no_later_than_the_first_of_joined_shifts_allows():
    """At work since 8:00 without a break, he eats by 14:00 on the shift that begins at 10:00."""
    morning = a_shift(start=at(8), end=at(10), max_overtime=0, lunch=None)
    _, rest = tightened(morning, a_shift(start=at(10), end=at(18), max_overtime=0, lunch=Lunch(at(12), at(15), HOUR)))

    assert rest.lunch == Lunch(at(12), at(14), HOUR)


@pytest.mark.parametrize(
    "illegal",
    [
        [a_shift(lunch=None)],
        [a_shift(lunch=Lunch(at(12), at(13), 10 * MINUTE))],
        [a_shift(lunch=Lunch(at(15), at(16), HOUR))],
        [a_shift(end=at(22))],
        [a_shift(end=at(19), start=at(7), lunch=Lunch(at(12.5), at(13), HOUR))],
        [a_shift(end=at(18)), a_shift(day=1, start=at(4, 1), end=at(12, 1))],
        [*half_days(6, 12, 12, 18)],
        [*half_days(6, 12, 13, 18)],
        [*half_days(8, 12, 12.25, 15)],
    ],
)
def test_a_day_of_illegal_regular_hours_is_refused(illegal: list[Shift]):
    """No overtime to cut: the working hours themselves must change."""
    with pytest.raises(ShiftAgainstWorkingTime):
        tightened(*illegal)
