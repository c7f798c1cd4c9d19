"""Long lists come page by page: each page says where the next one starts, and nothing is missed or given twice."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query

from api.errors import NotUnderstood

E = TypeVar("E")
T = TypeVar("T")
LARGEST = 200
Limit = Annotated[int, Query(ge=1, le=LARGEST, description="How many at most.")]
Cursor = Annotated[str, Query(description="`next` of the page before; empty for the first page.")]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items in the order of their identifiers; `next` is the cursor of the page after, or None on the last."""

    items: tuple[T, ...]
    next: str | None = None


def page_of(entities: Iterable[E], show: Callable[[E], T], *, cursor: str, limit: int) -> Page[T]:
    """Return the page of entities that starts after the cursor.

    Raises:
        NotUnderstood: the cursor is not one of ours.
    """
    after = _read(cursor)
    rest = sorted((entity for entity in entities if _key(entity) > after), key=_key)
    shown = rest[:limit]
    return Page(tuple(map(show, shown)), _write(_key(shown[-1])) if len(rest) > limit else None)


def _key(entity: Any) -> str:  # noqa: ANN401 - every kind of record has an `id`
    key: str = entity.id
    return key


def _write(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _read(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError as error:
        raise NotUnderstood("Curseur inconnu : reprenez `next` de la page précédente.") from error
