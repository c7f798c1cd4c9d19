"""From what somebody knows of a server to his calendars; some servers are real, houses of others are told."""

from collections.abc import Iterator

import httpx
import pytest

from calendar_sync.errors import AccessLost, CalendarGone, RemoteFailed
from calendar_sync.remote import exchange
from calendar_sync.remote.discovery import find_calendars
from tests.support.dav_servers import SERVERS, DAVServer

PRINCIPAL = "<d:current-user-principal><d:href>{}</d:href></d:current-user-principal>"
HOME = "<c:calendar-home-set><d:href>{}</d:href></c:calendar-home-set>"
CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>{}</d:displayname>"


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[DAVServer]:
    """A real server with two calendars more than it came with."""
    with SERVERS[request.param]() as running:
        running.new_calendar("tournee")
        running.new_calendar("prive")
        yield running


@pytest.mark.parametrize("known", ["server", "account", "home"])
def test_calendars_are_found_from_whatever_is_known(server: DAVServer, known: str) -> None:
    """The server's name alone, the account's address, or that of the folder."""
    root = server.home.split("/gaetan/")[0]
    url = {"server": root + "/", "account": root + "/gaetan/", "home": server.home}[known]
    with server.client() as client:
        found = find_calendars(client, url)
    assert {f"{server.home}tournee/", f"{server.home}prive/"} <= {one.url for one in found}
    assert {(True, server.tokens)} == {(one.writable, one.tokens) for one in found}


def test_a_calendars_own_address_finds_it_alone(server: DAVServer) -> None:
    """Whoever knows it need not choose."""
    with server.client() as client:
        (found,) = find_calendars(client, f"{server.home}tournee/")
    assert f"{server.home}tournee/" == found.url


def answer(path: str, properties: str) -> str:
    """What a server says of one address."""
    ok = "<d:status>HTTP/1.1 200 OK</d:status>"
    return f"<d:response><d:href>{path}</d:href><d:propstat><d:prop>{properties}</d:prop>{ok}</d:propstat></d:response>"


def house(answers: dict[str, httpx.Response | str]) -> httpx.Client:
    """A server that answers at these addresses and nowhere else."""
    names = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'

    def handle(request: httpx.Request) -> httpx.Response:
        found = answers.get(str(request.url), httpx.Response(404))
        body = f"<d:multistatus {names}>{found}</d:multistatus>"
        return httpx.Response(207, text=body) if isinstance(found, str) else found

    return httpx.Client(transport=httpx.MockTransport(handle))


def test_the_well_known_address_is_followed() -> None:
    """RFC 6764: a redirection on the same server, a home on a sister of it, a list for tasks that is no calendar."""
    tasks = '<c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set>'
    client = house(
        {
            "https://dav.example.org/.well-known/caldav": httpx.Response(301, headers={"Location": "/dav/"}),
            "https://dav.example.org/dav/": answer("/dav/", PRINCIPAL.format("/dav/me/")),
            "https://dav.example.org/dav/me/": answer("/dav/me/", HOME.format("https://p34.example.org/cal/")),
            "https://p34.example.org/cal/": answer("/cal/", "<d:resourcetype><d:collection/></d:resourcetype>")
            + answer("/cal/a%20b/", CALENDAR.format("Tournée"))
            + answer("/cal/todo/", CALENDAR.format("Tâches") + tasks),
        }
    )
    (found,) = find_calendars(client, "dav.example.org")
    assert ("https://p34.example.org/cal/a%20b/", "Tournée", True, False) == (
        found.url,
        found.name,
        found.writable,
        found.tokens,
    )


@pytest.mark.parametrize("path", ["/cal/a%3Fb/", "/cal/a%23b/", "/cal/a%2Fb/", "//elsewhere.test/b/"])
def test_the_address_of_a_calendar_stays_as_the_server_wrote_it(path: str) -> None:
    """Decoded it would be another one; and two slashes lead to nobody else's server."""
    there = answer("/cal/", "<d:resourcetype><d:collection/></d:resourcetype>") + answer(
        f"https://dav.example.org{path}", CALENDAR.format("A")
    )
    client = house(
        {
            "https://dav.example.org/": answer("/", HOME.format("/cal/")),
            "https://dav.example.org/cal/": there,
        }
    )
    (found,) = find_calendars(client, "https://dav.example.org/")
    assert f"https://dav.example.org{path}" == found.url


@pytest.mark.parametrize(
    "there, situation, said",
    [
        (httpx.Response(401), AccessLost, "mot de passe"),
        (httpx.Response(200, text="<html>Bienvenue</html>"), CalendarGone, "pas de serveur de calendriers"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.test/"}), RemoteFailed, "elsewhere.test"),
        (httpx.Response(302, headers={"Location": "https://dav.example.org/"}), RemoteFailed, "sans fin"),
        (answer("/", HOME.format("https://elsewhere.test/cal/")), RemoteFailed, "elsewhere.test"),
    ],
)
def test_what_is_wrong_is_said(there: httpx.Response | str, situation: type[RemoteFailed], said: str) -> None:
    """A password goes to no other house."""
    with pytest.raises(situation, match=said):
        find_calendars(house({"https://dav.example.org/": there}), "https://dav.example.org/")


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is signed in yet, and a server may say anything."""
    monkeypatch.setattr(exchange, "MAX_ANSWER", 1_000)
    with pytest.raises(RemoteFailed, match="Mo"):
        find_calendars(house({"https://dav.example.org/": "x" * 2_000}), "https://dav.example.org/")


def test_what_is_no_address_is_said() -> None:
    """Before anything is sent."""
    for url in ("ftp://dav.example.org/", "https://0177.0.0.1/"):
        with pytest.raises(RemoteFailed, match="https"), httpx.Client() as client:
            find_calendars(client, url)
