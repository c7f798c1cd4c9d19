"""What a customer may ask of the firm about himself."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from api.views import Refused
from web.rendering import NOTHING, go, handed, page
from web.routing import Asking, Sent, page_router

router = page_router()


@router.post("/f/{slug}/clients/{customer}/exporter")
def export(slug: str, customer: str, caller: Asking, sent: Sent) -> Response:
    """Hands over all that the firm holds of a customer; asked for by a form, since it is much."""
    del sent
    return handed(actions.export_customer(caller, slug, customer=customer))


@router.post("/f/{slug}/clients/{customer}/effacer")
def erase(slug: str, customer: str, caller: Asking, sent: Sent) -> Response:
    """Erases a customer for ever; a refusal leads back to him."""
    answer = actions.erase_customer(caller, slug, customer=customer, sure=bool(sent.text("sure")))
    back = f"?client={customer}" if isinstance(answer, Refused) else ""
    return go(f"/f/{slug}/appel{back}", answer)


@router.get("/f/{slug}/reglages/registre")
def register(request: Request, slug: str, caller: Asking) -> Response:
    """What is kept of persons, to read and to print."""
    view = actions.register(caller, slug)
    return page(request, caller, "settings_register.html", firm=view.firm, view=view, refused=NOTHING)
