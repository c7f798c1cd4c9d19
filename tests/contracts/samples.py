"""Made-up values of any dataclass, read from its annotations, and a kind that has every sort of field."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from planner.intervals import Interval
from planner.records import Kind
from planner.sites import Position

E = TypeVar("E")
Token = NewType("Token", str)
START = datetime(2026, 11, 23, 8, 30, 15, 123456, tzinfo=UTC)


class Colour(enum.StrEnum):
    """What it looks like."""

    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Part:
    """What it is made of."""

    name: str
    since: date
    at: datetime
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gadget:
    """One field of every sort that a kind may have."""

    id: Token
    name: str
    count: int
    weight: float
    active: bool
    blob: bytes
    day: date
    at: datetime
    opens: time
    lasts: timedelta
    colour: Colour
    precision: Literal["house", "pin"]
    where: Position
    when: Interval
    owner: Token | None = None
    paint: Colour | None = None
    gone: datetime | None = None
    pause: Interval | None = None
    tags: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    pair: tuple[Token, datetime] | None = None


GADGETS = Kind(Gadget, "gadgets", indexes=("owner",), unique=("name",))


class Maker:
    """Makes values that rise, so that whatever must come before something does."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def make(self, annotation: Any, *, bare: bool = False) -> Any:
        """Make a value of an annotation; `bare` leaves out what may be None or empty."""
        if isinstance(annotation, NewType):
            return self.make(annotation.__supertype__)
        if get_origin(annotation) is not None:
            return self._generic(get_origin(annotation), get_args(annotation), bare=bare)
        if isinstance(annotation, type) and is_dataclass(annotation):
            return self.entity(annotation, bare=bare)
        return self._plain(annotation)

    def _generic(self, origin: Any, arguments: tuple[Any, ...], *, bare: bool) -> Any:
        if origin is Literal:
            return arguments[-1]
        if origin in {Union, UnionType}:
            return None if bare and NoneType in arguments else self.make(arguments[0])
        if origin is Mapping:
            return {} if bare else {self.make(arguments[0]): self.make(arguments[1])}
        inner = [self.make(one) for one in arguments if one is not Ellipsis]
        whole = origin is tuple and Ellipsis not in arguments
        return origin(inner if whole or not bare else ())

    def entity(self, entity: type[E], *, bare: bool = False) -> E:
        """Make a dataclass, field by field."""
        hints = get_type_hints(entity)
        made = {one.name: self.make(hints[one.name], bare=bare) for one in fields(entity)}  # type: ignore[arg-type]
        return entity(**made | dict.fromkeys(made.keys() & {"zone"}, "Europe/Paris"))

    def _plain(self, kind: type) -> Any:
        if issubclass(kind, enum.Enum):
            return list(kind)[-1]
        number = next(self._numbers)
        make = {
            str: lambda: f"é'\"{number}",
            int: lambda: number % 7,
            float: lambda: number + 0.1,
            bool: lambda: True,
            bytes: lambda: bytes([0, number]),
            date: lambda: date(2026, 1, 1) + timedelta(days=number),
            datetime: lambda: START + timedelta(minutes=number),
            time: lambda: time(6, number),
            timedelta: lambda: timedelta(minutes=number),
        }
        return make[kind]()
