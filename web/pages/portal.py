"""The customer portal: a service, a slot, a few words about oneself, and it is confirmed."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from api.views import BookedView, BookingForm, ColoursView, Done, FirmView, HoldView, Refused, SlotTaken, said
from web.rendering import COMMUNE, REFUSED, framed, go, kept, page
from web.routing import Asking, Form, Sent, page_router

router = page_router()
_A_YEAR = 365 * 24 * 3600
_CONFLICT = 409
CONFIRMED = Done(said("C’est confirmé. Gardez cette page : elle permet de suivre, de déplacer ou d’annuler."))


@router.get("/f/{slug}")
def services(request: Request, slug: str, caller: Asking) -> Response:
    """Choose a service, and say where."""
    view = actions.portal(caller, slug)
    commune = _remembered(request)
    return page(request, caller, "portal.html", firm=view.firm, view=view, commune=commune)


@router.get("/f/{slug}/integrer")
def embedded(request: Request, slug: str, caller: Asking) -> Response:
    """The services inside a frame on the firm's own site; what is chosen opens this site whole."""
    view = actions.embedded(caller, slug)
    shown = page(request, caller, "embedded.html", firm=view.portal.firm, view=view, commune="")
    return framed(shown, view.framed_by)


@router.get("/f/{slug}/couleurs.css")
def colours(request: Request, slug: str, caller: Asking) -> Response:
    """The firm's own colour, for the sheet of every page."""
    return kept(request, _sheet(actions.colours(caller, slug)).encode(), "text/css; charset=utf-8")


@router.get("/f/{slug}/logo")
def logo(request: Request, slug: str, caller: Asking) -> Response:
    """The firm's logo."""
    file = actions.logo(caller, slug)
    return kept(request, file.content, file.media_type)


@router.get("/f/{slug}/rdv")
def slots(
    request: Request,
    slug: str,
    caller: Asking,
    service: str,
    commune: str = "",
    first_day: Annotated[date | None, Query(alias="du")] = None,
) -> Response:
    """The slots of the next days for a service at a place."""
    commune = commune.strip() or _remembered(request)
    view = actions.slots(caller, slug, service=service, commune=commune, first_day=first_day)
    response = page(request, caller, "slots.html", firm=view.firm, view=view, commune=commune)
    if view.place:
        response.set_cookie(COMMUNE, commune.encode().hex(), max_age=_A_YEAR, httponly=True, samesite="lax")
    return response


@router.post("/f/{slug}/rdv")
def hold(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps a slot; with the details already written (another slot was lost), confirms it at once."""
    kept = actions.hold_slot(caller, slug, offer=sent.text("offer"))
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, actions.portal(caller, slug).firm, kept, sent)
    if not sent.text("name"):
        return go(f"/f/{slug}/rdv/{kept.hold}")
    return _confirm(request, caller, kept, sent)


@router.get("/f/{slug}/rdv/{hold}")
def details(request: Request, slug: str, hold: str, caller: Asking) -> Response:
    """Who comes to whom: the form that confirms a kept slot."""
    kept = actions.held(caller, slug, hold)
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, actions.portal(caller, slug).firm, kept, None)
    return _details(request, caller, kept, kept.form, Refused(""))


@router.post("/f/{slug}/rdv/{hold}")
def confirm(request: Request, slug: str, hold: str, caller: Asking, sent: Sent) -> Response:
    """Makes the promise."""
    kept = actions.held(caller, slug, hold)
    if isinstance(kept, SlotTaken):
        return _lost(request, caller, actions.portal(caller, slug).firm, kept, sent)
    return _confirm(request, caller, kept, sent)


def _confirm(request: Request, caller: Asking, kept: HoldView, sent: Form) -> Response:
    form = sent.record(BookingForm)
    slug = kept.firm.slug
    answer = actions.confirm_hold(caller, slug, kept.hold, form)
    match answer:
        case BookedView():
            return go(f"/f/{slug}/suivi/{answer.token}", CONFIRMED)
        case Refused():
            return _details(request, caller, kept, form, answer)
        case SlotTaken():
            return _lost(request, caller, kept.firm, answer, sent)


def _details(request: Request, caller: Asking, kept: HoldView, form: BookingForm, refused: Refused) -> Response:
    status = REFUSED if refused.sentence else 200
    shown = {"view": kept, "form": form, "refused": refused}
    return page(request, caller, "details.html", firm=kept.firm, status=status, **shown)


def _lost(request: Request, caller: Asking, firm: FirmView, taken: SlotTaken, sent: Form | None) -> Response:
    """The slot is gone: everything written is kept, and the nearest slots are one tap away."""
    form = sent.record(BookingForm) if sent else BookingForm()
    shown = {"taken": taken, "form": form, "home": f"/f/{firm.slug}"}
    return page(request, caller, "lost.html", firm=firm, status=_CONFLICT, **shown)


def _remembered(request: Request) -> str:
    try:
        return bytes.fromhex(request.cookies.get(COMMUNE, "")).decode()
    except ValueError:
        return ""


def _sheet(view: ColoursView) -> str:
    """The shades under the names that the sheet of every page gives them."""
    names = {"accent": "accent", "accent-strong": "strong", "on-accent": "on_accent", "accent-wash": "wash"}
    shades = (
        f"--{name}: light-dark({getattr(view.light, of)}, {getattr(view.dark, of)})" for name, of in names.items()
    )
    return f":root {{ {'; '.join(shades)} }}\n"
