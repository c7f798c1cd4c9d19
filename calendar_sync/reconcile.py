"""Two versions of one entry and what both last were become one, field by field, so that nobody's edit is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from calendar_sync.entry import CalendarEntry
from calendar_sync.text import address, one_line, plain_text
from calendar_sync.writing import LINE, TEXT

TIME = "time"
TEXTS = ("summary", "location", "description", "url")
FIELDS = (TIME, *TEXTS, "status", "transparent")
"""What two sides may each change: its start and end are one field, since one without the other means nothing."""

OURS_FIRST = frozenset({TIME, "summary", "location", "url"})
"""Where both sides changed a field the planner's word counts; elsewhere that of whoever stands before the door."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The entry both sides should hold, none when neither should.

    `edited`: the fields in which it is as they made it. `conflicts`: those both sides changed. `removed`: they took it
    away and nothing speaks against that.
    """

    entry: CalendarEntry | None
    edited: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    removed: bool = False


def reconcile(
    ours: CalendarEntry | None,
    theirs: CalendarEntry | None,
    agreed: CalendarEntry | None,
    sent: Sequence[CalendarEntry] = (),
) -> Reconciled:
    """Merge by three ways (base, ours, theirs), each field by itself.

    `agreed` is what both sides last held, `sent` what was on its way since and may have arrived or not: a side changed
    a field when it is like none of them. Without any, they had ours. An edit beats a deletion on either side, but what
    the planner took away stays away: the edit is told, not kept.
    """
    if theirs is None:
        return Reconciled(ours, removed=bool(ours and agreed and not changed(ours, [agreed])))
    known = [*([agreed] if agreed else []), *sent] or [ours or theirs]
    edited = changed(theirs, known)
    if ours is None:
        return Reconciled(None, edited, edited)
    edited &= changed(theirs, [ours])
    both = edited & changed(ours, known)
    edited -= both & OURS_FIRST
    return Reconciled(merged(ours, theirs, edited), edited, both)


def changed(entry: CalendarEntry, known: Sequence[CalendarEntry]) -> frozenset[str]:
    """The fields in which an entry is like none of these."""
    return frozenset(name for name in FIELDS if all(field(entry, name) != field(one, name) for one in known))


def merged(ours: CalendarEntry, theirs: CalendarEntry, names: frozenset[str]) -> CalendarEntry:
    """Our entry, with these fields of theirs."""
    values = {name: getattr(theirs, name) for name in names - {TIME}}
    if TIME in names:
        values |= {"start": theirs.start, "end": theirs.end}
    return replace(ours, **values)


def field(entry: CalendarEntry, name: str) -> object:
    """What one side may change of an entry."""
    return entry.interval if name == TIME else getattr(entry, name)


@lru_cache(maxsize=10_000)
def as_written(entry: CalendarEntry) -> CalendarEntry:
    """The entry as a calendar gives it back: harmless texts, and what takes no time leaves it free."""
    return replace(
        entry,
        summary=one_line(entry.summary, LINE),
        location=one_line(entry.location, LINE),
        description=plain_text(entry.description, TEXT),
        url=address(entry.url, LINE),
        transparent=not entry.busy,
    )
