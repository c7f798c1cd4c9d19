"""The syncing side as a process of its own, killed by the operating system at any moment; its notes are on a disk."""

import multiprocessing
import pickle
import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Line
from pathlib import Path
from random import Random

from api.ledger import StoredLedger
from api.migrations import migrate
from calendar_sync import CalendarEntry
from calendar_sync.errors import ChangedMeanwhile, OutcomeUnknown, RemoteFailed, Throttled
from calendar_sync.two_way import Report, sync
from desk.connections import Connection, ForeignEntry, MirroredEntry, Provider, new_connection_id
from desk.devices import Device
from desk.identifiers import ConnectionId
from desk.showing import connect
from desk.store import KINDS
from planner.identifiers import TechnicianId
from planner.store.database import Database
from planner.technicians import Technician
from tests.calendar_sync.agendas import MemoryAgenda
from tests.calendar_sync.faults import Fault, StormyCalendar, Weather
from tests.calendar_sync.planted import Planted, as_it_is
from tests.calendar_sync.samples import at
from tests.calendar_sync.ways import TROUBLE, StormyTransport, Way
from tests.calendar_sync.world import RINGS, World
from tests.support.planner import a_firm, a_technician

LONGEST_LIFE = 12
"""Steps elsewhere before the one in which a process is killed at the latest."""
LONGEST_STEP = 0.05
"""Seconds into it, or into whatever comes after it."""
PASSES, STEPS = 100, 1_000
"""More than anybody lives to see."""
MEETING = 0.25
"""How often he is faster than a step of a process, and how often he is elsewhere."""
PATIENCE = 120
FIRM = a_firm().id

_NEEDED = [kind for kind in KINDS if kind.entity in {Connection, Device, ForeignEntry, MirroredEntry}]
"""All kinds there are would take a process as long as its life."""


_NOT_NOW = (ChangedMeanwhile, Throttled)
"""What he hears while a server is still at what a process asked for, dead or alive: he lets it be."""

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


@dataclass(frozen=True, slots=True)
class Notebook:
    """The way to a calendar, and where what is known of it outlives a process; `planted` is a fault of our own."""

    folder: Path
    connection_id: ConnectionId
    way: Way
    planted: Planted

    @classmethod
    def new(cls, folder: Path, way: Way, planted: Planted = as_it_is) -> "Notebook":
        """A calendar of which nothing is noted; `folder` may hold the notes on others."""
        notebook = cls(folder, new_connection_id(), way, planted)
        fresh = not (folder / "notes.sqlite").exists()
        if fresh:
            migrate(notebook.database_url)
        somebody = a_technician(id=TechnicianId(notebook.connection_id))
        made = Connection(notebook.connection_id, somebody.id, Provider.CALDAV, "", "", "", b"", at("2026-11-20 09:00"))
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
        return Database(self.database_url, kinds=_NEEDED)

    def wanted(self) -> Kept:
        """What our side wants."""
        return Kept(self.folder / f"{self.connection_id}.sqlite")


def live(notebook: Notebook, seed: float = 0, line: Line | None = None) -> None:
    """Make pass after pass in bad weather, each step once it is granted on the line; one pass in good weather without.

    Ends with 1 unless the last of them had nothing to do.
    """
    quiet = False

    def granted(href: str) -> None:
        if line:
            line.send(href)
            line.recv()

    with (
        closing(notebook.database()) as database,
        closing(notebook.wanted()) as wanted,
        notebook.way.opened(StormyTransport(Random(seed), TROUBLE if line else 0)) as there,
    ):
        calendar = StormyCalendar(notebook.planted(there), Weather([Fault.OVERTAKEN] * STEPS, granted))
        ledger = StoredLedger(database, FIRM, notebook.connection_id)
        agenda = MemoryAgenda(wanted)
        for _ in range(PASSES if line else 1):
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

    def notes_down(self, uid: str) -> None:
        """As in other worlds; where a process is as fast as he, he lets it be; where nobody knows, he looks."""
        try:
            with suppress(*_NOT_NOW):
                super().notes_down(uid)
        except OutcomeUnknown:
            word, there = f" {self.clock}", self.somebody.entries().get(uid)
            if there and there.description.endswith(word):
                self.notes[uid] = self.notes.get(uid, "notes") + word

    def sets_an_alarm(self, uid: str) -> None:
        """The same."""
        try:
            with suppress(*_NOT_NOW):
                super().sets_an_alarm(uid)
        except OutcomeUnknown:
            if uid in self.somebody.entries() and RINGS in self.somebody.object_of(uid).body:
                self.alarms.add(uid)

    def deletes(self, uid: str) -> None:
        """The same: what a process asked for before it was killed may be done only now."""
        try:
            with suppress(*_NOT_NOW):
                super().deletes(uid)
        except OutcomeUnknown:
            self.doubtful.add(uid)

    def syncs(self, faults: list[Fault]) -> Report | None:
        """One life of the process in bad weather, which it never survives; `faults` are of other worlds."""
        del faults
        here, there = _processes.Pipe()
        process = _processes.Process(target=live, args=(self.notebook, self.dice.random(), there))
        process.start()
        there.close()
        with here:
            for _ in range(self.dice.randrange(LONGEST_LIFE)):
                self._meanwhile(here.recv())
                here.send(None)
            process.join(self.dice.uniform(0, LONGEST_STEP))
            process.kill()
        process.join()
        self.killed += process.exitcode == -9
        process.close()
        return None

    def _meanwhile(self, href: str) -> None:
        """Before a step of the process he may do something too: into the very object it is about, or anywhere."""
        luck = self.dice.random()
        if luck < MEETING:
            self.is_faster(href)
        elif luck < 2 * MEETING:
            self.dice.choice((self.notes_down, self.sets_an_alarm))(self.dice.choice([*self.hours]))

    def settles(self) -> None:
        """Lives in good weather, which end by themselves: soon with nothing to do."""
        for _ in range(4):
            process = _processes.Process(target=live, args=(self.notebook,))
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
        for _ in gone:
            self.syncs([])
        self.settles()
        assert not set(gone) & (self.agenda.entries.keys() | self.somebody.entries().keys())
