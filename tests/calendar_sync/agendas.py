"""Our side of a calendar in memory, and somebody who edits the other side by hand."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from calendar_sync import CalendarEntry, Interval
from calendar_sync.remote.port import RemoteCalendar, Resource
from calendar_sync.standing import Standing, standing
from calendar_sync.two_way import Wish
from calendar_sync.writing import render_object
from tests.calendar_sync.samples import PARIS, span

ALWAYS = span("2026-01-01 00:00", "2028-01-01 00:00")


@dataclass
class MemoryAgenda:
    """Entries that should stand in a calendar; every wish is granted, or none."""

    entries: MutableMapping[str, CalendarEntry] = field(default_factory=dict)
    generous: bool = True
    zone: str = PARIS
    horizon: Interval = ALWAYS
    heard: dict[tuple[str, str], Wish] = field(default_factory=dict)

    def want(self, entry: CalendarEntry, **changes: Any) -> CalendarEntry:
        """Want this entry from now on; its sequence rises with each change."""
        before = self.entries.get(entry.uid)
        changes["sequence"] = before.sequence + 1 if before else 0
        self.entries[entry.uid] = replace(entry, **changes)
        return self.entries[entry.uid]

    def wanted(self) -> Mapping[str, CalendarEntry]:
        """See `Agenda`."""
        return dict(self.entries)

    def owns(self, uid: str) -> bool:
        """See `Agenda`."""
        return uid.startswith("rdv-")

    def decide(self, wish: Wish) -> CalendarEntry | None:
        """See `Agenda`."""
        self.heard.setdefault((wish.uid, wish.version), wish)
        if self.generous and wish.before is not None:
            if wish.after is None:
                self.entries.pop(wish.uid, None)
            else:
                self.want(wish.after)
        return self.entries.get(wish.uid)


@dataclass
class Somebody:
    """Somebody who has the calendar open on a telephone, which asks for no version twice."""

    calendar: RemoteCalendar
    known: dict[tuple[str, str], Standing] = field(default_factory=dict)

    def sees(self) -> dict[str, Standing]:
        """Everything that stands there, by href."""
        there = self.calendar.changes("").changed
        unknown = {href for href, etag in there.items() if (href, etag) not in self.known}
        found = {
            href: standing(one, zone=PARIS, horizon=ALWAYS)
            for href, one in (self.calendar.fetch(unknown) if unknown else {}).items()
        }
        self.known = {key: one for key, one in self.known.items() if key[0] in there}
        self.known |= {(href, one.resource.etag): one for href, one in found.items()}
        return found | {href: self.known[href, etag] for href, etag in there.items() if href not in unknown}

    def entries(self) -> dict[str, CalendarEntry]:
        """The entries that stand there by uid; two of one uid are not to be."""
        entries = [one.entry for one in self.sees().values() if one.entry]
        assert len({entry.uid for entry in entries}) == len(entries)
        return {entry.uid: entry for entry in entries}

    def object_of(self, uid: str) -> Resource:
        """The object that holds this entry."""
        return next(one.resource for one in self.sees().values() if one.uid == uid)

    def edits(self, uid: str, **changes: Any) -> None:
        """Change an entry and keep what else stands in its object."""
        self._changes(uid, lambda _: changes)

    def adds_to(self, uid: str, word: str, **changes: Any) -> None:
        """Add to the notes of an entry and keep what else stands in its object."""
        self._changes(uid, lambda entry: changes | {"description": (entry.description or "notes") + word})

    def _changes(self, uid: str, changed: Callable[[CalendarEntry], dict[str, Any]]) -> None:
        there = self.object_of(uid)
        entry = standing(there, zone=PARIS, horizon=ALWAYS).entry
        assert entry is not None
        changes = changed(entry)
        self.calendar.replace(there.href, render_object(replace(entry, **changes), over=there.body), there.etag)

    def deletes(self, uid: str) -> None:
        """Take an entry away; what comes after it may be called the same version."""
        there = self.object_of(uid)
        self.calendar.delete(there.href, there.etag)
        del self.known[there.href, there.etag]

    def adds(self, entry: CalendarEntry, href: str = "") -> None:
        """Write down something of one's own."""
        self.calendar.create(href or f"{entry.uid}.ics", render_object(entry))
