"""What needs somebody of the office, on one page."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from api.views.shared import FirmView, PersonView


class InboxKind(StrEnum):
    """The situations that wait for somebody, the most pressing first."""

    UNPLACED = "unplaced"
    BROKEN = "broken"
    UNANSWERED = "unanswered"
    NOTICE = "notice"
    CALENDAR = "calendar"
    MAIL = "mail"
    PROGRAM = "program"
    IMPORT = "import"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One thing to see to: about whom, what in a sentence, since when; `target` is what its link needs to know.

    `day` is the planned day it concerns, `appointment` the promise, where there is one.
    """

    kind: InboxKind
    title: str
    sentence: str
    at: datetime | None = None
    day: date | None = None
    appointment: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class InboxView:
    """All that waits, the most pressing first."""

    firm: FirmView
    person: PersonView
    items: tuple[InboxItem, ...]
