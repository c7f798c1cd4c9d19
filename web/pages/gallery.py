"""Every component in every state on one page, shown in the demo only."""

from fastapi import Request
from starlette.responses import Response

from web.errors import NoSuchPage
from web.rendering import page
from web.routing import Asking, page_router

router = page_router()


@router.get("/galerie")
def gallery(request: Request, caller: Asking) -> Response:
    """The design system at a glance."""
    if not caller.demo:
        raise NoSuchPage
    return page(request, caller, "gallery.html")
