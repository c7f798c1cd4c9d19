"""The technician's day, read on a phone."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Day
from web.rendering import go, page
from web.routing import Asking, page_router

router = page_router()


@router.get("/f/{slug}/technicien")
def today(slug: str, caller: Asking) -> Response:
    """Leads to today."""
    return go(f"/f/{slug}/technicien/{actions.today(caller, slug).isoformat()}")


@router.get("/f/{slug}/technicien/{day}")
def show(request: Request, slug: str, day: Day, caller: Asking, technician: str = "") -> Response:
    """Where to go, whom to see, what to know; a dispatcher says whose day."""
    view = actions.technician_day(caller, slug, day, technician=technician)
    return page(request, caller, "technician.html", firm=view.firm, view=view, technician=technician)
