"""Direction's page: calls to come and how sure that is, who should answer, figures to steer by."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from web.charts import bars, fan
from web.rendering import go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/direction")
def show(
    request: Request, slug: str, caller: Asking, day: Annotated[date | None, Query(alias="jour")] = None
) -> Response:
    """What management reads in the morning."""
    view = actions.direction(caller, slug, day=day)
    people = bars(view.staffing) if view.staffing else None
    return page(request, caller, "direction.html", firm=view.firm, view=view, fan=fan(view.forecast), bars=people)


@router.get("/f/{slug}/direction/previsions.{kind}")
def export(slug: str, kind: Literal["csv", "xlsx"], caller: Asking) -> Response:
    """The same figures for a spreadsheet."""
    return handed(actions.export_forecast(caller, slug, kind=kind))


@router.post("/f/{slug}/direction/prevision")
def choose(slug: str, caller: Asking, sent: Sent) -> Response:
    """Calls the forecast before back, or has the newest serve again."""
    change = actions.use_newest_forecast if sent.text("do") == "newest" else actions.roll_back_forecast
    return go(f"/f/{slug}/direction", change(caller, slug))
