"""Faults of our own, planted to see that storms find them: a careless client, in three ways."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from calendar_sync import two_way
from calendar_sync.entry import CalendarEntry
from calendar_sync.reconcile import Reconciled
from calendar_sync.remote.port import Placed, RemoteCalendar
from tests.calendar_sync.faults import StormyCalendar, Weather

Planted = Callable[[RemoteCalendar], RemoteCalendar]
"""What becomes of the calendar of a process in which a fault is planted."""


@dataclass
class Unconditional(StormyCalendar):
    """Writes that name no version, as without If-Match and If-None-Match."""

    def create(self, href: str, body: bytes) -> Placed:
        """Over whatever stands there."""

        def blindly() -> Placed:
            there = self.calendar.fetch([href])
            if not there:
                return self.calendar.create(href, body)
            (found,) = there.values()
            return Placed(found.href, self.calendar.replace(found.href, body, found.etag))

        return self.weather.step(blindly, remote=True, href=href)

    def replace(self, href: str, body: bytes, etag: str) -> str:
        """Whatever stands there."""

        def blindly() -> str:
            there = self.calendar.fetch([href])
            return self.calendar.replace(href, body, there[href].etag if there else etag)

        return self.weather.step(blindly, remote=True, href=href)


@dataclass
class AlwaysNew(StormyCalendar):
    """A uid of its own for each try."""

    def create(self, href: str, body: bytes) -> Placed:
        """Never where it was tried before."""
        number = uuid4().hex[:8]
        fresh = body.replace(b"UID:rdv-", f"UID:rdv-{number}-".encode())
        placed = self.weather.step(lambda: self.calendar.create(f"{number}-{href}", fresh), remote=True)
        return replace(placed, href=href)


def ours_over_theirs(ours: CalendarEntry | None, *_: object) -> Reconciled:
    """A merge of whole entries instead of their fields."""
    return Reconciled(ours)


def as_it_is(calendar: RemoteCalendar) -> RemoteCalendar:
    """Nothing planted."""
    return calendar


def unconditional(calendar: RemoteCalendar) -> RemoteCalendar:
    """See `Unconditional`."""
    return Unconditional(calendar, Weather())


def always_new(calendar: RemoteCalendar) -> RemoteCalendar:
    """See `AlwaysNew`."""
    return AlwaysNew(calendar, Weather())


def whole_entries(calendar: RemoteCalendar) -> RemoteCalendar:
    """See `ours_over_theirs`; for the rest of the process."""
    two_way.reconcile = ours_over_theirs  # type: ignore[assignment, attr-defined]
    return calendar
