"""How a person signs in: the second factor, the password, the sessions that are open."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, FactorPage, Refused
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/compte")
def own_account(request: Request, slug: str, caller: Asking) -> Response:
    """Everything about one's own way in."""
    return _account(request, slug, caller, NOTHING)


@router.get("/f/{slug}/compte/second-facteur")
def factor_page(request: Request, slug: str, caller: Asking) -> Response:
    """Something for the telephone to learn, fresh each time."""
    return _factor(request, caller, actions.factor_page(caller, slug), NOTHING)


@router.post("/f/{slug}/compte/second-facteur")
def make_factor(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps it once the telephone shows the right code; shows the recovery codes this once."""
    ticket, code, password = sent.text("ticket"), sent.text("code"), sent.secret("password")
    answer = actions.make_factor(caller, slug, ticket=ticket, code=code, password=password)
    if isinstance(answer, Refused):
        return _factor(request, caller, actions.factor_page(caller, slug, ticket=ticket), answer)
    onward = f"/f/{slug}/compte"
    return page(request, caller, "recovery_codes.html", firm=answer.firm, view=answer, onward=onward)


@router.post("/f/{slug}/compte/second-facteur/arreter")
def give_up_factor(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Lets the password be enough again."""
    answer = actions.give_up_factor(caller, slug, password=sent.secret("giving_up"))
    return _done(request, slug, caller, answer)


@router.post("/f/{slug}/compte/mot-de-passe")
def change_password(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Changes one's own password."""
    old, new = sent.secret("old_password"), sent.secret("password")
    return _done(request, slug, caller, actions.change_password(caller, slug, old=old, new=new))


@router.post("/f/{slug}/compte/connexions/fermer")
def sign_out_everywhere(slug: str, caller: Asking, _sent: Sent) -> Response:
    """Closes every session, this one too."""
    response = go(f"/f/{slug}/connexion", actions.sign_out_everywhere(caller, slug))
    actions.forget(response)
    return response


@router.post("/f/{slug}/compte/connexions/{session}/fermer")
def close_session(request: Request, slug: str, session: str, caller: Asking, _sent: Sent) -> Response:
    """Closes one on another device."""
    return _done(request, slug, caller, actions.close_my_session(caller, slug, session=session))


def _account(request: Request, slug: str, caller: Caller, refused: Refused) -> Response:
    view = actions.own_account(caller, slug)
    status = REFUSED if refused.sentence else 200
    return page(request, caller, "account.html", firm=view.firm, status=status, view=view, refused=refused)


def _factor(request: Request, caller: Caller, view: FactorPage, refused: Refused) -> Response:
    status = REFUSED if refused.sentence else 200
    return page(request, caller, "account_factor.html", firm=view.firm, status=status, view=view, refused=refused)


def _done(request: Request, slug: str, caller: Caller, answer: Done | Refused) -> Response:
    if isinstance(answer, Refused):
        return _account(request, slug, caller, answer)
    return go(f"/f/{slug}/compte", answer)
