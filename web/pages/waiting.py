"""The waiting list: a customer asks to be told, takes a freed place or leaves; the office sees who waits for what."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import BookedView, Done, HoldView, Refused, WaitForm, said
from web.rendering import REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()
_MOVED = Done(said("C’est fait : cette place est à vous."))


@router.get("/f/{slug}/attente")
def ask(request: Request, slug: str, caller: Asking, service: str = "", commune: str = "") -> Response:
    """Asks how to reach whoever found no slot."""
    return _form(request, caller, slug, WaitForm(service, commune), Refused(""))


@router.post("/f/{slug}/attente")
def wait(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Puts him on the list."""
    form = sent.record(WaitForm)
    answer = actions.wait_for_place(caller, slug, form)
    if isinstance(answer, Refused):
        return _form(request, caller, slug, form, answer)
    return go(f"/f/{slug}", answer)


@router.post("/f/{slug}/suivi/{token}/attente")
def join(slug: str, token: str, caller: Asking, _sent: Sent) -> Response:
    """Tells the customer of an appointment when an earlier place comes free."""
    return go(f"/f/{slug}/suivi/{token}", actions.join_by_link(caller, slug, token))


@router.post("/f/{slug}/suivi/{token}/attente/quitter")
def leave(slug: str, token: str, caller: Asking, _sent: Sent) -> Response:
    """Does not any more."""
    return go(f"/f/{slug}/suivi/{token}", actions.stop_waiting_by_link(caller, slug, token))


@router.get("/f/{slug}/place/{token}")
def place(request: Request, slug: str, token: str, caller: Asking) -> Response:
    """The freed place he is offered; looking at it changes nothing."""
    view = actions.offered_place(caller, slug, token)
    return page(request, caller, "place.html", firm=view.firm, view=view, token=token)


@router.post("/f/{slug}/place/{token}")
def take(slug: str, token: str, caller: Asking, _sent: Sent) -> Response:
    """Takes it, if nobody was faster."""
    match actions.take_place(caller, slug, token):
        case BookedView() as booked:
            return go(f"/f/{slug}/suivi/{booked.token}", _MOVED)
        case HoldView() as kept:
            return go(f"/f/{slug}/rdv/{kept.hold}")
        case answer:
            return go(f"/f/{slug}/place/{token}", Refused(answer.sentence))


@router.post("/f/{slug}/place/{token}/quitter")
def decline_place(slug: str, token: str, caller: Asking, _sent: Sent) -> Response:
    """Is told of no place any more."""
    return go(f"/f/{slug}", actions.decline_place(caller, slug, token))


@router.get("/f/{slug}/liste-attente")
def waiting_list(request: Request, slug: str, caller: Asking) -> Response:
    """Who waits, and what was offered to whom."""
    view = actions.waiting_list(caller, slug)
    return page(request, caller, "waiting_list.html", firm=view.firm, view=view)


@router.post("/f/{slug}/liste-attente/{waiting}/retirer")
def remove(slug: str, waiting: str, caller: Asking, _sent: Sent) -> Response:
    """Takes one off the list."""
    return go(f"/f/{slug}/liste-attente", actions.remove_waiting(caller, slug, waiting))


def _form(request: Request, caller: Asking, slug: str, form: WaitForm, refused: Refused) -> Response:
    view = actions.portal(caller, slug)
    status = REFUSED if refused.sentence else 200
    shown = {"view": view, "form": form, "refused": refused}
    return page(request, caller, "wait.html", firm=view.firm, status=status, **shown)
