"""What needs somebody, and help with keys."""

from fastapi import Request
from starlette.responses import Response

from api import actions
from web.rendering import page
from web.routing import Asking, page_router

router = page_router()


@router.get("/f/{slug}/a-voir")
def inbox(request: Request, slug: str, caller: Asking) -> Response:
    """All that waits, the most pressing first."""
    view = actions.inbox(caller, slug)
    return page(request, caller, "inbox.html", firm=view.firm, view=view)
