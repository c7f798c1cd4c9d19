"""What whoever answers the telephone sees while a customer waits on the line."""

from dataclasses import dataclass
from datetime import datetime

from api.views.day import FoundView, TechnicianView
from api.views.portal import BookingForm, CommuneView
from api.views.shared import FirmView, PersonView, ServiceView, SlotView


@dataclass(frozen=True, slots=True)
class CallForm(BookingForm):
    """What is known of a call so far: what is typed, and what was chosen among the services, customers and places."""

    service: str = ""
    customer: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A place where the firm has been, or is to go, for a customer."""

    site: str
    address: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer as he is recognised on the line, with the note the firm keeps and his next appointments."""

    customer: str
    name: str
    phone: str
    note: str
    sites: tuple[KnownSite, ...]
    next: tuple[FoundView, ...] = ()


@dataclass(frozen=True, slots=True)
class PushedView:
    """A visit that comes later because of an emergency, within its promise."""

    customer_name: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class InsertionView:
    """One way to answer an emergency: who rings when, whom it pushes, and whose promise it takes away, if any."""

    offer: str
    technician: TechnicianView
    start: datetime
    end: datetime
    arrival: datetime
    pushed: tuple[PushedView, ...] = ()
    displaced: str = ""


@dataclass(frozen=True, slots=True)
class CallView:
    """A call: whom the words asked for may mean (and maybe `more`), who was chosen, and the slots for what he wants.

    `slots` is None until somebody asks; empty when there is none in two weeks. `ways` is the same for an emergency: the
    best ways to be there today.
    """

    firm: FirmView
    person: PersonView
    services: tuple[ServiceView, ...]
    communes: tuple[CommuneView, ...]
    form: CallForm
    query: str = ""
    found: tuple[KnownCustomer, ...] = ()
    more: bool = False
    customer: KnownCustomer | None = None
    slots: tuple[SlotView, ...] | None = None
    ways: tuple[InsertionView, ...] | None = None
