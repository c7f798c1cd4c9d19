"""A repetition rule gives the moments it means, in bounded time: whoever wrote it, and however far apart they lie."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice, product, takewhile

from calendar_sync.errors import BrokenObject, EndlessRule
from calendar_sync.moments import Times, until, wall_clock
from calendar_sync.zones import WEEKDAYS

MAX_TIMES_A_DAY = 3
_NUMBERS = ("INTERVAL", "COUNT", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS")
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_KNOWN = frozenset({"FREQ", "UNTIL", "WKST", "BYDAY", *_NUMBERS, *_CLOCK})
_NUMBER = re.compile(r"[+-]?\d{1,4}$", re.ASCII)
_WEEKDAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})$", re.ASCII)
_FOR_EVER = datetime(9999, 12, 31)  # noqa: DTZ001 - a wall clock
_MONTHS = 12
_WEEK = 7
_MIDDLE = 3  # a week belongs to the year of its fourth day


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule (RFC 5545, 3.3.10) by days, weeks, months or years, on the clock of the series it repeats.

    `start` and `until`, its last moment, are wall clocks. A weekday is which one of its month or year (0: each,
    negative: from the end) and which day, Monday being 0.
    """

    frequency: str
    start: datetime
    until: datetime
    every: int
    total: int | None
    week_start: int
    months: frozenset[int]
    weeks: frozenset[int]
    year_days: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    positions: frozenset[int]
    clock: tuple[time, ...]


def read_rule(text: str, times: Times) -> Rule:
    """The rule a series repeats by.

    Raises EndlessRule when no person's calendar would hold it, BrokenObject when it cannot be read.
    """
    parts = {
        name.strip(): value.strip() for name, _, value in (part.partition("=") for part in text.upper().split(";"))
    }
    on_the_clock = [value for name in _CLOCK for value in _listed(parts, name)]
    if parts.get("FREQ") not in _PERIODS or len(on_the_clock) > MAX_TIMES_A_DAY:
        raise EndlessRule
    if unknown := sorted(parts.keys() - _KNOWN - {""}):
        raise BrokenObject("Répétition illisible : « {unknown} ».", unknown=unknown[0][:40])
    start = wall_clock(times.start)
    number = {name: frozenset(_number(value) for value in _listed(parts, name)) for name in (*_NUMBERS, *_CLOCK)}
    return _completed(
        Rule(
            frequency=parts["FREQ"],
            start=start,
            until=until(parts["UNTIL"], times) if parts.get("UNTIL") else _FOR_EVER,
            every=max(1, *number["INTERVAL"]) if number["INTERVAL"] else 1,
            total=max((total for total in number["COUNT"] if total >= 0), default=None),
            week_start=_weekday(parts.get("WKST") or WEEKDAYS[0])[1],
            months=number["BYMONTH"],
            weeks=number["BYWEEKNO"],
            year_days=number["BYYEARDAY"],
            month_days=number["BYMONTHDAY"],
            weekdays=frozenset(_weekday(value) for value in _listed(parts, "BYDAY")),
            positions=number["BYSETPOS"],
            clock=_clock(number, times),
        )
    )


