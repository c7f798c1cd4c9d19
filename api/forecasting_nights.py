"""At night each firm's calls are forecast anew, for direction's page; a firm that was never looked at, at once.

Many firms are read, thought about and written in turns: what is thought about are values, so that other processes or
a cluster may do it (`api.hands`), and no transaction waits for it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from traceback import format_exc

import structlog

from api.common_shapes import CommonShapes
from api.hands import hands_of
from api.house import House
from api.nights import due
from desk.call_counts import CallCounts
from desk.call_forecasts import Shapes, forecast_calls, young
from desk.calls import Call
from desk.forecasts import Alarm, CallForecast, Step, keep_forecasts
from desk.indicators import NOW, Indicators, indicators
from desk.occasions import Occasion
from desk.past import PastAppointment
from planner.appointments import Appointment
from planner.firms import Firm
from planner.ports import Work
from planner.working_days import local_day
from solver import Map

EVERY = timedelta(minutes=15)
LONGEST = 60.0
"""Seconds after which the firms that are left wait for the next time, so that mails and calendars need not."""
AT_ONCE = 32
"""Firms whose counts are in memory together."""

_YESTERDAY = timedelta(days=1)
_log = structlog.get_logger("creneau.forecasting")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """All that a firm's forecast is made of, and the figures counted beside it."""

    firm: Firm
    counts: CallCounts
    today: date
    said: tuple[CallForecast, ...]
    shapes: Shapes
    figures: Indicators


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was forecast, nothing where too little is known; `failure` tells how it failed, if it did."""

    made: tuple[CallForecast, ...] = ()
    failure: str = ""


def forecast_at_night(
    house: House,
    *,
    shapes: CommonShapes | None = None,
    hands: Callable[[], AbstractContextManager[Map]] | None = None,
) -> None:
    """Forecast the calls of the firms nobody looked at tonight; a firm that fails is told of.

    `shapes` remembers what firms have in common from look to look, `hands` is who thinks, unless the settings say.
    """
    started, asked = time.monotonic(), _questions(house, shapes or CommonShapes())
    first = next(asked, None)
    if first is None:
        return
    with (hands or partial(hands_of, house.settings))() as each:
        some = [first, *islice(asked, AT_ONCE - 1)]
        while some:
            for question, answer in zip(some, each(answered, some), strict=True):
                _settle(house, question, answer)
                if time.monotonic() - started > LONGEST:
                    return
            some = list(islice(asked, AT_ONCE))


def answered(question: Question) -> Answer:
    """Forecast, wherever that is; a failure is an answer too, so that the other firms have theirs."""
    try:
        return Answer(forecast_calls(question.counts, question.today, question.said, question.shapes))
    except Exception:  # noqa: BLE001 - whatever it is, it is logged with the firm's name
        return Answer(failure=format_exc())


def _questions(house: House, shapes: CommonShapes) -> Iterator[Question]:
    """Read firm after firm, as far as somebody asks for the next."""
    for firm in house.transactions.firms():
        try:
            with house.transactions.read(firm.id) as work:
                question = question_of(work) if _due(work) else None
        except Exception:  # noqa: BLE001 - it is logged, and the others go on
            _log.exception("forecast_failed", firm=firm.slug)
            continue
        if question is not None:
            yield replace(question, shapes=shapes.of(house)) if young(question.counts) else question


def _due(work: Work) -> bool:
    """Tell whether it is night and nobody looked yet, or nobody ever did; no call is read for that."""
    return due(work, next((one.made_on for one in work.of(Indicators).find(id=NOW)), None))


def question_of(work: Work) -> Question:
    """Read what the records say today."""
    today = local_day(work.now, work.firm.zone)
    calls = work.of(Call).find()
    counts = CallCounts.of(work.firm, calls, today - _YESTERDAY, work.of(Occasion).find())
    figures = indicators(counts, calls, work.of(PastAppointment).find(), work.of(Appointment).find())
    said = tuple(replace(one, past=()) for one in work.of(CallForecast).find(step=Step.DAY))
    return Question(work.firm, counts, today, said, {}, figures)


def _settle(house: House, question: Question, answer: Answer) -> None:
    """Keep an answer; what failed is looked at again the next time."""
    firm = question.firm
    if answer.failure:
        _log.error("forecast_failed", firm=firm.slug, failure=answer.failure)
        return
    try:
        house.transactions.write(firm.id, lambda work: _keep(work, answer.made, question.figures))
    except Exception:  # noqa: BLE001 - it is logged, and the others go on
        _log.exception("forecast_failed", firm=firm.slug)
        return
    for one in answer.made:
        if one.watch and one.watch.alarm is not Alarm.NONE:
            _log.warning("forecast_drifts", firm=firm.slug, alarm=one.watch.alarm, days=one.watch.days)


def _keep(work: Work, made: tuple[CallForecast, ...], figures: Indicators) -> None:
    keep_forecasts(work, made)
    work.of(Indicators).put(figures)
