"""Direction reads what the nights have said: calls to come, who should answer them, and how the firm stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

import forecasting
from api.actions.common import Format, firm_for, firm_view, house_of, spreadsheet
from api.actions.occasions import occasion_names, occasions_view
from api.forecast_lines import forecast_lines
from api.views import (
    AccuracyView,
    AheadView,
    Caller,
    CallForecastView,
    CoefficientsView,
    DirectionView,
    Done,
    FileView,
    HalfHourView,
    IndicatorsView,
    PastView,
    Refused,
    Role,
    StaffingView,
)
from desk.forecasts import (
    Ahead,
    CallForecast,
    ModelCard,
    Past,
    Step,
    let_newest_serve,
    roll_back,
    rolled_back,
    serving,
)
from desk.identifiers import AccountId
from desk.indicators import NOW, Indicators
from desk.occasions import Occasion
from desk.reports import want_report, wants_report
from desk.said import said, told
from planner.errors import NotAllowedNow
from planner.ports import Work
from planner.working_days import local_day

SHARE, WITHIN, PATIENCE = 0.8, 20, 120
"""The promise on the telephone, and how long a caller holds on average: what the trade reckons with."""

TALK = 180.0
"""Seconds a call lasts where nobody wrote it down."""

_MIDDLE = 0.5


def call_forecast(caller: Caller, slug: str) -> CallForecastView:
    """Return the forecast of calls that serves; empty before the first one."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    with house_of(caller).transactions.read(firm.id) as work:
        return _forecast_view(serving(work, Step.DAY), serving(work, Step.HALF_HOUR))


def direction(caller: Caller, slug: str, *, day: date | None = None) -> DirectionView:
    """Return direction's page, with who should answer the telephone on a day that was forecast, else on the next."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house = house_of(caller)
    with house.transactions.read(firm.id) as work:
        days, half_hours = serving(work, Step.DAY), serving(work, Step.HALF_HOUR)
        rolled, kept = rolled_back(work), work.of(CallForecast).find(step=Step.DAY)
        figures = next(iter(work.of(Indicators).find(id=NOW)), None)
        today, noted = local_day(work.now, firm.zone), work.of(Occasion).find()
        return DirectionView(
            firm=firm_view(house, firm),
            person=person,
            today=today,
            forecast=_forecast_view(days, half_hours),
            indicators=_indicators_view(figures),
            staffing=_staffing(work, half_hours, figures, day),
            rolled_back_by=rolled.by if rolled else "",
            wants_report=wants_report(work, AccountId(person.person)),
            occasions=occasions_view(noted, today),
            occasion_names=occasion_names(noted),
            may_roll_back=days is not None and any(one.made_on < days.made_on for one in kept),
        )


def export_forecast(caller: Caller, slug: str, *, kind: Format) -> FileView:
    """Return what was said and what came, and what is said of the days and half-hours ahead, for a spreadsheet."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    view = call_forecast(caller, slug)
    lines = forecast_lines(firm.zone, view)
    return spreadsheet(f"previsions-{firm.slug}-{view.made_on or 'vide'}", "Appels", lines, kind)


def roll_back_forecast(caller: Caller, slug: str) -> Done | Refused:
    """Have the forecast before the serving one serve, until somebody wants the newest again."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    try:
        house_of(caller).transactions.write(firm.id, lambda work: roll_back(work, person.name))
    except NotAllowedNow as refused:
        return Refused(told(refused))
    return Done(said("La prévision précédente sert à nouveau."))


def use_newest_forecast(caller: Caller, slug: str) -> Done:
    """Have the newest forecast serve again."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    house_of(caller).transactions.write(firm.id, let_newest_serve)
    return Done(said("La dernière prévision sert à nouveau."))


