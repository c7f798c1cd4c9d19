"""The race through the real door: customers over HTTP, servers that are killed, and a judge who compares."""

import argparse
import tempfile
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.race.clients import journals_of, let_loose
from benchmarks.race.databases import database
from benchmarks.race.judge import Verdict, judge
from benchmarks.race.servers import CARELESS, PROGRAM, Server, found_firm, serving

CLIENTS, TECHNICIANS = 8, 12


def race(url: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Let the customers loose on servers of a new firm and return the figures."""
    found_firm(url, TECHNICIANS)
    program = CARELESS if options.careless else PROGRAM
    servers_wanted = 2 if options.store == "postgresql" else 1
    with serving(url, folder, servers=servers_wanted, program=program) as servers:
        begun = time.perf_counter()
        journals = _shoot(servers, folder, options)
        seconds = time.perf_counter() - begun
    return _figures(judge(url, journals), journals, seconds)


def one_race(options: argparse.Namespace) -> dict[str, Any]:
    """Race once in a folder of its own."""
    with tempfile.TemporaryDirectory() as name, database(Path(name), options.store) as url:
        return race(url, Path(name), options)


def first_caught(options: argparse.Namespace) -> dict[str, Any]:
    """Race the careless server until the judge finds something: so few operations may by luck not meet."""
    careless = argparse.Namespace(**{**vars(options), "careless": True})
    races = (one_race(careless) for _ in range(4))
    return next((figures for figures in races if not figures["clean"]), {"clean": True})


def _shoot(servers: list[Server], folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run the clients to their end, killing servers meanwhile, and return their journals."""
    share, crowd = options.operations // CLIENTS, len(servers)
    loose = [let_loose(one.address, range(first, CLIENTS, crowd), share, folder) for first, one in enumerate(servers)]
    for number in range(options.kills):
        time.sleep(options.pause)
        server = servers[number % len(servers)]
        server.kill()
        server.start()
    return journals_of(chain.from_iterable(loose), folder)


def _figures(verdict: Verdict, journals: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
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
