"""Calendars elsewhere kept in step: beside a bare client on the same server, and through storms of edits and kills.

python benchmarks/bench_calendars.py                each server: 1 000 entries, 10 000 edits; a quarter of an hour each
python benchmarks/bench_calendars.py --edits 600    a shorter storm
python benchmarks/bench_calendars.py --smoke        a few entries and edits on one server; writes nothing

The servers are real, each a process of its own on this machine with its defaults (`tests/support/dav_servers.py`).
"""

import argparse
import contextlib
import itertools
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.second_opinion import agrees, vdirsyncer
from calendar_sync import RemoteCalendar, sync
from calendar_sync.ledger import MemoryLedger
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.quirks import Quirks, probe
from calendar_sync.two_way import href_of
from calendar_sync.writing import render_object
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.faults import Fault, Killed, StormyCalendar, Weather
from tests.calendar_sync.killing import MortalWorld, Notebook
from tests.calendar_sync.samples import an_entry, at
from tests.calendar_sync.world import storm
from tests.support.dav_servers import SERVERS, DAVServer

RESULTS = Path(__file__).parent / "results" / "bench_calendars.json"
MOVES = 50
STRETCH = 100
"""After so many edits the weather clears, and both sides must be as meant."""
EVERY = 5
"""One stretch in so many is looked at by vdirsyncer too, where it is on the PATH."""

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
class Figures:
    """What was measured on one server; seconds by the clock, since most of them are the server's."""

    server: str
    entries: int
    bare_seconds: float
    load_seconds: float
    load_ratio: float
    restarted_doubles: int
    moves_seconds: float
    requests_a_change: float
    quiet_seconds: float
    edits: int
    storm_seconds: float
    killed: int
    wrong: list[str]
    second_opinions: int
    second_opinions_agree: int


@contextlib.contextmanager
def place(name: str) -> Iterator[Place]:
    """A server until the end of the block."""
    asked: list[str] = []
    with SERVERS[name]() as server, server.client() as client:
        client.event_hooks = {"request": [lambda request: asked.append(request.method)]}
        with server.calendar("probed") as url:
            quirks = probe(client, url)
        yield Place(server, client, asked, quirks)


def measured(here: Place, entries: int, edits: int) -> Figures:
    """Load, change, rest and storm, in this order."""
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
    storms = _storms(here, edits)
    return Figures(
        server=here.server.name,
        entries=entries,
        bare_seconds=round(bare, 2),
        load_seconds=round(load, 2),
        load_ratio=round(load / bare, 2),
        restarted_doubles=doubles,
        moves_seconds=round(moves, 2),
        requests_a_change=round(requests, 2),
        quiet_seconds=round(quiet, 3),
        edits=edits,
        storm_seconds=round(storms.seconds, 1),
        killed=storms.killed,
        wrong=storms.wrong,
        second_opinions=storms.asked,
        second_opinions_agree=storms.agreed,
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


@dataclass(slots=True)
class Storms:
    """What became of the edits: the processes killed, the stretches not as meant, and a second opinion on some."""

    seconds: float = 0
    killed: int = 0
    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    agreed: int = 0


def _storms(here: Place, edits: int) -> Storms:
    """So many random edits on both sides, requests in trouble, the process that syncs killed again and again."""
    storms, begun = Storms(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="creneau-storms-") as folder:
        for seed in range(-(-edits // STRETCH)):
            with here.server.calendar(f"storm-{seed}") as url:
                _stretch(storms, Notebook.new(Path(folder), url, here.quirks), here.client, seed)
    storms.seconds = time.perf_counter() - begun
    return storms


def _stretch(storms: Storms, notebook: Notebook, client: httpx.Client, seed: int) -> None:
    calendar, program = CalDAVCalendar(client, notebook.url, notebook.quirks), vdirsyncer()
    with contextlib.closing(notebook.wanted()) as wanted:
        world = MortalWorld(calendar, MemoryAgenda(wanted), notebook=notebook, dice=Random(seed))
        try:
            storm(world, seed, STRETCH)
            world.settles()
            world.is_as_meant()
            world.keeps_away_what_is_deleted()
        except AssertionError as wrong:
            storms.wrong.append(f"{seed}: {str(wrong) or traceback.extract_tb(wrong.__traceback__)[-1].line}")
        if program and seed % EVERY == 0:
            storms.asked += 1
            storms.agreed += agrees(program, notebook.url, dict(wanted))
    storms.killed += world.killed


def _timed(doing: Callable[[], object]) -> float:
    begun = time.perf_counter()
    doing()
    return time.perf_counter() - begun


def told(figures: list[Figures]) -> Table:
    """The figures as a table."""
    table = Table(
        "server",
        "load s",
        "× bare",
        "doubles",
        f"{MOVES} moves s",
        "requests each",
        "quiet s",
        "edits",
        "killed",
        "wrong",
        "agree",
    )
    for one in figures:
        table.add_row(
            one.server,
            f"{one.load_seconds:.1f}",
            f"{one.load_ratio:.2f}",
            str(one.restarted_doubles),
            f"{one.moves_seconds:.2f}",
            f"{one.requests_a_change:.2f}",
            f"{one.quiet_seconds:.3f}",
            str(one.edits),
            str(one.killed),
            str(len(one.wrong)),
            f"{one.second_opinions_agree}/{one.second_opinions}",
        )
    return table


def keep(figures: Figures) -> None:
    """Write the figures of a server into the results, in the place of its former ones."""
    known = {one["server"]: one for one in json.loads(RESULTS.read_text(encoding="utf-8"))}
    known[figures.server] = asdict(figures)
    RESULTS.write_text(json.dumps(list(known.values()), indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", nargs="+", choices=list(SERVERS), default=list(SERVERS))
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--smoke", action="store_true", help="small, nothing written")
    asked = parser.parse_args()
    servers = ["radicale"] if asked.smoke else asked.servers
    entries, edits = (20, STRETCH) if asked.smoke else (asked.entries, asked.edits)
    figures = []
    for name in servers:
        with place(name) as here:
            figures.append(measured(here, entries, edits))
        if not asked.smoke:
            keep(figures[-1])
    Console().print(told(figures))


if __name__ == "__main__":
    main()
