"""Adds the faces to an application: pages, static files, and errors told in words outside the API."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.views import ProblemKind, ProblemView, said
from web.assets import Assets
from web.errors import NoSuchPage
from web.pages import (
    appearance,
    calendars,
    calling,
    churn,
    contracts,
    day,
    direction,
    entry,
    follow,
    gallery,
    inbox,
    journal,
    known,
    office,
    own_account,
    periods,
    persons,
    portal,
    programs,
    repromising,
    settings,
    sheets,
    sign_in_settings,
    technician,
    waiting,
)
from web.routing import told

PAGES = (
    persons,
    programs,
    portal,
    known,
    follow,
    waiting,
    repromising,
    day,
    periods,
    journal,
    inbox,
    calling,
    contracts,
    direction,
    churn,
    technician,
    calendars,
    office,
    own_account,
    sign_in_settings,
    settings,
    sheets,
    entry,
    gallery,
    appearance,
)
"""Every face, in the order in which an address is looked for."""

_FAILURE = ProblemView(
    ProblemKind.FAILURE,
    500,
    said("Quelque chose s’est mal passé"),
    said("L’erreur vient de nous, pas de vous ; elle a été notée."),
    said("Réessayez dans un instant. Rien de ce qui était confirmé n’est perdu."),
)


def furnish(app: FastAPI) -> FastAPI:
    """The same application with every page and asset."""
    for module in PAGES:
        app.include_router(module.router)
    app.mount("/static", Assets(), name="static")
    app.add_exception_handler(HTTPException, _telling(app.exception_handlers.get(HTTPException)))
    app.add_exception_handler(Exception, _telling(app.exception_handlers.get(Exception)))
    return app


Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def _telling(api_handler: Handler | None) -> Handler:
    """A page for people; the API keeps its own way of telling."""

    async def tell(request: Request, error: Exception) -> Response:
        if api_handler and not _for_people(request):
            answer = api_handler(request, error)
            return await answer if isinstance(answer, Awaitable) else answer
        if isinstance(error, HTTPException):
            return told(request, replace(NoSuchPage.view, status=error.status_code))
        return told(request, _FAILURE)

    return tell


def _for_people(request: Request) -> bool:
    return not request.url.path.startswith("/v1") and "text/html" in request.headers.get("accept", "")
