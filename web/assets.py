"""Static files: each address carries a mark of its content, so a browser may keep the file for ever."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.compression import PRESSED, accepts_gzip, pressed_file

FOLDER = Path(str(files("web"))) / "static"
_MARK = 12
_TEXTS = {".css", ".js", ".json", ".svg"}
_FOR_OTHER_SITES = "js/embed.js"
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def mark(path: str) -> str:
    """The first hexadecimal digits of a file's SHA-256."""
    return hashlib.sha256((FOLDER / path).read_bytes()).hexdigest()[:_MARK]


def asset(path: str) -> str:
    """The address of a static file, for example `css/creneau.css`."""
    return f"/static/{path}?v={mark(path)}"


def _pressed(path: str, plain: FileResponse) -> Response:
    """Return the same file compressed, known by another tag."""
    kept = {name: plain.headers[name] for name in ("content-type", "last-modified")}
    return Response(_packed(path), headers={**kept, **PRESSED, "ETag": f'"{mark(path)}-gzip"'})


@cache
def _packed(path: str) -> bytes:
    return pressed_file((FOLDER / path).read_bytes())


class Assets(StaticFiles):
    """The folder `static`: for ever when the address carries the mark, checked again each time otherwise."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and Path(path).suffix in _TEXTS:
            response.headers["Vary"] = "Accept-Encoding"
            if accepts_gzip(Headers(scope=scope)):
                response = _pressed(path, response)
        marked = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = _FOR_EVER if marked else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if path == _FOR_OTHER_SITES:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
