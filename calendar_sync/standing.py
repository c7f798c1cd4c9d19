"""An object as it stands in a calendar elsewhere: our entry as somebody left it, or the time somebody else takes."""

from dataclasses import dataclass

from calendar_sync.entry import CalendarEntry, Interval
from calendar_sync.errors import UnreadableCalendar
from calendar_sync.reading import CalendarReading, read_calendar
from calendar_sync.remote.port import Resource

NO_EVENT = "Cet objet ne contient aucun événement."


@dataclass(frozen=True, slots=True)
class Standing:
    """One object, read. `entry` when it is a single event, `busy` the time it takes, `reason` why neither."""

    resource: Resource
    uid: str = ""
    entry: CalendarEntry | None = None
    busy: tuple[Interval, ...] = ()
    reason: str = ""


def standing(resource: Resource, *, zone: str, horizon: Interval) -> Standing:
    """Read an object: nothing that stands in it can do more than be set aside with its reason.

    `zone` is that of hours that name none; series are expanded within `horizon`.
    """
    try:
        reading = read_calendar(resource.body, zone=zone, horizon=horizon)
    except UnreadableCalendar as error:
        return Standing(resource, reason=str(error))
    uid = next((entry.uid for entry in reading.entries), "") or next((one.uid for one in reading.quarantined), "")
    reason = next((one.reason for one in reading.quarantined), "" if reading.entries else NO_EVENT)
    return Standing(resource, uid, _single(reading), reading.busy, reason)


def _single(reading: CalendarReading) -> CalendarEntry | None:
    """The one event, when it is neither a series nor a part of one."""
    alone = len(reading.entries) == 1 and not reading.entries[0].occurrence and len(reading.busy) <= 1
    return reading.entries[0] if alone else None
