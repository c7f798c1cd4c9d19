"""How an action's view becomes an answer: JSON with an ETag, or a problem when the view says that it cannot be."""

import re
from collections.abc import Callable, Hashable
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request
from pydantic import TypeAdapter
from starlette.responses import Response

from api.errors import ConditionMissing, KeyMissing, NotUnderstood, Outdated
from api.problems import document
from api.views import Refused, SlotTaken

V = TypeVar("V")
LONGEST_KEY = 200
A_KEY = r"[!#-~]"
"""A letter, digit or sign: quotes and spaces alone are no key."""


class NotPossible(Exception):
    """An action answered that the wish cannot be granted; `view` says why, in words."""

    def __init__(self, view: Refused | SlotTaken) -> None:
        super().__init__(view.sentence)
        self.view = view


def granted(answer: V | Refused | SlotTaken) -> V:
    """Return the view of what was done.

    Raises:
        NotPossible: it was not; the error handler tells it as a problem.
    """
    if isinstance(answer, Refused | SlotTaken):
        raise NotPossible(answer)
    return answer


def not_possible(_request: Request, error: Exception) -> Response:
    """Tell a wish that cannot be granted: with the nearest slots when one was lost, else with the fields to mend."""
    view = error.view if isinstance(error, NotPossible) else Refused(str(error))
    if isinstance(view, SlotTaken):
        slots = TypeAdapter(type(view.slots)).dump_python(view.slots, mode="json")
        return document(409, "SlotTaken", "Ce créneau vient d'être pris", view.sentence, slots=slots)
    if view.fields:
        return document(422, "InvalidEntry", "Saisie non valable", view.sentence, fields=view.fields)
    return document(409, "Refused", "Demande impossible actuellement", view.sentence)


def json_of(view: Any) -> bytes:  # noqa: ANN401 - any frozen view
    """Return a view as JSON, always the same bytes for the same view."""
    kind: Hashable = type(view)  # type: ignore[assignment]  # a class is
    return _adapter(kind).dump_json(view)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - the type of any frozen view
    """Return what writes views of a kind: making it takes longer than the writing."""
    return TypeAdapter(kind)


def tag_of(view: Any) -> str:  # noqa: ANN401 - any frozen view
    """Return the strong ETag of a view: it changes exactly when the answer does."""
    return f'"{sha256(json_of(view)).hexdigest()[:32]}"'


def tagged(request: Request, view: Any) -> Response:  # noqa: ANN401 - any frozen view
    """Answer a view with its ETag, or 304 when the caller has this one already."""
    tag = tag_of(view)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in _listed(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(json_of(view), media_type="application/json", headers=headers)


def on_condition(request: Request, read: Callable[[], Any]) -> None:
    """Let a change pass only if it is based on the thing as it stands now; `read` returns that.

    Raises:
        ConditionMissing: the request does not say what it is based on.
        Outdated: it is based on something else.
    """
    wanted = _listed(request.headers.get("if-match", ""))
    if not wanted:
        raise ConditionMissing
    if "*" not in wanted and tag_of(read()) not in wanted:
        raise Outdated


def key_of(request: Request) -> str:
    """Return the Idempotency-Key of a request that makes something.

    Raises:
        KeyMissing: it has none.
        NotUnderstood: it is too long.
    """
    key = request.headers.get("idempotency-key", "")
    if not re.search(A_KEY, key):
        raise KeyMissing
    if len(key) > LONGEST_KEY:
        raise NotUnderstood(f"Idempotency-Key : {LONGEST_KEY} caractères au plus.")
    return key.strip().strip('"')


def _listed(header: str) -> set[str]:
    """Return the entity tags of a header; weak ones count as strong, for ours all are."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip()}
