"""JSON as the model's own values, and back: field by field as the dataclasses say, with every fault told where it is.

The JSON of a dataclass is an object with its fields; those with a default may be left out. Instants are texts
(ISO 8601 with an offset) or whole seconds since the epoch, days are texts. Nothing is guessed: a text is no number.
"""

import dataclasses
import datetime as dt
import difflib
import json
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints

from solver.errors import FormatNotKept, SolverError
from solver.formats.refusals import said
from solver.problem import Lunch, Pin, Shift, Window
from solver.sentence import Sentence

Fault = tuple[str, str, str]
Read = Callable[[Any, str], Any]
"""Reads the value at a path."""

INSTANTS: Final = frozenset(
    {
        (Shift, "start"),
        (Shift, "end"),
        (Window, "earliest"),
        (Window, "latest"),
        (Lunch, "earliest"),
        (Lunch, "latest"),
        (Pin, "start"),
    }
)
"""The fields that are instants; all other integers are durations, counts and prices."""

Instant = NewType("Instant", int)
"""Seconds since the epoch, where no field of the model says so."""

_LARGEST = 2**40
"""No second, price or count is larger: the year 36 812."""

_AN_INSTANT = (
    "un instant avec son décalage, comme « 2027-01-15T08:00:00+01:00 », ou des secondes",
    "an instant with its offset, like “2027-01-15T08:00:00+01:00”, or seconds",
)
_NAMES = {int: ("un entier", "an integer"), float: ("un nombre", "a number"), str: ("un texte", "a text")}
_BOOLEAN = ("true ou false", "true or false")


def rather(name: str, known: Iterable[str]) -> Sentence | None:
    """What somebody may have meant by an unknown name, as a question; none when nothing is near."""
    near = difflib.get_close_matches(name, known, 1)
    return Sentence(f"plutôt « {near[0]} » ?", f"rather “{near[0]}”?") if near else None


