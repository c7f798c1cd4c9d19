"""How much one server takes: slots, bookings and pages at once, beside bare FastAPI and SQLite routes, in one run.

python benchmarks/bench_load.py            26 technicians × 14 days; writes results/bench_load.json
python benchmarks/bench_load.py --smoke    a small firm, a few seconds; writes nothing

A better plan is searched for all the while, by a process of its own that yields to both servers. They are asked in
turns, so that a neighbour's load falls on both; what each answer takes of a processor no neighbour can change.
"""

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.bench_pages import founded
from benchmarks.load.asking import Answered, Connection, Request, flat_out, in_turn, steadily
from benchmarks.load.bare import keep
from benchmarks.office import searching, signed_in
from benchmarks.race.servers import ROOT, SLUG, Server, free_port, serving, worked

RESULTS = Path(__file__).parent / "results" / "bench_load.json"
COMMUNES = (
    "74000 Annecy",
    "74600 Seynod",
    "74150 Rumilly",
    "73200 Albertville",
    "74210 Faverges",
    "74230 Thônes",
    "74960 Meythet",
    "74370 Pringy",
)
SERVICE = "repair"
CLIENTS = 8
ROUNDS = 3
Worked = Callable[[], float]
MADE_OR_TAKEN = frozenset({201, 409})
"""Who comes second hears so: that is no failure."""


@dataclass(frozen=True, slots=True)
class Size:
    """How big the firm is, how long each round lasts in seconds, how often slots are asked and taken in a second."""

    technicians: int = 26
    days: int = 14
    seconds: float = 10.0
    asked: float = 500.0
    taken: float = 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """One load: answers a second and milliseconds of an answer; `failed` had another status than it should.

    `cpu_ms` are the milliseconds of a processor that the server took for each answer, whatever else it did meanwhile.
    """

    what: str
    answers: int
    rate: float
    p50_ms: float
    p99_ms: float
    worst_ms: float
    cpu_ms: float
    failed: int


@dataclass(slots=True)
class Measured:
    """All that was measured, and the most memory the server took, in megabytes."""

    loads: list[Load] = field(default_factory=list)
    megabytes: float = 0.0

    def add(self, what: str, rounds: Sequence[Answered], *, good: frozenset[int] = frozenset({200})) -> None:
        """Add what several rounds came to."""
        every = Answered(seconds=sum(one.seconds for one in rounds), worked=sum(one.worked for one in rounds))
        for one in rounds:
            every.milliseconds += one.milliseconds
        failed = sum(number for one in rounds for status, number in one.statuses.items() if status not in good)
        worst = round(max(every.milliseconds), 1)
        answers = len(every.milliseconds)
        times = every.share(50), every.share(99), worst, round(every.worked / answers * 1000, 2)
        self.loads.append(Load(what, answers, round(every.rate, 1), *times, failed))

    def of(self, what: str) -> Load:
        """Return one load."""
        return next(load for load in self.loads if load.what == what)


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def slots_of(server: Server, service: str) -> dict[str, list[dict[str, Any]]]:
    """Return the slots of each commune, asked once: everything is compiled and found afterwards."""
    found = {}
    with httpx.Client(base_url=server.address, timeout=120) as client:
        for commune in COMMUNES:
            answer = client.get("/v1/slots", params={"firm": SLUG, "service": service, "commune": commune})
            found[commune] = answer.raise_for_status().json()["slots"]
    return found


def questions(path: str, service: str) -> list[Request]:
    """Return the question about slots for each commune."""
    return [
        Request(f"{path}?{urlencode({'firm': SLUG, 'service': service, 'commune': commune})}") for commune in COMMUNES
    ]


def bare_booking(answers: dict[str, list[dict[str, Any]]]) -> Request:
    """Return what a customer sends the bare route."""
    offer = next(slot["offer"] for slots in answers.values() for slot in slots)
    who = {"name": "Client", "phone": "06 39 98 12 34", "address": "12 rue des Aulnes"}
    return Request("/bookings", json.dumps({"firm": SLUG, "offer": offer, **who}).encode())


