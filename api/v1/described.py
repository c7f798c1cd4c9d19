"""Each route says what it answers, with an example, and which problems it may tell."""

from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter

from api.problems import PROBLEM_PAGE, SITUATIONS
from api.v1.answers import A_KEY, LONGEST_KEY
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


_REQUIRED_HEADERS: dict[int, tuple[str, str, dict[str, Any]]] = {
    400: (
        "Idempotency-Key",
        "A word of your own: sent again with it, the request has no second effect.",
        {"type": "string", "pattern": A_KEY, "maxLength": LONGEST_KEY},
    ),
    428: ("If-Match", "ETag of what the change is based on, or `*`.", {"type": "string", "pattern": r"[!-+\--~]"}),
}
"""The header whose absence each of these problems tells, what it is for, and its form."""


def answers(kind: Any, *problems: int, status: int = 200) -> dict[int | str, dict[str, Any]]:  # noqa: ANN401 - a type
    """Return what OpenAPI says of a route: its answer (a view, or a media type) and the problems it may tell."""
    return {status: _answer(kind), **{number: _problem(number) for number in problems}}


def completed(operation: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI says of a route together with what its problems imply.

    Who tells 401 asks for a token, who tells a header's absence asks for that header (not an argument of the route, for
    its absence is a problem with a name), and what the framework would say of a request not understood is our problem.
    """
    told = operation["responses"]
    headers = [_header(*header) for status, header in _REQUIRED_HEADERS.items() if str(status) in told]
    implied: dict[str, Any] = {"security": [{"token": []}]} if "401" in told else {}
    if headers:
        implied["parameters"] = [*operation.get("parameters", []), *headers]
    if "422" in told:
        implied["responses"] = told | {"422": _problem(422)}
    return operation | implied


def _header(name: str, meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "description": meaning, "schema": schema}


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
