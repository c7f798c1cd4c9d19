"""Where a technician's calendar is when one measures how the house follows it: on a CalDAV server, or in Outlook."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import httpx

from api.application import create_application
from api.connecting import SignIn, connect_calendar
from api.house import House
from api.outlook import begin, finish
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.graph_events import NAME
from calendar_sync.two_way import href_of
from calendar_sync.writing import render_object
from planner.routes import Visit
from tests.calendar_sync.samples import an_entry
from tests.support.dav_servers import NAME as PERSON
from tests.support.dav_servers import PASSWORD
from tests.support.graph_server import ADDRESS, GraphServer, ToThisMachine
from tests.support.http_server import serving
from tests.support.planner import a_technician

AN_HOUR = timedelta(hours=1)
TELLS_EVERY = 0.05  # seconds


class Elsewhere(Protocol):
    """The calendar as its owner sees and edits it."""

    def connect(self, house: House) -> None:
        """Have it kept in step from now on."""
        ...

    def shows(self, visit: Visit, zone: ZoneInfo) -> bool:
        """Whether a visit stands there at its hour."""
        ...

    def block(self, number: int, start: datetime) -> None:
        """Take an hour for oneself."""
        ...


@dataclass(frozen=True, slots=True)
class OnServer:
    """A calendar on a CalDAV server, which tells nothing by itself."""

    client: httpx.Client
    url: str

    def connect(self, house: House) -> None:
        """See `Elsewhere`."""
        firm = house.transactions.firms()[0]
        connect_calendar(house, firm.id, a_technician().id, SignIn(self.url, PERSON, PASSWORD))

    def shows(self, visit: Visit, zone: ZoneInfo) -> bool:
        """See `Elsewhere`."""
        answer = self.client.get(f"{self.url}{_href(visit)}")
        return answer.status_code == httpx.codes.OK and f"{visit.start.astimezone(zone):%Y%m%dT%H%M%S}" in answer.text

    def block(self, number: int, start: datetime) -> None:
        """See `Elsewhere`."""
        entry = an_entry(uid=f"dentiste-{number}", start=start, end=start + AN_HOUR)
        CalDAVCalendar(self.client, self.url).create(f"dentiste-{number}.ics", render_object(entry))


@dataclass(frozen=True, slots=True)
class InOutlook:
    """A mailbox of the stand-in for Microsoft, which tells of every change at once."""

    graph: GraphServer

    def connect(self, house: House) -> None:
        """See `Elsewhere`."""
        started = begin(house, house.transactions.firms()[0].id, a_technician().id)
        finish(house, dict(self.graph.pages.agrees(started, ADDRESS)))

    def shows(self, visit: Visit, zone: ZoneInfo) -> bool:
        """See `Elsewhere`."""
        for event in list(self.graph.service.mailbox(ADDRESS).events.values()):
            if event.extended.get(NAME) == _href(visit):
                at = datetime.fromisoformat(event.fields["start"]["dateTime"][:19])
                return at.replace(tzinfo=UTC).astimezone(zone) == visit.start.astimezone(zone)
        return False

    def block(self, number: int, start: datetime) -> None:
        """See `Elsewhere`."""
        times = {"start": start, "end": start + AN_HOUR}
        event = {name: {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} for name, at in times.items()}
        with self.graph.signed_in() as client:
            about = {"subject": f"Dentiste {number}", "showAs": "busy"}
            client.post("https://graph.microsoft.com/v1.0/me/events", json=event | about).raise_for_status()


@contextlib.contextmanager
def told_at_once(graph: GraphServer, house: House) -> Iterator[None]:
    """The house at its address, where the stand-in tells it what changes."""
    over = threading.Event()

    def tell() -> None:
        while not over.wait(TELLS_EVERY):
            graph.service.subscriptions.deliver()

    with serving(create_application(house)) as url, httpx.Client(transport=ToThisMachine(url)) as client:
        graph.service.subscriptions.post = client.post
        thread = threading.Thread(target=tell)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _href(visit: Visit) -> str:
    return href_of(f"{visit.appointment_id}@creneau")
