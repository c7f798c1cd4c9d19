"""Somebody opens his mailbox at Microsoft once; its access renews itself, and is said to be lost when it is."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from calendar_sync.errors import AccessLost, RemoteFailed, Throttled
from calendar_sync.remote.microsoft import MailboxAuth, MicrosoftApplication
from tests.support.graph_server import ADDRESS, BACK, GraphServer, graph_server


@pytest.fixture
def server() -> Iterator[GraphServer]:
    """A server nobody has asked anything yet."""
    with graph_server() as running:
        yield running


@pytest.fixture
def client(server: GraphServer) -> Iterator[httpx.Client]:
    """A client that is not signed in."""
    with server.anybody() as client:
        yield client


@pytest.fixture
def application(server: GraphServer, client: httpx.Client) -> MicrosoftApplication:
    """Créneau as it is registered."""
    return server.application(client)


def test_we_ask_for_calendars_and_nothing_else(application: MicrosoftApplication) -> None:
    """With proof of possession (PKCE), a state and a nonce of our own, for the mailbox that is expected."""
    asked = {key: one for key, (one,) in parse_qs(urlsplit(application.sign_in(BACK, ADDRESS).url).query).items()}
    assert {"Calendars.ReadWrite", "offline_access", "openid", "profile"} == set(asked["scope"].split())
    assert ("S256", BACK, ADDRESS) == (asked["code_challenge_method"], asked["redirect_uri"], asked["login_hint"])
    assert min(len(asked["state"]), len(asked["nonce"]), len(asked["code_challenge"])) >= 16


def test_somebody_opens_his_mailbox(server: GraphServer, application: MicrosoftApplication) -> None:
    """We learn its address, and keep what opens it as one text."""
    started = application.sign_in(BACK)
    opened = application.signed_in(started.flow, server.pages.agrees(started.url, ADDRESS))
    assert ADDRESS == opened.address
    access, tokens = application.renewed(opened.tokens)
    assert (ADDRESS, opened.tokens, 0) == (server.pages.owner(f"Bearer {access}"), tokens, server.pages.renewals)


def test_who_refuses_stays_closed(server: GraphServer, application: MicrosoftApplication) -> None:
    """He is told to connect again, not that something is broken."""
    started = application.sign_in(BACK)
    with pytest.raises(AccessLost):
        application.signed_in(started.flow, server.pages.refuses(started.url))


def test_an_answer_to_another_sign_in_opens_nothing(server: GraphServer, application: MicrosoftApplication) -> None:
    """Neither one with another state, nor one whose code was used or was given to somebody else."""
    mine, other = application.sign_in(BACK), application.sign_in(BACK)
    with pytest.raises(AccessLost, match="n’a pas commencé ici"):
        application.signed_in(mine.flow, server.pages.agrees(other.url, ADDRESS))
    stolen = server.pages.agrees(other.url, ADDRESS) | {"state": parse_qs(urlsplit(mine.url).query)["state"][0]}
    with pytest.raises(AccessLost):
        application.signed_in(mine.flow, stolen)


def test_an_access_that_is_about_to_end_is_renewed(server: GraphServer, application: MicrosoftApplication) -> None:
    """Quietly, and what opens the mailbox from then on is another text to keep."""
    server.pages.lifetime = 60
    tokens = server.opened(application)
    access, kept = application.renewed(tokens)
    assert (ADDRESS, 1) == (server.pages.owner(f"Bearer {access}"), server.pages.renewals)
    assert kept != tokens


def test_a_mailbox_that_lay_idle_asks_to_be_connected_again(
    server: GraphServer, application: MicrosoftApplication
) -> None:
    """After ninety days; so does one whose tokens we no longer have."""
    server.pages.lifetime = 60
    tokens = server.opened(application)
    server.pages.withdraws(ADDRESS)
    for kept in (tokens, "{}", ""):
        with pytest.raises(AccessLost, match="reconnectez-le"):
            application.renewed(kept)


def test_a_registration_that_ended_is_not_the_mailboxs_fault(server: GraphServer, client: httpx.Client) -> None:
    """Connecting again would not help: the operator has to renew its secret."""
    server.pages.lifetime = 60
    tokens = server.opened(server.application(client))
    with pytest.raises(RemoteFailed, match="invalid_client") as raised:
        server.application(client, secret="périmé").renewed(tokens)
    assert RemoteFailed is raised.type


@pytest.mark.parametrize("status", [404, 500, 503])
def test_pages_out_of_order_are_no_lost_access(server: GraphServer, client: httpx.Client, status: int) -> None:
    """Whatever they answer: the mailbox stays ours for when they are back."""
    tokens = server.opened(server.application(client))
    server.pages.broken = status
    with pytest.raises(RemoteFailed) as raised:
        server.application(client).renewed(tokens)
    assert RemoteFailed is raised.type


def test_pages_that_do_not_answer_are_no_lost_access(server: GraphServer) -> None:
    """As when the network is down."""

    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    with httpx.Client(transport=httpx.MockTransport(silent)) as client, pytest.raises(RemoteFailed) as raised:
        server.application(client).sign_in(BACK)
    assert RemoteFailed is raised.type


def test_patience_is_asked_for_as_such(server: GraphServer, application: MicrosoftApplication) -> None:
    """When Microsoft itself says that it is too busy."""
    server.pages.lifetime = 60
    tokens = server.opened(application)
    server.pages.refusal = "temporarily_unavailable"
    with pytest.raises(Throttled):
        application.renewed(tokens)


def test_an_access_withdrawn_before_its_time_is_renewed_once(
    server: GraphServer, application: MicrosoftApplication, client: httpx.Client
) -> None:
    """A request that nobody did for want of access is sent again with a new one, which is kept first."""
    kept: list[str] = []
    tokens = server.opened(application)
    auth = MailboxAuth(application, tokens, kept.append)
    server.pages.withdraws_access()
    answers = iter([401, 200])
    seen: list[str] = []

    def graph(request: httpx.Request) -> httpx.Response:
        seen.append(server.pages.owner(request.headers["Authorization"]))
        return httpx.Response(next(answers))

    with httpx.Client(transport=httpx.MockTransport(graph), auth=auth) as mailbox:
        assert 200 == mailbox.get("https://graph.microsoft.com/v1.0/me").status_code
    assert (["", ADDRESS], 1) == (seen, len(kept))
