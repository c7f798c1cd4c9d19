"""What a customer may ask of the firm about himself."""

from starlette.responses import Response

from api import actions
from api.views import Refused
from web.rendering import go, handed
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
