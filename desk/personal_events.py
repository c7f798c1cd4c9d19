"""What a technician puts into his calendar himself: sealed, given back to him as he wrote it, to others busy time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_sync.entry import Interval as Busy
from planner.identifiers import TechnicianId
from planner.ports import Work

REMOVED_KEPT = timedelta(days=120)
"""How long it is known that an event was removed: devices that come back later read everything again."""


@dataclass(frozen=True, slots=True)
class PersonalEvent:
    """One object of his: `sealed` as he wrote it, and `busy` the time it takes from `starts_at` to `ends_at`.

    A series that never ends has no `ends_at`; its `busy` was worked out at `expanded_at` for what was then ahead.
    A removed one has nothing left but its name.
    """

    id: str
    technician_id: TechnicianId
    href: str
    uid: str
    etag: str
    sealed: bytes
    busy: tuple[Busy, ...]
    starts_at: datetime
    ends_at: datetime | None
    expanded_at: datetime | None = None
    removed_at: datetime | None = None


def event_key(technician_id: TechnicianId, href: str) -> str:
    """Return the `id` of what a technician keeps at an address of his calendar."""
    return f"{technician_id}/{href}"


def personal_events(work: Work, technician_id: TechnicianId) -> list[PersonalEvent]:
    """Return all that stands in a technician's calendar by himself."""
    found = work.of(PersonalEvent).find(technician_id=technician_id)
    return [one for one in found if one.removed_at is None]


def personal_event(work: Work, technician_id: TechnicianId, href: str) -> PersonalEvent | None:
    """Return what a technician keeps at an address, if anything."""
    found = work.of(PersonalEvent).find(id=event_key(technician_id, href))
    return next((one for one in found if one.removed_at is None), None)


def removed_hrefs(work: Work, technician_id: TechnicianId) -> set[str]:
    """Return where something of his stood and is no more."""
    return {one.href for one in work.of(PersonalEvent).find(technician_id=technician_id) if one.removed_at}


def remove_event(work: Work, event: PersonalEvent) -> None:
    """Take an event away: of what it was nothing is kept."""
    gone = replace(event, uid="", etag="", sealed=b"", busy=(), ends_at=event.starts_at, expanded_at=None)
    work.of(PersonalEvent).put(replace(gone, removed_at=work.now))


def busy_times(events: Iterable[PersonalEvent]) -> list[Busy]:
    """Return the time that events take."""
    return [busy for event in events for busy in event.busy]


def forget_removed(work: Work) -> None:
    """Forget what was removed so long ago that every device has heard of it or reads everything again."""
    for event in work.of(PersonalEvent).find():
        if event.removed_at is not None and event.removed_at + REMOVED_KEPT <= work.now:
            work.of(PersonalEvent).remove(event.id)
