"""What one firm more costs: CPU time of answers, bookings and chores with ever more firms in one PostgreSQL.

python benchmarks/bench_firms.py            10, 100 and 1 000 firms; writes results/bench_firms.json
python benchmarks/bench_firms.py --smoke    two and four firms, a few questions; writes nothing

The time is that of the server's process and of PostgreSQL's. It is 1 when something takes an answer, or a chore each
firm, half as much again with the most firms as with the fewest.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx
from rich.console import Console
from rich.table import Table

from api import migrations, wiring
from api.house import House
from api.settings import read_settings
from api.worker import Worker
from benchmarks.bench_pages import fill
from benchmarks.race.servers import a_firm
from desk.setup import create_firm
from planner.identifiers import new_id
from solver import warm
from tests.support.postgresql import PostgreSQLServer, programs_of_the_wheel, started
from web.main import application

RESULTS = Path(__file__).parent / "results" / "bench_firms.json"
SEED, TECHNICIANS, DAYS, VISITS_A_DAY = 11, 3, 5, 4
STEADY = 1.5
COMMUNE = "74600 Seynod"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of one answer, or of a chore for each firm, with so many firms: ours and PostgreSQL's."""

    firms: int
    what: str
    ours_ms: float
    postgresql_ms: float

    @property
    def both(self) -> float:
        """Ours and PostgreSQL's."""
        return self.ours_ms + self.postgresql_ms


class Books:
    """What this process and PostgreSQL have worked so far, in seconds, by the system's books."""

    def __init__(self, server: PostgreSQLServer) -> None:
        self._postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])

    def read(self) -> tuple[float, float]:
        """Return ours and PostgreSQL's; those of its processes that have ended count with their parent."""
        ticks = sum(sum(map(int, fields[11:15])) for fields in self._family())
        return time.process_time(), ticks / os.sysconf("SC_CLK_TCK")

    def _family(self) -> Iterator[list[str]]:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                number, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if self._postmaster in {number, int(fields[1])}:
                yield fields


