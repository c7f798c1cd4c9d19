"""What was done to a day, and taking any of it back or doing it again."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Day
from web.narrowing import Narrowed, day_address
from web.rendering import go, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/jour/{day}/histoire")
def show(request: Request, slug: str, day: Day, caller: Asking) -> Response:
    """Who did what to a day, newest first."""
    view = actions.journal(caller, slug, day)
    return page(request, caller, "journal.html", firm=view.firm, view=view)


@router.post("/f/{slug}/jour/{day}/histoire/{number}")
def step(slug: str, day: Day, number: int, caller: Asking, sent: Sent) -> Response:
    """Takes one step back, or does it again."""
    take = actions.redo_step if sent.text("step") == "redo" else actions.undo_step
    return go(f"/f/{slug}/jour/{day.isoformat()}/histoire#pas-{number}", take(caller, slug, number))


@router.post("/f/{slug}/jour/{day}/annuler-derniere")
def undo(slug: str, day: Day, caller: Asking, _sent: Sent, filters: Narrowed) -> Response:
    """Takes the last action of a day back."""
    return go(day_address(slug, day, filters), actions.undo_last(caller, slug, day))


@router.post("/f/{slug}/jour/{day}/retablir")
def redo(slug: str, day: Day, caller: Asking, _sent: Sent, filters: Narrowed) -> Response:
    """Does again what was taken back last."""
    return go(day_address(slug, day, filters), actions.redo_last(caller, slug, day))
