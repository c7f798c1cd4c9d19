"""A notice is a word to whoever steers: something happened that nobody asked for, and somebody should look at it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.errors import TooManyWords
from desk.events import CalendarNews
from desk.said import said
from planner.identifiers import AppointmentId, TechnicianId
from planner.ports import Work

A_DAY = timedelta(days=1)
WORDS_A_DAY = 5
"""How often a customer may write about one appointment in any stretch of a day."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One word about a day, until somebody has seen it; `id` is the same each time the same thing is noticed.

    `technician_id` says whose day it is; empty where no route is concerned. `by_customer`: he wrote it himself.
    """

    id: str
    noticed_at: datetime
    technician_id: TechnicianId
    text: str
    day: date
    appointment_id: AppointmentId | None = None
    seen_at: datetime | None = None
    by_customer: bool = False

    @property
    def said(self) -> str:
        """Return the word as the office and the technician read it."""
        return said("Message du client : {text}", text=self.text) if self.by_customer else self.text


def notify(work: Work, notice: Notice) -> None:
    """Leave a word, once."""
    if not work.of(Notice).find(id=notice.id):
        work.of(Notice).put(notice)


def words_of_customer(work: Work, appointment_id: AppointmentId) -> list[Notice]:
    """Return what the customer wrote about an appointment, the oldest first, seen or not."""
    found = work.of(Notice).find(appointment_id=appointment_id, by_customer=True)
    return sorted(found, key=lambda one: (one.noticed_at, one.id))


def write_to_office(work: Work, notice: Notice) -> None:
    """Leave a customer's word, for whoever steers and for the technician's calendar.

    Raises:
        TooManyWords: he has written as often as the office reads in a day.
    """
    written = words_of_customer(work, notice.appointment_id) if notice.appointment_id else []
    if sum(one.noticed_at > work.now - A_DAY for one in written) >= WORDS_A_DAY:
        raise TooManyWords
    notify(work, replace(notice, by_customer=True))
    if notice.technician_id:
        work.publish(CalendarNews(notice.technician_id))


def open_notices(work: Work) -> list[Notice]:
    """Return what nobody has seen yet, the oldest first."""
    return sorted(work.of(Notice).find(seen_at=None), key=lambda one: (one.noticed_at, one.id))


def notices_by_appointment(work: Work) -> dict[AppointmentId, str]:
    """Return the latest word about each appointment that nobody has seen yet."""
    return {one.appointment_id: one.said for one in open_notices(work) if one.appointment_id}


def mark_seen(work: Work, notice_id: str) -> None:
    """Set a word aside; it leaves the technician's calendar too."""
    notice = work.of(Notice).get(notice_id)
    work.of(Notice).put(replace(notice, seen_at=work.now))
    work.publish(CalendarNews(notice.technician_id))
