"""A technician's own calendar says when he is away; what it holds of the future becomes absences."""

from collections.abc import Callable, Iterable

from desk.imports.draft import Draft
from desk.imports.known import Known
from desk.imports.reading import Reading
from desk.imports.rows import BusyRow
from planner.identifiers import TechnicianId
from planner.intervals import Interval, joined
from planner.technicians import Absence

SOURCE = "import"


def draft_absences(draft: Draft, known: Known, technician_id: TechnicianId) -> None:
    """Draft the absences that the busy times of an exported table make."""
    draft.puts += absences(known, technician_id, busy_times(draft.reading), draft.new_id)


def busy_times(reading: Reading) -> tuple[Interval, ...]:
    """Return the times that the entries of an exported table take, in order; those marked free take none."""
    return tuple(sorted({Interval(row.start, row.end) for row in reading.records_of(BusyRow) if not row.free}))


def absences(
    known: Known, technician_id: TechnicianId, busy: Iterable[Interval], new_id: Callable[[str, int], str]
) -> list[Absence]:
    """Return the absences that busy times make from now on: joined where they touch, without time already absent."""
    there = [absence.interval for absence in known.work.of(Absence).find(technician_id=technician_id)]
    new = (part for interval in joined(busy, known.work.now) for part in interval.without(there))
    return [
        Absence(new_id("absence", number), technician_id, interval, source=SOURCE)
        for number, interval in enumerate(new)
    ]
