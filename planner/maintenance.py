"""A maintenance due date: a contract owes a visit around a day, within a tolerance."""

from dataclasses import dataclass
from datetime import date, timedelta

from planner.identifiers import AppointmentId, CustomerId, ServiceId, SiteId
from planner.working_days import days_between


@dataclass(frozen=True, slots=True)
class MaintenanceDue:
    """One visit owed to a customer under contract: on `due_on`, or up to `tolerance` before or after it."""

    id: str
    contract_id: str
    customer_id: CustomerId
    service_id: ServiceId
    due_on: date
    tolerance: timedelta = timedelta(days=30)
    site_id: SiteId | None = None
    appointment_id: AppointmentId | None = None

    @property
    def earliest(self) -> date:
        """Return the first day on which the visit counts."""
        return self.due_on - self.tolerance

    @property
    def latest(self) -> date:
        """Return the last day on which the visit still keeps the contract."""
        return self.due_on + self.tolerance

    def open_on(self, day: date) -> bool:
        """Tell whether the visit should be offered on that day: within tolerance and not yet booked."""
        return self.appointment_id is None and self.earliest <= day <= self.latest


def due_dates(start: date, visits_per_year: int, first: date, last: date) -> list[date]:
    """Return the due dates between two days of a contract that began on `start`.

    Visits are spread evenly over each contract year; the first falls one spacing after the start.

    Raises:
        ValueError: no visit, or more than one a week.
    """
    if not 1 <= visits_per_year <= 52:  # noqa: PLR2004 - at most one a week
        message = f"a contract owes 1 to 52 visits a year, not {visits_per_year}"
        raise ValueError(message)
    spacing = 365.25 / visits_per_year
    return [day for day in days_between(first, last) if _falls_due(start, spacing, day)]


def _falls_due(start: date, spacing: float, day: date) -> bool:
    """Tell whether a multiple of the spacing lands on the day."""
    elapsed = (day - start).days
    return elapsed > 0 and round(round(elapsed / spacing) * spacing) == elapsed
