"""What tightened shifts allow, the referee allows: no plan made on them breaks a limit of working time."""

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from solver import (
    CrowTravel,
    Iterations,
    Lunch,
    Problem,
    Shift,
    Solution,
    Visit,
    Window,
    WorkingTime,
    referee,
    solve,
    within_working_time,
)
from solver.errors import ShiftAgainstWorkingTime
from solver.problem import consecutive_shifts
from tests.solver.plans import ANNECY, HOUR, MINUTE, a_shift, a_visit, at

A_FEW = max(5, settings().max_examples // 5)
LIMITS = {"break", "daily_work", "rest", "overlap"}
hours = st.integers(0, 24).map(lambda count: count * 10 * MINUTE)
breaks = st.integers(1, 9).map(lambda count: count * 10 * MINUTE)
laws = st.just(WorkingTime()) | st.builds(
    WorkingTime,
    max_work_a_day=st.integers(4, 12).map(lambda count: count * HOUR),
    max_stretch=st.integers(2, 8).map(lambda count: count * HOUR),
    min_break=st.integers(0, 6).map(lambda count: count * 10 * MINUTE),
    min_rest=st.integers(6, 12).map(lambda count: count * HOUR),
)


@st.composite
def days(draw: st.DrawFn) -> list[Shift]:
    """One to three shifts on each of two days, near each other or not, with overtime, each with a lunch somewhere."""
    drawn: list[Shift] = []
    for day in range(2):
        begin = at(5, day) + draw(hours)
        for _ in range(draw(st.integers(1, 3))):
            end, first = begin + HOUR + draw(hours), begin - HOUR + draw(hours)
            lunch = draw(st.none() | st.builds(Lunch, st.just(first), st.just(first + draw(hours)), breaks))
            drawn.append(a_shift(day=day, start=begin, end=end, max_overtime=draw(hours), lunch=lunch))
            begin = end + draw(hours)
    assume(all(earlier.end <= later.start for earlier, later in consecutive_shifts(drawn)))
    return drawn


@st.composite
def full_days(draw: st.DrawFn) -> tuple[Problem, Solution]:
    """Visits at his door from one end of each shift to the other, or to and from the bounds of its lunch."""
    limits = draw(laws)
    try:
        shifts = within_working_time(draw(days()), limits)
    except ShiftAgainstWorkingTime:
        reject()
    visits: list[Visit] = []
    routes: list[list[int]] = []
    for shift in shifts:
        cuts = {shift.start, shift.latest_return}
        if shift.lunch is not None:
            cuts |= {shift.lunch.earliest, shift.lunch.latest, shift.lunch.earliest + shift.lunch.duration}
        kept = draw(st.lists(st.sampled_from(sorted(cuts)), min_size=2, max_size=4, unique=True).map(sorted))
        routes.append([])
        for begin, end in zip(kept[::2], kept[1::2], strict=False):
            routes[-1].append(len(visits))
            visits.append(a_visit(f"{len(visits)}", Window(begin, begin), place=ANNECY, duration=end - begin))
    problem = Problem(shifts=shifts, visits=tuple(visits), working_time=limits, travel=CrowTravel(0, 0))
    return problem, Solution.of(problem, routes)


@given(full_days())
def test_no_plan_on_tightened_shifts_breaks_a_limit(full: tuple[Problem, Solution]):
    """Days as full as they can be: a plan that keeps every other rule keeps those of working time."""
    broken = {violation.rule for violation in referee(*full).violations}

    assert not broken or broken - LIMITS


@settings(max_examples=A_FEW)
@given(full_days(), st.integers(0, 99))
def test_no_plan_the_search_makes_breaks_a_limit(full: tuple[Problem, Solution], seed: int):
    """Serving as many of these visits as it can, it works as long as it may, and no longer."""
    problem, _ = full

    assert () == referee(problem, solve(problem, Iterations(20), seed)).violations
