"""Light, dark, or as the device has it: a visitor's choice, kept in a cookie, on every page and without script."""

from starlette.responses import Response

from web.rendering import SCHEME, SCHEMES, go
from web.routing import Sent, page_router

router = page_router()
_A_YEAR = 365 * 24 * 3600


@router.post("/apparence")
def choose(sent: Sent) -> Response:
    """Remembers the choice and leads back to the page where it was made."""
    response, scheme = go(_ours(sent.text("back"))), sent.text("scheme")
    if scheme in SCHEMES:
        response.set_cookie(SCHEME, scheme, max_age=_A_YEAR, httponly=True, samesite="lax")
    else:
        response.delete_cookie(SCHEME)
    return response


def _ours(address: str) -> str:
    """Return an address of this server as it is, and the front page for any other."""
    return address if address.startswith("/") and address[1:2] not in {"/", "\\"} else "/"
