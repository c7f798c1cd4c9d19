"""One night's forecast of a firm's calls: what serves, the card of its model, and whether it drifts."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib.metadata import version
from types import MappingProxyType

import numpy as np

import forecasting
from desk.call_counts import CallCounts, school_calendar
from desk.calls import Reason
from desk.forecasts import (
    Ahead,
    Alarm,
    CallForecast,
    Coefficients,
    Figures,
    ModelCard,
    Past,
    Step,
    Watch,
    Window,
    forecast_id,
)
from forecasting.errors import NothingOpen, SeriesTooShort
from planner.working_days import local_day

DAYS, HALF_HOURS_FOR = 30, 7
"""Calendar days ahead for which days and half-hours are forecast."""

SHOWN = 60
"""Days that are over of which what had been said is kept."""

GROWN = timedelta(days=330)
"""The past from which a firm teaches its shape to others, and below which it may begin from theirs: never both."""

REASONS_OVER = timedelta(weeks=8)
Shapes = Mapping[Step, "forecasting.Shape"]
_PACKAGES = ("creneau", "holidays", "numpy", "pandas", "scikit-learn", "scipy")
_DECIMALS = 6


def forecast_calls(
    counts: CallCounts, today: date, said: Sequence[CallForecast], shapes: Shapes = MappingProxyType({})
) -> tuple[CallForecast, ...]:
    """Forecast the days and half-hours from `today` on, by calls counted to the day before; the same on every run.

    `said` are the forecasts of days kept before, `shapes` what other firms have in common. Empty where too little is
    known.
    """
    shapes = shapes if young(counts) else {}
    try:
        days = _forecast(counts, Step.DAY, today, shapes.get(Step.DAY))
        half_hours = _forecast(counts, Step.HALF_HOUR, today, shapes.get(Step.HALF_HOUR))
    except (NothingOpen, SeriesTooShort):
        return ()
    live = _said_live(counts, said)
    days = replace(days, past=_past(counts, days.past, live), reasons=_reasons(counts), watch=_watch(counts, live))
    return days, replace(half_hours, ahead=_adding_up(half_hours.ahead, days.ahead, counts), past=())


def young(counts: CallCounts) -> bool:
    """Tell whether too little of a year is known to have a shape of its own."""
    return not counts.days or counts.last - counts.days[0] < GROWN


def shape_of(cards: Iterable[ModelCard]) -> "forecasting.Shape | None":
    """Pool what the cards of several firms tell of one step; None where too few can."""
    return forecasting.pooled(
        forecasting.Coefficients(one.intercept, one.level, one.excess, one.terms)
        for card in cards
        if (one := card.coefficients) and one.recipe != forecasting.POOLED
    )


def grown(card: ModelCard) -> bool:
    """Tell whether the card of a firm's days has seen enough of a year to teach its shape."""
    return card.window.last - card.window.first >= GROWN


def _forecast(counts: CallCounts, step: Step, today: date, shape: "forecasting.Shape | None") -> CallForecast:
    """Forecast the open steps of the days ahead; `past` is what would have been said."""
    series, days = (counts.daily(), DAYS) if step is Step.DAY else (counts.half_hourly(), HALF_HOURS_FOR)
    calendar, firm = school_calendar(counts.firm), counts.firm
    end = datetime.combine(today + timedelta(days=days), time(0), firm.zone)
    steps = series.following(days * (1 if step is Step.DAY else 48))
    times = series.times(int(steps[0]), int(steps[-1]) + 1)[steps - steps[0]]
    found = forecasting.predict(series, max(1, int((times < end).sum())), calendar, shape=shape)
    ahead = tuple(
        Ahead(moment.to_pydatetime().astimezone(UTC), round(float(mean), _DECIMALS), *said)
        for moment, mean, said in zip(found.times, found.mean, _said(found.distribution), strict=True)
        if firm.rules.open_on(moment.date())
    )
    return CallForecast(
        forecast_id(today, step), today, step, _card(series, found, calendar), ahead, _tried(found.backtest)
    )


def _card(
    series: "forecasting.Series", found: "forecasting.Forecast", calendar: "forecasting.SchoolZone | None"
) -> ModelCard:
    seen, past, choice = series.observed, found.backtest, found.choice
    first, last = (series.times(int(step), int(step) + 1)[0] for step in (seen[0], seen[-1]))
    told = (series.counts, *series.known.values())
    text = ";".join(",".join("" if math.isnan(value) else f"{value:g}" for value in column) for column in told)
    hashed = sha256(f"{series.start.isoformat()} {series.step} {text}".encode()).hexdigest()
    return ModelCard(
        window=Window(first.date(), last.date(), len(seen), hashed),
        features=(*forecasting.features.features(series, seen[:1], calendar).columns, *series.known),
        champion=choice.champion,
        ratio=_rounded(choice.ratio),
        ratio_at_most=_rounded(choice.ratio_at_most),
        trials=past.trials if past else 0,
        floor=_rounded(past.floor) if past else None,
        policy=_figures(past.policy) if past else None,
        recipes={name: _figures(scores) for name, scores in past.recipes.items()} if past else {},
        versions={name: version(name) for name in _PACKAGES},
        levels=tuple(float(level) for level in forecasting.LEVELS),
        coefficients=_coefficients(found),
    )