def starts(rule: Rule, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments of a rule from the first wall clock to the last, both included, in order.

    One step for each day, week, month or year that the rule looks at: those before `first` are passed over, unless
    they count towards its total.
    """
    last = min(last, rule.until)
    periods = _PERIODS[rule.frequency](rule, rule.start if rule.total else max(first, rule.start))
    found = (
        moment
        for days in takewhile(lambda days: days[0] <= last.date(), periods)
        for moment in _moments(rule, days)
        if rule.start <= moment
    )
    counted = islice(found, rule.total)
    return (moment for moment in takewhile(lambda moment: moment <= last, counted) if first <= moment)


def _completed(rule: Rule) -> Rule:
    """The rule with the days it leaves to its start."""
    if rule.weeks or rule.year_days or rule.month_days or rule.weekdays or rule.frequency == "DAILY":
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, weekdays=frozenset({(0, rule.start.weekday())}))
    yearly = rule.frequency == "YEARLY" and not rule.months
    months = frozenset({rule.start.month}) if yearly else rule.months
    return replace(rule, months=months, month_days=frozenset({rule.start.day}))


def _clock(number: dict[str, frozenset[int]], times: Times) -> tuple[time, ...]:
    """The times of day a rule names, else that of its start; a whole day has none."""
    start = wall_clock(times.start)
    if not isinstance(times.start, datetime):
        return (start.time(),)
    usual = (start.hour, start.minute, start.second)
    named = (number[name] or {value} for name, value in zip(_CLOCK, usual, strict=True))
    return tuple(sorted(time(hour, minute, second) for hour, minute, second in product(*named)))


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return [value.strip() for value in parts.get(name, "").split(",") if value.strip()]


def _number(value: str) -> int:
    if not _NUMBER.match(value):
        raise BrokenObject("Répétition illisible : « {value} ».", value=value[:40])
    return int(value)


def _weekday(value: str) -> tuple[int, int]:
    match = _WEEKDAY.match(value)
    if not match:
        raise BrokenObject("Répétition illisible : « {value} ».", value=value[:40])
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def _days(rule: Rule, since: datetime) -> Iterator[list[date]]:
    return ([date.fromordinal(day)] for day in _steps(rule.start.toordinal(), since.toordinal(), rule.every, _LAST))


def _weeks(rule: Rule, since: datetime) -> Iterator[list[date]]:
    begun = rule.start.toordinal() - (rule.start.weekday() - rule.week_start) % _WEEK
    for day in _steps(begun, since.toordinal(), _WEEK * rule.every, _LAST - _WEEK):
        yield [date.fromordinal(day + n) for n in range(_WEEK)]


def _months(rule: Rule, since: datetime) -> Iterator[list[date]]:
    begun, reached = (moment.year * _MONTHS + moment.month - 1 for moment in (rule.start, since))
    for month in _steps(begun, reached, rule.every, date.max.year * _MONTHS):
        yield _month(month // _MONTHS, month % _MONTHS + 1)


def _years(rule: Rule, since: datetime) -> Iterator[list[date]]:
    looked_at = sorted(rule.months.intersection(range(1, _MONTHS + 1))) or range(1, _MONTHS + 1)
    for year in _steps(rule.start.year, since.year, rule.every, date.max.year):
        yield [day for month in looked_at for day in _month(year, month)]


_LAST = date.max.toordinal()
_PERIODS = {"DAILY": _days, "WEEKLY": _weeks, "MONTHLY": _months, "YEARLY": _years}
"""The days a rule looks at together, one period after the other, from the one of a wall clock on."""


def _steps(origin: int, since: int, every: int, last: int) -> range:
    return range(origin + (since - origin) // every * every, last, every)


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]


def _moments(rule: Rule, days: list[date]) -> list[datetime]:
    """The moments that a rule means on these days, which it looks at together."""
    meant = [datetime.combine(day, clock) for day in days if _meant(rule, day) for clock in rule.clock]
    if not rule.positions:
        return meant
    return [one for n, one in enumerate(meant) if n + 1 in rule.positions or n - len(meant) in rule.positions]


def _meant(rule: Rule, day: date) -> bool:
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.month_days or _either(rule.month_days, day.day, monthrange(day.year, day.month)[1]))
        and (not rule.weekdays or _on_weekday(rule, day))
        and (not rule.year_days or _either(rule.year_days, _day_of_year(day), _day_of_year(date(day.year, 12, 31))))
        and (not rule.weeks or _in_week(rule, day))
    )


def _either(meant: frozenset[int], number: int, of: int) -> bool:
    """Whether the number of something is meant, counted from the first or back from the last."""
    return number in meant or number - of - 1 in meant


def _day_of_year(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _on_weekday(rule: Rule, day: date) -> bool:
    which = frozenset(which for which, weekday in rule.weekdays if weekday == day.weekday())
    if 0 in which or not which or rule.frequency in {"DAILY", "WEEKLY"}:
        return bool(which)
    if rule.frequency == "YEARLY" and not rule.months:
        number, of = _day_of_year(day), _day_of_year(date(day.year, 12, 31))
    else:
        number, of = day.day, monthrange(day.year, day.month)[1]
    return (number - 1) // _WEEK + 1 in which or -((of - number) // _WEEK) - 1 in which


def _in_week(rule: Rule, day: date) -> bool:
    middle = day + timedelta(days=_MIDDLE - (day.weekday() - rule.week_start) % _WEEK)
    last = date(middle.year, 12, 28)  # always in the last week of its year
    last += timedelta(days=_MIDDLE - (last.weekday() - rule.week_start) % _WEEK)
    return _either(rule.weeks, (_day_of_year(middle) - 1) // _WEEK + 1, (_day_of_year(last) - 1) // _WEEK + 1)
