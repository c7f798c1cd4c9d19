"""Working-time law, settled once per day of a technician: no routes his tightened shifts allow can break a limit."""

import itertools
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from solver.errors import ShiftAgainstWorkingTime
from solver.problem import Shift, WorkingTime, consecutive_shifts


def within_working_time(shifts: Sequence[Shift], limits: WorkingTime) -> tuple[Shift, ...]:
    """The same shifts, overtime and lunch bounds tightened so that all routes they allow respect the limits.

    Legal by construction: nothing is left to check at each insertion. The work of all shifts of a technician on one day
    is added up, and shifts with too little between them are one stretch: his regular hours come first, then late
    lunches, then overtime, for the earlier shift before the later one. Raises `ShiftAgainstWorkingTime` when even
    without overtime a limit could be broken (nine hours without lunch, two shifts of six hours, nights too short).
    """
    tightened = {id(shift): shift for shift in shifts}
    for earlier, later in consecutive_shifts(shifts):
        apart = max(earlier.end, later.start) if earlier.day == later.day else later.start - limits.min_rest
        tightened[id(earlier)] = _back_by(earlier, apart)
    ordered = sorted(shifts, key=lambda shift: (shift.technician, shift.day, shift.start))
    for _, same_day in itertools.groupby(ordered, key=lambda shift: (shift.technician, shift.day)):
        day = list(same_day)
        legal = _within_a_day([tightened[id(shift)] for shift in day], limits)
        tightened.update(zip(map(id, day), legal, strict=True))
    return tuple(tightened[id(shift)] for shift in shifts)


def _back_by(shift: Shift, latest_return: int) -> Shift:
    """The same shift with its overtime cut so that he is back by then, for his night or for his next shift."""
    if latest_return < shift.end:
        raise ShiftAgainstWorkingTime(technician=shift.technician, day=shift.day, limit="min_rest")
    return replace(shift, max_overtime=min(shift.max_overtime, latest_return - shift.end))


def _within_a_day(shifts: Sequence[Shift], limits: WorkingTime) -> list[Shift]:
    """The shifts of one day with as much as the limits leave of what they ask for beyond regular hours."""
    asked = [_lunch_in_time(shift, limits) for shift in shifts]
    if _broken(asked, limits) is None:
        return asked
    day = [_lunch_later(replace(shift, max_overtime=0), 0) for shift in asked]
    broken = _broken(day, limits)
    if broken is not None:
        raise ShiftAgainstWorkingTime(technician=day[0].technician, day=day[0].day, limit=broken)
    for number, shift in enumerate(asked):
        if shift.lunch is not None:
            day = _with(day, number, _lunch_later, most=shift.lunch.latest - shift.lunch.earliest, limits=limits)
    for number, shift in enumerate(asked):
        day = _with(day, number, _overtime, most=shift.max_overtime, limits=limits)
    return day


def _with(
    day: list[Shift], number: int, change: Callable[[Shift, int], Shift], *, most: int, limits: WorkingTime
) -> list[Shift]:
    """The day once one of its shifts has been given so many seconds, the most that break no limit."""

    def given(seconds: int) -> list[Shift]:
        return [*day[:number], change(day[number], seconds), *day[number + 1 :]]

    return given(
        bisect_left(range(1, most + 1), x=True, key=lambda seconds: _broken(given(seconds), limits) is not None)
    )


def _overtime(shift: Shift, seconds: int) -> Shift:
    return replace(shift, max_overtime=seconds)


def _lunch_later(shift: Shift, seconds: int) -> Shift:
    """The same shift when lunch, if there is one, begins so many seconds after its earliest start at the latest."""
    lunch = shift.lunch
    return shift if lunch is None else replace(shift, lunch=replace(lunch, latest=lunch.earliest + seconds))


def _lunch_in_time(shift: Shift, limits: WorkingTime) -> Shift:
    """The same shift with a lunch that can be a break for the stretch his departure begins."""
    lunch = shift.lunch
    if lunch is None or lunch.duration < limits.min_break:
        return shift
    latest = max(lunch.earliest, min(lunch.latest, shift.start + limits.max_stretch))
    return replace(shift, lunch=replace(lunch, latest=latest))


def _broken(day: Sequence[Shift], limits: WorkingTime) -> str | None:
    """The limit that some routes of these shifts of one day could break; None when none could."""
    if _longest_stretch(day, limits) > limits.max_stretch:
        return "max_stretch"
    return "max_work_a_day" if sum(map(_most_work, day)) > limits.max_work_a_day else None


def _most_work(shift: Shift) -> int:
    """The most seconds of work a route can hold: with lunch on the way, before he leaves, or once he is back."""
    begin, end, lunch = shift.start, shift.latest_return, shift.lunch
    if lunch is None:
        return end - begin
    fed = max(begin, lunch.earliest + lunch.duration)
    return max(end - begin - lunch.duration, end - fed, min(end, lunch.latest) - begin, 0)


def _longest_stretch(day: Sequence[Shift], limits: WorkingTime) -> int:
    """The most seconds from the end of one break to the beginning of the next, whichever shifts have routes."""
    worked: list[tuple[int, int]] = []
    for shift in day:
        stretches = _stretches(shift, limits)
        joined = [
            min((one for one, end in worked if begin - end < limits.min_break), default=begin) for begin, _ in stretches
        ]
        worked += [(min(begin, one), end) for (begin, end), one in zip(stretches, joined, strict=True)]
    return max((end - begin for begin, end in worked), default=0)


def _stretches(shift: Shift, limits: WorkingTime) -> list[tuple[int, int]]:
    """What one shift can add to a stretch: up to its lunch, from its lunch on, or all of it where lunch is no break."""
    begin, end, lunch = shift.start, shift.latest_return, shift.lunch
    if lunch is None or lunch.duration < limits.min_break:
        return [(begin, end)]
    halves = (begin, min(lunch.latest, end)), (max(begin, lunch.earliest + lunch.duration), end)
    return [(one, two) for one, two in halves if one <= two]
