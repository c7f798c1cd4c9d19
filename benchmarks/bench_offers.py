"""How long every offer of two weeks takes, by CPU time, for firms of ten to five thousand technicians.

python benchmarks/bench_offers.py            all sizes, both kernels; writes results/bench_offers.json
python benchmarks/bench_offers.py --smoke    the smallest firm, a few requests; writes nothing
"""

import argparse
import datetime as dt
import json
import platform
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numba
import numpy as np
from rich.console import Console
from rich.table import Table

from solver import (
    CrowTravel,
    Lunch,
    Place,
    RouteBlock,
    Schedule,
    Shift,
    Visit,
    Weights,
    Window,
    compile_route,
    offers,
    warm,
)
from solver.insertion import Kernel, numpy_insertions
from solver.kernel import numba_insertions

RESULTS = Path(__file__).parent / "results" / "bench_offers.json"
MONDAY = dt.date(2027, 1, 18)
DAYS = 14
HOUR, MINUTE = 3600, 60
SLOTS = (8, 10, 13, 15)
"""A promise lasts two hours from each of these."""

KERNELS: dict[str, Kernel] = {"numpy": numpy_insertions, "numba": numba_insertions}
REQUESTS = {10: 400, 50: 400, 500: 200, 5000: 100}


@dataclass(frozen=True, slots=True)
class Measure:
    """One size and one kernel; milliseconds of CPU time, and how many times a plain sum of the same bytes that is."""

    technicians: int
    kernel: str
    visits: int
    gaps: int
    megabytes: float
    offers: int
    requests: int
    p50_ms: float
    p99_ms: float
    read_ms: float
    p50_over_read: float
    replace_ms: float


def at(day: int, hour: float) -> int:
    """That hour (UTC) of that day of the fortnight."""
    midnight = dt.datetime.combine(MONDAY + dt.timedelta(day), dt.time(), dt.UTC)
    return int(midnight.timestamp()) + round(hour * HOUR)


def a_place(rng: random.Random, near: Place | None = None) -> Place:
    """A place within some 20 km of Annecy, or within some 8 km of another place."""
    centre, reach = (Place(45.9, 6.13), 0.2) if near is None else (near, 0.08)
    return Place(centre.lat + rng.uniform(-reach, reach), centre.lon + rng.uniform(-reach, reach))


def a_route(rng: random.Random, technician: int, home: Place, day: int) -> RouteBlock:
    """One technician's day with about four promised visits, lunch, and an hour of overtime at most."""
    shift = Shift(
        technician=f"technician {technician}",
        day=MONDAY + dt.timedelta(day),
        start_place=home,
        end_place=home,
        start=at(day, 8.5),
        end=at(day, 17.5),
        max_overtime=HOUR,
        lunch=Lunch(at(day, 12), at(day, 13.5), 45 * MINUTE),
        skills={"electricity": technician % 3 + 1, "charger": technician % 2 + 1},
    )
    slots = sorted(rng.choices(SLOTS, k=rng.randint(3, 5)))
    visits = [
        Visit(
            key=f"{technician}/{day}/{number}",
            place=a_place(rng, home),
            duration=rng.choice((30, 45, 60, 75)) * MINUTE,
            windows=(Window(at(day, slot), at(day, slot + 2) - 1),),
        )
        for number, slot in enumerate(slots)
    ]
    while not (block := compile_route(shift, visits, travel=CrowTravel(), weights=Weights())).feasible:
        visits.pop(rng.randrange(len(visits)))
    return block


def a_firm(technicians: int, seed: int = 1) -> Schedule:
    """A fortnight of that many technicians."""
    rng = random.Random(seed)
    homes = [a_place(rng) for _ in range(technicians)]
    return Schedule.of(a_route(rng, number, home, day) for number, home in enumerate(homes) for day in range(DAYS))


def a_request(rng: random.Random) -> Visit:
    """A customer who would take any window of the fortnight."""
    windows = tuple(Window(at(day, slot), at(day, slot + 2) - 1) for day in range(DAYS) for slot in SLOTS)
    skills = {"electricity": rng.randint(1, 3)}
    return Visit(
        key="request", place=a_place(rng), duration=rng.choice((45, 60, 90)) * MINUTE, windows=windows, skills=skills
    )


def cpu_ms(work: Callable[[], object]) -> float:
    """Milliseconds of CPU time the work takes."""
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1e6


def read_ms(size: int) -> float:
    """The least CPU time numpy needs to read and sum that many bytes."""
    data = np.ones(size // 8, np.int64)
    return min(cpu_ms(data.sum) for _ in range(9))


def measure(schedule: Schedule, technicians: int, kernel: str, requests: int) -> Measure:
    """Ask the same seeded requests and take the percentiles; the first one warms the caches and is not counted."""
    rng = random.Random(2)
    keys, counts = KERNELS[kernel], []

    def ask(visit: Visit) -> None:
        counts.append(len(offers(schedule, visit, keys)))

    ask(a_request(rng))
    times = [cpu_ms(lambda visit=visit: ask(visit)) for visit in [a_request(rng) for _ in range(requests)]]  # type: ignore[misc]
    size = sum(column.nbytes for column in schedule.tiles)
    p50, p99 = np.percentile(times, [50, 99])
    reading = read_ms(size)
    return Measure(
        technicians=technicians,
        kernel=kernel,
        visits=sum(len(block.visits) for block in schedule.blocks),
        gaps=len(schedule.tiles.ways),
        megabytes=round(size / 1e6, 2),
        offers=round(float(np.mean(counts))),
        requests=requests,
        p50_ms=round(float(p50), 3),
        p99_ms=round(float(p99), 3),
        read_ms=round(reading, 4),
        p50_over_read=round(float(p50) / reading, 1),
        replace_ms=round(min(cpu_ms(lambda: schedule.replace(0, schedule.blocks[0])) for _ in range(5)), 3),
    )


def table(measures: list[Measure]) -> Table:
    """The measures as people read them."""
    drawn = Table(title="Every offer of 14 days, CPU ms", title_justify="left")
    columns = (
        "technicians",
        "kernel",
        "visits",
        "gaps",
        "MB",
        "offers",
        "p50",
        "p99",
        "sum of the bytes",
        "p50 / sum",
        "replace",
    )
    for column in columns:
        drawn.add_column(column, justify="right")
    for one in measures:
        row = (one.technicians, one.kernel, one.visits, one.gaps, one.megabytes, one.offers, one.p50_ms, one.p99_ms)
        drawn.add_row(*map(str, (*row, one.read_ms, one.p50_over_read, one.replace_ms)))
    return drawn


def main() -> None:
    """Measure, print the table, and keep the figures unless it was only a smoke test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="the smallest firm, a few requests, nothing written")
    parser.add_argument("--technicians", type=int, nargs="*", default=list(REQUESTS), help="sizes to measure")
    options = parser.parse_args()
    warm()
    measures = []
    for technicians in [10] if options.smoke else options.technicians:
        schedule = a_firm(technicians)
        requests = 10 if options.smoke else REQUESTS.get(technicians, 100)
        measures += [measure(schedule, technicians, kernel, requests) for kernel in KERNELS]
    Console(width=130).print(table(measures))
    if not options.smoke:
        versions = {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__}
        RESULTS.parent.mkdir(exist_ok=True)
        report = {"versions": versions, "measures": [asdict(one) for one in measures]}
        RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
