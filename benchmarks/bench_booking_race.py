"""Customers race for the same slots through the real door, servers are killed, and a judge compares.

python benchmarks/bench_booking_race.py                  10 000 operations by 8 processes on a file; writes results/
python benchmarks/bench_booking_race.py --postgresql     the same against two servers on PostgreSQL
python benchmarks/bench_booking_race.py --kills 50       the server is killed that often in the middle
python benchmarks/bench_booking_race.py --careless       a check-then-insert server: the judge must find something
python benchmarks/bench_booking_race.py --smoke          a few hundred operations, careful and careless; writes nothing
"""

import argparse
import json
import multiprocessing
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.race.clients import run_client
from benchmarks.race.judge import Verdict, judge
from benchmarks.race.servers import CARELESS, PROGRAM, Server, found_firm, serving

RESULTS = Path(__file__).parent / "results" / "bench_booking_race.json"
CLIENTS, TECHNICIANS = 8, 12


def race(url: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Let the customers loose on servers of a new firm and return the figures."""
    found_firm(url, TECHNICIANS)
    program = CARELESS if options.careless else PROGRAM
    with serving(url, folder, servers=2 if options.postgresql else 1, program=program) as servers:
        begun = time.perf_counter()
        journals = shoot(servers, folder, options)
        seconds = time.perf_counter() - begun
    return figures(judge(url, journals), journals, seconds)


def shoot(servers: list[Server], folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run the clients to their end, killing servers meanwhile, and return their journals."""
    context = multiprocessing.get_context("spawn")
    files = [folder / f"journal-{seed}.json" for seed in range(CLIENTS)]
    share = options.operations // CLIENTS
    clients = [
        context.Process(target=run_client, args=(servers[seed % len(servers)].address, seed, share, file))
        for seed, file in enumerate(files)
    ]
    for client in clients:
        client.start()
    for number in range(options.kills):
        time.sleep(options.pause)
        server = servers[number % len(servers)]
        server.kill()
        server.start()
    for client in clients:
        client.join()
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def figures(verdict: Verdict, journals: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Add up what happened."""
    operations: Counter[str] = sum((Counter(journal["operations"]) for journal in journals), Counter())
    refused: Counter[str] = sum((Counter(journal["refused"]) for journal in journals), Counter())
    times = {
        name: sorted(time for journal in journals for time in journal["milliseconds"].get(name, ()))
        for name in operations
    }
    return {
        "operations": dict(operations),
        "refused": dict(refused),
        "in_doubt": sum(len(journal["doubtful"]) for journal in journals),
        "seconds": round(seconds, 1),
        "per_second": round(operations.total() / seconds, 1),
        "p50_ms": {name: told[len(told) // 2] for name, told in times.items() if told},
        "p99_ms": {name: told[len(told) * 99 // 100] for name, told in times.items() if told},
        "confirmed": verdict.confirmed,
        "overlaps": verdict.overlaps,
        "broken": verdict.broken,
        "lost": verdict.lost,
        "unknown": verdict.unknown,
        "clean": verdict.clean,
    }


@contextmanager
def database(folder: Path, *, postgresql: bool) -> Iterator[str]:
    """The URL of a new database."""
    if not postgresql:
        yield f"sqlite:///{folder / 'race.sqlite'}"
        return
    from tests.support.postgresql import programs_of_the_wheel, started  # noqa: PLC0415 - a development wheel

    with started(programs_of_the_wheel()) as server:
        yield server.new_database()


def one_race(options: argparse.Namespace) -> dict[str, Any]:
    """Race once in a folder of its own."""
    with tempfile.TemporaryDirectory() as name, database(Path(name), postgresql=options.postgresql) as url:
        return race(url, Path(name), options)


def first_caught(options: argparse.Namespace) -> dict[str, Any]:
    """Race the careless server until the judge finds something: so few operations may by luck not meet."""
    careless = argparse.Namespace(**{**vars(options), "careless": True})
    races = (one_race(careless) for _ in range(4))
    return next((figures for figures in races if not figures["clean"]), {"clean": True})


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, careful then careless; nothing written")
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=0, help="how often a server is killed")
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between kills")
    parser.add_argument("--postgresql", action="store_true", help="two servers on PostgreSQL")
    parser.add_argument("--careless", action="store_true", help="check, then insert")
    return parser.parse_args()


def main() -> int:
    """Race, print, keep the figures; fail if the judge found something, or nothing where he must."""
    options = arguments()
    if options.smoke:
        options.operations, options.pause = 240, 1.0
        careful, careless = one_race(options), first_caught(options)
        print(json.dumps({"careful": careful, "careless": careless}, indent=1))
        return 0 if careful["clean"] and not careless["clean"] else 1
    found = {"python": platform.python_version(), "clients": CLIENTS, "kills": options.kills, **one_race(options)}
    print(json.dumps(found, indent=1))
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    name = "-".join(["postgresql" if options.postgresql else "sqlite", *(["careless"] if options.careless else [])])
    kept[f"{name}, {options.kills} kills" if options.kills else name] = found
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if found["clean"] != options.careless else 1


if __name__ == "__main__":
    sys.exit(main())
