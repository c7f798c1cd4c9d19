"""The syncing side as a process of its own, killed by the operating system at any moment; its notes are on a disk."""

import multiprocessing
import pickle
import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from api.ledger import StoredLedger
from api.migrations import migrate
from calendar_sync import CalendarEntry
from calendar_sync.errors import ChangedMeanwhile, RemoteFailed
from calendar_sync.remote.caldav import CalDAVCalendar
from calendar_sync.remote.quirks import Quirks
from calendar_sync.two_way import Report, sync
from desk.connections import Connection, Provider, new_connection_id
from desk.identifiers import ConnectionId
from desk.showing import connect
from desk.store import KINDS
from planner.identifiers import TechnicianId
from planner.store.database import Database
from planner.technicians import Technician
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.faults import Fault
from tests.calendar_sync.samples import at
from tests.calendar_sync.world import World
from tests.support.dav_process import NAME, PASSWORD
from tests.support.planner import a_firm, a_technician

LONGEST_LIFE = 0.2
"""Seconds after which a process is killed at the latest."""
TROUBLE = 0.08
"""How many of all requests go wrong."""
PASSES = 10_000
PATIENCE = 120
FIRM = a_firm().id

_FAULTS: list[tuple[bool, int | type[httpx.TransportError]]] = [
    *((False, status) for status in (401, 403, 409, 412, 423, 429, 500, 503)),
    *((False, broken) for broken in (httpx.ConnectError, httpx.ReadTimeout)),
    *((True, status) for status in (500, 502)),
    *((True, broken) for broken in (httpx.ReadTimeout, httpx.RemoteProtocolError)),
]
"""What happens instead of an answer; after the server did what it was asked, or before. 403 is a token of old."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])


class Kept(MutableMapping[str, CalendarEntry]):
    """Entries in a file: each change is there for whoever opens it next."""

    def __init__(self, path: Path) -> None:
        """The file is made when there is none."""
        self._rows = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
        self._rows.execute("PRAGMA synchronous = OFF")  # processes die here, not machines
        self._rows.execute("CREATE TABLE IF NOT EXISTS entries (uid TEXT PRIMARY KEY, entry BLOB)")

    def __getitem__(self, uid: str) -> CalendarEntry:
        """See `MutableMapping`."""
        for (entry,) in self._rows.execute("SELECT entry FROM entries WHERE uid = ?", (uid,)):
            found: CalendarEntry = pickle.loads(entry)  # noqa: S301  # our own
            return found
        raise KeyError(uid)

    def __setitem__(self, uid: str, entry: CalendarEntry) -> None:
        """See `MutableMapping`."""
        self._rows.execute("REPLACE INTO entries VALUES (?, ?)", (uid, pickle.dumps(entry)))

    def __delitem__(self, uid: str) -> None:
        """See `MutableMapping`."""
        if not self._rows.execute("DELETE FROM entries WHERE uid = ?", (uid,)).rowcount:
            raise KeyError(uid)

    def __iter__(self) -> Iterator[str]:
        """See `MutableMapping`."""
        return iter([uid for (uid,) in self._rows.execute("SELECT uid FROM entries ORDER BY uid")])

    def __len__(self) -> int:
        """See `MutableMapping`."""
        return sum(1 for _ in self)

    def close(self) -> None:
        """Let the file go."""
        self._rows.close()


class StormyTransport(httpx.HTTPTransport):
    """A way to a server on which requests and answers are lost, and refusals found that nobody meant."""

    def __init__(self, dice: Random, trouble: float) -> None:
        """`trouble` is the part of all requests that goes wrong."""
        super().__init__()
        self._dice, self._trouble = dice, trouble

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, or not, and hear of it, or not."""
        if self._dice.random() >= self._trouble:
            return super().handle_request(request)
        unheard, happens = self._dice.choice(_FAULTS)
        if unheard:
            super().handle_request(request).close()
        if isinstance(happens, int):
            return httpx.Response(happens, request=request)
        raise happens("", request=request)


