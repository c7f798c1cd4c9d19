"""How long every offer of two weeks takes, by CPU time, for firms of ten to five thousand technicians.

python benchmarks/bench_offers.py            all sizes, both kernels; writes results/bench_offers.json
python benchmarks/bench_offers.py --smoke    the smallest firm, a few requests; writes nothing

Beside it: the time to read the same bytes, what trying everything finds, VROOM asked for one place, a fresh process.
"""

import argparse
import datetime as dt
import json
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.offering.firm import MONDAY, a_firm, a_request
from benchmarks.offering.oracle import differences
from solver import Schedule, Visit, offers, warm
from solver.insertion import Kernel, numpy_insertions
from solver.kernel import numba_insertions

__all__ = ["MONDAY", "a_firm", "a_request", "cpu_ms"]

RESULTS = Path(__file__).parent / "results" / "bench_offers.json"
FRESH = Path(__file__).parent / "offering" / "fresh.py"
KERNELS: dict[str, Kernel] = {"numpy": numpy_insertions, "numba": numba_insertions}
REQUESTS = {10: 4000, 50: 2000, 500: 400, 5000: 100}
WEDNESDAY = MONDAY + dt.timedelta(2)
LEVELS = (0, 1, 5)
"""Of VROOM: the least, the next one, and the one it takes where none is named."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One size and one kernel; milliseconds of CPU time for all offers to one customer.

    `read_ms` is the median of a plain sum of the same bytes, taken between the questions.
    """

    technicians: int
    kernel: str
    visits: int
    megabytes: float
    offers: int
    requests: int
    p50_ms: float
    p99_ms: float
    read_ms: float
    p50_over_read: float
    replace_ms: float


@dataclass(frozen=True, slots=True)
class Vroom:
    """VROOM at one level: the least CPU ms it took, over how many asked, for how many it placed the visit.

    `times` is how many times the median CPU of all offers by the compiled kernel that is.
    """

    level: int
    asked: int
    placed: int
    least_ms: float
    times: float


def cpu_ms(work: Callable[[], object]) -> float:
    """Milliseconds of CPU time the work takes."""
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1e6


def read_by(schedule: Schedule) -> int:
    """How many bytes a compiled kernel reads of a schedule, at most."""
    return sum(column.nbytes for column in schedule.tiles)


def measure(schedule: Schedule, technicians: int, kernel: str, requests: int) -> Measure:
    """Ask the same seeded requests, reading as many bytes after each; the first one warms the caches, not counted."""
    rng, keys = random.Random(2), KERNELS[kernel]
    bytes_alike = np.ones(read_by(schedule) // 8, np.int64)
    counts, asking, reading = [], [], []

    def ask(visit: Visit) -> None:
        counts.append(len(offers(schedule, visit, keys)))

    ask(a_request(rng))
    for visit in [a_request(rng) for _ in range(requests)]:
        asking.append(cpu_ms(lambda visit=visit: ask(visit)))  # type: ignore[misc]
        reading.append(cpu_ms(bytes_alike.sum))
    p50, p99 = np.percentile(asking, [50, 99])
    read = float(np.median(reading))
    return Measure(
        technicians=technicians,
        kernel=kernel,
        visits=sum(len(block.visits) for block in schedule.blocks),
        megabytes=round(bytes_alike.nbytes / 1e6, 2),
        offers=round(float(np.mean(counts))),
        requests=requests,
        p50_ms=round(float(p50), 4),
        p99_ms=round(float(p99), 4),
        read_ms=round(read, 4),
        p50_over_read=round(float(p50) / read, 1),
        replace_ms=round(min(cpu_ms(lambda: schedule.replace(0, schedule.blocks[0])) for _ in range(5)), 3),
    )


def against_oracle(requests: int) -> dict[str, int]:
    """How many insertions were tried by hand in a small firm, and in how many pairs of route and window we differ."""
    blocks = [block for block in a_firm(6).blocks if block.shift.day <= WEDNESDAY]
    rng, tried, wrong = random.Random(3), 0, 0
    for _ in range(requests):
        visit = a_request(rng)
        for kernel in KERNELS.values():
            different, count = differences(blocks, visit, kernel)
            wrong, tried = wrong + different, tried + count
    return {"requests": requests, "insertions": tried, "differences": wrong}


def against_vroom(schedule: Schedule, ours_ms: float, levels: dict[int, int]) -> list[Vroom] | str:
    """Ask VROOM so many requests at each level; why not, where it is not installed."""
    try:
        from benchmarks.offering.with_vroom import ask  # noqa: PLC0415  # optional
    except ImportError as missing:
        return f"not measured: {missing}"
    found = []
    for level, requests in levels.items():
        rng = random.Random(2)
        answers = [ask(schedule, a_request(rng), level) for _ in range(requests)]
        least = 1000 * min(answer.seconds for answer in answers)
        placed = sum(answer.placed for answer in answers)
        found.append(Vroom(level, requests, placed, round(least, 1), round(least / ours_ms)))
    return found


def fresh(technicians: int) -> dict[str, Any]:
    """The best of three fresh processes; see `benchmarks/offering/fresh.py`."""
    command = [sys.executable, str(FRESH), str(technicians)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3)]  # noqa: S603
    return min(runs, key=lambda run: float(run["first_slot_ms"]))


def table(measures: list[Measure]) -> Table:
    """The measures as people read them."""
    drawn = Table(title="Every offer of 14 days, CPU ms", title_justify="left")
    columns = ("technicians", "kernel", "visits", "MB", "offers", "p50", "p99", "reading", "p50 / reading", "replace")
    for column in columns:
        drawn.add_column(column, justify="right")
    for one in measures:
        row = (one.technicians, one.kernel, one.visits, one.megabytes, one.offers, one.p50_ms, one.p99_ms)
        drawn.add_row(*map(str, (*row, one.read_ms, one.p50_over_read, one.replace_ms)))
    return drawn


def main() -> None:
    """Measure, print, and keep the figures unless it was only a smoke test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="the smallest firm, a few requests, nothing written")
    parser.add_argument("--technicians", type=int, nargs="*", default=list(REQUESTS), help="sizes to measure")
    options = parser.parse_args()
    console = Console(width=130)
    warm()
    measures, vroom = [], None
    for technicians in [10] if options.smoke else options.technicians:
        schedule = a_firm(technicians)
        requests = 10 if options.smoke else REQUESTS.get(technicians, 100)
        measures += [measure(schedule, technicians, kernel, requests) for kernel in KERNELS]
        if technicians == min(REQUESTS):
            asked = {0: 1} if options.smoke else dict(zip(LEVELS, (5, 5, 1), strict=True))
            vroom = against_vroom(schedule, measures[-1].p50_ms, asked)
    oracle = against_oracle(1 if options.smoke else 20)
    first = fresh(10)
    console.print(table(measures), f"by hand: {oracle}", f"VROOM: {vroom}", f"a fresh process: {first}", sep="\n")
    if not options.smoke:
        versions = {name: version(name) for name in ("numpy", "numba")} | {"python": platform.python_version()}
        told = vroom if vroom is None or isinstance(vroom, str) else [asdict(one) for one in vroom]
        report: dict[str, Any] = {"versions": versions, "measures": [asdict(one) for one in measures]}
        report |= {"oracle": oracle, "vroom": told, "fresh": first}
        RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
