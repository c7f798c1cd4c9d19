"""An entity becomes cells: one for each plain field, one for each part of a point or an interval, text for the rest."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from desk.calls import REASON_LABELS
from desk.contact_details import show_phone
from desk.contracts import TIER_LABELS
from desk.customers import KIND_LABELS
from desk.export.titles import TITLES
from desk.inviting import ANSWER_LABELS
from planner.store.codec import converter

SECRET = frozenset({"password_hash"})
"""What never leaves."""

_PHONES = frozenset({"phone", "second_phone", "caller"})
_LABELS: Mapping[Any, str] = {**KIND_LABELS, **TIER_LABELS, **REASON_LABELS, **ANSWER_LABELS}
_MINUTE = timedelta(minutes=1)

Column = tuple[str, Callable[[Any], object]]


def columns(kind: type, zone: ZoneInfo) -> list[Column]:
    """Return the title of each column of a kind and how its cell is read from an entity; times by the firm's clock."""
    return [
        (title, lambda entity, read=read: cell(read(entity), zone))  # type: ignore[misc]
        for title, read in _fields(kind)
    ]


def cell(value: object, zone: ZoneInfo) -> object:
    """Return a value as a French spreadsheet shows it: local times, minutes, decimal commas, oui and non."""
    shown = next((show for kind, show in _SHOWN if isinstance(value, kind)), None)
    return _gathered(value) if shown is None else shown(value, zone)


_SHOWN: tuple[tuple[type, Callable[[Any, ZoneInfo], object]], ...] = (
    (NoneType, lambda _value, _zone: ""),
    (bool, lambda value, _zone: "oui" if value else "non"),
    (Enum, lambda value, _zone: _LABELS.get(value, value.value)),
    (datetime, lambda value, zone: value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")),
    (date, lambda value, _zone: value.isoformat()),
    (time, lambda value, _zone: value.strftime("%H:%M")),
    (timedelta, lambda value, _zone: round(value / _MINUTE)),
    (float, lambda value, _zone: str(value).replace(".", ",")),
    (int, lambda value, _zone: value),
    (str, lambda value, _zone: value),
)
"""How each type is shown; the first that fits counts (a bool is an int, a datetime a date)."""


def _gathered(value: object) -> str:
    """Return several values in one cell: words between bars, anything deeper as JSON."""
    plain = converter.unstructure(value)
    if isinstance(plain, list | tuple) and all(isinstance(one, str) for one in plain):
        return " | ".join(plain)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _fields(kind: type) -> Iterator[Column]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name in SECRET:
            continue
        title, parts = TITLES.get(field.name, field.name), _parts(hints[field.name])
        if not parts:
            yield title, _shown(field.name)
        for part in parts:
            yield " : ".join(filter(None, (title, TITLES.get(part, part)))), _part(field.name, part)


def _shown(name: str) -> Callable[[Any], object]:
    read = attrgetter(name)
    return (lambda entity: show_phone(read(entity))) if name in _PHONES else read


def _part(name: str, part: str) -> Callable[[Any], object]:
    return lambda entity: getattr(getattr(entity, name), part, None)


def _parts(annotation: Any) -> list[str]:  # noqa: ANN401 - any annotation may stand there
    """Return the names of the fields of a dataclass, perhaps an optional one; none for anything else."""
    alternatives = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    for one in alternatives:
        if isinstance(one, type) and is_dataclass(one):
            return [field.name for field in fields(one)]
    return []
