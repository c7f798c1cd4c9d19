"""What the firm asks of those who sign in, and who of them has lost a telephone."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, ProviderForm, Refused
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/reglages/connexion")
def sign_in_settings(request: Request, slug: str, caller: Asking) -> Response:
    """Of whom a second factor is asked, and how each person stands."""
    return _settings(request, slug, caller, NOTHING)


@router.post("/f/{slug}/reglages/connexion")
def save(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps of whom a second factor is asked."""
    answer = actions.save_second_factor_rule(caller, slug, second_factor=sent.text("second_factor"))
    return _saved(request, slug, caller, answer)


@router.post("/f/{slug}/reglages/connexion/fournisseur")
def save_provider(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps where people may sign in besides here, once it has answered."""
    form = sent.record(ProviderForm)
    return _saved(request, slug, caller, actions.save_identity_provider(caller, slug, form), form)


@router.post("/f/{slug}/reglages/connexion/mots-de-passe")
def save_passwords(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Keeps whether passwords let people in."""
    return _saved(request, slug, caller, actions.save_passwords(caller, slug, allowed=sent.text("allowed")))


@router.post("/f/{slug}/reglages/equipe/{person}/detacher")
def unlink(request: Request, slug: str, person: str, caller: Asking, _sent: Sent) -> Response:
    """Forgets as whom somebody is known at the provider."""
    return _saved(request, slug, caller, actions.unlink_person(caller, slug, person=person))


@router.post("/f/{slug}/reglages/equipe/{person}/second-facteur")
def reset_second_factor(request: Request, slug: str, person: str, caller: Asking, _sent: Sent) -> Response:
    """Forgets the second factor of somebody who has lost it."""
    return _saved(request, slug, caller, actions.reset_second_factor(caller, slug, person=person))


def _saved(
    request: Request, slug: str, caller: Caller, answer: Done | Refused, form: ProviderForm | None = None
) -> Response:
    if isinstance(answer, Refused):
        return _settings(request, slug, caller, answer, form)
    return go(f"/f/{slug}/reglages/connexion", answer)


def _settings(
    request: Request, slug: str, caller: Caller, refused: Refused, form: ProviderForm | None = None
) -> Response:
    view = actions.sign_in_settings(caller, slug)
    status = REFUSED if refused.sentence else 200
    shown = {"view": view, "form": form or view.provider, "refused": refused}
    return page(request, caller, "settings_sign_in.html", firm=view.firm, status=status, **shown)
