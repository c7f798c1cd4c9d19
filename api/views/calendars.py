"""What people see of technicians' calendars elsewhere: how each is, what has to be looked at, and connecting one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from api.views.day import TechnicianView
from api.views.shared import FirmView, PersonView


class CalendarState(StrEnum):
    """How a connected calendar is; the last three wait for somebody."""

    IN_STEP = "in_step"
    NEW = "new"
    WAITING = "waiting"
    SILENT = "silent"
    ACCESS_LOST = "access_lost"
    CALENDAR_GONE = "calendar_gone"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A word nobody has set aside yet; `appointment` is empty when it is about a whole day."""

    notice: str
    at: datetime
    technician: str
    text: str
    day: date
    appointment: str = ""


@dataclass(frozen=True, slots=True)
class QuarantinedView:
    """An object of a calendar that could not be read, by its name there, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A connected calendar: where (`host`), who signs in, how it is.

    One that is not opened `by_password` is opened at Microsoft. `quiet` are the seconds since it was last read with
    success, or since it was connected; `trouble` says what went wrong since. `standing` visits are there, `unsent` are
    not there as planned.
    """

    connection: str
    name: str
    host: str
    account: str
    state: CalendarState
    quiet: int
    trouble: str = ""
    next_at: datetime | None = None
    standing: int = 0
    unsent: int = 0
    quarantined: tuple[QuarantinedView, ...] = ()
    by_password: bool = True


@dataclass(frozen=True, slots=True)
class FeedView:
    """A secret address that a calendar program reads: the name given to it, since when, and when it was last read."""

    device: str
    opened_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device that keeps a technician's calendar by itself."""

    device: str
    label: str
    added_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewDeviceView:
    """What is typed into a device, shown once: `server`, `user` and `password`."""

    firm: FirmView
    person: PersonView
    technician: TechnicianView
    server: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TechnicianCalendars:
    """What shows one technician his visits outside of our pages."""

    technician: TechnicianView
    calendar: CalendarView | None = None
    feeds: tuple[FeedView, ...] = ()
    devices: tuple[DeviceView, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarsView:
    """The calendars a person may see: a technician his own, the office all of them and the words to look at."""

    firm: FirmView
    person: PersonView
    technicians: tuple[TechnicianCalendars, ...]
    notices: tuple[NoticeView, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A calendar of an account, by its address there, and whether visits can be written into it."""

    address: str
    name: str
    writable: bool


@dataclass(frozen=True, slots=True)
class ConnectingView:
    """Connecting a technician's calendar: first who signs in where, then, with `choices`, which calendar it shall be.

    `ticket` is what was typed, sealed: the password travels through the browser in no other form. `outlook`: this
    server is known to Microsoft; `leads_to` is where somebody signs in there.
    """

    firm: FirmView
    person: PersonView
    technician: TechnicianView
    choices: tuple[ChoiceView, ...] = ()
    ticket: str = field(default="", repr=False)
    outlook: bool = False
    leads_to: str = field(default="", repr=False)
