"""One mailbox of a stand-in for Outlook from all sides: as Graph keeps it, as we reach it, and what we know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from calendar_sync.entry import Interval
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.graph import GraphCalendar
from calendar_sync.remote.graph_events import NAME
from calendar_sync.two_way import Report, href_of, sync
from tests.calendar_sync.agendas import ALWAYS, MemoryAgenda
from tests.calendar_sync.samples import PARIS, an_entry
from tests.support.graph_mailbox import CALENDAR, Event, Mailbox
from tests.support.graph_server import GraphServer
from tests.support.graph_service import Trouble
from tests.support.http_server import Asked

UID = "rdv-1@duret.invalid"
HREF = href_of(UID)
FROM_NINE = (("start", "09"), ("end", "10"))


@dataclass
class Outlook:
    """The mailbox."""

    server: GraphServer
    client: httpx.Client
    mailbox: Mailbox
    agenda: MemoryAgenda
    ledger: MemoryLedger

    @property
    def calendar(self) -> GraphCalendar:
        """Our end of it."""
        return self.reaching(CALENDAR)

    def reaching(self, calendar: str, window: Interval = ALWAYS) -> GraphCalendar:
        """Our end of another calendar, or another time."""
        return GraphCalendar(self.client, calendar, window=window, zone=PARIS)

    def syncs(self) -> Report:
        """One pass."""
        return sync(self.calendar, self.agenda, self.ledger)

    def put(self, uid: str = UID, **changes: Any) -> Event:
        """A visit of ours that both sides agree on."""
        self.agenda.want(an_entry(uid, **changes))
        self.syncs()
        return self.event(uid)

    def event(self, uid: str = UID) -> Event:
        """The event that stands there for a visit."""
        return next(one for one in self.mailbox.events.values() if one.extended.get(NAME) == href_of(uid))

    def writes(self, **fields: Any) -> Event:
        """Somebody writes an event of his own, from nine to ten in Paris on the first of December unless told."""
        moments = {name: {"dateTime": f"2026-12-01T{at}:00:00", "timeZone": PARIS} for name, at in FROM_NINE}
        event = self.mailbox.create({"subject": "Dentiste", **moments, **fields})
        self.mailbox.settle()
        return event

    def edits(self, event: Event, **fields: Any) -> None:
        """Somebody changes an event."""
        self.mailbox.write(event, fields)

    def busy(self) -> list[tuple[str, str]]:
        """When somebody's own events take his time."""
        self.syncs()
        spans = sorted(span for row in self.ledger.foreign() for span in row.busy)
        return [(f"{span.start:%d %H:%M}", f"{span.end:%d %H:%M}") for span in spans]

    def asked(self, word: str = "") -> list[Asked]:
        """What Graph was asked, batches in one piece."""
        return [one for one in self.server.service.asked if word in one.path]


def once(*troubles: Trouble, path: str = "", method: str = "") -> Callable[[Asked], Trouble | None]:
    """So many requests for a path go wrong, each in its own way; then no more."""
    coming = list(troubles)
    return lambda asked: coming.pop(0) if coming and path in asked.path and method in asked.method else None
