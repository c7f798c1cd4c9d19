"""A maintenance contract owes a customer so many visits a year, for a price, until it ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desk.identifiers import ContractId
from planner.identifiers import CustomerId, ServiceId, SiteId
from planner.maintenance import MaintenanceDue, due_dates
from planner.ports import Work
from planner.services import Service


class Tier(StrEnum):
    """How much attention the customer pays for."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


TIER_LABELS = {Tier.BRONZE: "bronze", Tier.SILVER: "argent", Tier.GOLD: "or"}


@dataclass(frozen=True, slots=True)
class MaintenanceContract:
    """One contract: `kind` is the code of the service that its visits book, `annual_cents` its price a year."""

    id: ContractId
    customer_id: CustomerId
    kind: str
    visits_per_year: int
    start: date
    tier: Tier = Tier.BRONZE
    annual_cents: int = 0
    site_id: SiteId | None = None
    ended_on: date | None = None
    note: str = ""
    external_ref: str = ""

    def active_on(self, day: date) -> bool:
        """Tell whether the contract is in force on a day; it ends before the day it ended on."""
        return self.start <= day and (self.ended_on is None or day < self.ended_on)


def owe_visits(work: Work, *, first: date, last: date, tolerance: timedelta = timedelta(days=30)) -> int:
    """Write the maintenance visits that all contracts owe between two days, both included; return how many are new.

    A visit keeps its identifier, so that asking again writes nothing twice and forgets no appointment already made.
    A contract whose kind is no service of the firm owes nothing.
    """
    services = {service.code: service.id for service in work.of(Service).find()}
    known = {due.id for due in work.of(MaintenanceDue).find()}
    owed = [
        due
        for contract in work.of(MaintenanceContract).find(kind=list(services))
        for due in _visits_owed(contract, services[contract.kind], (first, last), tolerance)
        if due.id not in known
    ]
    for due in owed:
        work.of(MaintenanceDue).put(due)
    return len(owed)


def _visits_owed(
    contract: MaintenanceContract, service_id: ServiceId, days: tuple[date, date], tolerance: timedelta
) -> list[MaintenanceDue]:
    return [
        MaintenanceDue(
            f"{contract.id}:{day.isoformat()}",
            contract.id,
            contract.customer_id,
            service_id,
            day,
            tolerance,
            contract.site_id,
        )
        for day in due_dates(contract.start, contract.visits_per_year, *days)
        if contract.active_on(day)
    ]