@dataclass(frozen=True, slots=True)
class Notebook:
    """A calendar, and where what is known of it outlives a process."""

    folder: Path
    connection_id: ConnectionId
    url: str
    quirks: Quirks

    @classmethod
    def new(cls, folder: Path, url: str, quirks: Quirks) -> "Notebook":
        """A calendar of which nothing is noted; `folder` may hold the notes on others."""
        notebook = cls(folder, new_connection_id(), url, quirks)
        fresh = not (folder / "notes.sqlite").exists()
        if fresh:
            migrate(notebook.database_url)
        somebody = a_technician(id=TechnicianId(notebook.connection_id))
        made = Connection(
            notebook.connection_id, somebody.id, Provider.CALDAV, "", url, NAME, b"", at("2026-11-20 09:00")
        )
        with closing(notebook.database()) as database:
            if fresh:
                database.create_firm(a_firm())
            database.write(FIRM, lambda work: work.of(Technician).put(somebody))
            database.write(FIRM, lambda work: connect(work, made))
        return notebook

    @property
    def database_url(self) -> str:
        """SQLAlchemy's address of them."""
        return f"sqlite:///{self.folder / 'notes.sqlite'}"

    def database(self) -> Database:
        """The product's own notes."""
        return Database(self.database_url, kinds=KINDS)

    def wanted(self) -> Kept:
        """What our side wants."""
        return Kept(self.folder / f"{self.connection_id}.sqlite")


def live(notebook: Notebook, seed: int, trouble: float, passes: int) -> None:
    """Make so many passes, as far as one gets; ends with 1 unless the last of them had nothing to do."""
    quiet = False
    with (
        closing(notebook.database()) as database,
        closing(notebook.wanted()) as wanted,
        httpx.Client(auth=(NAME, PASSWORD), transport=StormyTransport(Random(seed), trouble)) as client,
    ):
        calendar = CalDAVCalendar(client, notebook.url, notebook.quirks)
        ledger = StoredLedger(database, FIRM, notebook.connection_id)
        agenda = MemoryAgenda(wanted)
        for _ in range(passes):
            with suppress(RemoteFailed):
                quiet = sync(calendar, agenda, ledger, loss_is_meant=True).quiet
            ledger.flush()
    if not quiet:
        raise SystemExit(1)


@dataclass
class MortalWorld(World):
    """A world whose syncing side is killed at random moments, while the technician goes on editing."""

    notebook: Notebook = field(kw_only=True)
    dice: Random = field(kw_only=True)
    killed: int = 0

    def syncs(self, faults: list[Fault]) -> Report | None:
        """One life of the process in bad weather, which it rarely survives; `faults` are of other worlds."""
        del faults
        process = _processes.Process(target=live, args=(self.notebook, self.dice.random(), TROUBLE, PASSES))
        process.start()
        for _ in range(self.dice.randrange(3)):
            with suppress(ChangedMeanwhile, StopIteration):  # as fast as he, and he lets it be
                self.dice.choice((self.notes_down, self.sets_an_alarm))(self.dice.choice([*self.hours]))
        process.join(self.dice.uniform(0, LONGEST_LIFE))
        process.kill()
        process.join()
        self.killed += process.exitcode == -9
        process.close()
        return None

    def settles(self) -> None:
        """Lives in good weather, which end by themselves: soon with nothing to do."""
        for _ in range(4):
            process = _processes.Process(target=live, args=(self.notebook, 0, 0.0, 1))
            process.start()
            process.join(PATIENCE)
            done = process.exitcode
            process.close()
            if done == 0:
                return
        raise AssertionError("it does not come to rest")

    def keeps_away_what_is_deleted(self) -> None:
        """What he deletes at rest is gone for good, whatever becomes of those who are told."""
        gone = self.dice.sample(there := [*self.agenda.entries], k=min(3, len(there)))
        for uid in gone:
            self.deletes(uid)
            self.syncs([])
        self.settles()
        assert not set(gone) & (self.agenda.entries.keys() | self.somebody.entries().keys())
