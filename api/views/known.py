"""What a customer sees whom a signed link names: slots at his own address, and nothing to type again."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.shared import FirmView, ServiceView, SlotView


@dataclass(frozen=True, slots=True)
class KnownView:
    """What a known customer may book, under his name and at his address."""

    firm: FirmView
    name: str
    address: str
    services: tuple[ServiceView, ...]


@dataclass(frozen=True, slots=True)
class KnownSlotsView:
    """The slots of a week at a known customer's address.

    For a visit that his contract owes, `due_by` is the last day it counts, and `answered` tells that he has said
    something else than a slot. `booked` is the token of the page to follow when the visit is booked already.
    """

    firm: FirmView
    name: str
    address: str
    service: ServiceView
    slots: tuple[SlotView, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    earlier: date | None = None
    later: date | None = None
    next_available: datetime | None = None
    due_by: date | None = None
    answered: bool = False
    booked: str = ""
