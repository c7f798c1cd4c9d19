"""A series becomes the intervals it takes, within a horizon and within reason."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Event, vRecur

from calendar_sync.entry import Interval
from calendar_sync.errors import EndlessRule
from calendar_sync.foreign_events import ReadEvent
from calendar_sync.moments import Times, at_midnight, until

MAX_OCCURRENCES = 10_000
MAX_TIMES_A_DAY = 3
_SOURCE = "X-SOURCE"
_YEAR = timedelta(days=365)
_MARGIN = timedelta(days=2)
_LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_LONGEST = 31


class Patience:
    """The processor time one file may take; what comes after is refused, so that no file stops a server."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds

    def check(self) -> None:
        """Raise EndlessRule once the time is used up."""
        if time.thread_time() >= self._until:
            raise EndlessRule("Ce fichier demande trop de calcul : cette série n'a pas été développée.")


def busy_times(events: Sequence[ReadEvent], horizon: Interval, patience: Patience) -> list[Interval]:
    """The intervals that the events of one UID take within the horizon, in order.

    Starts come from recurring-ical-events; ends are computed here, exactly, because an end on the wall clock is an
    hour wrong in the night the clock changes. Raises EndlessRule for a series that gives more than 10 000.
    """
    if not any(event.in_series for event in events):
        found = [event.entry.interval for event in events if event.entry.busy]
    else:
        patience.check()
        found = [event.times.interval(start) for event, start in _starts(events, horizon) if event.entry.busy]
        found += [period for event in events if event.entry.busy for period in _own_periods(event)]
    return sorted({interval for interval in found if interval.start < interval.end and interval.overlaps(horizon)})


def _starts(events: Sequence[ReadEvent], horizon: Interval) -> Iterator[tuple[ReadEvent, datetime]]:
    """Each occurrence of the series: the event that describes it and its start, looked for a year at a time."""
    calendar = Calendar()
    for index, event in enumerate(events):
        calendar.add_component(_component(event, index))
    series = recurring_ical_events.of(calendar)
    longest = max(event.entry.end - event.entry.start for event in events)
    seen: set[tuple[int, datetime]] = set()
    start, end = horizon.start - longest - _MARGIN, horizon.end + _MARGIN
    while start < end:
        for occurrence in series.between(start, min(start + _YEAR, end)):
            source = int(occurrence[_SOURCE])
            moment = occurrence["DTSTART"].dt
            key = (source, at_midnight(moment, events[source].times.zone).astimezone(UTC))
            if key not in seen:
                seen.add(key)
                yield events[source], moment
        if len(seen) > MAX_OCCURRENCES:
            raise EndlessRule
        start += _YEAR


def _component(event: ReadEvent, index: int) -> Event:
    """The event without its end, marked so that each occurrence leads back to its description."""
    component = Event()
    component.add("UID", event.entry.uid)
    component.add("SEQUENCE", event.entry.sequence)
    component.add(_SOURCE, str(index))
    component.add("DTSTART", event.times.start)
    if event.times.occurrence:
        parameters = {"RANGE": "THISANDFUTURE"} if event.this_and_future else {}
        component.add("RECURRENCE-ID", event.times.occurrence, parameters=parameters)
    for rule in event.rules:
        component.add("RRULE", vRecur.from_ical(_reasonable(rule, event.times)))
    for name, moments in (("RDATE", event.times.extra), ("EXDATE", event.times.left_out)):
        for moment in moments:
            component.add(name, [moment])
    return component


def _reasonable(rule: str, times: Times) -> str:
    """The rule with its UNTIL put right.

    Raises EndlessRule when no person's calendar would hold it, or no date could satisfy it.
    """
    parts = {name.strip(): value.strip() for name, _, value in (p.partition("=") for p in rule.upper().split(";"))}
    within_a_day = [value for name in ("BYHOUR", "BYMINUTE", "BYSECOND") for value in _listed(parts, name)]
    if parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or len(within_a_day) > MAX_TIMES_A_DAY:
        raise EndlessRule
    days = [abs(int(day)) for day in _listed(parts, "BYMONTHDAY")]
    longest = max((_LONGEST_MONTHS.get(int(month), _LONGEST) for month in _listed(parts, "BYMONTH")), default=_LONGEST)
    if days and min(days) > longest:
        raise EndlessRule("Aucune date ne satisfait la répétition de cet événement.")
    if "UNTIL" in parts:
        parts["UNTIL"] = until(parts["UNTIL"], times)
    return ";".join(f"{name}={value}" for name, value in parts.items() if name)


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return [value for value in parts.get(name, "").split(",") if value]


def _own_periods(event: ReadEvent) -> Iterator[Interval]:
    left_out = {at_midnight(moment, event.times.zone).astimezone(UTC) for moment in event.times.left_out}
    return (period for period in event.times.periods if period.start not in left_out)
