"""Working-time law, settled once per shift: no route a tightened shift allows can break a limit."""

from collections.abc import Sequence
from dataclasses import replace

from solver.errors import ShiftAgainstWorkingTime
from solver.problem import Shift, WorkingTime, consecutive_shifts


def within_working_time(shifts: Sequence[Shift], limits: WorkingTime) -> tuple[Shift, ...]:
    """The same shifts, overtime and lunch bounds tightened so that every route they allow respects the limits.

    Legal by construction: nothing is left to check at each insertion. Each shift is held to the limits of a day by
    itself: several shifts of one technician on one day are kept apart, but their work is not added up. Raises
    `ShiftAgainstWorkingTime` when even a route without overtime could break a limit (a nine-hour shift without lunch,
    nights too short).
    """
    tightened = {id(shift): _within_a_day(shift, limits) for shift in shifts}
    for earlier, later in consecutive_shifts(shifts):
        apart = max(earlier.end, later.start) if earlier.day == later.day else later.start - limits.min_rest
        tightened[id(earlier)] = _back_by(tightened[id(earlier)], apart, "min_rest")
    return tuple(tightened[id(shift)] for shift in shifts)


def _within_a_day(shift: Shift, limits: WorkingTime) -> Shift:
    """Tighten one shift to the longest day and the longest stretch without a break."""
    lunch = shift.lunch
    if lunch is None or lunch.duration < limits.min_break:
        eaten = 0 if lunch is None else lunch.duration
        shift = _back_by(shift, shift.start + limits.max_stretch, "max_stretch")
        return _back_by(shift, shift.start + limits.max_work_a_day + eaten, "max_work_a_day")
    latest = min(lunch.latest, shift.start + limits.max_stretch)
    if latest < lunch.earliest:
        raise ShiftAgainstWorkingTime(technician=shift.technician, day=shift.day, limit="max_stretch")
    shift = replace(shift, lunch=replace(lunch, latest=latest))
    afternoon = max(shift.start, lunch.earliest + lunch.duration)
    shift = _back_by(shift, afternoon + limits.max_stretch, "max_stretch")
    return _back_by(shift, shift.start + limits.max_work_a_day + lunch.duration, "max_work_a_day")


def _back_by(shift: Shift, latest_return: int, limit: str) -> Shift:
    """The same shift with its overtime cut so that he is back by then."""
    if latest_return < shift.end:
        raise ShiftAgainstWorkingTime(technician=shift.technician, day=shift.day, limit=limit)
    return replace(shift, max_overtime=min(shift.max_overtime, latest_return - shift.end))
