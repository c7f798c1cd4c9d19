"""What staff see of a week or a month: how many visits, and how full each day is."""

from dataclasses import dataclass
from datetime import date

from api.views.day import TechnicianView, VisitView
from api.views.narrowing import NO_CHOICE, FiltersView
from api.views.shared import FirmView, PersonView


@dataclass(frozen=True, slots=True)
class LoadView:
    """Seconds planned, on site and on the road, of the seconds there are to work, lunch and absences taken out."""

    planned: int = 0
    available: int = 0

    @property
    def percent(self) -> int:
        """Return how full it is; all that is planned where nobody works is too much."""
        if not self.available:
            return 100 if self.planned else 0
        return round(100 * self.planned / self.available)


@dataclass(frozen=True, slots=True)
class CellView:
    """One technician on one day; `absence` says why he does not work, `others` counts visits a filter leaves out."""

    day: date
    visits: tuple[VisitView, ...] = ()
    others: int = 0
    load: LoadView = LoadView()
    absence: str = ""


@dataclass(frozen=True, slots=True)
class WeekRowView:
    """One technician's week: a cell for each day."""

    technician: TechnicianView
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class DayLoadView:
    """A day of the whole firm: visits planned and promises on no route; `closed` says why nobody works."""

    day: date
    visits: int = 0
    unplaced: int = 0
    load: LoadView = LoadView()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class WeekView:
    """Technicians by days; `previous` and `next` are the Mondays beside it."""

    firm: FirmView
    person: PersonView
    today: date
    previous: date
    next: date
    days: tuple[DayLoadView, ...]
    rows: tuple[WeekRowView, ...]
    filters: FiltersView = NO_CHOICE


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month in whole weeks, Monday to Sunday; `month` is its first day, `previous` and `next` those beside it."""

    firm: FirmView
    person: PersonView
    today: date
    month: date
    previous: date
    next: date
    days: tuple[DayLoadView, ...]
    filters: FiltersView = NO_CHOICE
