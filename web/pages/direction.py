"""Direction's page: calls to come and how sure that is, who should answer, figures to steer by."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from api.views import Caller, DirectionView, Done, FileView, Refused
from web.charts import HEIGHT, ON_PAPER, bars, fan
from web.paper import on_paper, printable
from web.rendering import go, handed, page, written
from web.routing import Asking, Sent, page_router

router = page_router()


@dataclass(frozen=True, slots=True)
class OccasionForm:
    """What will make people ring, as typed."""

    name: str = ""
    first: str = ""
    last: str = ""


Day = Annotated[date | None, Query(alias="jour")]
"""The day whose telephone is looked at; the next one where it is left out."""


@router.get("/f/{slug}/direction")
def show(request: Request, slug: str, caller: Asking, day: Day = None) -> Response:
    """What management reads in the morning."""
    return _shown(request, caller, slug, day=day)


@router.get("/f/{slug}/direction/rapport")
def report(request: Request, slug: str, caller: Asking, day: Day = None) -> Response:
    """The same to print and to hand round."""
    view = actions.direction(caller, slug, day=day)
    shown = {"printable": printable(), "paper": False, **_ahead(caller, slug), **_drawn(view, ON_PAPER)}
    return page(request, caller, "report.html", firm=view.firm, status=200, view=view, **shown)


@router.get("/f/{slug}/direction/rapport.pdf")
def report_on_paper(slug: str, caller: Asking, day: Day = None) -> Response:
    """The same as a tagged PDF."""
    view = actions.direction(caller, slug, day=day)
    shown = {"flash": Done(""), "printable": True, "paper": True, **_ahead(caller, slug), **_drawn(view, ON_PAPER)}
    content = on_paper(written(caller, "report.html", firm=view.firm, view=view, **shown), "css/report.css")
    return handed(FileView(f"direction-{slug}-{view.today}.pdf", "application/pdf", content))


@router.get("/f/{slug}/direction/previsions.{kind}")
def export(slug: str, kind: Literal["csv", "xlsx"], caller: Asking) -> Response:
    """The same figures for a spreadsheet."""
    return handed(actions.export_forecast(caller, slug, kind=kind))


@router.post("/f/{slug}/direction/prevision")
def choose(slug: str, caller: Asking, sent: Sent) -> Response:
    """Calls the forecast before back, or has the newest serve again."""
    change = actions.use_newest_forecast if sent.text("do") == "newest" else actions.roll_back_forecast
    return go(f"/f/{slug}/direction", change(caller, slug))


@router.post("/f/{slug}/direction/courrier")
def mail(slug: str, caller: Asking, sent: Sent) -> Response:
    """Has the report mailed each month, or no longer."""
    wanted = sent.text("do") == "send"
    return go(f"/f/{slug}/direction", actions.want_report_by_mail(caller, slug, wanted=wanted))


@router.post("/f/{slug}/direction/evenements")
def add_occasion(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps what will make people ring; a refused form is shown again as it was typed."""
    form = sent.record(OccasionForm)
    answer = actions.add_occasion(caller, slug, name=form.name, first=form.first, last=form.last)
    if isinstance(answer, Refused):
        return _shown(request, caller, slug, form=form, refused=answer)
    return go(f"/f/{slug}/direction#evenements", answer)


@router.post("/f/{slug}/direction/evenements/retirer")
def remove_occasion(slug: str, caller: Asking, sent: Sent) -> Response:
    """Takes it back."""
    return go(f"/f/{slug}/direction#evenements", actions.remove_occasion(caller, slug, occasion=sent.text("occasion")))


def _shown(
    request: Request,
    caller: Caller,
    slug: str,
    *,
    day: date | None = None,
    form: OccasionForm | None = None,
    refused: Refused | None = None,
) -> Response:
    view = actions.direction(caller, slug, day=day)
    typed = {"form": form or OccasionForm(), "refused": refused or Refused("")}
    shown = {
        "view": view,
        "printable": printable(),
        **_ahead(caller, slug),
        **typed,
        **_drawn(view, HEIGHT),
    }
    return page(request, caller, "direction.html", firm=view.firm, status=422 if refused else 200, **shown)


def _ahead(caller: Caller, slug: str) -> dict[str, object]:
    """Return what stands beside the calls: where work fits, and whom to keep."""
    return {"capacity": actions.capacity(caller, slug), "churn": actions.churn(caller, slug)}


def _drawn(view: DirectionView, height: int) -> dict[str, object]:
    """Return the charts, as high as screens or paper want them."""
    people = bars(view.staffing, height) if view.staffing else None
    return {"fan": fan(view.forecast, height), "bars": people}