@contextmanager
def bare(folder: Path, service: str, answers: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, Worked]]:
    """Serve the bare routes with the same slots; their address, and how long they have worked."""
    database, port = folder / "bare.sqlite", free_port()
    keep(database, service, answers)
    command = [sys.executable, "-m", "benchmarks.load.bare", str(database), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own
    try:
        address = f"http://127.0.0.1:{port}"
        while process.poll() is None:
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address, partial(worked, process.pid)
    finally:
        process.terminate()
        process.wait()


class Bookers:
    """Customers who look, hold and confirm, one after the other or several at once; each under a key of his own."""

    _numbers = count()

    def __init__(self, server: Server, service: str) -> None:
        self._server, self._questions = server, questions("/v1/slots", service)
        self.held, self.booked = Answered(), Answered()

    async def book(self, connection: Connection) -> None:
        """Be one customer; whoever finds his slot taken goes away."""
        number = next(self._numbers)
        _, body = await connection.ask(self._questions[number % len(self._questions)])
        slots, key = json.loads(body)["slots"], f"load-{number}"
        if not slots:
            return
        began = time.perf_counter()
        wish = {"firm": SLUG, "offer": slots[number % len(slots)]["offer"]}
        status, body = await connection.ask(Request("/v1/holds", json.dumps(wish).encode(), f"{key}-hold"))
        self.held.note(status, began)
        if status != httpx.codes.CREATED:
            return
        held, began = json.loads(body), time.perf_counter()
        who = {"name": f"Client {number}", "phone": "06 39 98 12 34", "address": "12 rue des Aulnes"}
        where = {name: held["form"][name] for name in ("postcode", "city")}
        booking = {"firm": SLUG, "hold": held["hold"], **who, **where}
        status, _ = await connection.ask(Request("/v1/appointments", json.dumps(booking).encode(), key))
        self.booked.note(status, began)

    async def now_and_then(self, rate: float) -> None:
        """Book so many times a second until cancelled: each booking changes what all others are shown."""
        connection = Connection(self._server.address)
        try:
            while True:
                await asyncio.sleep(1 / rate)
                await self.book(connection)
        finally:
            connection.close()

    async def flat_out(self, clients: int, seconds: float) -> None:
        """Let so many customers book, one after the other."""
        until = (began := time.perf_counter()) + seconds

        async def client() -> None:
            connection = Connection(self._server.address)
            while time.perf_counter() < until:
                await self.book(connection)
            connection.close()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(clients):
                tasks.create_task(client())
        self.held.seconds = self.booked.seconds = time.perf_counter() - began


# ── what is measured ─────────────────────────────────────────────────────────────────────────────────────────────────


async def _while_booking(bookers: Bookers, rate: float, asked: Coroutine[Any, Any, Answered]) -> Answered:
    booking = asyncio.create_task(bookers.now_and_then(rate))
    try:
        return await asked
    finally:
        booking.cancel()


def _counted(worked: Worked, asked: Coroutine[Any, Any, Answered]) -> Answered:
    """Ask, and note what the server worked meanwhile."""
    before = worked()
    answered = asyncio.run(asked)
    answered.worked = worked() - before
    return answered


def measure(server: Server, folder: Path, service: str, day: date, size: Size) -> Measured:
    """Measure everything beside a search."""
    measured, ours = Measured(), in_turn(questions("/v1/slots", service))
    answers = slots_of(server, service)
    with bare(folder, service, answers) as (address, bare_worked), searching(server.address, day):
        theirs = in_turn(questions("/slots", service))
        for ask, at in ((theirs, address), (ours, server.address)):
            asyncio.run(flat_out(at, ask, CLIENTS, 1.0))
        rounds: dict[str, list[Answered]] = defaultdict(list)
        bookers = Bookers(server, service)
        for _ in range(ROUNDS):
            fast = flat_out(address, theirs, CLIENTS, size.seconds)
            rounds["bare, flat out"].append(_counted(bare_worked, fast))
            fast = flat_out(server.address, ours, CLIENTS, size.seconds)
            rounds["slots, flat out"].append(_counted(server.worked, fast))
            steady = steadily(address, theirs, size.asked, size.seconds)
            rounds["bare, steadily"].append(_counted(bare_worked, steady))
            slots_of(server, service)  # what was booked in the last round has emptied the answers that are kept
            steady = steadily(server.address, ours, size.asked, size.seconds)
            rounds["slots, steadily"].append(_counted(server.worked, steady))
            steady = _while_booking(bookers, size.taken, steadily(server.address, ours, size.asked, size.seconds))
            rounds["slots, steadily, some booked"].append(_counted(server.worked, steady))
            for what, opened in pages(server, service, day, size).items():
                rounds[what].append(opened)
        for what, each in rounds.items():
            measured.add(what, each)
        inserts = in_turn([bare_booking(answers)])
        measured.add(
            "bare, booked flat out",
            [_counted(bare_worked, flat_out(address, inserts, CLIENTS, size.seconds))],
            good=MADE_OR_TAKEN,
        )
        before, bookers = server.worked(), Bookers(server, service)
        asyncio.run(bookers.flat_out(CLIENTS, size.seconds))
        bookers.booked.worked = server.worked() - before  # looking, holding and what follows included
        measured.add("holds, flat out", [bookers.held], good=MADE_OR_TAKEN)
        measured.add("bookings, flat out", [bookers.booked], good=MADE_OR_TAKEN)
    measured.megabytes = server.megabytes()
    return measured


def pages(server: Server, service: str, day: date, size: Size) -> dict[str, Answered]:
    """Let Claire open her day and a visitor the page of slots, again and again, while slots are asked and taken."""
    claire, visitor = signed_in(server.address), httpx.Client(base_url=server.address, timeout=120)
    asked = {"service": service, "commune": COMMUNES[0]}
    opened = {"the day": Answered(), "the page of slots": Answered()}
    bookers, until = Bookers(server, service), time.perf_counter() + size.seconds

    def load() -> None:
        steady = steadily(server.address, in_turn(questions("/v1/slots", service)), size.asked / 2, size.seconds)
        asyncio.run(_while_booking(bookers, size.taken, steady))

    beside = Thread(target=load)
    beside.start()
    while time.perf_counter() < until:
        began = time.perf_counter()
        opened["the day"].note(claire.get(f"/f/{SLUG}/jour/{day}").status_code, began)
        began = time.perf_counter()
        opened["the page of slots"].note(visitor.get(f"/f/{SLUG}/rdv", params=asked).status_code, began)
    beside.join()
    for one in opened.values():
        one.seconds = size.seconds
    return opened


def show(measured: Measured) -> None:
    """Print the figures as a table, and how ours compares with the bare routes."""
    table = Table("load", "answers", "a second", "p50", "p99", "worst", "processor", "failed")
    for one in measured.loads:
        took = (f"{one.p50_ms} ms", f"{one.p99_ms} ms", f"{one.worst_ms} ms", f"{one.cpu_ms or '-'} ms")
        table.add_row(one.what, str(one.answers), str(one.rate), *took, str(one.failed))
    console = Console()
    console.print(table)
    ours, theirs = measured.of("slots, flat out"), measured.of("bare, flat out")
    share, times = ours.rate / theirs.rate, ours.p99_ms / theirs.p99_ms
    console.print(f"{share:.0%} of the bare route's throughput at {times:.2f} times its p99")
    console.print(f"{ours.cpu_ms / theirs.cpu_ms:.2f} times the processor time of the bare route for each answer")
    booked, inserted = measured.of("bookings, flat out"), measured.of("bare, booked flat out")
    console.print(f"{booked.rate / inserted.rate:.1%} of the bare inserts, each booking looked for, held and confirmed")
    console.print(f"the server took {measured.megabytes} MB at most")


def main() -> int:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small firm, a few seconds, nothing written")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each round lasts")
    options = parser.parse_args()
    size = Size(3, 3, 1.0, 20.0, 2.0) if options.smoke else Size(seconds=options.seconds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url, day, _ = founded(folder, size.technicians, size.days, 4)
        with serving(url, folder, servers=1) as (server,):
            measured = measure(server, folder, SERVICE, day, size)
    show(measured)
    if not options.smoke:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        kept = {**machine, "size": asdict(size), **asdict(measured)}
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(one.failed for one in measured.loads) else 0


if __name__ == "__main__":
    sys.exit(main())
