"""The plan of the sample firm, day by day, as the actions answer it."""

from dataclasses import replace
from datetime import date, timedelta

from api.views import (
    EVERYTHING,
    Caller,
    CellView,
    DayLoadView,
    DaySheetsView,
    DayView,
    FileView,
    Filters,
    FiltersView,
    LoadView,
    MonthView,
    RouteView,
    TechnicianDayView,
    WeekRowView,
    WeekView,
)
from tests.web import samples
from tests.web.sample_actions import Stranger
from tests.web.sample_proposals import PROPOSAL, SEARCHES
from tests.web.samples import CLAIRE, FIRM, TODAY

CHOICES = FiltersView(
    areas=("Annecy", "Ugine"),
    skills=("BR", "IRVE"),
    services=tuple((each.service, each.name) for each in samples.SERVICES),
)


def day(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> DayView:
    """Claire's day; of its filters, a service leaves some of Gaëtan's visits and an area leaves nothing."""
    if caller.person is None:
        raise Stranger
    if day in SEARCHES:
        return replace(samples.day_view(), day=day, search=SEARCHES[day])
    if day == TODAY + timedelta(days=1):
        other = samples.day_view()
        return replace(other, day=day, previous=TODAY, next=day + timedelta(days=1), routes=other.routes[1:3])
    if day != TODAY:
        return DayView(FIRM, CLAIRE, day, TODAY, TODAY, TODAY, (), closed="Dimanche : l’entreprise est fermée.")
    shown = replace(samples.day_view(proposal=PROPOSAL), filters=replace(CHOICES, chosen=filters))
    if filters.area:
        return replace(shown, routes=(), unplaced=(), proposal=None)
    if filters.service:
        first, *_ = shown.routes
        kept, others = first.visits[:2], tuple((one.start, one.end) for one in first.visits[2:])
        return replace(shown, routes=(replace(first, visits=kept, others=others),), unplaced=(), proposal=None)
    return shown


def technician_day(caller: Caller, slug: str, day: date, *, technician: str) -> TechnicianDayView:
    """Gaëtan's Tuesday."""
    return TechnicianDayView(FIRM, samples.GAETAN, day, TODAY, TODAY, TODAY, samples.routes()[0])


MONDAY = TODAY - timedelta(days=TODAY.weekday())
WEEK = tuple(MONDAY + timedelta(days=number) for number in range(7))
HOUR = 3600


def week(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> WeekView:
    """A week of which only Tuesday is full; an area leaves nobody."""
    days = tuple(_load(one) for one in WEEK)
    rows = () if filters.area else tuple(map(_row, samples.routes()))
    shown = replace(CHOICES, chosen=filters)
    return WeekView(FIRM, CLAIRE, TODAY, WEEK[0] - timedelta(days=7), WEEK[0] + timedelta(days=7), days, rows, shown)


def month(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> MonthView:
    """November: five weeks and a day, with a holiday."""
    first = date(2026, 10, 26)
    days = tuple(_load(first + timedelta(days=number)) for number in range(42))
    shown = replace(CHOICES, chosen=filters)
    return MonthView(FIRM, CLAIRE, TODAY, date(2026, 11, 1), date(2026, 10, 1), date(2026, 12, 1), days, shown)


def _load(day: date) -> DayLoadView:
    if day == date(2026, 11, 11):
        return DayLoadView(day, closed="Armistice")
    if day.weekday() > 4:
        return DayLoadView(day)
    return DayLoadView(day, day.day % 20, int(day == TODAY), LoadView(day.day * HOUR, 27 * HOUR))


def _row(route: RouteView) -> WeekRowView:
    def cell(day: date) -> CellView:
        if day.weekday() > 4 or route.absence:
            return CellView(day, absence=route.absence or "Ne travaille pas")
        full = day == TODAY
        load = LoadView(sum(int((one.end - one.start).total_seconds()) for one in route.visits), 7 * HOUR)
        return CellView(day, route.visits if full else (), 0, load if full else LoadView(0, 8 * HOUR))

    return WeekRowView(route.technician, tuple(map(cell, WEEK)))


def day_sheets(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> DaySheetsView:
    """Tuesday's routes, on paper."""
    routes = tuple(route for route in samples.routes() if route.visits) if day == TODAY else ()
    return DaySheetsView(FIRM, CLAIRE, day, routes, replace(CHOICES, chosen=filters))


def export_plan(
    caller: Caller, slug: str, day: date, *, days: int, kind: str, filters: Filters = EVERYTHING
) -> FileView:
    """A file that says what was asked for."""
    return FileView(f"planning-{day}-{days}-{filters.service}.{kind}", "text/plain", b"x")
