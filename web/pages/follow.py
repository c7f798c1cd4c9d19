"""The page that follows an appointment: reached by a signed link, it changes nothing until a button is pressed."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, MoveByLinkView, Refused, SlotTaken
from web.rendering import REFUSED, go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()
_CONFLICT = 409
FirstDay = Annotated[date | None, Query(alias="du")]


@router.get("/f/{slug}/suivi/{token}")
def follow(request: Request, token: str, caller: Asking) -> Response:
    """Where the appointment stands."""
    return _follow(request, caller, token, Refused(""))


@router.get("/f/{slug}/suivi/{token}/rendez-vous.ics")
def calendar_file(slug: str, token: str, caller: Asking) -> Response:
    """The appointment as a file every calendar understands."""
    return handed(actions.appointment_file(caller, slug, token))


@router.get("/f/{slug}/suivi/{token}/deplacer")
def choose(request: Request, slug: str, token: str, caller: Asking, first_day: FirstDay = None) -> Response:
    """The slots it could move to."""
    view = actions.slots_to_move(caller, slug, token, first_day=first_day)
    return _choose(request, caller, view, token)


@router.post("/f/{slug}/suivi/{token}/deplacer")
def move(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Moves it; a slot lost meanwhile shows the others."""
    answer = actions.move_by_link(caller, slug, token, offer=sent.text("offer"))
    if isinstance(answer, SlotTaken):
        view = actions.slots_to_move(caller, slug, token, first_day=None)
        return _choose(request, caller, view, token, answer.sentence)
    return go(f"/f/{slug}/suivi/{token}", answer)


@router.get("/f/{slug}/suivi/{token}/annuler")
def ask_cancel(request: Request, slug: str, token: str, caller: Asking) -> Response:
    """Asks before cancelling."""
    view = actions.follow(caller, slug, token)
    return page(request, caller, "follow_cancel.html", firm=view.firm, view=view, token=token)


@router.post("/f/{slug}/suivi/{token}/annuler")
def cancel(slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Cancels it."""
    answer = actions.cancel_by_link(caller, slug, token, reason=sent.text("reason"))
    return go(f"/f/{slug}/suivi/{token}", answer)


@router.post("/f/{slug}/suivi/{token}/message")
def write(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Leaves a word for the office; one that is refused stays as it was typed."""
    text = sent.text("text")
    answer = actions.write_by_link(caller, slug, token, text=text)
    if isinstance(answer, Done):
        return go(f"/f/{slug}/suivi/{token}", answer)
    return _follow(request, caller, token, answer, text)


def _follow(request: Request, caller: Caller, token: str, refused: Refused, text: str = "") -> Response:
    view = actions.follow(caller, request.path_params["slug"], token)
    status = REFUSED if refused.sentence or refused.fields else 200
    shown = {"view": view, "token": token, "refused": refused, "text": text, "choice": view.choice, "sentence": ""}
    return page(request, caller, "follow.html", firm=view.firm, status=status, **shown)


def _choose(request: Request, caller: Caller, view: MoveByLinkView, token: str, sentence: str = "") -> Response:
    status = _CONFLICT if sentence else 200
    shown = {"view": view, "token": token, "sentence": sentence}
    return page(request, caller, "follow_move.html", firm=view.follow.firm, status=status, **shown)
