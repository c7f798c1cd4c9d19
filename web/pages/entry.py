"""The ways in: the first page, signing in and out, passwords, invitations, and the first installation."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, FirmView, Refused, Role, SessionView
from web.forms import installation_form
from web.rendering import go, page
from web.routing import Asking, Sent, page_router

router = page_router()
_REFUSED = 422
_NOTHING = Refused("")


@router.get("/")
def front(request: Request, caller: Asking) -> Response:
    """Leads to the installation of a new server, to its only firm, or shows the firms."""
    view = actions.front(caller)
    if not view.firms:
        return go("/installation")
    if len(view.firms) == 1 and not view.firms[0].demo:
        return go(f"/f/{view.firms[0].slug}")
    return page(request, caller, "front.html", firms=view.firms)


@router.get("/f/{slug}/connexion")
def sign_in_page(request: Request, slug: str, caller: Asking, suite: str = "") -> Response:
    """Who are you?"""
    return _sign_in(request, slug, caller, {"suite": suite, "email": "", "refused": _NOTHING})


@router.post("/f/{slug}/connexion")
def sign_in(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Opens a session."""
    email, suite = sent.text("email"), sent.text("suite")
    answer = actions.sign_in(caller, slug, email=email, password=sent.secret("password"))
    if isinstance(answer, Refused):
        return _sign_in(request, slug, caller, {"suite": suite, "email": email, "refused": answer})
    return _enter(slug, answer, suite)


@router.post("/f/{slug}/deconnexion")
def sign_out(slug: str, caller: Asking, _sent: Sent) -> Response:
    """Closes the session."""
    actions.sign_out(caller)
    response = go(f"/f/{slug}/connexion")
    actions.forget(response)
    return response


@router.get("/f/{slug}/mot-de-passe")
def forgotten(request: Request, slug: str, caller: Asking) -> Response:
    """A password was forgotten."""
    firm = actions.sign_in_page(caller, slug).firm
    return page(request, caller, "forgotten.html", firm=firm)


@router.post("/f/{slug}/mot-de-passe")
def ask_reset(slug: str, caller: Asking, sent: Sent) -> Response:
    """Sends a link, saying the same whether or not the address is known."""
    answer = actions.ask_password_reset(caller, slug, email=sent.text("email"))
    return go(f"/f/{slug}/connexion", answer)


@router.get("/f/{slug}/mot-de-passe/{token}")
def new_password(request: Request, slug: str, token: str, caller: Asking) -> Response:
    """Choose another."""
    view = actions.password_link(caller, slug, token)
    return _password(request, caller, view.firm, {"view": view, "invited": False, "refused": _NOTHING})


@router.post("/f/{slug}/mot-de-passe/{token}")
def reset(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """Keeps the new password and opens a session."""
    answer = actions.reset_password(caller, slug, token, password=sent.secret("password"))
    if isinstance(answer, Refused):
        view = actions.password_link(caller, slug, token)
        return _password(request, caller, view.firm, {"view": view, "invited": False, "refused": answer})
    return _enter(slug, answer)


@router.get("/f/{slug}/invitation/{token}")
def invitation(request: Request, slug: str, token: str, caller: Asking) -> Response:
    """Someone invited chooses a password."""
    view = actions.invitation(caller, slug, token)
    return _password(request, caller, view.firm, {"view": view, "invited": True, "refused": _NOTHING})


@router.post("/f/{slug}/invitation/{token}")
def accept(request: Request, slug: str, token: str, caller: Asking, sent: Sent) -> Response:
    """The invited person comes in."""
    answer = actions.accept_invitation(caller, slug, token, name=sent.text("name"), password=sent.secret("password"))
    if isinstance(answer, Refused):
        view = actions.invitation(caller, slug, token)
        return _password(request, caller, view.firm, {"view": view, "invited": True, "refused": answer})
    return _enter(slug, answer)


@router.get("/installation")
def installation(request: Request, caller: Asking) -> Response:
    """The first run: a proposal to correct."""
    view = actions.installation(caller)
    return page(request, caller, "installation.html", view=view, form=None, refused=_NOTHING)


@router.post("/installation")
def install(request: Request, caller: Asking, sent: Sent) -> Response:
    """Opens the firm and lets its first person in."""
    form = installation_form(sent)
    answer = actions.install(caller, form)
    if isinstance(answer, Refused):
        view = actions.installation(caller)
        return page(request, caller, "installation.html", status=_REFUSED, view=view, form=form, refused=answer)
    return _enter(answer.slug, answer.session, f"/f/{answer.slug}/reglages")


def _sign_in(request: Request, slug: str, caller: Caller, shown: dict[str, Any]) -> Response:
    view = actions.sign_in_page(caller, slug)
    status = _REFUSED if shown["refused"].sentence else 200
    return page(request, caller, "sign_in.html", firm=view.firm, status=status, view=view, **shown)


def _password(request: Request, caller: Caller, firm: FirmView, shown: dict[str, Any]) -> Response:
    status = _REFUSED if shown["refused"].sentence else 200
    return page(request, caller, "password.html", firm=firm, status=status, **shown)


def _enter(slug: str, session: SessionView, suite: str = "") -> Response:
    """Leads where the person was going inside the firm, else to their day."""
    home = f"/f/{slug}/technicien" if session.person.role is Role.TECHNICIAN else f"/f/{slug}/jour"
    response = go(suite if suite.startswith(f"/f/{slug}/") else home)
    actions.remember(response, session)
    return response
