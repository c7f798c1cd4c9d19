"""What leaves the plan: a sheet of paper for each technician, and lines for a spreadsheet."""

from datetime import date, timedelta
from typing import Literal

from api.actions.common import OFFICE, Format, firm_for, firm_view, house_of, spreadsheet
from api.narrowing import Narrowing, filters_view
from api.plan_lines import plan_lines
from api.sheets import Sheet
from api.views import EVERYTHING, Caller, DaySheetsView, FileView, Filters
from planner.working_days import days_between, monday_of


def day_sheets(caller: Caller, slug: str, day: date, *, filters: Filters = EVERYTHING) -> DaySheetsView:
    """Return the whole route of each technician whom the filters show: nobody drives half a route."""
    firm, person = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        sheet = Sheet.of(work, house.boards.of(firm.id), day)
        shown = {view.technician.technician for view in Narrowing(filters, firm.rules).routes(sheet)}
        routes = (sheet.route_view(one) for one in sheet.technicians if one.id in shown)
        return DaySheetsView(
            firm=firm_view(house, firm),
            person=person,
            day=day,
            routes=tuple(route for route in routes if route.visits),
            filters=filters_view(work, filters),
        )


def export_plan(
    caller: Caller, slug: str, day: date, *, days: Literal[1, 7], kind: Format, filters: Filters = EVERYTHING
) -> FileView:
    """Return a day, or the week it lies in, as a file for a spreadsheet: what the filters keep, in driving order."""
    firm, _ = firm_for(caller, slug, *OFFICE)
    house = house_of(caller)
    first = day if days == 1 else monday_of(day)
    narrowing, board = Narrowing(filters, firm.rules), house.boards.of(firm.id)
    with house.transactions.read(firm.id) as work:
        lines = list(
            plan_lines(
                firm.zone,
                (
                    (one, narrowing.routes(Sheet.of(work, board, one)), narrowing.unplaced(work, one))
                    for one in days_between(first, first + timedelta(days=days - 1))
                ),
            )
        )
    name = f"planning-{firm.slug}-{'' if days == 1 else 'semaine-'}{first.isoformat()}"
    return spreadsheet(name, "Planning", lines, kind)
