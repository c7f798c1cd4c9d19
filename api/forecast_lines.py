"""A forecast as lines for a spreadsheet: the days that are over, the days ahead, then the half-hours; local times."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from api.views import AheadView, CallForecastView

TITLES = ("Pas", "Date", "Heure", "Appels venus", "Appels prévus (moyenne)", "8 fois sur 10 : au moins", "Au plus")


def forecast_lines(zone: ZoneInfo, view: CallForecastView) -> Iterator[tuple[object, ...]]:
    """Yield the titles, then a line for each day and half-hour."""
    yield TITLES
    for past in view.past:
        yield "jour", past.day, "", past.calls, past.middle, past.low, past.high
    for day in view.days:
        yield "jour", *_line(zone, day, hour=False)
    for half_hour in view.half_hours:
        yield "demi-heure", *_line(zone, half_hour, hour=True)


def _line(zone: ZoneInfo, one: AheadView, *, hour: bool) -> tuple[object, ...]:
    start = one.start.astimezone(zone)
    return start.date(), start.time() if hour else "", "", round(one.mean, 1), one.low, one.high
