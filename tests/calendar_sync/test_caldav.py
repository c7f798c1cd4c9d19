"""What servers answer that the real ones of the tests do not: each answer is one situation, and nothing is repeated."""

from collections.abc import Callable

import httpx
import pytest

from calendar_sync.errors import (
    AccessLost,
    CalendarGone,
    ChangedMeanwhile,
    ObjectRefused,
    OutcomeUnknown,
    RemoteFailed,
    Throttled,
    TokenRefused,
)
from calendar_sync.remote import exchange
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.multistatus import read
from calendar_sync.remote.port import Placed
from tests.calendar_sync.test_discovery import answer

URL = "https://dav.invalid/caf%C3%A9/"
PATH = "/caf%C3%A9/"
Handler = Callable[[httpx.Request], httpx.Response]


def calendar_of(handler: Handler) -> CalDAVCalendar:
    """A calendar on a server that answers so."""
    return CalDAVCalendar(httpx.Client(transport=httpx.MockTransport(handler)), URL)


def several(*answers: str, token: str = "") -> httpx.Response:
    """A multistatus."""
    names = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
    end = f"<d:sync-token>{token}</d:sync-token>" if token else ""
    return httpx.Response(207, text=f"<d:multistatus {names}>{''.join(answers)}{end}</d:multistatus>")


def etag(href: str, value: str) -> str:
    """An object that is there in this version."""
    return answer(PATH + href, f"<d:getetag>{value}</d:getetag>")


def alone(path: str, status: int) -> str:
    """An address of which nothing but a status is said."""
    return f"<d:response><d:href>{path}</d:href><d:status>HTTP/1.1 {status} Any</d:status></d:response>"


def always(response: httpx.Response) -> Handler:
    """The same answer to everything."""
    return lambda _: response


def test_a_long_answer_comes_in_parts() -> None:
    """RFC 6578, 3.6: the collection itself is answered with 507 until all is told."""
    parts = {
        "<d:sync-token>t0<": several(etag("a.ics", "1"), alone(PATH, 507), token="t1"),
        "<d:sync-token>t1<": several(etag("b.ics", "2"), alone(PATH + "c.ics", 404), token="t2"),
    }
    calendar = calendar_of(lambda asked: next(parts[key] for key in parts if key in asked.content.decode()))
    changes = calendar.changes("t0")
    assert {"a.ics": "1", "b.ics": "2"} == changes.changed
    assert (["c.ics"], "t2", False) == (list(changes.removed), changes.token, changes.whole)


@pytest.mark.parametrize("refusal", [400, 403, 405, 412, 415, 501])
def test_a_server_without_tokens_is_listed(refusal: int) -> None:
    """By its own tag, which says when there is no need to look."""
    listed = [0]

    def handle(asked: httpx.Request) -> httpx.Response:
        if asked.method == "REPORT":
            return httpx.Response(refusal)
        if asked.headers["Depth"] == "0":
            return several(answer(PATH, "<s:getctag>tag-1</s:getctag>"))
        listed[0] += 1
        return several(answer(PATH, "<d:getetag>folder</d:getetag>"), etag("a.ics", "1"), etag("sub/b.ics", "2"))

    calendar = calendar_of(handle)
    first = calendar.changes("")
    assert ({"a.ics": "1"}, True) == (first.changed, first.whole)
    again = calendar.changes(first.token)
    assert ({}, False, 1) == (again.changed, again.whole, listed[0])


def test_a_token_that_is_no_longer_known_is_refused() -> None:
    """Whoever asks then reads everything."""
    with pytest.raises(TokenRefused):
        calendar_of(always(httpx.Response(403))).changes("old")


def test_an_answer_without_a_token_is_no_answer_to_a_token() -> None:
    """Or the next pass would start from nothing without knowing."""
    with pytest.raises(TokenRefused):
        calendar_of(always(several(etag("a.ics", "1")))).changes("old")


@pytest.mark.parametrize(
    "status, situation",
    [
        (401, AccessLost),
        (404, CalendarGone),
        (410, CalendarGone),
        (429, Throttled),
        (503, Throttled),
        (500, OutcomeUnknown),
        (302, RemoteFailed),
    ],
)
def test_what_keeps_us_from_reading_is_told_apart(status: int, situation: type[RemoteFailed]) -> None:
    """Wait, give up, or ask somebody."""
    with pytest.raises(situation):
        calendar_of(always(httpx.Response(status))).changes("token")


@pytest.mark.parametrize(
    "status, situation",
    [
        (412, ChangedMeanwhile),
        (409, ChangedMeanwhile),
        (404, ChangedMeanwhile),
        (401, AccessLost),
        (400, ObjectRefused),
        (403, ObjectRefused),
        (413, ObjectRefused),
        (423, Throttled),
        (429, Throttled),
        (503, Throttled),
        (500, OutcomeUnknown),
        (502, OutcomeUnknown),
    ],
)
def test_what_became_of_a_write_is_told_apart(status: int, situation: type[RemoteFailed]) -> None:
    """And it is sent once."""
    sent = []

    def handle(asked: httpx.Request) -> httpx.Response:
        sent.append(asked.method)
        return httpx.Response(status, headers={"Retry-After": "7"})

    with pytest.raises(situation) as failed:
        calendar_of(handle).replace("a.ics", b"x", '"1"')
    assert ["PUT"] == sent
    assert not isinstance(failed.value, Throttled) or 7 == failed.value.retry_after


