"""A calendar written by another program is read object by object: what is sound is kept, what is not is named."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from calendar_sync.entry import CalendarEntry, Interval
from calendar_sync.errors import Poisoned, UnknownZone
from calendar_sync.foreign_events import ReadEvent, identity, read_event
from calendar_sync.foreign_zones import ZoneBook
from calendar_sync.lines import RawCalendar, split
from calendar_sync.occurrences import Patience, busy_times
from calendar_sync.private_zones import PrivateZones

AFTER_THE_LAST = timedelta(days=730)
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An object left out, by its uid, and why."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """What a file says: its entries as written, the intervals they take, and what could not be used.

    `busy` holds every occurrence once, in order, not merged: not those cancelled, nor those shown as free.
    """

    entries: tuple[CalendarEntry, ...]
    busy: tuple[Interval, ...]
    quarantined: tuple[Quarantined, ...]


def read_calendar(
    data: bytes, *, zone: str, horizon: Interval | None = None, patience: float = PATIENCE_SECONDS
) -> CalendarReading:
    """Read a foreign `.ics`: each object by itself, so that one poisoned event leaves the others alone.

    `zone` is the IANA zone of times and days that name none, unless the calendar says its own (X-WR-TIMEZONE).
    Series are expanded within `horizon`; without one, from the first start of the file to two years after its last
    end. `patience` is the processor time, in seconds, that expanding may take. Raises UnreadableCalendar when the
    whole is not a calendar or is too large.
    """
    read, quarantined = read_events(data, zone=zone)
    busy: set[Interval] = set()
    horizon = horizon or _own_horizon(read)
    if horizon:
        left = Patience(patience)
        for uid, events in _by_uid(read).items():
            busy.update(_busy_or_quarantined(uid, events, horizon, left, quarantined))
    return CalendarReading(tuple(event.entry for event in read), tuple(sorted(busy)), tuple(quarantined))


def read_events(data: bytes, *, zone: str) -> tuple[list[ReadEvent], list[Quarantined]]:
    """The events of a foreign `.ics` as they are written, and what could not be read; see `read_calendar`."""
    quarantined: list[Quarantined] = []
    return [event for calendar in split(data) for event in _sound_events(calendar, zone, quarantined)], quarantined


def _sound_events(calendar: RawCalendar, zone: str, quarantined: list[Quarantined]) -> Iterable[ReadEvent]:
    """The events of one calendar that can be read; the others are set apart."""
    book = _zone_book(calendar, zone)
    for raw in calendar.events:
        try:
            yield read_event(raw, book)
        except Exception as error:  # noqa: BLE001 - foreign input: whatever the parsers raise costs this event only
            quarantined.append(Quarantined(identity(raw), _reason(error)))


def _zone_book(calendar: RawCalendar, zone: str) -> ZoneBook:
    private = PrivateZones(zone, calendar.zones)
    with suppress(UnknownZone):  # a calendar that names its zone so that nobody knows it leaves us ours
        zone = ZoneBook(zone, private.named).zone(calendar.own.first("X-WR-TIMEZONE"))
    return ZoneBook(zone, private.named)


def _busy_or_quarantined(
    uid: str, events: list[ReadEvent], horizon: Interval, patience: Patience, quarantined: list[Quarantined]
) -> set[Interval]:
    try:
        return busy_times(events, horizon, patience)
    except Exception as error:  # noqa: BLE001 - foreign input: whatever the expansion raises costs this series only
        quarantined.append(Quarantined(uid, _reason(error)))
        return set()


def _by_uid(read: Iterable[ReadEvent]) -> dict[str, list[ReadEvent]]:
    grouped: dict[str, list[ReadEvent]] = defaultdict(list)
    for event in read:
        grouped[event.entry.uid].append(event)
    return grouped


def _own_horizon(read: list[ReadEvent]) -> Interval | None:
    """The horizon a file suggests by itself; none when it holds no event."""
    if not read:
        return None
    last = max(event.entry.end for event in read)
    return Interval(min(event.entry.start for event in read), last + AFTER_THE_LAST)


def _reason(error: Exception) -> str:
    """The situation in words; of what a parser raised, a general sentence and its name for whoever looks closer."""
    return str(error) if isinstance(error, Poisoned) else f"Cet événement est illisible ({type(error).__name__})."
