"""A frozen dataclass and the rows of its table: one column for each plain field, JSON for the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar, get_type_hints

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    LargeBinary,
    Text,
    Time,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from planner.records import Plain, plain
from planner.store.codec import converter, utc, whole_seconds

E = TypeVar("E")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC; SQLite, which knows no datetimes, keeps its ISO text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        """Return what writes an instant; a naive datetime is refused."""
        if dialect.name == "sqlite":
            return lambda moment: moment and utc(moment).isoformat(timespec="microseconds")
        return lambda moment: moment and utc(moment)

    def result_processor(self, dialect: Dialect, _column_type: object) -> Callable[[Any], datetime | None]:
        """Return what reads an instant."""
        if dialect.name == "sqlite":
            return lambda text: text and datetime.fromisoformat(text)
        return lambda moment: moment and moment.astimezone(UTC)


class Duration(TypeDecorator[timedelta]):
    """A whole number of seconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> int | None:
        """Count the seconds; a fraction of one is refused."""
        return None if value is None else whole_seconds(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> timedelta | None:
        """Return that many seconds."""
        return None if value is None else timedelta(seconds=value)


class Choice(TypeDecorator[Enum]):
    """One value of an enumeration, kept as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[Enum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Enum | str | None, _dialect: Dialect) -> str | None:
        """Return the text of the value."""
        return None if value is None else str(self.enum(value).value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Enum | None:
        """Return the value that has this text."""
        return None if value is None else self.enum(value)


class Nested(TypeDecorator[Any]):
    """A value of any annotation that `codec.converter` can take apart, kept as JSON."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def __init__(self, annotation: Any = Any) -> None:  # noqa: ANN401 - annotations have no common type
        super().__init__()
        self.annotation = annotation

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:  # noqa: ANN401 - any value at all
        """Take the value apart."""
        return converter.unstructure(value, self.annotation)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:  # noqa: ANN401 - any value at all
        """Put the value together again."""
        return converter.structure(value, self.annotation)


_COLUMN_TYPES: dict[type, TypeEngine[Any]] = {
    str: Text(),
    int: BigInteger(),
    float: Double(),
    bool: Boolean(),
    bytes: LargeBinary(),
    date: Date(),
    datetime: Instant(),
    time: Time(),
    timedelta: Duration(),
}


def _column(name: str, value: Plain) -> Column[Any]:
    kept = Choice(value.enum) if value.enum else _COLUMN_TYPES[value.base]
    return Column(name, kept, nullable=value.optional)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field and its columns: several when it is itself a flat dataclass, `parts` naming the fields of that."""

    name: str
    columns: tuple[Column[Any], ...]
    flat: type | None = None
    parts: tuple[str, ...] = ()


def _field(name: str, annotation: Any) -> _Field:  # noqa: ANN401 - annotations have no common type
    value = plain(annotation)
    if value:
        return _Field(name, (_column(name, value),))
    if isinstance(annotation, type) and is_dataclass(annotation):
        parts = {part: plain(hint) for part, hint in get_type_hints(annotation).items()}
        columns = tuple(_column(f"{name}_{part}", found) for part, found in parts.items() if found)
        if len(columns) == len(parts):
            return _Field(name, columns, annotation, tuple(parts))
    optional = type(None) in getattr(annotation, "__args__", ())
    return _Field(name, (Column(name, Nested(annotation), nullable=optional),))


class Shape(Generic[E]):
    """How entities of one dataclass are written to rows and read back; `columns` are for the one table they are in."""

    def __init__(self, entity: type[E]) -> None:
        hints = get_type_hints(entity)
        self._entity = entity
        self._fields = [_field(field.name, hints[field.name]) for field in fields(entity)]  # type: ignore[arg-type]  # python/mypy#5107

        self.columns = [column for field in self._fields for column in field.columns]

    def row(self, entity: E) -> dict[str, Any]:
        """Return the values of an entity by column."""
        values: dict[str, Any] = {}
        for field in self._fields:
            value = getattr(entity, field.name)
            if field.flat:
                values |= {f"{field.name}_{part}": getattr(value, part) for part in field.parts}
            else:
                values[field.name] = value
        return values

    def entity(self, row: Iterable[Any]) -> E:
        """Return the entity of a row of `columns`."""
        rest = iter(row)
        return self._entity(
            **{
                field.name: field.flat(*(next(rest) for _ in field.parts)) if field.flat else next(rest)
                for field in self._fields
            }
        )
