"""The events of one UID become the intervals they take, within a horizon and within reason."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC

from calendar_sync.entry import Interval
from calendar_sync.errors import EndlessRule
from calendar_sync.foreign_events import ReadEvent
from calendar_sync.moments import at_midnight
from calendar_sync.series import occurrences


class Patience:
    """The processor time one file may take; what comes after is refused, so that no file stops a server."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds

    def check(self) -> None:
        """Raise EndlessRule once the time is used up."""
        if time.thread_time() >= self._until:
            raise EndlessRule("Ce fichier demande trop de calcul : cette série n’a pas été développée.")


def busy_times(events: Sequence[ReadEvent], horizon: Interval, patience: Patience) -> set[Interval]:
    """The intervals that the events of one UID take within the horizon.

    Ends are exact: an end on the wall clock is an hour wrong in the night the clock changes. Raises EndlessRule for a
    series that gives more than 10 000.
    """
    if not any(event.in_series for event in events):
        found = [event.entry.interval for event in events if event.entry.busy]
    else:
        patience.check()
        found = [event.times.interval(start) for event, start in occurrences(events, horizon) if event.entry.busy]
        found += [period for event in events if event.entry.busy for period in _own_periods(event)]
    return {interval for interval in found if interval.start < interval.end and interval.overlaps(horizon)}


def _own_periods(event: ReadEvent) -> Iterator[Interval]:
    left_out = {at_midnight(moment, event.times.zone).astimezone(UTC) for moment in event.times.left_out}
    return (period for period in event.times.periods if period.start not in left_out)
