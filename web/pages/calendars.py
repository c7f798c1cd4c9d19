"""Technicians' calendars: what has to be looked at, how each is, what can be done about it, and connecting one."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api import actions
from api.views import CalendarsView, Caller, ConnectingView, FileView, Refused
from web.rendering import NOTHING, REFUSED, go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()
_BLANK = {"address": "", "account": ""}


@router.get("/f/{slug}/agendas")
def calendars(request: Request, slug: str, caller: Asking) -> Response:
    """All of them at a glance; a technician's own."""
    return _calendars(request, caller, actions.calendars(caller, slug))


@router.post("/f/{slug}/agendas/vu")
def seen(slug: str, caller: Asking, sent: Sent) -> Response:
    """Sets a word aside."""
    return go(f"/f/{slug}/agendas", actions.mark_seen(caller, slug, notice=sent.text("notice")))


@router.post("/f/{slug}/agendas/{connection}/synchroniser")
def sync(slug: str, connection: str, caller: Asking, sent: Sent) -> Response:
    """Has it looked at now, also when it had stopped."""
    meant = sent.text("meant") == "yes"
    return go(f"/f/{slug}/agendas", actions.sync_calendar(caller, slug, connection=connection, loss_is_meant=meant))


@router.post("/f/{slug}/agendas/{connection}/relire")
def reread(slug: str, connection: str, caller: Asking, _sent: Sent) -> Response:
    """Has it read anew from its beginning."""
    return go(f"/f/{slug}/agendas", actions.reread_calendar(caller, slug, connection=connection))


@router.post("/f/{slug}/agendas/{connection}/reconnecter")
def reconnect(request: Request, slug: str, connection: str, caller: Asking, sent: Sent) -> Response:
    """Signs in anew."""
    account, password = sent.text("account"), sent.secret("password")
    answer = actions.reconnect_calendar(caller, slug, connection=connection, account=account, password=password)
    if isinstance(answer, Refused):
        return _calendars(request, caller, actions.calendars(caller, slug), answer, (connection, account))
    return go(f"/f/{slug}/agendas", answer)


@router.post("/f/{slug}/agendas/{connection}/deconnecter")
def disconnect(slug: str, connection: str, caller: Asking, _sent: Sent) -> Response:
    """Follows it no more."""
    return go(f"/f/{slug}/agendas", actions.disconnect_calendar(caller, slug, connection=connection))


@router.get("/f/{slug}/agendas/{connection}/objet")
def quarantined(slug: str, connection: str, caller: Asking, name: Annotated[str, Query(alias="nom")] = "") -> Response:
    """Hands over an object that could not be read, as its server has it now."""
    answer = actions.quarantined_object(caller, slug, connection=connection, name=name)
    return handed(answer) if isinstance(answer, FileView) else go(f"/f/{slug}/agendas", answer)


@router.get("/f/{slug}/agendas/connecter/{technician}")
def connecting(request: Request, slug: str, technician: str, caller: Asking) -> Response:
    """Who signs in where?"""
    view = actions.connecting(caller, slug, technician=technician)
    return _connecting(request, caller, view, _BLANK)


@router.post("/f/{slug}/agendas/connecter/{technician}")
def find(request: Request, slug: str, technician: str, caller: Asking, sent: Sent) -> Response:
    """Tries the sign-in, and shows the calendars it opens."""
    typed = {name: sent.text(name) for name in ("address", "account")}
    answer = actions.find_calendars(caller, slug, technician=technician, password=sent.secret("password"), **typed)
    if isinstance(answer, Refused):
        return _connecting(request, caller, actions.connecting(caller, slug, technician=technician), typed, answer)
    return _connecting(request, caller, answer, typed)


@router.post("/f/{slug}/agendas/connecter/{technician}/outlook")
def outlook(request: Request, slug: str, technician: str, caller: Asking, _sent: Sent) -> Response:
    """Leads to Microsoft."""
    answer = actions.open_outlook(caller, slug, technician=technician)
    if isinstance(answer, Refused):
        return _connecting(request, caller, actions.connecting(caller, slug, technician=technician), _BLANK, answer)
    return _connecting(request, caller, answer, _BLANK)


@router.post("/f/{slug}/agendas/connecter/{technician}/choisir")
def choose(request: Request, slug: str, technician: str, caller: Asking, sent: Sent) -> Response:
    """Connects the chosen one."""
    ticket, calendar = sent.text("ticket"), sent.text("calendar")
    answer = actions.connect_found(caller, slug, technician=technician, ticket=ticket, address=calendar)
    if isinstance(answer, Refused):
        typed = {name: sent.text(name) for name in ("address", "account")}
        return _connecting(request, caller, actions.connecting(caller, slug, technician=technician), typed, answer)
    return go(f"/f/{slug}/agendas", answer)


@router.post("/f/{slug}/agendas/appareils/{technician}")
def add_device(request: Request, slug: str, technician: str, caller: Asking, sent: Sent) -> Response:
    """Lets a telephone in, and shows once what to type into it."""
    answer = actions.add_device(caller, slug, technician=technician, label=sent.text("label"))
    if isinstance(answer, Refused):
        return _calendars(request, caller, actions.calendars(caller, slug), answer)
    return page(request, caller, "device.html", firm=answer.firm, view=answer)


@router.post("/f/{slug}/agendas/appareils/{technician}/{device}/retirer")
def remove_device(slug: str, technician: str, device: str, caller: Asking, _sent: Sent) -> Response:
    """Lets it in no more."""
    return go(f"/f/{slug}/agendas", actions.remove_device(caller, slug, technician=technician, device=device))


def _calendars(
    request: Request,
    caller: Caller,
    view: CalendarsView,
    refused: Refused = NOTHING,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    shown = {"view": view, "refused": refused, "part": typed[0], "account": typed[1]}
    status = 200 if refused is NOTHING else REFUSED
    return page(request, caller, "calendars.html", firm=view.firm, status=status, **shown)


def _connecting(
    request: Request, caller: Caller, view: ConnectingView, typed: dict[str, str], refused: Refused = NOTHING
) -> Response:
    status = 200 if refused is NOTHING else REFUSED
    shown = {"view": view, "typed": typed, "refused": refused}
    return page(request, caller, "connecting.html", firm=view.firm, status=status, **shown)
