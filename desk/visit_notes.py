"""What a technician wrote to a visit in his own calendar: kept with the appointment, shown wherever the visit is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.identifiers import AppointmentId
from planner.ports import Work


@dataclass(frozen=True, slots=True)
class VisitNote:
    """The note of one appointment, which gives it its `id`; `written_at` is the last change."""

    id: AppointmentId
    text: str
    written_at: datetime


def keep_note(work: Work, appointment_id: AppointmentId, text: str) -> None:
    """Keep what was written, in the place of what was; nothing written is no note."""
    if text:
        work.of(VisitNote).put(VisitNote(appointment_id, text, work.now))
    else:
        work.of(VisitNote).remove(appointment_id)


def notes_of(work: Work, appointment_ids: Iterable[AppointmentId]) -> dict[AppointmentId, VisitNote]:
    """Return the notes of these appointments that have one."""
    return {note.id: note for note in work.of(VisitNote).find(id=list(appointment_ids))}


def added_lines(text: str, ours: str) -> str:
    """Return what somebody wrote into a text of ours: the lines that are not ours, in order."""
    known = {line.strip() for line in ours.splitlines()}
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip() and line.strip() not in known)
