"""How full the days of a period are, technician by technician, read at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

from api.narrowing import Narrowing
from api.sheets import Details, technician_view, unplaced, why_away
from api.views import CellView, DayLoadView, LoadView, WeekRowView
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.routes import Route
from planner.sites import Position
from planner.technicians import Absence, Technician
from planner.translation import Day, travel, working_days
from planner.working_days import local_day


@dataclass(frozen=True, slots=True)
class Period:
    """All that the views of several days are made of; `shown` are the technicians a filter keeps, `staff` are all."""

    work: Work
    days: tuple[date, ...]
    narrowing: Narrowing
    staff: tuple[Technician, ...]
    routes: dict[tuple[TechnicianId, date], Route]
    worked: dict[TechnicianId, dict[date, Day]]
    absences: dict[TechnicianId, list[Absence]]
    planned: Counter[tuple[TechnicianId, date]]
    details: Details
    unplaced: Counter[date]

    @classmethod
    def of(cls, work: Work, days: Sequence[date], narrowing: Narrowing) -> "Period":
        """Read the days, which follow each other."""
        first, last = days[0], days[-1]
        staff = tuple(sorted(work.of(Technician).find(active=True), key=lambda one: (one.name, one.id)))
        absences: dict[TechnicianId, list[Absence]] = {one.id: [] for one in staff}
        for absence in work.of(Absence).find(technician_id=list(absences)):
            absences[absence.technician_id].append(absence)
        routes = {(one.technician_id, one.day): one.at(work.now) for one in work.routes.between(first, last)}
        lost = unplaced(work, first, last)
        planned = [visit.appointment_id for route in routes.values() for visit in route.visits]
        details = Details.of(work, [*planned, *(one.id for one in lost)])
        zone = work.firm.zone
        return cls(
            work=work,
            days=tuple(days),
            narrowing=narrowing,
            staff=staff,
            routes=routes,
            worked={
                one.id: working_days(work.firm, one, absences[one.id], days) for one in narrowing.technicians(staff)
            },
            absences=absences,
            planned=_planned(work, staff, routes),
            details=details,
            unplaced=Counter(local_day(one.window.start, zone) for one in lost if narrowing.asks_for(details, one.id)),
        )

    @property
    def shown(self) -> tuple[Technician, ...]:
        """Return the technicians a filter keeps."""
        return self.narrowing.technicians(self.staff)

    def rows(self) -> tuple[WeekRowView, ...]:
        """Return a row for each technician shown; where visits are asked for, only for those who have some."""
        rows = (
            WeekRowView(technician_view(one, self.staff), tuple(self.cell(one, day) for day in self.days))
            for one in self.shown
        )
        return tuple(row for row in rows if not self.narrowing.of_visits or any(cell.visits for cell in row.cells))

    def cell(self, technician: Technician, day: date) -> CellView:
        """Return one technician's day."""
        route = self._route(technician, day)
        kept = [one for one in route.visits if self.narrowing.keeps(self.details, one.appointment_id)]
        return CellView(
            day=day,
            visits=tuple(self.details.visit_view(visit, 0, 0) for visit in kept),
            others=len(route.visits) - len(kept),
            load=self.load(technician, day),
            absence="" if day in self.worked[technician.id] else self._why_away(technician, day),
        )

    def day(self, day: date) -> DayLoadView:
        """Return a day of the technicians shown."""
        loads = [self.load(one, day) for one in self.shown]
        visits = [visit for one in self.shown for visit in self._route(one, day).visits]
        kept = sum(self.narrowing.keeps(self.details, visit.appointment_id) for visit in visits)
        return DayLoadView(
            day=day,
            visits=kept,
            unplaced=self.unplaced[day],
            load=reduce(_together, loads, LoadView()),
            closed=self.work.firm.rules.closed(day) or "",
        )

    def load(self, technician: Technician, day: date) -> LoadView:
        """Return the seconds planned and the seconds there are on one technician's day, whatever a filter hides."""
        worked = self.worked[technician.id].get(day)
        return LoadView(self.planned[technician.id, day], _hours(worked) if worked else 0)

    def _route(self, technician: Technician, day: date) -> Route:
        return self.routes.get((technician.id, day), Route(technician.id, day))

    def _why_away(self, technician: Technician, day: date) -> str:
        return why_away(self.work.firm, day, self.absences[technician.id])


def _planned(
    work: Work, staff: Sequence[Technician], routes: Mapping[tuple[TechnicianId, date], Route]
) -> Counter[tuple[TechnicianId, date]]:
    """Return the seconds on site and on the road of each route, all roads asked for at once; waiting is none of it."""
    planned: Counter[tuple[TechnicianId, date]] = Counter()
    legs: list[tuple[tuple[TechnicianId, date], Position, Position]] = []
    ends = {one.id: (one.start, one.end) for one in staff}
    for key, route in routes.items():
        if route.visits and key[0] in ends:
            start, end = ends[key[0]]
            way = [start, *(visit.position for visit in route.visits), end]
            legs += [(key, one, two) for one, two in pairwise(way)]
            planned[key] += sum(int(visit.duration.total_seconds()) for visit in route.visits)
    froms, tos = [leg[1] for leg in legs], [leg[2] for leg in legs]
    seconds = travel(work.firm).seconds(
        [one.lat for one in froms], [one.lon for one in froms], [one.lat for one in tos], [one.lon for one in tos]
    )
    for (key, _, _), road in zip(legs, seconds.tolist(), strict=True):
        planned[key] += road
    return planned


def _hours(worked: Day) -> int:
    """Return the seconds of a working day without its lunch and its absences."""
    shift = worked.shift
    lunch = shift.lunch.duration if shift.lunch else 0
    return max(0, shift.end - shift.start - lunch - sum(busy.duration for busy in worked.busy))


def _together(one: LoadView, other: LoadView) -> LoadView:
    return LoadView(one.planned + other.planned, one.available + other.available)
