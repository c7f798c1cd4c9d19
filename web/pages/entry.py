"""The ways in: the first page, signing in and out, passwords, invitations, and the first installation."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, CodeNeeded, EnrolledSession, FirmView, Refused, Role, SessionView
from web.forms import installation_form
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()


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
    return _sign_in(request, slug, caller, {"suite": suite, "email": "", "refused": NOTHING})


@router.post("/f/{slug}/connexion")
def sign_in(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Opens a session."""
    email, suite = sent.text("email"), sent.text("suite")
    answer = actions.sign_in(caller, slug, email=email, password=sent.secret("password"))
    if isinstance(answer, Refused):
        return _sign_in(request, slug, caller, {"suite": suite, "email": email, "refused": answer})
    return _enter(slug, answer, suite)


@router.get("/f/{slug}/connexion/code")
def code_page(request: Request, slug: str, caller: Asking, suite: str = "") -> Response:
    """The other half: a code, or a telephone that learns to show some."""
    return _code(request, slug, caller, {"suite": suite, "ticket": "", "refused": NOTHING})


@router.post("/f/{slug}/connexion/code")
def give_code(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Opens the session; a second factor just made shows its recovery codes this once."""
    code, ticket, suite = sent.text("code"), sent.text("ticket"), sent.text("suite")
    answer: SessionView | EnrolledSession | Refused
    if ticket:
        answer = actions.give_first_code(caller, slug, ticket=ticket, code=code)
    else:
        answer = actions.give_code(caller, slug, code=code)
    if isinstance(answer, Refused):
        return _code(request, slug, caller, {"suite": suite, "ticket": ticket, "refused": answer})
    if isinstance(answer, SessionView):
        return _enter(slug, answer, suite)
    view, onward = answer.recovery, _onward(slug, answer.session.person.role, suite)
    response = page(request, caller, "recovery_codes.html", firm=view.firm, view=view, onward=onward)
    actions.remember(response, answer.session)
    return response


@router.get("/f/{slug}/connexion/fournisseur")
def set_out(slug: str, caller: Asking, suite: str = "") -> Response:
    """Leads to where the firm's people have an account already; a link, so that nothing is decided by opening it."""
    return go(actions.set_out(caller, slug, onward=suite))


@router.get("/f/{slug}/connexion/retour")
def come_back(request: Request, slug: str, caller: Asking) -> Response:
    """Opens the session of whoever comes back in the browser that set out, once."""
    answer = actions.come_back(caller, slug, answer=dict(request.query_params))
    if isinstance(answer, Refused):
        return _sign_in(request, slug, caller, {"suite": "", "email": "", "refused": answer})
    return _enter(slug, answer.session, answer.onward)


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
    return _password(request, caller, view.firm, {"view": view, "invited": False, "refused": NOTHING})


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
    return _password(request, caller, view.firm, {"view": view, "invited": True, "refused": NOTHING})


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
    return page(request, caller, "installation.html", view=view, form=None, refused=NOTHING)


@router.post("/installation")
def install(request: Request, caller: Asking, sent: Sent) -> Response:
    """Opens the firm and lets its first person in."""
    form = installation_form(sent)
    answer = actions.install(caller, form)
    if isinstance(answer, Refused):
        view = actions.installation(caller)
        return page(request, caller, "installation.html", status=REFUSED, view=view, form=form, refused=answer)
    return _enter(answer.slug, answer.session, f"/f/{answer.slug}/reglages")


def _sign_in(request: Request, slug: str, caller: Caller, shown: dict[str, Any]) -> Response:
    view = actions.sign_in_page(caller, slug)
    status = REFUSED if shown["refused"].sentence else 200
    return page(request, caller, "sign_in.html", firm=view.firm, status=status, view=view, **shown)


def _password(request: Request, caller: Caller, firm: FirmView, shown: dict[str, Any]) -> Response:
    status = REFUSED if shown["refused"].sentence else 200
    return page(request, caller, "password.html", firm=firm, status=status, **shown)


def _code(request: Request, slug: str, caller: Caller, shown: dict[str, Any]) -> Response:
    view = actions.code_page(caller, slug, ticket=shown["ticket"])
    if isinstance(view, Refused):
        return go(f"/f/{slug}/connexion?{urlencode({'suite': shown['suite']})}", view)
    status = REFUSED if shown["refused"].sentence else 200
    return page(request, caller, "code.html", firm=view.firm, status=status, view=view, **shown)


def _enter(slug: str, session: SessionView | CodeNeeded, suite: str = "") -> Response:
    """Leads where the person was going inside the firm, else to their day; first to the code where one is needed."""
    if isinstance(session, CodeNeeded):
        return go(f"/f/{slug}/connexion/code?{urlencode({'suite': suite})}")
    response = go(_onward(slug, session.person.role, suite))
    actions.remember(response, session)
    return response


def _onward(slug: str, role: Role, suite: str) -> str:
    home = f"/f/{slug}/technicien" if role is Role.TECHNICIAN else f"/f/{slug}/jour"
    return suite if suite.startswith(f"/f/{slug}/") else home
