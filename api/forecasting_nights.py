"""At night each firm's calls are forecast anew, for direction's page; a firm that was never looked at, at once."""

from datetime import timedelta

import structlog

from api.house import House
from api.nights import each_firm, is_night
from desk.call_counts import CallCounts
from desk.call_forecasts import forecast_calls
from desk.calls import Call
from desk.forecasts import Alarm, CallForecast, Step, keep_forecasts
from desk.indicators import NOW, Indicators, indicators
from desk.past import PastAppointment
from planner.appointments import Appointment
from planner.firms import Firm
from planner.ports import Work
from planner.working_days import local_day

EVERY = timedelta(minutes=15)
LONGEST = 60.0
"""Seconds after which the firms that are left wait for the next time, so that mails and calendars need not."""

_YESTERDAY = timedelta(days=1)
_log = structlog.get_logger("creneau.forecasting")


def forecast_at_night(house: House) -> None:
    """Forecast the calls of the firms nobody looked at tonight; a firm that fails is told of."""
    each_firm(house, _forecast_firm, _log, "forecast_failed", longest=LONGEST)


def _forecast_firm(house: House, firm: Firm) -> None:
    with house.transactions.read(firm.id) as work:
        if not _due(work):
            return
        made, figures = forecasts_of(work)
    house.transactions.write(firm.id, lambda work: _keep(work, made, figures))
    for one in made:
        if one.watch and one.watch.alarm is not Alarm.NONE:
            _log.warning("forecast_drifts", firm=firm.slug, alarm=one.watch.alarm, days=one.watch.days)


def _due(work: Work) -> bool:
    """Tell whether it is night and nobody looked yet, or nobody ever did; no call is read for that."""
    looked = [one.made_on for one in work.of(Indicators).find(id=NOW)]
    return not looked or (is_night(work.firm, work.now) and looked[0] < local_day(work.now, work.firm.zone))


def forecasts_of(work: Work) -> tuple[tuple[CallForecast, ...], Indicators]:
    """Return what the records say today: the forecasts, none where too little is known, and the indicators."""
    today = local_day(work.now, work.firm.zone)
    calls = work.of(Call).find()
    counts = CallCounts.of(work.firm, calls, today - _YESTERDAY)
    figures = indicators(counts, calls, work.of(PastAppointment).find(), work.of(Appointment).find())
    return forecast_calls(counts, today, work.of(CallForecast).find(step=Step.DAY)), figures


def _keep(work: Work, made: tuple[CallForecast, ...], figures: Indicators) -> None:
    keep_forecasts(work, made)
    work.of(Indicators).put(figures)
