"""What the office sees of the waiting list: who waits for what, and which places were offered to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, PersonView
from planner.intervals import Interval
from planner.waiting import Answer as PlaceAnswer


@dataclass(frozen=True, slots=True)
class PlaceOfferView:
    """A place offered to somebody: whose time it is, why he fits, until when he may answer, what became of it."""

    start: datetime
    end: datetime
    technician: str
    reason: str
    offered_at: datetime
    expires: datetime
    answer: PlaceAnswer


@dataclass(frozen=True, slots=True)
class WaitingView:
    """One who waits; `appointment` would move and `present` is its window: neither of somebody who found nothing."""

    waiting: str
    name: str
    phone: str
    email: str
    service: str
    since: datetime
    appointment: str = ""
    present: Interval | None = None
    last: date | None = None
    offers: tuple[PlaceOfferView, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingListView:
    """Everybody who waits, who came first before others."""

    firm: FirmView
    person: PersonView
    waiting: tuple[WaitingView, ...]
