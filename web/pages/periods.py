"""The week and the month: where there is room, where there is none, and the way to each day."""

from datetime import date

from fastapi import Request
from starlette.responses import Response

from api import actions
from web.narrowing import Narrowed
from web.rendering import page
from web.routing import Asking, page_router

router = page_router()


@router.get("/f/{slug}/semaine/{day}")
def week(request: Request, slug: str, day: date, caller: Asking, filters: Narrowed) -> Response:
    """Technicians by days, with the visits and the load of each."""
    view = actions.week(caller, slug, day, filters=filters)
    return page(request, caller, "week.html", firm=view.firm, view=view, shown=day)


@router.get("/f/{slug}/mois/{day}")
def month(request: Request, slug: str, day: date, caller: Asking, filters: Narrowed) -> Response:
    """Counts and load, day by day."""
    view = actions.month(caller, slug, day, filters=filters)
    return page(request, caller, "month.html", firm=view.firm, view=view, shown=day)
