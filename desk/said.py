"""A sentence for people: its French, and all that another language needs to say the same."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Self

from babel.dates import format_date
from babel.numbers import format_decimal


class Said(str):
    """French text that still knows its message, by which catalogues translate it, and the values put into it.

    Everywhere it is a text like any other, equal to its French. Whoever shows it to somebody who reads another language
    says `message` (`plural` for a `number` of several) in that language, and its values too: a date, a datetime on the
    firm's clock, a time, a timedelta, a float, another sentence; any other value is shown as it is.
    """

    __slots__ = ("message", "number", "plural", "values")

    message: str
    plural: str
    number: int | None
    values: Mapping[str, object]

    def __new__(
        cls, message: str, values: Mapping[str, object] | None = None, plural: str = "", number: int | None = None
    ) -> Self:
        """Say it in French, where one and zero are singular."""
        values = values or {}
        form = plural if number is not None and number > 1 else message
        text = super().__new__(cls, filled(form, {name: in_french(value) for name, value in values.items()}))
        text.message, text.values, text.plural, text.number = message, values, plural, number
        return text

    def format(self, *unnamed: object, **values: object) -> "Said":
        """Return the same message with these values, each by its name."""
        if unnamed:
            raise TypeError
        return Said(self.message, values, self.plural, self.number)

    def __getnewargs__(self) -> tuple[object, ...]:  # type: ignore[override]
        """Return what makes a copy."""
        return self.message, self.values, self.plural, self.number


def said(message: str, /, **values: object) -> Said:
    """Return a sentence; `{name}` in its message stands for the value of that name."""
    return Said(message, values)


def counted(one: str, several: str, count: int, /, **values: object) -> Said:
    """Return a sentence about so many things; `{count}` stands for the number."""
    return Said(one, {"count": count, **values}, several, count)


def together(*sentences: str, by: str = " ") -> Said:
    """Return sentences one after the other, with `by` between them."""
    named = {f"part{number}": sentence for number, sentence in enumerate(sentences)}
    return Said(by.join(f"{{{name}}}" for name in named), named)


def told(error: Exception) -> Said:
    """Return what an error says: the situation's own sentence, or the detail it was raised with."""
    values: Mapping[str, object] = getattr(error, "values", {})
    detail = next((detail for detail in error.args if isinstance(detail, str)), "")
    return Said(detail or (type(error).__doc__ or type(error).__name__).strip().splitlines()[0], values)


def filled(message: str, values: Mapping[str, str]) -> str:
    """Return a message with its values, in words, at their places."""
    return message.format_map(values) if values else message


def in_french(value: object) -> str:
    """Return a value as a French speaker says it: "mardi 1er décembre 2026", "8 h 30", "21 min", "1,2"."""
    match value:
        case datetime():
            return f"{in_french(value.date())} à {in_french(value.time())}"
        case date():
            ordinal = "'er'" if value.day == 1 else ""
            return format_date(value, f"EEEE d{ordinal} MMMM y", locale="fr")
        case time():
            return f"{value.hour} h {value.minute:02}" if value.minute else f"{value.hour} h"
        case timedelta():
            hours, minutes = divmod(value // timedelta(minutes=1), 60)
            return f"{hours} h {minutes:02}" if hours else f"{minutes} min"
        case float():
            return format_decimal(value, "#,##0.#", locale="fr")
        case _:
            return str(value)
