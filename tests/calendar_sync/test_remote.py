"""Every kind of calendar elsewhere answers the same five questions in the same way; real servers are real processes."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calendar_sync import CalendarEntry, RemoteCalendar
from calendar_sync.errors import ChangedMeanwhile, TokenRefused
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.folder import FolderCalendar
from calendar_sync.remote.graph import GraphCalendar
from calendar_sync.remote.memory import MemoryCalendar
from calendar_sync.remote.port import Placed
from calendar_sync.remote.quirks import probe
from calendar_sync.two_way import href_of, sync
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import ALWAYS, MemoryAgenda, Somebody
from tests.calendar_sync.samples import PARIS, an_entry, at
from tests.calendar_sync.ways import RUNNING
from tests.calendar_sync.world import World, storm
from tests.support.dav_servers import SERVERS, DAVServer
from tests.support.graph_mailbox import CALENDAR
from tests.support.graph_server import GraphServer

UID = "rdv-1@duret.invalid"
HREF = href_of(UID)
KINDS = ("memory", "folder", "graph", "door", *SERVERS)
_numbers = itertools.count()
Open = Callable[[], RemoteCalendar]


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[DAVServer | GraphServer | str]:
    """A kind of calendar; a server runs for all tests of this file."""
    if request.param in RUNNING:
        with RUNNING[request.param]() as server:
            yield server
    else:
        yield request.param


@pytest.fixture
def opened(kind: DAVServer | GraphServer | str, tmp_path: Path) -> Iterator[Open]:
    """How to open one and the same empty calendar, as often as wanted."""
    if isinstance(kind, DAVServer):
        with kind.calendar(f"test-{next(_numbers)}") as url, kind.client() as client:
            quirks = probe(client, url)
            yield lambda: CalDAVCalendar(client, url, quirks)
    elif isinstance(kind, GraphServer):
        with kind.signed_in(f"test-{next(_numbers)}@duret.invalid") as client:
            yield lambda: GraphCalendar(client, CALENDAR, window=ALWAYS, zone=PARIS)
    else:
        only = MemoryCalendar() if kind == "memory" else FolderCalendar(tmp_path)
        yield lambda: only


@pytest.fixture
def calendar(opened: Open) -> RemoteCalendar:
    """An empty calendar."""
    return opened()


def the_etag(calendar: RemoteCalendar, href: str) -> str:
    """The version that stands there now."""
    return calendar.fetch([href])[href].etag


def an_object(uid: str = UID, **changes: str) -> bytes:
    """An object that holds an entry."""
    return render_object(an_entry(uid, **changes))


def put(calendar: RemoteCalendar, uid: str = UID, **changes: str) -> Placed:
    """Put an entry there."""
    return calendar.create(href_of(uid), an_object(uid, **changes))


def test_an_empty_calendar_holds_nothing(calendar: RemoteCalendar) -> None:
    """And says so as a whole."""
    changes = calendar.changes("")
    assert ({}, True) == (dict(changes.changed), changes.whole)
    assert {} == calendar.fetch(["nothing.ics"])


def test_what_is_created_can_be_read(calendar: RemoteCalendar) -> None:
    """Its version is the one that is listed."""
    href = put(calendar, summary="Prise « Éclair »").href
    there = calendar.fetch([href, "nothing.ics"])
    assert [href] == list(there)
    assert "Prise « Éclair »" in there[href].body.decode()
    assert {href: there[href].etag} == calendar.changes("").changed


def test_what_was_created_unheard_is_found_by_the_name_it_was_given(calendar: RemoteCalendar) -> None:
    """Wherever the calendar put it, and once only."""
    href = put(calendar).href
    assert [href] == list(calendar.fetch([HREF]))
    assert [href] == list(calendar.fetch([HREF, href]))


def test_nothing_is_created_twice(calendar: RemoteCalendar) -> None:
    """Whoever comes second is told."""
    put(calendar)
    with pytest.raises(ChangedMeanwhile):
        put(calendar, summary="Autre")


def test_what_was_deleted_can_be_created_again(calendar: RemoteCalendar) -> None:
    """Under its name, as it was."""
    first = put(calendar)
    calendar.delete(first.href, the_etag(calendar, first.href))
    again = put(calendar)
    assert [again.href] == list(calendar.fetch([HREF]))
    assert [again.href] == list(calendar.changes("").changed)


def test_only_the_version_meant_is_replaced(calendar: RemoteCalendar) -> None:
    """An old version is no right to write."""
    href = put(calendar).href
    first = the_etag(calendar, href)
    calendar.replace(href, an_object(summary="Tableau"), first)
    assert first != the_etag(calendar, href)
    with pytest.raises(ChangedMeanwhile):
        calendar.replace(href, an_object(summary="Borne"), first)
    assert b"Tableau" in calendar.fetch([href])[href].body


def test_only_the_version_meant_is_deleted(calendar: RemoteCalendar) -> None:
    """Nor is what was deleted deleted again, or replaced."""
    href = put(calendar).href
    first = the_etag(calendar, href)
    calendar.replace(href, an_object(summary="Tableau"), first)
    with pytest.raises(ChangedMeanwhile):
        calendar.delete(href, first)
    calendar.delete(href, the_etag(calendar, href))
    assert {} == calendar.fetch([href])
    with pytest.raises(ChangedMeanwhile):
        calendar.delete(href, first)
    with pytest.raises(ChangedMeanwhile):
        calendar.replace(href, an_object(), first)


def test_a_token_tells_what_changed_since(calendar: RemoteCalendar) -> None:
    """New, changed and removed; or everything, as a whole."""
    uids = [f"rdv-{number}@duret.invalid" for number in range(4)]
    hrefs = [put(calendar, uid).href for uid in uids[:3]]
    token = calendar.changes("").token
    calendar.replace(hrefs[0], an_object(uids[0], summary="Tableau"), the_etag(calendar, hrefs[0]))
    calendar.delete(hrefs[1], the_etag(calendar, hrefs[1]))
    hrefs.append(put(calendar, uids[3]).href)
    changes = calendar.changes(token)
    assert {hrefs[0], hrefs[3]} <= changes.changed.keys()
    assert hrefs[1] not in changes.changed
    assert changes.whole or hrefs[1] in changes.removed
    assert changes.removed.isdisjoint([hrefs[0], *hrefs[2:]])


def test_a_token_of_somebody_else_is_refused_or_tells_everything(calendar: RemoteCalendar) -> None:
    """It never says that nothing changed."""
    href = calendar.create(HREF, an_object()).href
    try:
        changes = calendar.changes("http://example.invalid/token/1")
    except TokenRefused:
        return
    assert (True, [href]) == (changes.whole, list(changes.changed))


def test_many_are_fetched_at_once(calendar: RemoteCalendar) -> None:
    """More than fit into one request."""
    hrefs = [put(calendar, f"rdv-{number}@duret.invalid").href for number in range(120)]
    assert set(hrefs) == calendar.fetch(hrefs).keys()


def test_a_visit_is_created_moved_and_taken_away(calendar: RemoteCalendar) -> None:
    """And a pass without news does nothing, whatever the server made of what it stored."""
    agenda, ledger = MemoryAgenda({UID: an_entry(UID)}), MemoryLedger()
    assert [UID] == sync(calendar, agenda, ledger).created
    assert sync(calendar, agenda, ledger).quiet
    agenda.want(agenda.entries[UID], start=at("2026-11-24 10:00"), end=at("2026-11-24 11:00"))
    assert [UID] == sync(calendar, agenda, ledger).replaced
    assert at("2026-11-24 10:00") == found(calendar).start
    assert sync(calendar, agenda, ledger).quiet
    agenda.entries.clear()
    assert [UID] == sync(calendar, agenda, ledger).deleted
    assert {} == calendar.changes("").changed


def found(calendar: RemoteCalendar) -> CalendarEntry:
    """The one entry that stands there."""
    (entry,) = Somebody(calendar).entries().values()
    return entry


def test_nothing_is_lost_in_a_storm(opened: Open) -> None:
    """Random edits on both sides, lost answers, crashes: afterwards both sides are one."""
    world = World(opened())
    storm(world, seed=1, edits=60)
    world.settles()
    world.is_as_meant()
