"""The reference of the API: an OpenAPI document for programs, and the same as one plain page that stands alone."""

from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.problems import SITUATIONS
from api.v1.described import completed

router = APIRouter(prefix="/v1", include_in_schema=False)
ABOUT = """Réserver, suivre et planifier par programme.

Une requête qui crée quelque chose porte un en-tête `Idempotency-Key` : envoyée deux fois, elle n'a d'effet qu'une
fois, et un créneau refusé comme pris le reste sous cette clé : pour un autre souhait, une autre clé. Une modification
porte `If-Match` avec l'ETag de ce qu'elle a lu. Les erreurs sont des documents `application/problem+json` (RFC 9457).
Les listes vont page par page (`cursor`, `next`). Les instants sont en UTC, l'argent en centimes, les durées en
secondes. Les routes de l'entreprise demandent `Authorization: Bearer …` avec un jeton d'accès et la bonne permission.
"""


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(document_of(request.app), headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs")
def page(request: Request) -> Response:
    """The reference as a page."""
    html = _templates().get_template("reference.html").render(api=document_of(request.app), situations=_situations())
    return HTMLResponse(html, headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs.css")
def style() -> Response:
    """The page's only style sheet."""
    css = files("api").joinpath("templates", "reference.css").read_text(encoding="utf-8")
    return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


def document_of(app: Any) -> dict[str, Any]:  # noqa: ANN401 - a FastAPI application
    """Return the OpenAPI document of an application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
        for methods in document["paths"].values():
            methods.update({method: completed(operation) for method, operation in methods.items()})
        components = document.setdefault("components", {})
        token = {"type": "http", "scheme": "bearer", "description": "A token made in the settings."}
        components["securitySchemes"] = {"token": token}
        for of_the_framework in ("HTTPValidationError", "ValidationError"):
            components.get("schemas", {}).pop(of_the_framework, None)
        app.openapi_schema = document
    schema: dict[str, Any] = app.openapi_schema
    return schema


def _situations() -> list[tuple[str, int, str, str]]:
    """Return every problem by name: its status, its title, and what it says."""
    return sorted(
        (kind.__name__, one.status, one.title, str(kind.__doc__).splitlines()[0]) for kind, one in SITUATIONS.items()
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
