"""What the firm asks of those who sign in, and who of them has lost a telephone."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, Refused
from web.rendering import go, page
from web.routing import Asking, Sent, page_router

router = page_router()
_REFUSED = 422
_NOTHING = Refused("")


@router.get("/f/{slug}/reglages/connexion")
def sign_in_settings(request: Request, slug: str, caller: Asking) -> Response:
    """Of whom a second factor is asked, and how each person stands."""
    return _settings(request, slug, caller, _NOTHING)


@router.post("/f/{slug}/reglages/connexion")
def save(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps of whom a second factor is asked."""
    answer = actions.save_second_factor_rule(caller, slug, second_factor=sent.text("second_factor"))
    return _saved(request, slug, caller, answer)


@router.post("/f/{slug}/reglages/equipe/{person}/second-facteur")
def reset_second_factor(request: Request, slug: str, person: str, caller: Asking, _sent: Sent) -> Response:
    """Forgets the second factor of somebody who has lost it."""
    return _saved(request, slug, caller, actions.reset_second_factor(caller, slug, person=person))


def _saved(request: Request, slug: str, caller: Caller, answer: Done | Refused) -> Response:
    if isinstance(answer, Refused):
        return _settings(request, slug, caller, answer)
    return go(f"/f/{slug}/reglages/connexion", answer)


def _settings(request: Request, slug: str, caller: Caller, refused: Refused) -> Response:
    view = actions.sign_in_settings(caller, slug)
    status = _REFUSED if refused.sentence else 200
    return page(request, caller, "settings_sign_in.html", firm=view.firm, status=status, view=view, refused=refused)
