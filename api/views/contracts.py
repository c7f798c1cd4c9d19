"""What whoever looks after contracts sees: the visits that fall due, and where each stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from api.views.shared import FirmView, PersonView
from desk.inviting import Answer, DueState


class DueFilter(StrEnum):
    """Which of the visits owed somebody wants to see."""

    OPEN = ""
    TO_INVITE = "a-inviter"
    INVITED = "invites"
    TO_CALL = "a-appeler"
    BOOKED = "reserves"
    DECLINED = "sans-visite"


@dataclass(frozen=True, slots=True)
class DueView:
    """One visit owed: for whom, where, for what and when, what was said about it, and its appointment if it has one.

    `to_call` tells that a mail leads no further: he asked for it, did not answer, or cannot be written to.
    """

    due: str
    customer: str
    name: str
    phone: str
    site: str
    address: str
    area: str
    service: str
    service_name: str
    due_on: date
    late: bool
    state: DueState
    may_invite: bool
    to_call: bool
    invited_at: datetime | None = None
    reminded_at: datetime | None = None
    answer: Answer | None = None
    appointment: str = ""
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class DuesView:
    """The visits owed in the weeks ahead, those of one area and one filter, with how many each filter holds."""

    firm: FirmView
    person: PersonView
    weeks: int
    dues: tuple[DueView, ...]
    counts: Mapping[DueFilter, int]
    areas: tuple[str, ...]
    area: str = ""
    shown: DueFilter = DueFilter.OPEN
