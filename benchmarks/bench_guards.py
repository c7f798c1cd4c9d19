"""What guards in the tables cost: firms kept apart by PostgreSQL, history chained; a week is read, a visit is booked.

python benchmarks/bench_guards.py             12 rounds of each, with and without in turns; writes to results/
python benchmarks/bench_guards.py --smoke     two short rounds; writes nothing
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from api import migrations
from desk.store import KINDS
from planner.appointments import Appointment, State
from planner.firms import Firm
from planner.history import Change, record
from planner.identifiers import AppointmentId, FirmId, ServiceId, TechnicianId
from planner.intervals import Interval
from planner.ports import Actor, Snapshot, Work
from planner.routes import Visit
from planner.sites import Position
from planner.store import Database

RESULTS = Path(__file__).parent / "results" / "bench_guards.json"
FIRMS, VISITS_A_DAY, DAYS = 50, 5, 7
ANNECY, BEGIN = Position(45.899, 6.129), datetime(2026, 3, 2, 8, tzinfo=UTC)
GAETAN = TechnicianId("gaëtan")
HOUR = timedelta(hours=1)
_numbers = count()


@dataclass(frozen=True, slots=True)
class Side:
    """A database with or without a guard; `without` is open while it works."""

    database: Database
    without: Callable[[], AbstractContextManager[Any]]

    def round(self, operations: int) -> dict[str, float]:
        """Return the mean milliseconds of a reading and of a booking."""
        with self.without():
            return {"read": _timed(self._read, operations), "book": _timed(self._book, operations)}

    def _read(self, firm: FirmId) -> object:
        with self.database.read(firm) as work:
            return work.routes.between(BEGIN.date(), BEGIN.date() + timedelta(days=DAYS))

    def _book(self, firm: FirmId) -> object:
        number = next(_numbers)
        return self.database.write(firm, lambda work: book(work, number))


def _timed(run: Callable[[FirmId], object], operations: int) -> float:
    begun = time.perf_counter()
    for number in range(operations):
        run(_firm(number % FIRMS))
    return (time.perf_counter() - begun) / operations * 1000


def _firm(number: int) -> FirmId:
    return FirmId(f"firm{number}")


def book(work: Work, number: int) -> object:
    """Add a visit to a day as a confirmed booking does; a full day begins anew."""
    day = BEGIN + timedelta(days=number % DAYS)
    route = work.routes.load(GAETAN, day.date())
    kept = route.visits if len(route.visits) < VISITS_A_DAY else ()
    start = day + 2 * HOUR * len(kept)
    key, window = AppointmentId(f"a{number}"), Interval(start, start + 2 * HOUR)
    booked = Appointment(key, ServiceId("repair"), window, HOUR, State.CONFIRMED, work.now)
    after = replace(route, visits=(*kept, Visit(key, ANNECY, window, start, HOUR)))
    change = Change("confirm", Actor("customer"), Snapshot((), (route,)), Snapshot((booked,), (after,)))
    return record(work, change)


def filled(url: str) -> Database:
    """A migrated database of firms whose week is full."""
    migrations.migrate(url)
    database = Database(url, kinds=KINDS)
    for number in range(FIRMS):
        database.create_firm(Firm(_firm(number), f"firm-{number}", f"Firm {number}"))
        for _ in range(DAYS * VISITS_A_DAY):
            database.write(_firm(number), lambda work: book(work, next(_numbers)))
    return database


@contextmanager
def apart() -> Iterator[dict[str, Side]]:
    """Two databases on one PostgreSQL: with row-level security, and without it and without saying the firm."""
    from tests.support.postgresql import programs_of_the_wheel, started  # noqa: PLC0415 - a development wheel

    with started(programs_of_the_wheel()) as server, ExitStack() as stack:
        urls = [server.new_database() for _ in range(2)]
        guarded, bare = (stack.enter_context(closing(filled(url))) for url in urls)
        with psycopg.connect(urls[1].replace("+psycopg", "")) as connection:
            for (name,) in connection.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall():
                connection.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY".encode())
        yield {
            "with": Side(guarded, nullcontext),
            "without": Side(bare, partial(patch, "planner.store.scope._show", lambda *_: None)),
        }


@contextmanager
def chained() -> Iterator[dict[str, Side]]:
    """Two files: with every line of history hashed and chained, and with lines as they come."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        urls = [f"sqlite:///{Path(folder) / name}.sqlite" for name in ("with", "without")]
        one, other = (stack.enter_context(closing(filled(url))) for url in urls)
        as_it_comes = partial(patch, "planner.store.history.linked", lambda entry, _previous: entry)
        yield {"with": Side(one, nullcontext), "without": Side(other, as_it_comes)}


def compared(sides: dict[str, Side], rounds: int, operations: int) -> dict[str, dict[str, float]]:
    """Let both sides work in turns; medians in milliseconds, and the median of what each round cost more."""
    told = []
    for number in range(rounds):
        order = sorted(sides, reverse=bool(number % 2))
        told.append({name: sides[name].round(operations) for name in order})
    return {
        what: {
            **{f"{name}_ms": round(statistics.median(one[name][what] for one in told), 3) for name in sides},
            "more": round(statistics.median(one["with"][what] / one["without"][what] - 1 for one in told), 3),
        }
        for what in ("read", "book")
    }


def main() -> None:
    """Compare, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="two short rounds; writes nothing")
    smoke = parser.parse_args().smoke
    rounds, operations = (2, 20) if smoke else (12, 200)
    found = {}
    for name, opened in (("history chained, on a file", chained), ("firms apart, on PostgreSQL", apart)):
        with opened() as sides:
            found[name] = compared(sides, rounds, operations)
    kept = {"python": platform.python_version(), "rounds": rounds, "operations": operations, **found}
    print(json.dumps(kept, indent=1))
    if not smoke:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
