"""The visits that contracts owe: who is to be invited, who has not answered, and inviting many at once."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from api import actions
from web.rendering import go, page
from web.routing import Asking, Sent, page_router

router = page_router()
EVERY = "tout"


@router.get("/f/{slug}/entretiens")
def due_visits(
    request: Request, slug: str, caller: Asking, secteur: str = "", etat: str = "", cocher: str = ""
) -> Response:
    """What falls due; `cocher` comes with the boxes of an area, or all of them, already ticked."""
    view = actions.due_visits(caller, slug, area=secteur, shown=etat)
    ticked = {one.due for one in view.dues if one.may_invite and cocher in {EVERY, one.area or "-"}}
    return page(request, caller, "dues.html", firm=view.firm, view=view, ticked=ticked)


@router.post("/f/{slug}/entretiens")
def invite(slug: str, caller: Asking, sent: Sent) -> Response:
    """Invites those ticked, or sets them aside; the list comes back as it was filtered."""
    change = actions.set_due_aside if sent.text("do") == "aside" else actions.invite_due
    answer = change(caller, slug, dues=sent.texts("due"))
    kept = {name: sent.text(name) for name in ("secteur", "etat") if sent.text(name)}
    return go(f"/f/{slug}/entretiens{'?' if kept else ''}{urlencode(kept)}", answer)
