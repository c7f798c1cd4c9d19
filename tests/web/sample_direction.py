"""The actions of direction's page, answered with samples: a firm of fifty calls a day, and one that has just begun."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from api.views import (
    AccuracyView,
    AheadView,
    Caller,
    CallForecastView,
    DirectionView,
    Done,
    FileView,
    HalfHourView,
    IndicatorsView,
    OccasionView,
    PastView,
    PersonView,
    Refused,
    Role,
    StaffingView,
)
from desk.forecasts import Alarm
from tests.web.samples import FIRM, TODAY, at

HELENE = PersonView("P3", "Hélène Duret", "helene@duret.invalid", Role.MANAGEMENT)
_DAYS = tuple(day for number in range(30) if (day := TODAY + timedelta(days=number)).weekday() < 5)
_BEFORE = tuple(day for number in range(60, 0, -1) if (day := TODAY - timedelta(days=number)).weekday() < 5)


def _ahead(day: date) -> AheadView:
    middle = 57 - 4 * day.weekday()
    return AheadView(at(0, day=day), middle + 0.4, middle - 13, middle, middle + 15)


FORECAST = CallForecastView(
    made_on=TODAY,
    recipe="regression",
    promoted=True,
    first=date(2025, 5, 26),
    known_days=377,
    sha256="e87219da24824264dee53327bc1c71d85d90ad97bd352a9e86ba7c1c4702f3af",
    accuracy=AccuracyView(13, 0.163, 0.223, 0.114, 0.79, 0.97),
    days=tuple(_ahead(day) for day in _DAYS),
    past=tuple(
        PastView(day, 40 + day.toordinal() * 7 % 29, 38, 52, 66, live=number % 2 == 0)
        for number, day in enumerate(_BEFORE)
    ),
    reasons={"appointment": 0.35, "quote": 0.28, "complaint": 0.18, "follow_up": 0.1, "administrative": 0.09},
    watched=31,
    held=0.806,
)
_HALF_HOURS = tuple(
    HalfHourView(
        AheadView(at(8 + number // 2, number % 2 * 30), 1.5 + number % 5, number % 5, 1 + number % 5, 4 + number % 5),
        needed=1 + number % 3,
        on_mean=1 + number % 2,
        answered=0.86,
        one_less=0.1 + number % 3 * 0.2,
    )
    for number in range(20)
)
STAFFING = StaffingView(TODAY, _DAYS[:5], 0.8, 20, 152, 120, _HALF_HOURS, 0.87, 0.42, 24.3, 6.1)
OCCASIONS = (
    OccasionView("O1", "Courrier aux abonnés", TODAY + timedelta(days=6), TODAY + timedelta(days=9), came_before=True),
    OccasionView("O2", "Foire de la Saint-André", _DAYS[8], _DAYS[8], came_before=False),
)
INDICATORS = IndicatorsView(51.3, 54.2, 0.06, 2885.0, 0.04, 0.14)


def direction(caller: Caller, slug: str, *, day: date | None = None) -> DirectionView:
    """Hélène's page; of a firm that has just begun on the 1st, with everything wrong on the 2nd."""
    if day == date(2026, 12, 1):
        return DirectionView(FIRM, HELENE, TODAY, CallForecastView(), IndicatorsView())
    names = tuple(one.name for one in OCCASIONS)
    view = DirectionView(FIRM, HELENE, TODAY, FORECAST, INDICATORS, STAFFING, may_roll_back=True)
    view = replace(view, occasions=OCCASIONS, occasion_names=names)
    if day == date(2026, 12, 2):
        young = replace(FORECAST, accuracy=None, promoted=False, recipe="seasonal_naive", watched=3, held=None)
        figures = replace(INDICATORS, calls_a_day_before=None)
        shown = replace(view, forecast=replace(young, alarm=Alarm.MORE), indicators=figures)
        return replace(shown, rolled_back_by="Hélène Duret", wants_report=True)
    return view


def call_forecast(caller: Caller, slug: str) -> CallForecastView:
    """What programs read."""
    return FORECAST


def export_forecast(caller: Caller, slug: str, *, kind: Literal["csv", "xlsx"]) -> FileView:
    """A small file."""
    return FileView(f"previsions-duret.{kind}", "text/csv; charset=utf-8", b"Pas;Date\r\n")


def roll_back_forecast(caller: Caller, slug: str) -> Done | Refused:
    """Calls the one before back."""
    return Done("La prévision précédente sert à nouveau.")


def want_report_by_mail(caller: Caller, slug: str, *, wanted: bool) -> Done:
    """Each month, or no longer."""
    return Done("Le rapport ne partira plus par mail.")


def use_newest_forecast(caller: Caller, slug: str) -> Done:
    """Goes on with the newest."""
    return Done("La dernière prévision sert à nouveau.")


def add_occasion(caller: Caller, slug: str, *, name: str, first: str, last: str = "") -> Done | Refused:
    """Notes it, where it has a day."""
    if not first:
        return Refused("Vérifiez les champs signalés.", {"first": "Indiquez le premier jour."})
    return Done("C’est noté : la prévision de cette nuit en tient compte.")


def remove_occasion(caller: Caller, slug: str, *, occasion: str) -> Done:
    """Takes it back."""
    return Done("C’est retiré : la prévision de cette nuit ne l’attend plus.")
