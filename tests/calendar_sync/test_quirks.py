"""What servers do that they should not: seen by a trial, and then a calendar there is as safe as any other."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields

import httpx
import pytest

from calendar_sync.errors import AccessLost, ChangedMeanwhile, ObjectRefused, OutcomeUnknown, RemoteFailed
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.quirks import HANDLED, Quirks, probe
from tests.calendar_sync.test_caldav import etag, several

URL = "https://dav.invalid/caf%C3%A9/"


@dataclass
class Server:
    """A server of a few objects that has these quirks; `meanwhile` happens once, before the next deletion."""

    quirks: Quirks = field(default_factory=Quirks)
    objects: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = field(default=lambda: None)
    version: int = 0

    def calendar(self, quirks: Quirks) -> CalDAVCalendar:
        """A calendar there, of which this is known."""
        return CalDAVCalendar(self.client(), URL, quirks)

    def client(self) -> httpx.Client:
        """Somebody who knows the way."""
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    def answer(self, asked: httpx.Request) -> httpx.Response:
        """What it says."""
        self.asked.append(asked.method)
        name = asked.url.path.rpartition("/")[2]
        if asked.method == "PROPFIND":
            return several(*(etag(name, f'"{version}"') for name, (version, _) in self.objects.items()))
        if asked.method == "REPORT":
            return several(token="t") if self.quirks.takes_any_token else httpx.Response(403)
        if asked.method == "GET":
            return self.told(200, name) if name in self.objects else httpx.Response(404)
        return self.put(asked, name) if asked.method == "PUT" else self.delete(asked, name)

    def put(self, asked: httpx.Request, name: str) -> httpx.Response:
        """Store it, if what it names is what there is."""
        if "If-None-Match" in asked.headers:
            meant = name not in self.objects or self.quirks.overwrites
        elif name in self.objects:
            meant = asked.headers["If-Match"] == f'"{self.objects[name][0]}"'
        else:
            meant = self.quirks.replaces_what_is_gone
        if not meant:
            return httpx.Response(412)
        self.version += 1
        self.objects[name] = (self.version, asked.content)
        return self.told(201, name)

    def delete(self, asked: httpx.Request, name: str) -> httpx.Response:
        """Take it away, if what it names is what there is."""
        self.meanwhile, happens = (lambda: None), self.meanwhile
        happens()
        if name not in self.objects:
            return httpx.Response(404)
        named = asked.headers.get("If-Match", "")
        if named and named != f'"{self.objects[name][0]}"' and not self.quirks.deletes_any_version:
            return httpx.Response(412)
        del self.objects[name]
        return httpx.Response(204)

    def told(self, status: int, name: str) -> httpx.Response:
        """An object with its version."""
        version, body = self.objects[name]
        return httpx.Response(status, headers={"ETag": f'"{version}"'}, content=body)


SEVERAL = [Quirks(), *(Quirks(**{one.name: True}) for one in fields(Quirks)), Quirks(*[True] * len(fields(Quirks)))]


@pytest.mark.parametrize("quirks", SEVERAL)
def test_quirks_are_found_by_asking(quirks: Quirks) -> None:
    """Each for itself and all together, as plain values; the object of the trial is gone afterwards."""
    server = Server(quirks)
    assert asdict(quirks) == asdict(probe(server.client(), URL.rstrip("/")))
    assert {} == server.objects


def test_every_quirk_is_explained() -> None:
    """Whoever is told of one is told what is done about it."""
    assert list(HANDLED) == [one.name for one in fields(Quirks)]


def test_a_trial_takes_away_what_a_broken_one_left() -> None:
    """And is not misled by it."""
    server = Server()

    def breaks() -> None:
        raise httpx.ConnectError("away")

    def at_the_second_deletion() -> None:
        server.meanwhile = breaks

    server.meanwhile = at_the_second_deletion
    with pytest.raises(OutcomeUnknown):
        probe(server.client(), URL)
    server.version += 1
    assert Quirks() == probe(server.client(), URL)
    assert {} == server.objects


@pytest.mark.parametrize("status, situation", [(401, AccessLost), (403, ObjectRefused), (500, OutcomeUnknown)])
def test_a_calendar_that_cannot_be_tried_is_none_without_quirks(status: int, situation: type[RemoteFailed]) -> None:
    """Nothing is known of it."""
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status)))
    with pytest.raises(situation):
        probe(client, URL)


@pytest.mark.parametrize("quirks", SEVERAL)
def test_with_its_quirks_known_a_server_keeps_what_it_holds(quirks: Quirks) -> None:
    """Nothing is created over something, and only the version that was read is deleted."""
    server = Server(quirks)
    calendar = server.calendar(quirks)
    calendar.create("a.ics", b"1")
    first = calendar.fetch(["a.ics"])["a.ics"].etag
    with pytest.raises(ChangedMeanwhile):
        calendar.create("a.ics", b"2")
    second = calendar.replace("a.ics", b"3", first)
    with pytest.raises(ChangedMeanwhile):
        calendar.delete("a.ics", first)
    assert (2, b"3") == server.objects["a.ics"]
    assert {"a.ics"} == calendar.changes("any" if quirks.takes_any_token else "").changed.keys()
    calendar.delete("a.ics", second)
    with pytest.raises(ChangedMeanwhile):
        calendar.delete("a.ics", second)
    with pytest.raises(ChangedMeanwhile):
        calendar.replace("a.ics", b"4", second)
    assert {} == server.objects


def test_what_is_about_to_be_deleted_is_edited_by_nobody() -> None:
    """Who has read it before names a version that is no more: he is refused, and reads again."""
    quirks = Quirks(deletes_any_version=True)
    server = Server(quirks)
    ours, theirs = server.calendar(quirks), server.calendar(quirks)
    ours.create("a.ics", b"1")
    read = ours.fetch(["a.ics"])["a.ics"].etag
    refused = []

    def edits() -> None:
        with pytest.raises(ChangedMeanwhile) as refusal:
            theirs.replace("a.ics", b"2", read)
        refused.append(refusal)

    server.meanwhile = edits
    ours.delete("a.ics", read)
    assert (1, {}) == (len(refused), server.objects)
