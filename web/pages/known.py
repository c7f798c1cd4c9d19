"""What a customer books behind a personal link: his name and address are known, three taps are enough."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from api.views import BookedView, BookingForm, Caller, HoldView, KnownSlotsView, Refused, SlotTaken
from web.pages.portal import CONFIRMED
from web.rendering import REFUSED, go, page
from web.routing import Asking, Form, Sent, page_router

router = page_router()
_CONFLICT = 409
FirstDay = Annotated[date | None, Query(alias="du")]


@router.get("/f/{slug}/client/{token}")
def welcome(request: Request, slug: str, token: str, caller: Asking, first_day: FirstDay = None) -> Response:
    """The services he may book; behind an invitation, the slots of the visit at once."""
    view = actions.known(caller, slug, token)
    if isinstance(view, KnownSlotsView):
        return _slots(request, caller, token, actions.slots_for_known(caller, slug, token, first_day=first_day))
    return page(request, caller, "known.html", firm=view.firm, view=view, token=token)


@router.get("/f/{slug}/client/{token}/rdv")
def slots(
    request: Request, slug: str, token: str, caller: Asking, service: str, first_day: FirstDay = None
) -> Response:
    """The slots of the next days for a service at his address."""
    view = actions.slots_for_known(caller, slug, token, service=service, first_day=first_day)
    return _slots(request, caller, token, view)


@router.post("/f/{slug}/client/{token}/rdv")
def hold(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a slot; with the details already written (another slot was lost), confirms it at once."""
    kept = actions.hold_for_known(caller, slug, token, offer=sent.text("offer"))
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, token, kept, sent)
    if not sent.text("name"):
        return go(f"/f/{slug}/client/{token}/rdv/{kept.hold}")
    return _confirm(request, caller, token, kept, sent)


@router.get("/f/{slug}/client/{token}/rdv/{hold}")
def details(request: Request, slug: str, token: str, hold: str, caller: Asking) -> Response:
    """Everything known once more, and one button."""
    kept = actions.held_for_known(caller, slug, token, hold)
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, token, kept, None)
    return _details(request, caller, token, kept, kept.form)


@router.post("/f/{slug}/client/{token}/rdv/{hold}")
def confirm(request: Request, slug: str, token: str, hold: str, caller: Asking, sent: Sent) -> Response:
    """Makes the promise."""
    kept = actions.held_for_known(caller, slug, token, hold)
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, token, kept, sent)
    return _confirm(request, caller, token, kept, sent)


@router.post("/f/{slug}/client/{token}/reponse")
def answer(slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Keeps what he says instead of choosing a slot."""
    said = actions.answer_invitation(caller, slug, token, answer=sent.text("answer"))
    return go(f"/f/{slug}/client/{token}", said)


def _slots(request: Request, caller: Caller, token: str, view: KnownSlotsView) -> Response:
    if view.booked:
        return go(f"/f/{view.firm.slug}/suivi/{view.booked}")
    return page(request, caller, "known_slots.html", firm=view.firm, view=view, token=token)


def _confirm(request: Request, caller: Caller, token: str, kept: HoldView, sent: Form) -> Response:
    form, slug = sent.record(BookingForm), kept.firm.slug
    match actions.confirm_for_known(caller, slug, token, kept.hold, form):
        case BookedView() as made:
            return go(f"/f/{slug}/suivi/{made.token}", CONFIRMED)
        case Refused() as refused:
            return _details(request, caller, token, kept, form, refused)
        case SlotTaken() as taken:
            return _lost(request, caller, token, taken, sent)


def _details(
    request: Request, caller: Caller, token: str, kept: HoldView, form: BookingForm, refused: Refused | None = None
) -> Response:
    shown = {"view": kept, "form": form, "token": token, "refused": refused or Refused("")}
    return page(request, caller, "known_details.html", firm=kept.firm, status=REFUSED if refused else 200, **shown)


def _lost(request: Request, caller: Caller, token: str, taken: SlotTaken, sent: Form | None) -> Response:
    """The slot is gone: the nearest are one tap away, and what was written is kept."""
    slug = request.path_params["slug"]
    form = sent.record(BookingForm) if sent else BookingForm()
    shown = {"taken": taken, "form": form, "home": f"/f/{slug}/client/{token}"}
    firm = actions.portal(caller, slug).firm
    return page(request, caller, "lost.html", firm=firm, status=_CONFLICT, **shown)