class Reader:
    """Reads one document and gathers its faults; `special` are the types that are not read field by field."""

    def __init__(self, special: Mapping[Any, Read]) -> None:
        self.faults: list[Fault] = []
        self._special = {dt.date: self._day, bool: self._boolean, Instant: self.instant, **special}

    def whole(self, kind: Any, value: Any, path: str = "") -> Any:  # noqa: ANN401 - any type, any JSON
        """The document as a value of this kind.

        Raises:
            FormatNotKept: with every fault of the document.
        """
        found = self.read(kind, value, path)
        if self.faults:
            raise FormatNotKept(*self.faults)
        return found

    def read(self, kind: Any, value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        """What is there as a value of this kind; None once a fault is noted."""
        origin, inner = get_origin(kind), get_args(kind)
        if kind in self._special:
            return self._special[kind](value, path)
        if dataclasses.is_dataclass(kind):
            return self.fields(kind, value, path)
        if origin in (Union, types.UnionType):
            return self._either(inner, value, path)
        if origin in (tuple, frozenset):
            return self._list(origin, inner[0], value, path)
        if origin is not None:
            return self._table(inner[0], inner[1], value, path)
        return self._plain(kind, value, path)

    def fault(self, path: str, fr: str, en: str) -> None:
        """Note what is wrong there."""
        self.faults.append((path or "document", fr, en))

    def refused(self, path: str, error: SolverError) -> None:
        """Note what the model refuses there."""
        sentence = said(error)
        self.fault(path, sentence.fr, sentence.en)

    def instant(self, value: Any, path: str) -> int | None:  # noqa: ANN401 - any JSON
        """Seconds since the epoch."""
        if isinstance(value, str):
            try:
                moment = dt.datetime.fromisoformat(value)
            except ValueError:
                moment = None
            if moment is not None and moment.tzinfo is not None and not moment.microsecond:
                return int(moment.timestamp())
        elif type(value) is int and abs(value) <= _LARGEST:
            return value
        self.fault(path, *needed(*_AN_INSTANT, value))
        return None

    def fields(self, kind: Any, value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        """A dataclass, once each of its fields was read without a fault."""
        if not isinstance(value, dict):
            return self.fault(path, *needed("un objet", "an object", value))
        before = len(self.faults)
        known = {field.name: field for field in dataclasses.fields(kind) if field.init}
        hints = get_type_hints(kind)
        for name in sorted(value.keys() - known.keys()):
            self._unknown(below(path, name), name, list(known))
        for name, field in known.items():
            if name not in value and field.default is field.default_factory is dataclasses.MISSING:
                self.fault(below(path, name), "il manque ce champ", "this field is missing")
        given = {
            name: self.instant(value[name], below(path, name))
            if (kind, name) in INSTANTS and value[name] is not None
            else self.read(hints[name], value[name], below(path, name))
            for name in known
            if name in value
        }
        if len(self.faults) > before:
            return None
        try:
            return kind(**given)
        except SolverError as error:
            return self.refused(path, error)

    def _unknown(self, path: str, name: str, known: list[str]) -> None:
        near = rather(name, known) or Sentence(*(", ".join(known),) * 2)
        self.fault(path, f"ce champ n'existe pas : {near.fr}", f"there is no such field: {near.en}")

    def _either(self, kinds: tuple[Any, ...], value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        """The one kind it can be: none, or the dataclass that has these fields."""
        if value is None and types.NoneType in kinds:
            return None
        some = [kind for kind in kinds if kind is not types.NoneType]
        if len(some) > 1 and isinstance(value, dict):
            names = {kind: {field.name for field in dataclasses.fields(kind)} for kind in some}
            some.sort(key=lambda kind: -len(names[kind] & value.keys()))
        return self.read(some[0], value, path)

    def _list(self, origin: Any, kind: Any, value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        if not isinstance(value, list):
            return self.fault(path, *needed("une liste", "a list", value))
        return origin([self.read(kind, item, f"{path}[{number}]") for number, item in enumerate(value)])

    def _table(self, key: Any, kind: Any, value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        """A mapping from texts, or from integers written as texts."""
        if not isinstance(value, dict):
            return self.fault(path, *needed("un objet", "an object", value))
        for name in value if key is int else ():
            if not name.isdecimal():
                self.fault(below(path, name), "il faut un niveau, comme « 2 »", "a level is needed, like “2”")
        if key is int:
            value = {int(name): item for name, item in value.items() if name.isdecimal()}
        return {name: self.read(kind, item, below(path, str(name))) for name, item in value.items()}

    def _plain(self, kind: Any, value: Any, path: str) -> Any:  # noqa: ANN401 - any type, any JSON
        fits = type(value) in ((int, float) if kind is float else (kind,))
        if fits and not (kind is int and abs(value) > _LARGEST):
            return value
        fr, en = _NAMES[kind]
        return self.fault(path, *needed(fr, en, value))

    def _boolean(self, value: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, bool):
            return value
        fr, en = _BOOLEAN
        return self.fault(path, *needed(fr, en, value))

    def _day(self, value: Any, path: str) -> dt.date | None:  # noqa: ANN401 - any JSON
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(path, *needed("un jour, comme « 2027-01-15 »", "a day, like “2027-01-15”", value))
            return None


def below(path: str, name: str) -> str:
    """The path of a field."""
    return f"{path}.{name}" if path else name


def needed(fr: str, en: str, value: Any) -> tuple[str, str]:  # noqa: ANN401 - any JSON
    """That something else than this value must stand there."""
    if isinstance(value, str):
        return f"il faut {fr}, pas « {value} »", f"this must be {en}, not “{value}”"
    short = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else json.dumps(value)
    return f"il faut {fr}, pas {short}", f"this must be {en}, not {short}"


def as_json(value: Any, owner: tuple[Any, str] | None = None) -> Any:  # noqa: ANN401 - any value, any JSON
    """A value of the model as JSON; fields that have their default are left out, sets are in order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: as_json(getattr(value, field.name), (type(value), field.name))
            for field in dataclasses.fields(value)
            if field.init and getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Mapping):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return instant_text(value) if owner in INSTANTS and value is not None else value


def instant_text(seconds: int) -> str:
    """An instant as text, in UTC."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def _default(field: dataclasses.Field[Any]) -> Any:  # noqa: ANN401 - any value
    """The default of a field; MISSING where it has none."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
