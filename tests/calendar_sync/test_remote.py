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
from calendar_sync.remote.memory import MemoryCalendar
from calendar_sync.two_way import sync
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import MemoryAgenda, Somebody
from tests.calendar_sync.samples import an_entry, at
from tests.calendar_sync.world import World, storm
from tests.support.dav_servers import SERVERS, DAVServer

UID, HREF = "rdv-1@duret.invalid", "rdv-1-duret.invalid.ics"
KINDS = ("memory", "folder", *SERVERS)
_numbers = itertools.count()
Open = Callable[[], RemoteCalendar]


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[DAVServer | str]:
    """A kind of calendar; a server runs for all tests of this file."""
    if request.param not in SERVERS:
        yield request.param
    else:
        with SERVERS[request.param]() as server:
            yield server


@pytest.fixture
def opened(kind: DAVServer | str, tmp_path: Path) -> Iterator[Open]:
    """How to open one and the same empty calendar, as often as wanted."""
    if isinstance(kind, DAVServer):
        with kind.calendar(f"test-{next(_numbers)}") as url, kind.client() as client:
            yield lambda: CalDAVCalendar(client, url)
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


def an_object(**changes: str) -> bytes:
    """An object that holds an entry."""
    return render_object(an_entry(UID, **changes))


def test_an_empty_calendar_holds_nothing(calendar: RemoteCalendar) -> None:
    """And says so as a whole."""
    changes = calendar.changes("")
    assert ({}, True) == (dict(changes.changed), changes.whole)
    assert {} == calendar.fetch(["nothing.ics"])


def test_what_is_created_can_be_read(calendar: RemoteCalendar) -> None:
    """Its version is the one that is listed."""
    calendar.create(HREF, an_object(summary="Prise « Éclair »"))
    there = calendar.fetch([HREF, "nothing.ics"])
    assert [HREF] == list(there)
    assert "Prise « Éclair »" in there[HREF].body.decode()
    assert {HREF: there[HREF].etag} == calendar.changes("").changed


def test_nothing_is_created_twice(calendar: RemoteCalendar) -> None:
    """Whoever comes second is told."""
    calendar.create(HREF, an_object())
    with pytest.raises(ChangedMeanwhile):
        calendar.create(HREF, an_object(summary="Autre"))


def test_only_the_version_meant_is_replaced(calendar: RemoteCalendar) -> None:
    """An old version is no right to write."""
    calendar.create(HREF, an_object())
    first = the_etag(calendar, HREF)
    calendar.replace(HREF, an_object(summary="Tableau"), first)
    assert first != the_etag(calendar, HREF)
    with pytest.raises(ChangedMeanwhile):
        calendar.replace(HREF, an_object(summary="Borne"), first)
    assert b"Tableau" in calendar.fetch([HREF])[HREF].body


def test_only_the_version_meant_is_deleted(calendar: RemoteCalendar) -> None:
    """Nor is what was deleted deleted again, or replaced."""
    calendar.create(HREF, an_object())
    first = the_etag(calendar, HREF)
    calendar.replace(HREF, an_object(summary="Tableau"), first)
    with pytest.raises(ChangedMeanwhile):
        calendar.delete(HREF, first)
    calendar.delete(HREF, the_etag(calendar, HREF))
    assert {} == calendar.fetch([HREF])
    with pytest.raises(ChangedMeanwhile):
        calendar.delete(HREF, first)
    with pytest.raises(ChangedMeanwhile):
        calendar.replace(HREF, an_object(), first)


def test_a_token_tells_what_changed_since(calendar: RemoteCalendar) -> None:
    """New, changed and removed; or everything, as a whole."""
    uids = [f"rdv-{number}@duret.invalid" for number in range(4)]
    hrefs = [f"rdv-{number}.ics" for number in range(4)]
    for href, uid in list(zip(hrefs, uids, strict=True))[:3]:
        calendar.create(href, render_object(an_entry(uid)))
    token = calendar.changes("").token
    calendar.replace(hrefs[0], render_object(an_entry(uids[0], summary="Tableau")), the_etag(calendar, hrefs[0]))
    calendar.delete(hrefs[1], the_etag(calendar, hrefs[1]))
    calendar.create(hrefs[3], render_object(an_entry(uids[3])))
    changes = calendar.changes(token)
    assert {hrefs[0], hrefs[3]} <= changes.changed.keys()
    assert hrefs[1] not in changes.changed
    assert changes.whole or {hrefs[1]} == changes.removed


def test_a_token_of_somebody_else_is_refused_or_tells_everything(calendar: RemoteCalendar) -> None:
    """It never says that nothing changed."""
    calendar.create(HREF, an_object())
    try:
        changes = calendar.changes("http://example.invalid/token/1")
    except TokenRefused:
        return
    assert (True, [HREF]) == (changes.whole, list(changes.changed))


def test_many_are_fetched_at_once(calendar: RemoteCalendar) -> None:
    """More than fit into one request."""
    hrefs = [f"rdv-{number}.ics" for number in range(120)]
    for number, href in enumerate(hrefs):
        calendar.create(href, render_object(an_entry(f"rdv-{number}@duret.invalid")))
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
