"""A stateful stand-in for Microsoft Graph and its sign-in: a real HTTP server on this machine, with faults to order."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from calendar_sync.remote.microsoft import MailboxAuth, MicrosoftApplication
from tests.support.graph_service import GraphService
from tests.support.http_server import Asked, Told, answering, serving
from tests.support.microsoft_sign_in import CLIENT_ID, SECRET, SignInPages

ADDRESS = "gaetan@duret.invalid"
BACK = "https://duret.invalid/calendars/microsoft"


class ToThisMachine(httpx.BaseTransport):
    """Sends to this machine what is meant for Microsoft."""

    def __init__(self, url: str, through: httpx.BaseTransport | None = None) -> None:
        self._port, self._through = urlsplit(url).port, through or httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._through.handle_request(request)

    def close(self) -> None:
        self._through.close()


@dataclass
class GraphServer:
    """The running server: its sign-in pages, and how to reach it."""

    url: str = ""
    pages: SignInPages = field(default_factory=SignInPages)
    service: GraphService = field(init=False)

    def __post_init__(self) -> None:
        """Graph trusts whom its sign-in pages trust."""
        self.service = GraphService(self.pages)

    def anybody(self, *, through: httpx.BaseTransport | None = None) -> httpx.Client:
        """A client that is not signed in."""
        return httpx.Client(transport=ToThisMachine(self.url, through), timeout=10)

    def application(self, client: httpx.Client, *, secret: str = SECRET) -> MicrosoftApplication:
        """Créneau as it is registered."""
        return MicrosoftApplication(CLIENT_ID, secret, client=client)

    def opened(self, application: MicrosoftApplication, address: str = ADDRESS) -> str:
        """The tokens of somebody who signed in and agreed."""
        started = application.sign_in(BACK)
        return application.signed_in(started.flow, self.pages.agrees(started.url, address)).tokens

    @contextlib.contextmanager
    def signed_in(self, address: str = ADDRESS) -> Iterator[httpx.Client]:
        """A client that is signed in for one mailbox."""
        with self.anybody() as client:
            tokens = self.opened(self.application(client), address)
        with self.mailbox(tokens, lambda _: None) as mailbox:
            yield mailbox

    @contextlib.contextmanager
    def mailbox(
        self, tokens: str, keep: Callable[[str], None], *, through: httpx.BaseTransport | None = None
    ) -> Iterator[httpx.Client]:
        """A client that these tokens open a mailbox for; renewed ones are given to `keep`."""
        with self.anybody(through=through) as client, self.anybody(through=through) as mailbox:
            mailbox.auth = MailboxAuth(self.application(client), tokens, keep)
            yield mailbox

    def answer(self, asked: Asked) -> Told:
        """What Microsoft says."""
        return self.service.answer(asked) if asked.path.startswith("/v1.0/") else self.pages.answer(asked)


@contextlib.contextmanager
def graph_server() -> Iterator[GraphServer]:
    """The server, until the end of the block."""
    server = GraphServer()
    with serving(answering(server.answer)) as server.url:
        yield server
