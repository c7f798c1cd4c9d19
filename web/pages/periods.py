"""The week and the month, each cell a way to its day; and what leaves them for paper and spreadsheets."""

from typing import Literal

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Day
from web.narrowing import Narrowed
from web.rendering import handed, page
from web.routing import Asking, page_router

router = page_router()


@router.get("/f/{slug}/semaine/{day}")
def week(request: Request, slug: str, day: Day, caller: Asking, filters: Narrowed) -> Response:
    """Technicians by days, with the visits and the load of each."""
    view = actions.week(caller, slug, day, filters=filters)
    return page(request, caller, "week.html", firm=view.firm, view=view, shown=day)


@router.get("/f/{slug}/mois/{day}")
def month(request: Request, slug: str, day: Day, caller: Asking, filters: Narrowed) -> Response:
    """Counts and load, day by day."""
    view = actions.month(caller, slug, day, filters=filters)
    return page(request, caller, "month.html", firm=view.firm, view=view, shown=day)


@router.get("/f/{slug}/jour/{day}/feuilles")
def sheets(request: Request, slug: str, day: Day, caller: Asking, filters: Narrowed) -> Response:
    """A page to print for each technician."""
    view = actions.day_sheets(caller, slug, day, filters=filters)
    return page(request, caller, "sheets.html", firm=view.firm, view=view)


@router.get("/f/{slug}/jour/{day}/export.{kind}")
def export_day(slug: str, day: Day, kind: Literal["csv", "xlsx"], caller: Asking, filters: Narrowed) -> Response:
    """The day as a file for a spreadsheet."""
    return handed(actions.export_plan(caller, slug, day, days=1, kind=kind, filters=filters))


@router.get("/f/{slug}/semaine/{day}/export.{kind}")
def export_week(slug: str, day: Day, kind: Literal["csv", "xlsx"], caller: Asking, filters: Narrowed) -> Response:
    """The week as a file for a spreadsheet."""
    return handed(actions.export_plan(caller, slug, day, days=7, kind=kind, filters=filters))
