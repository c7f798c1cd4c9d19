"""A series is put together from all events of one UID: what repeats, what is left out, moved, or moved from then on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain, islice
from zoneinfo import ZoneInfo

from calendar_sync.entry import Interval
from calendar_sync.errors import EndlessRule
from calendar_sync.foreign_events import ReadEvent
from calendar_sync.moments import Moment, at_midnight, wall_clock
from calendar_sync.repetition import read_rule, starts

MAX_OCCURRENCES = 10_000
Occurrence = tuple[ReadEvent, Moment]
"""The event that describes it, and when it starts."""


@dataclass(slots=True)
class Series:
    """The events of one UID (RFC 5545, 3.8.4.4 and 3.8.5). Of two that say the same, the higher sequence counts.

    `core` repeats, except at the moments `out`; `instead` holds the events that replace one of its occurrences, by
    each name of that moment, and `onwards` those of them that move all later ones as far.
    """

    core: ReadEvent
    out: set[date]
    instead: dict[datetime, ReadEvent] = field(default_factory=dict)
    onwards: list[ReadEvent] = field(default_factory=list)

    def occurrences(self, span: Interval) -> Iterator[Occurrence]:
        """Each occurrence that starts within a span, and the replaced ones wherever they start.

        Raises EndlessRule when there are more than 10 000.
        """
        met: set[datetime] = set()
        for moment in _moments(self.core, span):
            instant, clock = names = _names(moment, self.core)
            if instant in self.out or clock in self.out or clock.date() in self.out:
                continue
            if instant in self.instead or clock in self.instead:
                met.update(names)
            else:
                yield self._described(moment, instant)
        for event in _each(self.instead.values()):
            names = _names(event.times.occurrence or event.times.start, event)
            outdated = event.rules and event.entry.sequence < self.core.entry.sequence and met.isdisjoint(names)
            if not outdated and self.out.isdisjoint(names):
                yield event, event.times.start

    def _described(self, moment: Moment, instant: datetime) -> Occurrence:
        """The occurrence that nothing replaces at this moment: as the core says, or whoever moved it from then on."""
        event = next((one for one in reversed(self.onwards) if _occurrence(one) < instant), self.core)
        return event, moment + _moved(event) if event is not self.core else moment


def occurrences(events: Sequence[ReadEvent], horizon: Interval) -> Iterator[Occurrence]:
    """Each occurrence that the events of one UID give and that may take time within the horizon.

    Raises EndlessRule when there are more than 10 000.
    """
    ranked = sorted(events, key=lambda event: event.entry.sequence)
    cores = [event for event in ranked if not event.times.occurrence]
    instead = {
        name: event for event in ranked if event.times.occurrence for name in _names(event.times.occurrence, event)
    }
    if not cores:
        return ((event, event.times.start) for event in _each(instead.values()))
    core = cores[-1]
    out = {name for moment in core.times.left_out for name in (moment, *_names(moment, core))}
    onwards = sorted((event for event in _each(instead.values()) if event.this_and_future), key=_occurrence)
    margin = max(event.entry.end - event.entry.start + abs(_moved(event)) for event in events) + timedelta(days=2)
    span = Interval(horizon.start - margin, horizon.end + margin)
    if not out and not instead:
        return ((core, moment) for moment in _moments(core, span))
    return Series(core, out, instead, onwards).occurrences(span)


def _moments(event: ReadEvent, span: Interval) -> list[Moment]:
    """The start of an event and all that its rules and dates add to it, those by rules within the span."""
    start = event.times.start
    rules = [read_rule(rule, event.times) for rule in dict.fromkeys(event.rules)]
    found = set(event.times.extra)
    if not rules or wall_clock(start) <= max(rule.until for rule in rules):
        found.add(start)
    zone = start.tzinfo if isinstance(start, datetime) else ZoneInfo(event.times.zone)
    first, last = (wall_clock(edge.astimezone(zone)) for edge in (span.start, span.end))
    by_rules = chain.from_iterable(starts(rule, first, last) for rule in rules)
    given = list(islice(by_rules, MAX_OCCURRENCES + 1))
    if len(given) > MAX_OCCURRENCES:
        raise EndlessRule
    found.update(map(partial(datetime.replace, tzinfo=zone) if isinstance(start, datetime) else datetime.date, given))
    return list(found)


def _names(moment: Moment, event: ReadEvent) -> tuple[datetime, datetime]:
    """What others may call a moment by: the instant, or what the clock shows; programs mix up zones here."""
    local = at_midnight(moment, event.times.zone)
    return local.astimezone(UTC), wall_clock(local)


def _occurrence(event: ReadEvent) -> datetime:
    return at_midnight(event.times.occurrence or event.times.start, event.times.zone).astimezone(UTC)


def _moved(event: ReadEvent) -> timedelta:
    """How far an event moves what it replaces, on its clock."""
    start = at_midnight(event.times.start, event.times.zone)
    return wall_clock(start) - wall_clock(_occurrence(event).astimezone(start.tzinfo))


def _each(events: Iterable[ReadEvent]) -> list[ReadEvent]:
    """Each event once."""
    return list({id(event): event for event in events}.values())
