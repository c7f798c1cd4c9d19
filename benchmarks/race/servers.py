"""Servers of one database, as an operator would start them, and ready to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from socket import socket

import httpx

from api import migrations
from desk.setup import Founder, NewFirm, create_firm
from desk.store import KINDS
from planner.identifiers import ServiceId, TechnicianId
from planner.services import Service
from planner.sites import Position
from planner.store import Database
from planner.technicians import Technician
from planner.working_days import WeeklyHours

ROOT = Path(__file__).resolve().parents[2]
SLUG = "race"
PROGRAM = "from web.main import main; main()"
CARELESS = "from benchmarks.race.careless import main; main()"
PATIENCE = 120.0  # seconds until a server must answer
_HOMES = (Position(45.8992, 6.1294), Position(45.8846, 6.0908), Position(45.6755, 6.3927))


def found_firm(url: str, technicians: int) -> None:
    """Make the tables and a firm whose technicians all do the one service it offers."""
    migrations.migrate(url)
    with closing(Database(url, kinds=KINDS)) as database:
        create_firm(database, a_firm(SLUG, technicians))


def a_firm(slug: str, technicians: int) -> NewFirm:
    """Return a firm whose technicians all do the one service it offers."""
    week = tuple(WeeklyHours(day, clock(8, 30), clock(17, 30)) for day in range(5))
    people = tuple(
        Technician(TechnicianId(f"t{number}"), f"Technicien {number}", home, home, week)
        for number, home in ((number, _HOMES[number % len(_HOMES)]) for number in range(technicians))
    )
    service = Service(ServiceId("repair"), "repair", "Dépannage", timedelta(hours=1), lead_time=timedelta(hours=1))
    return NewFirm(
        "Course Électricité",
        Founder("Odile", f"odile@{'course' if slug == SLUG else slug}.invalid", "quatre mots sans rapport"),
        slug=slug,
        phone="+33465710030",
        technicians=people,
        services=(service,),
    )


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def worked(pid: int) -> float:
    """Return how many seconds the threads of a process have worked so far, by the system's books."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Server:
    """One server process on its own port, of the sources in `root`."""

    url: str
    folder: Path
    program: str = PROGRAM
    root: Path = ROOT
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {
            **os.environ,
            "CRENEAU_DATABASE_URL": self.url,
            "CRENEAU_DATA_FOLDER": str(self.folder),
            "CRENEAU_LOG_LEVEL": "error",
            "CRENEAU_HOLDS_PER_ADDRESS": "0",
            "PYTHONPATH": str(self.root),
        }
        command = [sys.executable, "-c", self.program, "serve", "--port", str(self.port)]
        with (self.folder / f"server-{self.port}.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                httpx.get(f"{self.address}/v1/firms/{SLUG}", timeout=5).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the server on port {self.port} does not answer; see {log.name}")

    def worked(self) -> float:
        """Return how many seconds its threads have worked so far, by the system's books."""
        return worked(self._process.pid) if self._process else 0.0

    def megabytes(self) -> float:
        """Return the most memory it has had, by the system's books."""
        process = self._process
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines() if process else []
        return round(sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024, 1)

    def kill(self) -> None:
        """Kill it as a power cut would, at whatever it is doing."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=PATIENCE)


@contextmanager
def serving(url: str, folder: Path, *, servers: int, program: str = PROGRAM) -> Iterator[list[Server]]:
    """Start servers of one database, and stop them at the end."""
    running = [Server(url, folder, program) for _ in range(servers)]
    try:
        for server in running:
            server.start()
        yield running
    finally:
        for server in running:
            server.stop()
