"""What whoever answers the telephone sees while a customer waits on the line."""

from dataclasses import dataclass
from datetime import date

from api.views.day import FoundView
from api.views.portal import CommuneView
from api.views.shared import FirmView, PersonView, ServiceView, SlotView


@dataclass(frozen=True, slots=True)
class CallForm:
    """What is known of a call so far, as typed; `customer` and `site` are those chosen among the known ones."""

    customer: str = ""
    site: str = ""
    service: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    access_code: str = ""
    comment: str = ""


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
class CallView:
    """A call: whom the words asked for may mean, who was chosen, and the slots for what he wants.

    `slots` is None until somebody asks; empty when there is none in the days from `first_day` to `last_day`.
    """

    firm: FirmView
    person: PersonView
    services: tuple[ServiceView, ...]
    communes: tuple[CommuneView, ...]
    form: CallForm
    query: str = ""
    found: tuple[KnownCustomer, ...] = ()
    customer: KnownCustomer | None = None
    slots: tuple[SlotView, ...] | None = None
    first_day: date | None = None
    last_day: date | None = None
