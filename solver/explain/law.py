"""Working time, asked about one shift that might change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from solver.errors import ShiftAgainstWorkingTime
from solver.problem import Shift, WorkingTime, consecutive_shifts
from solver.schedule import Schedule
from solver.working_time import within_working_time


@dataclass(frozen=True, slots=True)
class Law:
    """The limits that hold for one shift among those of its day, the one before and the one after it of its technician.

    They bind where his shifts are within them today, as those of `within_working_time` are.
    """

    limits: WorkingTime
    others: tuple[Shift, ...]
    binding: bool

    @classmethod
    def of(cls, schedule: Schedule, route: int, limits: WorkingTime) -> Self:
        """What the law says of this route's shift."""
        him = schedule.blocks[route].shift
        his = [block.shift for block in schedule.blocks if block.shift.technician == him.technician]
        beside = [shift for pair in consecutive_shifts(his) if him in pair for shift in pair]
        others = tuple(shift for shift in his if shift is not him and (shift.day == him.day or shift in beside))
        return cls(limits, others, _kept((*others, him), limits))

    def allows(self, shift: Shift) -> bool:
        """Whether no route of the changed shift could break a limit, nor meet another shift of his."""
        return not self.binding or _kept((*self.others, shift), self.limits)


def _kept(shifts: Sequence[Shift], limits: WorkingTime) -> bool:
    """Whether shifts of one technician are apart, and within the limits as they are."""
    if any(later.start < earlier.latest_return for earlier, later in consecutive_shifts(shifts)):
        return False
    try:
        return within_working_time(shifts, limits) == tuple(shifts)
    except ShiftAgainstWorkingTime:
        return False
