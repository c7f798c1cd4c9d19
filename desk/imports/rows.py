"""What a line of a customer's file says once it is understood, before it becomes anything of ours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from planner.appointments import State


class TableKind(StrEnum):
    """The kinds of table we know."""

    CUSTOMERS = "customers"
    SITES = "sites"
    TECHNICIANS = "technicians"
    CONTRACTS = "contracts"
    APPOINTMENTS = "appointments"
    CALLS = "calls"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of a customer, as a file gives it; coordinates are WGS 84 degrees."""

    row: int
    customer_reference: str = ""
    customer_name: str = ""
    label: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer; after merging it may carry several references, names, numbers and sites, the first line's first."""

    row: int
    name: str
    references: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    kind: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    sites: tuple[SiteRow, ...] = ()
    under_contract: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """A technician; skills and clearances as the firm names them, all clearances expiring the same day."""

    row: int
    name: str
    reference: str = ""
    depot: str = ""
    skills: tuple[str, ...] = ()
    clearances: tuple[str, ...] = ()
    clearances_expire_on: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A maintenance contract and what happened under it so far, when the file tells."""

    row: int
    customer_reference: str = ""
    customer_name: str = ""
    reference: str = ""
    service: str = ""
    tier: str = ""
    visits_per_year: int | None = None
    starts_on: date | None = None
    renewal_month: int | None = None
    annual_cents: int | None = None
    interventions: int | None = None
    second_visits: int | None = None
    no_accesses: int | None = None
    complaints: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class PastAppointmentRow:
    """An appointment that was, or is still to come; many files know neither its hour nor its technician."""

    row: int
    day: date
    customer_reference: str = ""
    customer_name: str = ""
    reference: str = ""
    starts_at: datetime | None = None
    service: str = ""
    technician: str = ""
    planned: timedelta | None = None
    actual: timedelta | None = None
    state: State | None = None
    requested_on: date | None = None
    confirmed_after: timedelta | None = None
    second_visit: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A telephone call; `caller` is E.164, "" when withheld, or the text the file has."""

    row: int
    started_at: datetime
    caller: str = ""
    customer_reference: str = ""
    reason: str = ""
    duration: timedelta | None = None
    missed: bool | None = None


@dataclass(frozen=True, slots=True)
class BusyRow:
    """An entry of a calendar exported by Outlook; `free` when its owner marked himself available all the same."""

    row: int
    start: datetime
    end: datetime
    subject: str = ""
    free: bool = False


Row = SiteRow | CustomerRow | TechnicianRow | ContractRow | PastAppointmentRow | CallRow | BusyRow
