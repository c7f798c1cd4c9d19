"""A notice is a word to whoever steers: something happened that nobody asked for, and somebody should look at it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.events import CalendarNews
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work


@dataclass(frozen=True, slots=True)
class Notice:
    """One word about a day, until somebody has seen it; `id` is the same each time the same thing is noticed.

    `technician_id` says whose day it is; empty where no route is concerned.
    """

    id: str
    noticed_at: datetime
    technician_id: TechnicianId
    text: str
    day: date
    appointment_id: AppointmentId | None = None
    seen_at: datetime | None = None


def notify(work: Work, notice: Notice) -> None:
    """Leave a word, once."""
    if not work.of(Notice).find(id=notice.id):
        work.of(Notice).put(notice)


def open_notices(work: Work) -> list[Notice]:
    """Return what nobody has seen yet, the oldest first."""
    return sorted(work.of(Notice).find(seen_at=None), key=lambda one: (one.noticed_at, one.id))


def notices_by_appointment(work: Work) -> dict[AppointmentId, str]:
    """Return the latest word about each appointment that nobody has seen yet."""
    return {one.appointment_id: one.text for one in open_notices(work) if one.appointment_id}


def mark_seen(work: Work, notice_id: str) -> None:
    """Set a word aside; it leaves the technician's calendar too."""
    notice = work.of(Notice).get(notice_id)
    work.of(Notice).put(replace(notice, seen_at=work.now))
    work.publish(CalendarNews(notice.technician_id))
