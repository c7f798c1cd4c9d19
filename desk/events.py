"""What has happened at the service desk, in the past tense."""

from dataclasses import dataclass
from datetime import date, datetime

from desk.identifiers import AccountId, WebhookId
from planner.events import Event
from planner.identifiers import AppointmentId, TechnicianId


@dataclass(frozen=True, slots=True)
class PersonInvited(Event):
    """A person was invited into the firm and waits for the link."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class ResetAsked(Event):
    """A person who forgot the password waits for the link to choose another."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class ReminderFellDue(Event):
    """The firm's hour has come, the day before: a customer who was promised this window is to be reminded of it."""

    appointment_id: AppointmentId
    window_start: datetime


@dataclass(frozen=True, slots=True)
class ReportFellDue(Event):
    """The first working day of a month has come: somebody is to have the firm's report."""

    account_id: AccountId
    month: date


@dataclass(frozen=True, slots=True)
class CalendarNews(Event):
    """A technician's calendar elsewhere is to be looked at: it was connected, has changed, or what it shows has."""

    technician_id: TechnicianId


@dataclass(frozen=True, slots=True)
class AnotherPromiseAsked(Event):
    """A promise cannot be kept, and its customer is to choose among other windows."""

    appointment_id: AppointmentId


@dataclass(frozen=True, slots=True)
class DueVisitInvited(Event):
    """A customer is to be asked, or reminded, to book a visit that a contract owes."""

    due_id: str
    reminder: bool


@dataclass(frozen=True, slots=True)
class WebhookDue(Event):
    """A program that asked for it is to be told something: `message_id` and `body` are the same at each try."""

    webhook_id: WebhookId
    message_id: str
    body: str
