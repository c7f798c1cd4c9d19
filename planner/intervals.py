"""An interval is a stretch of time that includes its start and excludes its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The half-open stretch [start, end) of two aware datetimes, never empty."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive datetimes and intervals that end before they start."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            message = f"an interval needs aware datetimes, not {self.start} and {self.end}"
            raise ValueError(message)
        if self.end <= self.start:
            message = f"an interval must end after it starts, not {self.start} to {self.end}"
            raise ValueError(message)

    @property
    def length(self) -> timedelta:
        """Return the time between start and end."""
        return self.end - self.start

    def contains(self, instant: datetime) -> bool:
        """Tell whether the instant lies inside; the end does not."""
        return self.start <= instant < self.end

    def overlaps(self, other: Self) -> bool:
        """Tell whether the two share any time; neighbours that touch do not."""
        return self.start < other.end and other.start < self.end

    def intersection(self, other: Self) -> Self | None:
        """Return the time shared with the other interval, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return type(self)(start, end) if start < end else None

    def without(self, others: Iterable[Self]) -> Iterator[Self]:
        """Yield what is left of this interval once the others are taken out, in order."""
        start = self.start
        for other in sorted(others):
            if other.end <= start or other.start >= self.end:
                continue
            if start < other.start:
                yield type(self)(start, other.start)
            start = other.end
        if start < self.end:
            yield type(self)(start, self.end)


def joined(intervals: Iterable[Interval], since: datetime) -> Iterator[Interval]:
    """Yield the time that intervals take from an instant on, in order, without overlaps: those that touch are one."""
    start = end = since
    for interval in sorted(intervals):
        if interval.start > end:
            if start < end:
                yield Interval(start, end)
            start = interval.start
        end = max(end, interval.end)
    if start < end:
        yield Interval(start, end)
