"""How a process of its own comes to a calendar elsewhere, of whichever kind, in whatever weather."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

import httpx

from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.graph import GraphCalendar
from calendar_sync.remote.port import RemoteCalendar
from calendar_sync.remote.quirks import Quirks, probe
from tests.calendar_sync.agendas import ALWAYS
from tests.calendar_sync.samples import PARIS
from tests.support.dav_door import door
from tests.support.dav_process import DAVServer
from tests.support.dav_servers import SERVERS
from tests.support.graph_mailbox import CALENDAR
from tests.support.graph_server import GraphServer, graph_server
from tests.support.graph_service import Trouble
from tests.support.http_server import Asked

RUNNING: dict[str, Callable[[], AbstractContextManager[DAVServer | GraphServer]]] = {
    **SERVERS,
    "graph": graph_server,
    "door": door,
}
TROUBLE = 0.08
"""How many of all requests go wrong."""

OLD = 0.3
"""How many of Graph's own troubles are a token that is good no more."""

_STORMY = "stormy"
"""What a program in bad weather calls itself."""

_FAULTS: list[tuple[bool, int | type[httpx.TransportError]]] = [
    *((False, status) for status in (401, 403, 409, 412, 423, 429, 500, 503)),
    *((False, broken) for broken in (httpx.ConnectError, httpx.ReadTimeout)),
    *((True, status) for status in (500, 502)),
    *((True, broken) for broken in (httpx.ReadTimeout, httpx.RemoteProtocolError)),
]
"""What happens instead of an answer; after the server did what it was asked, or before. 403 is a token of old."""

_TROUBLES = (*(Trouble(status, retry_after=1) for status in (429, 503, 504)), Trouble(lost=True))


class StormyTransport(httpx.HTTPTransport):
    """A way to a server on which requests and answers are lost, and refusals found that nobody meant."""

    def __init__(self, dice: Random, trouble: float) -> None:
        """`trouble` is the part of all requests that goes wrong; there is nothing to decipher on this machine."""
        super().__init__(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self._dice, self._trouble = dice, trouble

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, or not, and hear of it, or not."""
        if self._trouble:
            request.headers["User-Agent"] = _STORMY
        if self._dice.random() >= self._trouble:
            return super().handle_request(request)
        unheard, happens = self._dice.choice(_FAULTS)
        if unheard:
            super().handle_request(request).close()
        if isinstance(happens, int):
            return httpx.Response(happens, request=request)
        raise happens("", request=request)


class Way(Protocol):
    """All that a process needs to know; it is handed to it."""

    def opened(self, transport: httpx.BaseTransport) -> AbstractContextManager[RemoteCalendar]:
        """The calendar at its end."""
        ...


@dataclass(frozen=True, slots=True)
class CalDAVWay:
    """To a calendar at a URL, with the name and password of an account."""

    url: str
    account: tuple[str, str]
    quirks: Quirks

    @contextmanager
    def opened(self, transport: httpx.BaseTransport) -> Iterator[RemoteCalendar]:
        """See `Way`."""
        with httpx.Client(auth=self.account, transport=transport) as client:
            yield CalDAVCalendar(client, self.url, self.quirks)


@dataclass(frozen=True, slots=True)
class GraphWay:
    """To a mailbox, with tokens that are kept in a file whenever Microsoft renews them."""

    server: str
    tokens: Path

    @contextmanager
    def opened(self, transport: httpx.BaseTransport) -> Iterator[RemoteCalendar]:
        """See `Way`."""
        server = GraphServer(self.server)
        with server.mailbox(self.tokens.read_text(), self._keep, through=transport) as client:
            yield GraphCalendar(client, CALENDAR, window=ALWAYS, zone=PARIS)

    def _keep(self, renewed: str) -> None:
        fresh = self.tokens.with_suffix(".fresh")
        fresh.write_text(renewed)
        fresh.replace(self.tokens)


@dataclass(frozen=True, slots=True)
class Moods:
    """What Graph has against a program in bad weather: it throttles parts of a batch, and tokens grow old."""

    server: GraphServer
    address: str
    dice: Random

    def __call__(self, asked: Asked) -> Trouble | None:
        """What goes wrong with a request."""
        if asked.headers.get("user-agent") != _STORMY or self.dice.random() >= TROUBLE:
            return None
        if self.dice.random() < OLD:
            mailbox = self.server.service.mailbox(self.address)
            self.dice.choice([self.server.pages.withdraws_access, mailbox.forgets])()
            return None
        return self.dice.choice(_TROUBLES)


@contextmanager
def reached(server: DAVServer | GraphServer, name: str, folder: Path) -> Iterator[tuple[Way, RemoteCalendar]]:
    """A calendar nobody has used: the way there, and the calendar as its owner's telephone has it, in good weather."""
    if isinstance(server, DAVServer):
        with server.calendar(name) as url, server.client() as client:
            way = CalDAVWay(url, server.account, probe(client, url))
            yield way, CalDAVCalendar(client, url, way.quirks)
        return
    address, tokens = f"{name}@duret.invalid", folder / f"{name}.tokens"
    with server.anybody() as client, server.signed_in(address) as mailbox:
        tokens.write_text(server.opened(server.application(client), address))
        server.service.asked.clear()
        server.service.trouble = Moods(server, address, Random(name))
        yield GraphWay(server.url, tokens), GraphCalendar(mailbox, CALENDAR, window=ALWAYS, zone=PARIS)