def want_report_by_mail(caller: Caller, slug: str, *, wanted: bool) -> Done:
    """Have the report mailed to the person who asks on the first working day of each month, or no longer."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)
    house_of(caller).transactions.write(
        firm.id, lambda work: want_report(work, AccountId(person.person), wanted=wanted)
    )
    if wanted:
        return Done(said("Le rapport partira vers {email} le premier jour ouvert de chaque mois.", email=person.email))
    return Done(said("Le rapport ne partira plus par mail."))


def _forecast_view(days: CallForecast | None, half_hours: CallForecast | None) -> CallForecastView:
    if days is None:
        return CallForecastView()
    card, middle = days.card, _middle(days.card)
    view = CallForecastView(
        made_on=days.made_on,
        recipe=card.champion,
        promoted=card.promoted,
        first=card.window.first,
        known_days=card.window.known,
        sha256=card.window.sha256,
        accuracy=_accuracy(card),
        days=tuple(_ahead_view(one, middle) for one in days.ahead),
        half_hours=tuple(_ahead_view(one, middle) for one in half_hours.ahead) if half_hours else (),
        past=tuple(_past_view(one, middle) for one in days.past),
        reasons=days.reasons,
        versions=card.versions,
        coefficients=_coefficients(card),
        half_hour_coefficients=_coefficients(half_hours.card) if half_hours else None,
    )
    watch = days.watch
    return replace(view, watched=watch.days, held=watch.held, alarm=watch.alarm) if watch else view


def _coefficients(card: ModelCard) -> CoefficientsView | None:
    found = card.coefficients
    if found is None:
        return None
    return CoefficientsView(found.recipe, found.intercept, found.level, found.excess, found.terms)


def _accuracy(card: ModelCard) -> AccuracyView | None:
    policy, naive = card.policy, card.recipes.get("seasonal_naive")
    if policy is None or naive is None:
        return None
    return AccuracyView(card.trials, policy.wape, naive.wape, card.floor, policy.coverage80, policy.coverage95)


def _middle(card: ModelCard) -> int:
    """Return where the median stands among the levels."""
    return card.levels.index(_MIDDLE)


def _ahead_view(one: Ahead, middle: int) -> AheadView:
    return AheadView(one.start, one.mean, one.low, one.quantiles[middle], one.high)


def _past_view(one: Past, middle: int) -> PastView:
    return PastView(one.day, one.count, one.low, one.quantiles[middle], one.high, one.live)


def _indicators_view(figures: Indicators | None) -> IndicatorsView:
    if figures is None:
        return IndicatorsView()
    return IndicatorsView(
        calls_a_day=figures.calls_a_day,
        calls_a_day_before=figures.calls_a_day_before,
        missed=figures.missed,
        confirmation_minutes=figures.confirmation_minutes,
        no_access=figures.no_access,
        second_visits=figures.second_visits,
    )


def _staffing(
    work: Work, forecast: CallForecast | None, figures: Indicators | None, day: date | None
) -> StaffingView | None:
    """Return who should answer on a day; None where its half-hours were not forecast, or not yet."""
    zone, today = work.firm.zone, local_day(work.now, work.firm.zone)
    ahead = [one for one in forecast.ahead if local_day(one.start, zone) >= today] if forecast else []
    days = tuple(sorted({local_day(one.start, zone) for one in ahead}))
    if forecast is None or not days:
        return None
    chosen = day if day in days else days[0]
    talk = figures.talk_seconds if figures and figures.talk_seconds else TALK
    line = forecasting.PhoneLine(handling=talk, patience=PATIENCE, share=SHARE, within=WITHIN)
    return _staffed([one for one in ahead if local_day(one.start, zone) == chosen], forecast.card, line, chosen, days)


def _staffed(
    ahead: Sequence[Ahead], card: ModelCard, line: "forecasting.PhoneLine", day: date, days: tuple[date, ...]
) -> StaffingView:
    means = np.array([one.mean for one in ahead])
    rates = forecasting.rates_of_quantiles(card.levels, [one.quantiles for one in ahead], mean=means)
    needed, on_mean = forecasting.agents_on_average(rates, line), forecasting.agents_for(2 * means, line)
    absence = forecasting.without(rates, needed, line)
    each = zip(ahead, needed, on_mean, absence.before.service_level, absence.after.service_level, strict=True)
    middle = _middle(card)
    return StaffingView(
        day=day,
        days=days,
        share=line.share,
        within=int(line.within),
        handling=round(line.handling),
        patience=int(line.patience),
        half_hours=tuple(
            HalfHourView(_ahead_view(one, middle), int(people), int(certain), float(answered), float(one_less))
            for one, people, certain, answered, one_less in each
        ),
        answered=float(absence.overall_before.service_level),
        one_less=float(absence.overall_after.service_level),
        late=absence.late,
        lost=absence.lost,
    )
