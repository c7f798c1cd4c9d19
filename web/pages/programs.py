"""Other programs of the firm: who may ask, and who is told."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Caller, Done, Refused, TokenForm, WebhookForm
from web.rendering import NOTHING, REFUSED, go, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/reglages/logiciels")
def programs(request: Request, slug: str, caller: Asking) -> Response:
    """Every program that may ask, every address that is told."""
    view = actions.programs(caller, slug)
    return page(request, caller, "settings_programs.html", firm=view.firm, view=view, form=None, refused=NOTHING)


@router.post("/f/{slug}/reglages/logiciels/jetons")
def make_token(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Lets a program in; its secret is shown once."""
    form = TokenForm(sent.text("name"), sent.texts("scopes"))
    return _kept(request, caller, actions.make_token(caller, slug, form), form)


@router.post("/f/{slug}/reglages/logiciels/jetons/{token}/revoquer")
def revoke_token(slug: str, token: str, caller: Asking, _sent: Sent) -> Response:
    """Shuts a program out."""
    return _back(slug, actions.revoke_token(caller, slug, token=token))


@router.post("/f/{slug}/reglages/logiciels/annonces")
def add_webhook(request: Request, slug: str, caller: Asking, sent: Sent) -> Response:
    """Has a program told what happens; the secret is shown once."""
    form = WebhookForm(sent.text("url"), sent.texts("events"))
    return _kept(request, caller, actions.add_webhook(caller, slug, form), form)


@router.post("/f/{slug}/reglages/logiciels/annonces/{webhook}/essayer")
def check_webhook(slug: str, webhook: str, caller: Asking, _sent: Sent) -> Response:
    """Sends a message that only tries."""
    return _back(slug, actions.check_webhook(caller, slug, webhook=webhook))


@router.post("/f/{slug}/reglages/logiciels/annonces/{webhook}/secret")
def renew_webhook(slug: str, webhook: str, caller: Asking, _sent: Sent) -> Response:
    """Gives it another secret, shown once."""
    return _back(slug, actions.renew_webhook(caller, slug, webhook=webhook))


@router.post("/f/{slug}/reglages/logiciels/annonces/{webhook}/retirer")
def close_webhook(slug: str, webhook: str, caller: Asking, _sent: Sent) -> Response:
    """Has a program told nothing any more."""
    return _back(slug, actions.close_webhook(caller, slug, webhook=webhook))


def _kept(request: Request, caller: Caller, answer: Done | Refused, form: TokenForm | WebhookForm) -> Response:
    """Back to the page; a refused form is shown again as it was typed."""
    slug = request.path_params["slug"]
    if isinstance(answer, Done):
        return _back(slug, answer)
    view = actions.programs(caller, slug)
    shown = {"view": view, "form": form, "refused": answer}
    return page(request, caller, "settings_programs.html", firm=view.firm, status=REFUSED, **shown)


def _back(slug: str, answer: Done | Refused) -> Response:
    return go(f"/f/{slug}/reglages/logiciels", answer)