def _coefficients(found: "forecasting.Forecast") -> Coefficients:
    recipe = found.choice.champion if found.choice.champion in found.coefficients else "regression"
    told = found.coefficients[recipe]
    terms = {name: (round(value, _DECIMALS), round(doubt, _DECIMALS)) for name, (value, doubt) in told.terms.items()}
    intercept, level, excess = (round(float(value), _DECIMALS) for value in (told.intercept, told.level, told.excess))
    return Coefficients(recipe, intercept, level, excess, terms)


def _figures(scores: "forecasting.Scores") -> Figures:
    return Figures(*(_rounded(value) for value in astuple(scores)))


def _tried(past: "forecasting.Backtest | None") -> tuple[Past, ...]:
    if past is None:
        return ()
    each = zip(past.hindcast.times, past.hindcast.counts, _said(past.hindcast.said), strict=True)
    return tuple(Past(moment.date(), int(count), *said, live=False) for moment, count, said in each)[-SHOWN:]


def _said_live(counts: CallCounts, said: Iterable[CallForecast]) -> dict[date, Ahead]:
    """Return what was said of each known day by the last forecast of the week that ends with it."""
    known, found = set(counts.days), {}
    for one in sorted(said, key=lambda one: one.made_on):
        for ahead in one.ahead:
            day = local_day(ahead.start, counts.firm.zone)
            if day in known and day - one.made_on < timedelta(days=HALF_HOURS_FOR):
                found[day] = ahead
    return dict(sorted(found.items()))


def _past(counts: CallCounts, tried: Iterable[Past], live: Mapping[date, Ahead]) -> tuple[Past, ...]:
    """Return the last days with what had been said of them; what was said live goes before what was tried since."""
    each = {one.day: one for one in tried}
    for day, said in live.items():
        each[day] = Past(day, counts.on(day), said.quantiles, said.low, said.high, live=True)
    return tuple(one for _, one in sorted(each.items()))[-SHOWN:]


def _watch(counts: CallCounts, live: Mapping[date, Ahead]) -> Watch:
    came = np.array([counts.on(day) for day in live], dtype=float)
    said = np.array([one.quantiles for one in live.values()], dtype=float).reshape(len(live), len(forecasting.LEVELS))
    within = np.array([(one.low, one.high) for one in live.values()], dtype=float).reshape(len(live), 2)
    drift = forecasting.watched(came, said, within)
    alarms = ((drift.more, Alarm.MORE), (drift.fewer, Alarm.FEWER), (drift.loose, Alarm.INTERVALS))
    return Watch(drift.counts, _rounded(drift.held), next((alarm for on, alarm in alarms if on), Alarm.NONE))


def _reasons(counts: CallCounts) -> dict[str, float]:
    """Return the shares of what calls were about lately; none where nobody wrote it down."""
    every: Counter[Reason] = Counter()
    for day in counts.days:
        if day > counts.last - REASONS_OVER:
            every.update({reason: counts.by_day[day, reason] for reason in Reason})
    if every.total() == every[Reason.OTHER]:
        return {}
    return {reason.value: round(every[reason] / every.total(), _DECIMALS) for reason in Reason if every[reason]}


def _adding_up(half_hours: Iterable[Ahead], days: Iterable[Ahead], counts: CallCounts) -> tuple[Ahead, ...]:
    """Return half-hours whose means add up to their day's; their quantiles stay as they were tried."""
    zone = counts.firm.zone
    wanted = {local_day(one.start, zone): one.mean for one in days}
    found: Counter[date] = Counter()
    for one in half_hours:
        found[local_day(one.start, zone)] += one.mean  # type: ignore[assignment]
    return tuple(
        replace(one, mean=round(one.mean * wanted[day] / found[day], _DECIMALS))
        for one in half_hours
        if (day := local_day(one.start, zone)) in wanted and found[day]
    )


def _said(distribution: "forecasting.Distribution") -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield what is kept of each step: quantiles, and the ends of what holds 80 %."""
    for quantiles, low, high in zip(distribution.counted(), *distribution.interval(0.8), strict=True):
        yield tuple(int(one) for one in quantiles), int(low), int(high)


def _rounded(value: float) -> float | None:
    """Return a figure as it is kept: not so fine that another machine would keep another; None where there is none."""
    return None if math.isnan(value) else round(float(value), _DECIMALS)
