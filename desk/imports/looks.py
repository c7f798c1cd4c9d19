"""A short mark of how a thing looked tells later whether somebody has changed it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b


def look(entity: object) -> str:
    """Return 16 hexadecimal digits that depend on every field of an entity, however it was stored meanwhile."""
    return blake2b(repr(_plain(entity)).encode(), digest_size=8).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value):
        return tuple(_plain(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return tuple(sorted((str(_plain(key)), _plain(item)) for key, item in value.items()))
    if isinstance(value, frozenset | set):
        return tuple(sorted(str(_plain(item)) for item in value))
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, Enum) else value
