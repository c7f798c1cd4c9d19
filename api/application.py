"""The application: every request's way in, the API, health and metrics; pages are added by `web`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPMethod, HTTPStatus

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp

from api import caldav, feeds, graph_notifications, health, outlook_callback, v1, wiring
from api.errors import TooLarge
from api.house import House
from api.legible import legible_address
from api.logs import configure
from api.metrics import Metrics
from api.middleware import Observed, SafeHeaders
from api.problems import SITUATIONS, document, problem_response
from api.security import from_our_pages
from api.settings import read_settings
from api.v1.answers import NotPossible, not_possible

__all__ = ["House", "create_application"]


class Application(FastAPI):
    """A FastAPI application inside our two middlewares, so that even a failure's answer is safe and counted."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the middlewares around everything, error pages included."""
        settings = self.state.house.settings
        inside = SafeHeaders(super().build_middleware_stack(), settings)
        return Observed(inside, self.state.metrics, self.state.house.traces)


def create_application(house: House | None = None) -> FastAPI:
    """Return the application of a house; without one, of the house that the settings describe."""
    house = house or wiring.open_house(read_settings())
    configure(house.settings.log_level, house.settings.log_format)
    app = Application(
        title="Créneau",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(from_our_pages), Depends(legible_address)],
        lifespan=_lifespan,
        max_body_size=house.settings.upload_bytes,
    )
    app.state.house = house
    app.state.metrics = Metrics()
    for router in (
        health.router,
        feeds.router,
        caldav.router,
        graph_notifications.router,
        outlook_callback.router,
        *v1.ROUTERS,
    ):
        takes_files = router in v1.WITH_FILES
        app.include_router(router, max_body_size=None if takes_files else house.settings.request_bytes)
    for situation in SITUATIONS:
        app.add_exception_handler(situation, _situation)
    app.add_exception_handler(NotPossible, not_possible)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _situation)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Do the background work beside the server where the database is one file, and stop it in order."""
    with wiring.at_work(app.state.house):
        yield


def _situation(_request: Request, error: Exception) -> Response:
    return problem_response(error)


def _not_understood(_request: Request, error: Exception) -> Response:
    """Name the fields at fault, never repeating what was sent."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    fields = {".".join(map(str, fault["loc"][1:])) or str(fault["loc"][0]): fault["msg"] for fault in faults}
    return document(
        422, "NotUnderstood", "Demande non comprise", "Une valeur de la demande n’est pas comprise.", fields=fields
    )


def _http(request: Request, error: Exception) -> Response:
    """Tell the framework's own refusals (no such route, no such method, too large, unreadable) in the same way."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return problem_response(TooLarge())
    if status == HTTPStatus.BAD_REQUEST:  # a body that is no JSON, no form, or no text at all
        return _not_understood(request, error)
    phrase = HTTPStatus(status).phrase
    response = document(status, "".join(phrase.split()), phrase, phrase)
    response.headers.update(error.headers or {} if isinstance(error, HTTPException) else {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(_methods(request))
    return response


def _methods(request: Request) -> Iterator[str]:
    """Yield every method of an address: the framework names those of one route, and some addresses have several."""
    for method in HTTPMethod:
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            yield method
