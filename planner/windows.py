"""Arrival windows are what a customer can choose from: the firm's opening hours cut to the service's promise."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.firms import Firm
from planner.intervals import Interval
from planner.services import Half, Service
from planner.working_days import NOON, day_interval, days_between, expand, instant, local_day

QUARTER = timedelta(minutes=15)
"""What hours that are told to customers begin and end with."""


def windows_of_day(service: Service, firm: Firm, day: date) -> Iterator[Interval]:
    """Yield the windows of one day, in order: each is `service.arrival_window` long and inside the opening hours."""
    if day.weekday() not in service.weekdays or firm.rules.closed(day):
        return
    for hours in expand(firm.rules.opening, day, firm.zone):
        start = hours.start
        while start + service.arrival_window <= hours.end:
            window = Interval(start, start + service.arrival_window)
            if half_of(window, firm) in service.halves:
                yield window
            start = window.end


def half_days(interval: Interval, zone: ZoneInfo) -> Iterator[Interval]:
    """Yield the parts of an interval that lie in one half of one local day, in order."""
    for day in days_between(local_day(interval.start, zone), local_day(interval.end, zone)):
        whole, noon = day_interval(day, zone), instant(day, NOON, zone)
        for half in (Interval(whole.start, noon), Interval(noon, whole.end)):
            if part := interval.intersection(half):
                yield part


def half_of(window: Interval, firm: Firm) -> Half:
    """Return the half of the local day in which a window starts."""
    return Half.MORNING if window.start.astimezone(firm.zone).time() < NOON else Half.AFTERNOON


def bookable(service: Service, window: Interval, now: datetime) -> bool:
    """Tell whether a window is neither too soon nor too far ahead for the service."""
    return now + service.lead_time <= window.start <= now + service.horizon


def bookable_windows(service: Service, firm: Firm, now: datetime, first: date, last: date) -> Iterator[Interval]:
    """Yield the windows a customer may book between two days, both included, in order."""
    earliest = max(first, local_day(now + service.lead_time, firm.zone))
    latest = min(last, local_day(now + service.horizon, firm.zone))
    for day in days_between(earliest, latest):
        yield from (window for window in windows_of_day(service, firm, day) if bookable(service, window, now))
