"""What staff see of the firm itself: its settings, messages sent, files brought in, and the first installation."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from api.views.day import TechnicianView
from api.views.shared import FirmView, PersonView, SessionView
from desk.accounts import Role

HOUSE_ACCENT = "#0b5966"
"""The colour of whoever has chosen none."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """A mail that was sent, or could not be: `trouble` then says why, `held_back` that it was one too many."""

    message: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    attachments: tuple[str, ...] = ()
    trouble: str = ""
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class MessagesView:
    """The mails of a firm, the latest first."""

    firm: FirmView
    person: PersonView
    messages: tuple[MessageView, ...]


class ImportState(StrEnum):
    """Where a file brought in stands."""

    PREVIEWED = "previewed"
    IMPORTED = "imported"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not kept: its number as the spreadsheet shows it, the column at fault and why."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file brought in: `rows` = `kept` + `rejected`; `merged` counts kept rows joined to one already known.

    `headers` and `sample` show the first rows as understood; `rejections` may be cut, `rejected` never is.
    """

    number: str
    file_name: str
    kind: str
    state: ImportState
    at: datetime
    rows: int
    kept: int
    rejected: int
    merged: int = 0
    rejections: tuple[RejectedRow, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class ImportsView:
    """The import page: past imports, and the technicians a calendar file may belong to."""

    firm: FirmView
    person: PersonView
    technicians: tuple[TechnicianView, ...]
    imports: tuple[ImportView, ...]


@dataclass(frozen=True, slots=True)
class ImportPageView:
    """One import on its own page."""

    firm: FirmView
    person: PersonView
    done: ImportView


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """The hours of one weekday (0 is Monday); both None when closed."""

    weekday: int
    opens: time | None
    closes: time | None


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """A calendar address that may be opened, or is since `since`: of a technician, an area, or (neither) the team."""

    name: str
    technician: str
    area: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """A service as the settings show one: minutes for people, hours of notice, minutes of arrival window."""

    service: str
    name: str
    description: str
    minutes: int
    skills: tuple[str, ...]
    window_minutes: int
    notice_hours: int = 0
    price: int | None = None
    online: bool = True


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """When customers are reminded, and the most messages anybody gets per day and per appointment.

    `sms` tells whether whoever has no e-mail gets a short message; None where this server sends none.
    """

    reminder_hour: time
    per_day: int
    per_appointment: int
    sms: bool | None = None


@dataclass(frozen=True, slots=True)
class StorefrontSettings:
    """What customers meet, and on which of the firm's own sites; `address` is where this server is reached."""

    cut_off_hours: int = 4
    origins: tuple[str, ...] = ()
    address: str = ""
    accent: str = HOUSE_ACCENT
    near_discount: int = 0


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff, or someone invited who has not come in yet (`invited_until` is then set)."""

    person: str
    name: str
    email: str
    role: Role
    invited_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What a firm can change on the first page of its settings: itself, its people, its messages and addresses."""

    firm: FirmView
    person: PersonView
    address: str
    staff: tuple[StaffView, ...]
    feeds: tuple[FeedSettings, ...] = ()
    messages: MessageSettings = field(default_factory=lambda: MessageSettings(time(17), 4, 8))
    storefront: StorefrontSettings = field(default_factory=StorefrontSettings)
    reserve_minutes: int = 0
    reserve_forecast: bool = False
    answer_minutes: int = 30


@dataclass(frozen=True, slots=True)
class InstallationView:
    """The first-run page: the proposal a new firm starts from."""

    hours: tuple[OpeningDay, ...]
    services: tuple[ServiceSettings, ...]
    zone: str = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class FirmForm:
    """What staff write about the firm."""

    name: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class PlacesForm:
    """How much is kept back for emergencies and how long a freed place waits for an answer, in minutes, as typed."""

    reserve_minutes: str
    answer_minutes: str
    reserve_forecast: str = ""


@dataclass(frozen=True, slots=True)
class TechnicianForm:
    """What the first person writes about a technician, as typed."""

    name: str
    phone: str
    start_address: str
    skills: tuple[str, ...]
    starts: str
    ends: str
    clearances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """What the first person writes about a service, as typed."""

    name: str
    description: str
    minutes: str
    skills: tuple[str, ...]
    window_minutes: str
    notice_hours: str
    price: str
    online: bool


@dataclass(frozen=True, slots=True)
class MessagesForm:
    """What staff decide about messages to customers, as typed."""

    reminder_hour: str
    per_day: str
    per_appointment: str
    sms: str = ""


@dataclass(frozen=True, slots=True)
class StorefrontForm:
    """What staff decide about what customers meet, as typed; one site a line."""

    cut_off_hours: str
    origins: str
    accent: str = HOUSE_ACCENT
    near_discount: str = "0"


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """The hours of one weekday as typed; both empty when closed."""

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class InstallationForm:
    """What the first person writes to open a firm."""

    firm: FirmForm
    hours: tuple[OpeningForm, ...]
    technicians: tuple[TechnicianForm, ...]
    services: tuple[ServiceForm, ...]
    person_name: str
    person_email: str
    password: str


@dataclass(frozen=True, slots=True)
class InstalledView:
    """A firm just opened, with the session of its first person."""

    slug: str
    session: SessionView
