"""A promise that cannot be kept: the draft of another, and the customer's choice."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Refused, SlotTaken
from web.rendering import go, page
from web.routing import Asking, Sent, page_router

router = page_router()
_REFUSED, _TAKEN = 422, 409


@router.get("/f/{slug}/rendez-vous/{appointment}/repromettre")
def draft(request: Request, slug: str, appointment: str, caller: Asking) -> Response:
    """What the customer would be asked."""
    view = actions.repromise(caller, slug, appointment)
    return page(request, caller, "repromise.html", firm=view.firm, view=view, refused=Refused(""), reason="")


@router.post("/f/{slug}/rendez-vous/{appointment}/repromettre")
def ask(request: Request, slug: str, appointment: str, caller: Asking, sent: Sent) -> Response:
    """Asks him."""
    reason = sent.text("reason")
    answer = actions.ask_for_another(caller, slug, appointment=appointment, offers=sent.texts("offer"), reason=reason)
    if isinstance(answer, Refused):
        view = actions.repromise(caller, slug, appointment)
        shown = {"view": view, "refused": answer, "reason": reason}
        return page(request, caller, "repromise.html", firm=view.firm, status=_REFUSED, **shown)
    return go(f"/f/{slug}/rendez-vous/{appointment}", answer)


@router.post("/f/{slug}/suivi/{token}/choisir")
def choose(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Makes one of the windows offered the promise; one lost meanwhile shows others."""
    answer = actions.choose_by_link(caller, slug, token, offer=sent.text("offer"))
    if isinstance(answer, SlotTaken):
        view = actions.follow(caller, slug, token)
        shown = {"view": view, "token": token, "choice": answer.slots, "sentence": answer.sentence}
        shown |= {"refused": Refused(""), "text": ""}
        return page(request, caller, "follow.html", firm=view.firm, status=_TAKEN, **shown)
    return go(f"/f/{slug}/suivi/{token}", answer)
