"""What every page route shares: who asks, a form that was really ours, and errors told in words."""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import fields
from hmac import compare_digest
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile

from api import actions
from api.views import Caller, FirmView, ProblemKind, ProblemView
from web.errors import FormExpired, FormTooLarge, NoSuchPage, PageError
from web.rendering import Onward, go, page

HEAVIEST = 20 * 1024 * 1024
_Record = TypeVar("_Record")


def _asking(request: Request) -> Caller:
    caller = request.state.caller = actions.caller(request)
    return caller


Asking = Annotated[Caller, Depends(_asking)]


class Form:
    """The fields a page sent, as typed, and nothing else."""

    def __init__(self, sent: FormData) -> None:
        self._sent = sent

    def text(self, name: str) -> str:
        """One field, without the spaces around it; empty when it was not sent."""
        return self.secret(name).strip()

    def secret(self, name: str) -> str:
        """One field exactly as typed: a password may begin with a space."""
        value = self._sent.get(name, "")
        return _legible(value) if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that may be sent several times."""
        return tuple(_legible(value) for value in self._sent.getlist(name) if isinstance(value, str))

    def file(self, name: str) -> tuple[str, bytes]:
        """A file's name and content; both empty when none was chosen."""
        value = self._sent.get(name)
        if not isinstance(value, UploadFile):
            return "", b""
        content = value.file.read(HEAVIEST + 1)
        if len(content) > HEAVIEST:
            raise FormTooLarge
        return _legible(value.filename or ""), content

    def record(self, kind: type[_Record], prefix: str = "") -> _Record:
        """A record of texts, one per field of the dataclass `kind`."""
        return kind(**{field.name: self.text(prefix + field.name) for field in fields(kind)})  # type: ignore[arg-type]


def _legible(text: str) -> str:
    """The text without NUL, which no browser sends and no database keeps."""
    return text.replace("\x00", "")


async def _form(request: Request, caller: Asking) -> AsyncIterator[Form]:
    if int(request.headers.get("content-length") or 0) > HEAVIEST:
        raise FormTooLarge
    async with request.form(max_files=1, max_fields=2000) as fields_and_file:
        sent = Form(fields_and_file)
        if not compare_digest(sent.text("csrf_token").encode(), caller.csrf_token.encode()):
            raise FormExpired
        yield sent


Sent = Annotated[Form, Depends(_form)]


class PageRoute(APIRoute):
    """A route that answers every known problem with a page, and sends strangers to sign in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The plain handler, with its errors told in words."""
        handler = super().get_route_handler()

        async def telling(request: Request) -> Response:
            try:
                response = await handler(request)
            except Exception as error:
                problem = _problem(error)
                if problem is None:
                    raise
                return told(request, problem)
            if isinstance(response, Onward) and response.answer:
                response.flash(request.state.caller)
            return response

        return telling


def page_router() -> APIRouter:
    """A router for pages: outside the API's description, problems in words."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def told(request: Request, problem: ProblemView) -> Response:
    """The page of a problem; someone not signed in is sent to do so and comes back after."""
    slug = request.path_params.get("slug")
    if problem.kind is ProblemKind.SIGN_IN_NEEDED and slug:
        return go(f"/f/{slug}/connexion?suite={quote(request.url.path)}")
    caller = getattr(request.state, "caller", None) or actions.stranger(request)
    firm = problem.firm or _firm(caller, slug)
    return page(request, caller, "problem.html", firm=firm, status=problem.status, problem=problem)


def _firm(caller: Caller, slug: str | None) -> FirmView | None:
    """Whom to call about a problem; nobody when that is the problem."""
    if slug is None or caller.house is None:
        return None
    try:
        return actions.sign_in_page(caller, slug).firm
    except Exception:  # noqa: BLE001 - an error page stands even when nothing else does
        return None


def _problem(error: Exception) -> ProblemView | None:
    if isinstance(error, PageError):
        return error.view
    if isinstance(error, RequestValidationError):
        return NoSuchPage.view
    return actions.problem(error)
