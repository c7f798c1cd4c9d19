"""Each route says what it answers, with an example, and which problems it may tell."""

from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter

from api.problems import PROBLEM_PAGE, SITUATIONS
from api.v1.examples import EXAMPLES

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "slots": {"type": "array", "items": {"type": "object"}, "description": "The nearest slots, when one was lost."},
        "fields": {"type": "object", "description": "One sentence beside each field to mend."},
    },
}
"""A problem as RFC 9457 shapes it."""


def answers(kind: Any, *problems: int, status: int = 200) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - a type
    """Return what OpenAPI says of a route: its answer (a view, or a media type) and the problems it may tell."""
    return {status: _answer(kind), **{number: _problem(number) for number in problems}}


def _answer(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
    if kind is None:
        return {"description": "Done."}
    if isinstance(kind, str):
        return {"description": "A file.", "content": {kind: {"example": EXAMPLES[kind]}}}
    example = TypeAdapter(kind).dump_python(EXAMPLES[kind], mode="json")
    return {"model": kind, "description": "Done.", "content": {"application/json": {"example": example}}}


def _problem(status: int) -> dict[str, Any]:
    error, situation = next((kind, one) for kind, one in SITUATIONS.items() if one.status == status)
    example = {
        "type": f"{PROBLEM_PAGE}#{error.__name__}",
        "title": situation.title,
        "status": status,
        "detail": str(error.__doc__).splitlines()[0],
    }
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA, "example": example}}
    return {"description": HTTPStatus(status).phrase, "content": content}