@pytest.mark.parametrize("broken", [httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError])
def test_a_lost_answer_leaves_it_open(broken: type[httpx.TransportError]) -> None:
    """It may have been done, or not."""

    def handle(asked: httpx.Request) -> httpx.Response:
        raise broken("", request=asked)

    with pytest.raises(OutcomeUnknown):
        calendar_of(handle).create("a.ics", b"x")


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}])
def test_no_version_or_a_weak_one_is_none(headers: dict[str, str]) -> None:
    """If-Match takes strong ones only."""
    placed = calendar_of(always(httpx.Response(201, headers=headers))).create("a.ics", b"x")
    assert Placed("a.ics", "") == placed


def test_a_write_names_what_it_replaces() -> None:
    """Nothing, this version, this version; the address is encoded once."""
    said = []

    def handle(asked: httpx.Request) -> httpx.Response:
        conditions = [asked.headers.get(name) for name in ("If-None-Match", "If-Match")]
        said.append((asked.method, str(asked.url), *conditions))
        return httpx.Response(204)

    calendar = calendar_of(handle)
    calendar.create("é.ics", b"x")
    calendar.replace("é.ics", b"x", '"1"')
    calendar.delete("é.ics", '"2"')
    url = f"{URL}%C3%A9.ics"
    assert [("PUT", url, "*", None), ("PUT", url, None, '"1"'), ("DELETE", url, None, '"2"')] == said


def there_is(asked: httpx.Request, *missing: str) -> httpx.Response:
    """The calendar with whatever is asked for in it, unless it is missing."""
    if asked.method == "PROPFIND":
        return several(answer(PATH, "<d:resourcetype/>"))
    if asked.url.path.rpartition("/")[2] in missing:
        return httpx.Response(404)
    return httpx.Response(200, headers={"ETag": '"1"'}, content=b"BEGIN:VCALENDAR")


def broken_off(asked: httpx.Request) -> httpx.Response:
    """The connection ends where an answer should come."""
    raise httpx.RemoteProtocolError("", request=asked)


@pytest.mark.parametrize("choking", [always(httpx.Response(500)), broken_off])
def test_what_the_server_itself_chokes_on_stops_nobody(choking: Handler) -> None:
    """Asked for together they are a failure; one by one, one of them is."""

    def handle(asked: httpx.Request) -> httpx.Response:
        chokes = asked.method == "REPORT" or asked.url.path.endswith("poison.ics")
        return choking(asked) if chokes else there_is(asked)

    found = calendar_of(handle).fetch(["a.ics", "poison.ics"])
    assert (b"BEGIN:VCALENDAR", '"1"') == (found["a.ics"].body, found["a.ics"].etag)
    assert (b"", "") == (found["poison.ics"].body, found["poison.ics"].etag)


def test_what_a_multiget_leaves_out_is_asked_for_alone() -> None:
    """Only a 404 says that something is gone."""

    def handle(asked: httpx.Request) -> httpx.Response:
        if asked.method == "REPORT":
            return several(alone(PATH + "gone.ics", 404))
        return httpx.Response(404 if "gone" in str(asked.url) else 200, headers={"ETag": '"1"'}, content=b"x")

    assert {"left-out.ics"} == calendar_of(handle).fetch(["gone.ics", "left-out.ics"]).keys()


@pytest.mark.parametrize("refusal", [404, 403, 501])
def test_a_multiget_that_is_refused_is_asked_for_one_by_one(refusal: int) -> None:
    """Also where one that is gone makes the server say so of all."""

    def handle(asked: httpx.Request) -> httpx.Response:
        return httpx.Response(refusal) if asked.method == "REPORT" else there_is(asked, "gone.ics")

    assert {"a.ics"} == calendar_of(handle).fetch(["a.ics", "gone.ics"]).keys()


def test_a_calendar_that_is_gone_has_not_lost_its_objects_one_by_one() -> None:
    """Or each of them would look deleted."""
    with pytest.raises(CalendarGone):
        calendar_of(always(httpx.Response(404))).fetch(["a.ics"])


def test_a_server_that_is_away_has_not_choked() -> None:
    """Nothing is known of its objects then."""
    with pytest.raises(OutcomeUnknown):
        calendar_of(broken_off).fetch(["a.ics"])


def test_an_object_is_found_under_the_name_it_has() -> None:
    """However the server encodes it, with a slash in it if need be; what lies deeper is no object of this calendar."""
    listed = several(
        answer("/caf%c3%a9/", "<d:getetag>folder</d:getetag>"),
        answer("/caf%C3%A9/a%2Fb.ics", "<d:getetag>1</d:getetag>"),
        answer("/caf\u00e9/rdv@duret.ics", "<d:getetag>2</d:getetag>"),
        answer("/caf\u00e9/sub/", "<d:getetag>3</d:getetag>"),
        answer("/caf\u00e9/sub/c.ics", "<d:getetag>4</d:getetag>"),
        token="t",
    )
    asked = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return listed if request.method == "REPORT" else httpx.Response(204)

    calendar = calendar_of(handle)
    assert {"a/b.ics": "1", "rdv@duret.ics": "2"} == calendar.changes("").changed
    calendar.delete("a/b.ics", '"1"')
    assert f"{URL}a%2Fb.ics" == asked[-1]


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compressed or not."""
    monkeypatch.setattr(exchange, "MAX_ANSWER", 1_000)
    with pytest.raises(RemoteFailed, match="Mo"):
        calendar_of(always(httpx.Response(207, content=b"x" * 2_000))).changes("token")


BOMB = b"""<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<d:multistatus xmlns:d="DAV:">&c;</d:multistatus>"""


@pytest.mark.parametrize("body", [BOMB, b"<html/>", b"", b"<d:multistatus", b"\xff\xfe\x00", b"<a xmlns='DAV:'/>"])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    """Bombs, web pages, fragments."""
    with pytest.raises(RemoteFailed):
        read(body)
