"""Turns a view into a page: templates, words in the caller's language, and a strict content policy on every answer."""

from functools import cache
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import actions
from api.views import AppointmentState, Caller, Done, FileView, FirmView, Refused, Role
from web.assets import asset
from web.compression import PRESSED, accepts_gzip, pressed_page
from web.filters import FILTERS
from web.languages import catalogue, in_language
from web.narrowing import NAMES, narrowed

FLASH = "creneau_flash"
COMMUNE = "creneau_commune"
SCHEME = "creneau_apparence"
SCHEMES = frozenset({"light", "dark"})
SEE_OTHER = 303
_BAD, _PARTLY, _COPY = "!", "*", "&"  # `quote` leaves none of these in a sentence
_NOBODY = "'none'"


REFUSED = 422
"""The status of a page that shows a form again with what is to be mended."""
NOTHING = Refused("")
"""What is refused on a page where nothing was."""


def page(
    request: Request,
    caller: Caller,
    template: str,
    *,
    firm: FirmView | None = None,
    status: int = 200,
    **shown: object,
) -> HTMLResponse:
    """Shows `template` with what it needs; a sentence left by the action before is flashed once."""
    said = request.cookies.get(FLASH, "")
    shared: dict[str, object] = {"csrf_token": caller.csrf_token, "path": request.url.path, "flash": _flashed(said)}
    shared |= {"scheme": _scheme(request), "here": _here(request)}
    if firm:
        shared["to_see"] = lambda: actions.to_see(caller, firm.slug)
    response = _answer(request, written(caller, template, firm=firm, **shared, **shown), status)
    if said:
        response.delete_cookie(FLASH)
    response.headers.update(_headers(firm.tile_url if firm else None))
    if caller.person or "token" in request.path_params:
        response.headers["Cache-Control"] = "no-store"  # what staff, or whoever holds a link, reads of persons
    return response


def written(caller: Caller, template: str, **shown: object) -> str:
    """The text of a page in its reader's language."""
    shown = in_language(shown, caller.language)
    return _environment(caller.language).get_template(template).render(demo=caller.demo, **shown)


def _flashed(said: str) -> Done | Refused:
    """Return the answer that an `Onward` left."""
    sentence, _, to_copy = map(unquote, said.lstrip(_BAD + _PARTLY).partition(_COPY))
    if said.startswith(_BAD):
        return Refused(sentence)
    return Done(sentence, partly=said.startswith(_PARTLY), to_copy=to_copy)


def _answer(request: Request, html: str, status: int) -> HTMLResponse:
    """Return a page as the browser reads it fastest."""
    if accepts_gzip(request.headers):
        return HTMLResponse(pressed_page(html.encode()), status, PRESSED)
    return HTMLResponse(html, status, {"Vary": "Accept-Encoding"})


def kept(request: Request, content: bytes, media_type: str) -> Response:
    """A small file of a firm, for ever when its address carries a mark; opened alone, it can do nothing."""
    headers = {
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)


def framed(response: Response, origins: tuple[str, ...]) -> Response:
    """The same page without any script, which these sites may show in a frame; without any, nobody may."""
    policy = response.headers["Content-Security-Policy"]
    allowed = f"script-src 'none'; frame-ancestors {' '.join(origins) or _NOBODY}"
    response.headers["Content-Security-Policy"] = policy.replace(f"frame-ancestors {_NOBODY}", allowed)
    return response


class Onward(RedirectResponse):
    """Sends the browser on after a form; the answer's sentence is flashed there, as done, in part or refused."""

    def __init__(self, address: str, answer: Done | Refused | None) -> None:
        super().__init__(address, SEE_OTHER)
        self.answer = answer

    def flash(self, caller: Caller) -> None:
        """Leave the answer's sentence, in the caller's language, to the next page."""
        answer = in_language(self.answer, caller.language) or Done("")
        kind = _BAD if isinstance(answer, Refused) else _PARTLY if answer.partly else ""
        to_copy = _COPY + quote(answer.to_copy) if isinstance(answer, Done) and answer.to_copy else ""
        self.set_cookie(FLASH, kind + quote(answer.sentence) + to_copy, max_age=60, httponly=True, samesite="lax")


def go(address: str, answer: Done | Refused | None = None) -> Onward:
    """Send the browser on after a form, with what was answered."""
    return Onward(address, answer)


def handed(file: FileView) -> Response:
    """A file to download, under its own name."""
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _scheme(request: Request) -> str:
    """Return the colours this visitor chose, empty when the device decides."""
    chosen = request.cookies.get(SCHEME, "")
    return chosen if chosen in SCHEMES else ""


def _here(request: Request) -> str:
    """Return the address to come back to; none after a form was sent, where coming back would lose what was typed."""
    if request.method != "GET":
        return ""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _headers(tile_url: str | None) -> dict[str, str]:
    images = f"'self' {_origin(tile_url)}" if tile_url else "'self'"
    policy = (
        f"default-src 'self'; img-src {images}; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {_NOBODY}"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }


def _origin(tile_url: str) -> str:
    parts = urlsplit(tile_url)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    sentences = catalogue(language)
    environment.install_gettext_callables(sentences.gettext, sentences.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(asset=asset, language=language, Role=Role, State=AppointmentState)
    environment.tests["refused"] = lambda answer: isinstance(answer, Refused)
    environment.globals.update(FILTER_NAMES=NAMES)
    environment.filters.update(FILTERS, narrowed=narrowed)
    return environment
