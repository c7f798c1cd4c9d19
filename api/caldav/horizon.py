"""A series in a technician's own calendar goes on: once a day it is worked out anew for what is then ahead."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from api.agenda import horizon, keep_busy
from api.caldav.access import calendar_owner
from api.house import House
from calendar_sync.dav.objects import read_object
from calendar_sync.errors import ConditionUnmet
from desk.errors import SealBroken
from desk.personal_events import PersonalEvent, busy_times, forget_removed, personal_events
from planner.ports import Work

EVERY = timedelta(days=1)


def look_further_ahead(house: House, work: Work) -> None:
    """Work out series anew, take the time they take now, and forget what was removed long ago."""
    moved = {event.technician_id for event in _expanded(house, work)}
    for technician_id in sorted(moved):
        keep_busy(work, calendar_owner(house, technician_id), busy_times(personal_events(work, technician_id)))
    forget_removed(work)


def _expanded(house: House, work: Work) -> Iterator[PersonalEvent]:
    """Yield each series whose turn it is, as it is kept from now on; one nobody can read any more stays as it was."""
    for event in work.of(PersonalEvent).find():
        due = event.expanded_at is not None and event.expanded_at + EVERY <= work.now
        if event.removed_at is None and event.ends_at is None and due:
            with suppress(SealBroken, ConditionUnmet):
                body = house.seal.open(work.firm.id, event.id, event.sealed)
                read = read_object(body, zone=work.firm.zone_name, horizon=horizon(work.now))
                again = replace(event, busy=read.busy, expanded_at=work.now)
                work.of(PersonalEvent).put(again)
                yield again