class Visitor:
    """A program that asks the whole application without a network, so that only the answers cost."""

    def __init__(self, house: House, slugs: Sequence[str]) -> None:
        self._transport, self._address, self._slugs = (
            httpx.ASGITransport(application(house)),
            house.settings.address,
            slugs,
        )
        self.offers: dict[str, str] = {}
        self.holds: dict[str, dict[str, Any]] = {}

    def look(self) -> None:
        """Ask each firm for slots."""
        for slug in self._slugs:
            asked = {"firm": slug, "service": "repair", "commune": COMMUNE}
            self.offers[slug] = self._ask("GET", "/v1/slots", {"params": asked})["slots"][0]["offer"]

    def hold(self) -> None:
        """Hold the first slot of each firm."""
        for slug, offer in self.offers.items():
            self.holds[slug] = self._post("/v1/holds", {"firm": slug, "offer": offer})

    def book(self) -> None:
        """Book what is held."""
        for slug, held in self.holds.items():
            who = {"name": "Client Inventé", "phone": "06 39 98 12 34", "address": "12 rue des Aulnes"}
            where = {name: held["form"][name] for name in ("postcode", "city")}
            self._post("/v1/appointments", {"firm": slug, "hold": held["hold"], **who, **where})

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._ask("POST", path, {"json": body, "headers": {"idempotency-key": new_id()}})

    def _ask(self, method: str, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        answer = asyncio.run(self._answer(method, path, asked))
        if not answer.is_success:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.text}")
        told: dict[str, Any] = answer.json()
        return told

    async def _answer(self, method: str, path: str, asked: Mapping[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url=self._address) as client:
            return await client.request(method, path, **asked)


@contextmanager
def a_house(url: str, folder: Path) -> Iterator[House]:
    """A house on PostgreSQL, as a server opens it."""
    settings = read_settings(
        environment="demo", data_folder=folder, database_url=url, log_level="error", holds_per_address=0
    )
    migrations.migrate(settings.database)
    house = wiring.open_house(settings)
    try:
        yield house
    finally:
        house.close()


def found(house: House, first: int, count: int) -> None:
    """Found the firms that are still missing, each with a full week."""
    for number in range(first, count):
        firm = create_firm(house.transactions, a_firm(f"firme-{number}", TECHNICIANS)).firm
        house.transactions.write(firm.id, lambda work: fill(work, random.Random(SEED), DAYS, VISITS_A_DAY))
        if (number + 1) % 100 == 0:
            print(f"{number + 1} firms", flush=True)


def measured(house: House, books: Books, firms: int, questions: int) -> list[Cost]:
    """Measure answers to some of the firms, drawn from all, and the chores for all of them."""
    chosen = random.Random(firms).sample(range(firms), min(questions, firms))
    visitor = Visitor(house, [f"firme-{number}" for number in chosen])
    worker = wiring.worker_of(house)
    work: list[tuple[str, Callable[[], object], int]] = [
        ("slots, nobody asked before", visitor.look, len(chosen)),
        ("slots, asked again", visitor.look, len(chosen)),
        ("a hold", visitor.hold, len(chosen)),
        ("a booking", visitor.book, len(chosen)),
        ("what bookings tell, each", worker.drain, len(chosen)),
        *((f"chore {name}, each firm", chore, firms) for name, chore in _chores(worker)),
    ]
    return [_cost(books, firms, *each) for each in work]


def _chores(worker: Worker) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the worker does by the clock, by its name, once it has been done before: what a quiet day costs."""
    for chore in worker.chores:
        name = getattr(chore.do, "func", chore.do).__name__
        chore.do()
        yield name.replace("_", " "), chore.do


def _cost(books: Books, firms: int, what: str, do: Callable[[], object], times: int) -> Cost:
    ours, theirs = books.read()
    do()
    ours_after, theirs_after = books.read()
    return Cost(
        firms, what, round((ours_after - ours) * 1000 / times, 2), round((theirs_after - theirs) * 1000 / times, 2)
    )


def grown(costs: Sequence[Cost]) -> dict[str, float]:
    """How much more each thing costs with the most firms than with the fewest."""
    fewest, most = min(cost.firms for cost in costs), max(cost.firms for cost in costs)
    first = {cost.what: cost.both for cost in costs if cost.firms == fewest}
    last = {cost.what: cost.both for cost in costs if cost.firms == most}
    return {what: round(last[what] / max(first[what], 0.1), 2) for what in first}


def show(costs: Sequence[Cost]) -> None:
    """Print the figures as a table."""
    counts, growth = sorted({cost.firms for cost in costs}), grown(costs)
    table = Table("CPU ms (PostgreSQL's)", *(f"{count} firms" for count in counts), "growth")
    for what in growth:
        row = {cost.firms: f"{cost.both:.2f} ({cost.postgresql_ms:.2f})" for cost in costs if cost.what == what}
        table.add_row(what, *(row[count] for count in counts), f"{growth[what]:.2f}")
    Console(width=120).print(table)


def main() -> int:
    """Measure with ever more firms, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="few firms, few questions, nothing written")
    parser.add_argument("--firms", type=int, nargs="+", default=[10, 100, 1_000])
    parser.add_argument("--questions", type=int, default=100, help="how many firms are asked, at most")
    options = parser.parse_args()
    if options.smoke:
        options.firms, options.questions = [2, 4], 4
    warm()
    costs: list[Cost] = []
    with started(programs_of_the_wheel()) as server, tempfile.TemporaryDirectory() as name:
        books, there = Books(server), 0
        with a_house(server.new_database(), Path(name)) as house:
            for count in options.firms:
                found(house, there, count)
                there = count
                costs += measured(house, books, count, options.questions)
    show(costs)
    megabytes = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"the process took {megabytes} MB at most")
    if options.smoke:
        return 0
    machine = {"python": platform.python_version(), "machine": platform.machine(), "megabytes": megabytes}
    kept = {**machine, "growth": grown(costs), "costs": [asdict(cost) for cost in costs]}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(growth > STEADY for growth in grown(costs).values()))


if __name__ == "__main__":
    sys.exit(main())
