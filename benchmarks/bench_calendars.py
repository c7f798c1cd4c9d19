"""Calendars elsewhere kept in step: beside a bare client on the same server, and through storms of edits and kills.

python benchmarks/bench_calendars.py                each server: 1 000 entries, 10 000 edits; half an hour each
python benchmarks/bench_calendars.py --storms       the storms alone, on our own door and on Outlook's stand-in too
python benchmarks/bench_calendars.py --storms --more --edits 1000     a thousand edits more than in the results
python benchmarks/bench_calendars.py --edits 600    shorter storms
python benchmarks/bench_calendars.py --smoke        a few entries and edits on one server; writes nothing

The servers are real, each a process of its own on this machine with its defaults (`tests/support/dav_servers.py`).
"""

import argparse
import contextlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.calendar_storms import STRETCH, Storms, rage
from calendar_sync import RemoteCalendar, sync
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.quirks import Quirks, probe
from calendar_sync.two_way import href_of
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.faults import Fault, Killed, StormyCalendar, Weather
from tests.calendar_sync.samples import an_entry, at
from tests.calendar_sync.ways import RUNNING
from tests.support.dav_servers import SERVERS, DAVServer

RESULTS = Path(__file__).parent / "results" / "bench_calendars.json"
MOVES = 50

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Place:
    """A running server, and the requests that went there."""

    server: DAVServer
    client: httpx.Client
    asked: list[str]
    quirks: Quirks

    @contextlib.contextmanager
    def calendar(self) -> Iterator[RemoteCalendar]:
        """A calendar nobody has used."""
        with self.server.calendar(f"bench-{next(_numbers)}") as url:
            yield CalDAVCalendar(self.client, url, self.quirks)


@dataclass(frozen=True, slots=True)
class Load:
    """What a load took on one server; seconds by the clock, since most of them are the server's."""

    server: str
    entries: int
    bare_seconds: float
    load_seconds: float
    load_ratio: float
    restarted_doubles: int
    moves_seconds: float
    requests_a_change: float
    quiet_seconds: float


@contextlib.contextmanager
def place(name: str) -> Iterator[Place]:
    """A server until the end of the block."""
    asked: list[str] = []
    with SERVERS[name]() as server, server.client() as client:
        client.event_hooks = {"request": [lambda request: asked.append(request.method)]}
        with server.calendar("probed") as url:
            quirks = probe(client, url)
        yield Place(server, client, asked, quirks)


def loaded(here: Place, entries: int) -> Load:
    """Load, change and rest, in this order."""
    agenda = MemoryAgenda()
    for number in range(entries):
        start = at("2026-11-24 07:30") + timedelta(hours=number)
        agenda.want(an_entry(f"rdv-{number}@duret.invalid", start=start))
    bare = min(_bare(here, agenda) for _ in range(2))
    ledger = MemoryLedger()
    with here.calendar() as calendar:
        load = _timed(lambda: sync(calendar, agenda, ledger))
        for uid in list(agenda.entries)[:MOVES]:
            entry = agenda.entries[uid]
            agenda.want(entry, start=entry.start + timedelta(minutes=15), end=entry.end + timedelta(minutes=15))
        here.asked.clear()
        moves = _timed(lambda: sync(calendar, agenda, ledger))
        requests = len(here.asked) / min(MOVES, entries)
        quiet = _timed(lambda: sync(calendar, agenda, ledger))
    with here.calendar() as calendar:
        doubles = _restarted(calendar, agenda) - entries
    return Load(
        server=here.server.name,
        entries=entries,
        bare_seconds=round(bare, 2),
        load_seconds=round(load, 2),
        load_ratio=round(load / bare, 2),
        restarted_doubles=doubles,
        moves_seconds=round(moves, 2),
        requests_a_change=round(requests, 2),
        quiet_seconds=round(quiet, 3),
    )


def _bare(here: Place, agenda: MemoryAgenda) -> float:
    """Seconds for nothing but one conditional write for each entry."""
    bodies = {href_of(uid): render_object(entry) for uid, entry in agenda.entries.items()}
    with here.calendar() as calendar:

        def writes() -> None:
            for href, body in bodies.items():
                calendar.create(href, body)

        return _timed(writes)


def _restarted(calendar: RemoteCalendar, agenda: MemoryAgenda) -> int:
    """How many objects there are after a first load that was killed halfway and begun again without notes."""
    halfway = [Fault.NOTHING] * (len(agenda.entries) // 2) + [Fault.KILLED_AFTER]
    with contextlib.suppress(Killed):
        sync(StormyCalendar(calendar, Weather(halfway)), agenda, MemoryLedger())
    sync(calendar, agenda, MemoryLedger())
    return len(calendar.changes("").changed)


def _timed(doing: Callable[[], object]) -> float:
    begun = time.perf_counter()
    doing()
    return time.perf_counter() - begun


def told(loads: list[Load], weathered: list[Storms]) -> Iterator[Table]:
    """The figures as tables."""
    if loads:
        table = Table("server", "load s", "× bare", "doubles", f"{MOVES} moves s", "requests each", "quiet s")
        for one in loads:
            seconds = f"{one.load_seconds:.1f}", f"{one.load_ratio:.2f}", str(one.restarted_doubles)
            changes = f"{one.moves_seconds:.2f}", f"{one.requests_a_change:.2f}", f"{one.quiet_seconds:.3f}"
            table.add_row(one.server, *seconds, *changes)
        yield table
    table = Table("server", "edits", "killed", "wrong", "agree", "seconds")
    for each in weathered:
        agree = f"{each.second_opinions_agree}/{each.second_opinions}"
        counted = str(each.edits), str(each.killed), str(len(each.wrong))
        table.add_row(each.server, *counted, agree, f"{each.storm_seconds:.0f}")
    yield table


def results() -> dict[str, dict[str, Any]]:
    """What was measured before, by server."""
    return {one["server"]: one for one in json.loads(RESULTS.read_text(encoding="utf-8"))}


def known_storms(name: str) -> Storms:
    """The storms that a server has been through."""
    known = results().get(name, {})
    return Storms(name, **{one.name: known[one.name] for one in fields(Storms)[1:] if one.name in known})


def keep(figures: Load | Storms) -> None:
    """Write the figures of a server into the results, in the place of its former ones of this sort."""
    known = results()
    known[figures.server] = known.get(figures.server, {}) | asdict(figures)
    RESULTS.write_text(json.dumps(list(known.values()), indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", nargs="+", choices=list(RUNNING), default=list(RUNNING))
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--storms", action="store_true", help="no loads")
    parser.add_argument("--more", action="store_true", help="storms go on from those in the results")
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    asked = parser.parse_args()
    servers = ["radicale"] if asked.smoke else asked.servers
    entries, edits = (20, STRETCH) if asked.smoke else (asked.entries, asked.edits)
    keeps: Callable[[Load | Storms], None] = (lambda _: None) if asked.smoke else keep
    loads, weathered = [], []
    for name in servers:
        if name in SERVERS and not asked.storms:
            with place(name) as here:
                loads.append(loaded(here, entries))
            keeps(loads[-1])
        weathered.append(known_storms(name) if asked.more else Storms(name))
        rage(weathered[-1], edits)
        keeps(weathered[-1])
    for table in told(loads, weathered):
        Console().print(table)


if __name__ == "__main__":
    main()
