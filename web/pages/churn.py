"""The customers to keep: their list for a spreadsheet, and whether to learn with other firms; direction shows it."""

from typing import Literal

from starlette.responses import Response

from api import actions
from web.rendering import go, handed
from web.routing import Asking, Sent, page_router

router = page_router()


@router.get("/f/{slug}/direction/clients.{kind}")
def export(slug: str, kind: Literal["csv", "xlsx"], caller: Asking) -> Response:
    """Everybody under contract, the first to call first."""
    return handed(actions.export_churn(caller, slug, kind=kind))


@router.post("/f/{slug}/direction/clients")
def choose(slug: str, caller: Asking, sent: Sent) -> Response:
    """Learns with other firms, or alone."""
    wanted = sent.text("do") == "together"
    return go(f"/f/{slug}/direction", actions.learn_together(caller, slug, wanted=wanted))
