"""What templates may say of a value: moments in the firm's zone and the caller's language, durations, money."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from web import words
from web.qr import qr_code

Moment = TypeVar("Moment", bound=date)
Slot = TypeVar("Slot", bound="Span")


class Span(Protocol):
    """Anything with a start and an end: a slot, a hold, a visit."""

    @property
    def start(self) -> datetime:
        """When it begins."""

    @property
    def end(self) -> datetime:
        """When it ends, not included."""


class Promised(Protocol):
    """Anything with a promised arrival window: a visit."""

    @property
    def window_start(self) -> datetime:
        """When the window opens."""

    @property
    def window_end(self) -> datetime:
        """When it closes."""


@pass_context
def clock(context: Context, moment: datetime) -> str:
    """Such as "8 h 30"."""
    return words.clock(_local(context, moment), context["language"])


@pass_context
def day(context: Context, moment: date) -> str:
    """Such as "mardi 24 novembre"."""
    return words.day_name(_local(context, moment), context["language"])


@pass_context
def short_day(context: Context, moment: date) -> str:
    """Such as "mar. 24 nov."."""
    return words.short_day(_local(context, moment), context["language"])


@pass_context
def month(context: Context, moment: date) -> str:
    """Such as "novembre 2026"."""
    return words.month_name(_local(context, moment), context["language"])


@pass_context
def weekday(context: Context, moment: date) -> str:
    """Such as "lun."."""
    return words.weekday(_local(context, moment), context["language"])


@pass_context
def window(context: Context, span: Span) -> str:
    """Such as "entre 8 h et 10 h"."""
    return words.window(_local(context, span.start), _local(context, span.end), context["language"])


@pass_context
def promise(context: Context, visit: Promised) -> str:
    """The arrival window promised for a visit: "entre 8 h et 10 h"."""
    start, end = _local(context, visit.window_start), _local(context, visit.window_end)
    return words.window(start, end, context["language"])


@pass_context
def hours(context: Context, span: Span) -> str:
    """Such as "8 h – 10 h"."""
    return words.hours(_local(context, span.start), _local(context, span.end), context["language"])


@pass_context
def minute_of_day(context: Context, moment: datetime) -> int:
    """Minutes since midnight on the firm's clock, for a timeline."""
    local = _local(context, moment)
    return local.hour * 60 + local.minute


@pass_context
def local_date(context: Context, moment: datetime) -> date:
    """The day of a moment on the firm's calendar."""
    local = _local(context, moment)
    return date(local.year, local.month, local.day)


@pass_context
def duration(context: Context, seconds: int) -> str:
    """Such as "1 h 30"."""
    return words.duration(seconds, context["language"])


@pass_context
def money(context: Context, cents: int) -> str:
    """Such as "95 €"."""
    return words.money(cents, context["language"])


@pass_context
def kilometres(context: Context, metres: int) -> str:
    """Such as "4,2 km"."""
    return words.kilometres(metres, context["language"])


@pass_context
def by_day(context: Context, spans: Iterable[Slot]) -> list[tuple[date, list[Slot]]]:
    """Slots grouped by day, in order of time."""
    ordered = sorted(spans, key=lambda span: span.start)
    return [(day, list(group)) for day, group in groupby(ordered, lambda span: local_date(context, span.start))]


@pass_context
def number(context: Context, count: int) -> str:
    """Such as "1 380"."""
    return words.number(count, context["language"])


@pass_context
def decimal(context: Context, value: float) -> str:
    """A number with at most one decimal: "0,8"."""
    return words.decimal(value, context["language"])


@pass_context
def percent(context: Context, share: float) -> str:
    """A share as a whole percentage: "16 %"."""
    return words.percent(share, context["language"])


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text as it goes on after a colon."""
    return text[:1].lower() + text[1:]


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)


def euros(price: int | str | None) -> str:
    """A price in a form's field: "95", "89,50"; what was typed stays as it was typed."""
    if isinstance(price, str) or price is None:
        return price or ""
    whole, cents = divmod(price, 100)
    return f"{whole},{cents:02d}" if cents else str(whole)


def tel(number: str) -> str:
    """The address that dials a number."""
    return "tel:" + "".join(sign for sign in number if sign.isdigit() or sign == "+")


def in_fours(secret: str) -> str:
    """Letters or digits to type elsewhere, four by four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def lines(text: str) -> Markup:
    """The text, escaped, with its line ends shown."""
    return Markup("<br>").join(text.splitlines())


def _local(context: Context, moment: Moment) -> Moment:
    firm = context.get("firm")
    if isinstance(moment, datetime) and firm is not None:
        return moment.astimezone(ZoneInfo(firm.zone))
    return moment


FILTERS: Mapping[str, Callable[..., object]] = {
    filter_.__name__: filter_
    for filter_ in (
        by_day,
        capital,
        uncapital,
        clock,
        day,
        day_after,
        day_before,
        decimal,
        duration,
        euros,
        hours,
        in_fours,
        kilometres,
        lines,
        local_date,
        minute_of_day,
        money,
        month,
        number,
        percent,
        promise,
        qr_code,
        short_day,
        tel,
        weekday,
        window,
    )
} | {"phone": words.phone}
